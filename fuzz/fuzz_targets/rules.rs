//! Rules: a ref in the first line, the rules below it.
#![no_main]

use branchline::{
    fuzzing::explain_rules,
    names::{AppName, GitRef},
    report::{Console, Style},
    rules::{Decision, Destination, Rules},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((reference, rules)) = text.split_once('\n') else { return };
    let console = Console::on(Style::Terminal, Box::new(std::io::sink()));
    let _ = explain_rules(&[reference.to_owned()], rules, &console);
    let Ok(reference) = reference.parse::<GitRef>() else { return };
    let rules = match Rules::parse(rules) {
        Ok(rules) => rules,
        Err(complaints) => {
            assert!(!complaints.is_empty());
            return;
        }
    };
    if let Ok(Decision::Matched { target: Destination::Apps(apps), .. }) = rules.decide(&reference) {
        assert!(!apps.is_empty());
        for app in &apps {
            assert!(app.as_str().parse::<AppName>().is_ok());
            let _ = rules.only_from(&reference, app);
        }
    }
});
