//! `branchline explain`: where branches go, without asking anybody.

use crate::{
    inputs::{Decision, Rules, Target},
    names::GitRef,
    outcome::Exit,
    report::Console,
};

/// Says for each branch or ref which rule matches, and where it would go.
pub fn explain_rules(references: &[String], rules: &str, console: &Console) -> Exit {
    let rules = match Rules::parse(rules) {
        Ok(rules) => rules,
        Err(complaints) => {
            for complaint in &complaints {
                console.line(&complaint.to_string());
            }
            return Exit::Misconfigured;
        }
    };
    let mut exit = Exit::Done;
    for text in references {
        match explained(text, &rules) {
            Ok(line) => console.line(&line),
            Err(line) => {
                console.line(&line);
                exit = Exit::Misconfigured;
            }
        }
    }
    exit
}

fn explained(text: &str, rules: &Rules) -> Result<String, String> {
    let full = if text.starts_with("refs/") { text.to_owned() } else { format!("refs/heads/{text}") };
    let reference: GitRef = full.parse().map_err(|error| format!("{text}: {error}"))?;
    match rules.decide(&reference) {
        Ok(Decision::NoRule) => Ok(format!("{text}: no rule matches, so nothing happens")),
        Ok(Decision::Matched { rule, target }) => Ok(format!("{text}: {rule} -> {}", destination(&target))),
        Err(error) => Err(format!("{text}: {error}")),
    }
}

fn destination(target: &Target) -> String {
    match target {
        Target::Apps(apps) => apps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Target::ReviewApp => "a review app".to_owned(),
        Target::Nothing => "none: nothing happens".to_owned(),
    }
}
