//! What holds for all that a run is started with, whatever is in it: it is read, or refused in words, and nothing panics.

use std::sync::LazyLock;

use branchline::{
    event::{Event, Runner},
    fuzzing::has_aim,
    inputs::{
        Environment, Settings,
        spec::{INPUTS, Input},
    },
    names::GitRef,
    rules::{Decision, Destination, Rules},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Value, json};

const RULES: &str = "main: acme-web\nstaging-*: acme-{branch}, acme-two\nrefs/tags/v*: acme-{branch}\n**: review-app";

const PIECES: &[&str] = &[
    "main",
    "refs/tags/",
    "a/",
    "*",
    "**",
    "?",
    "[",
    "!",
    "]",
    "{",
    "}",
    ",",
    "{branch}",
    ":",
    ": ",
    "acme-web",
    "none",
    "review-app",
    "\\",
    "#",
    " ",
    "\n",
    "-",
    "'",
    "é",
    "\u{200b}",
];

fn rules() -> impl Strategy<Value = String> {
    vec(select(PIECES.to_vec()), 0..30).prop_map(|pieces| pieces.concat())
}

/// A rule that parses, more often than not.
fn sound_rule() -> impl Strategy<Value = String> {
    ("[a-z*?/]{1,8}", select(vec!["acme-{branch}", "{branch}", "acme-web, acme-{branch}", "none", "review-app"]))
        .prop_map(|(pattern, target)| format!("{pattern}: {target}"))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[{}], null])),
        select(vec!["opened", "closed", "labeled", "completed", "created", "refs/heads/a", "a\n::error::b"])
            .prop_map(Value::from),
    ]
}

/// All payloads of the fixtures, each with its event.
static PAYLOADS: LazyLock<Vec<(String, Value)>> = LazyLock::new(payloads);

fn payloads() -> Vec<(String, Value)> {
    let folder = std::fs::read_dir("tests/fixtures/payloads").expect("the fixtures are there");
    let payload = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let event = name.split('.').next().unwrap_or_default().to_owned();
        (event, serde_json::from_slice(&std::fs::read(path).expect("a payload")).expect("JSON"))
    };
    folder.map(payload).collect()
}

/// Puts `value` in the place of one of all the values in `payload`.
fn mutate(payload: &mut Value, place: Index, value: Value) {
    let count = count(payload);
    let mut left = place.index(count);
    replace(payload, &mut left, &mut Some(value));
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn replace(target: &mut Value, left: &mut usize, value: &mut Option<Value>) {
    if *left == 0 {
        if let Some(value) = value.take() {
            *target = value;
        }
        return;
    }
    *left -= 1;
    let children: Box<dyn Iterator<Item = &mut Value>> = match target {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(fields) => Box::new(fields.values_mut()),
        _ => return,
    };
    for child in children {
        if value.is_some() {
            replace(child, left, value);
        }
    }
}

fn environment(event: &str) -> Environment {
    Environment::from_pairs([
        ("GITHUB_REPOSITORY", "octo-org/shop"),
        ("GITHUB_EVENT_NAME", event),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", "5f6d2c1d7e1a4b0f9c8e7d6c5b4a39281706f5e4"),
        ("INPUT_HEROKU-API-KEY", "HRKU-01234567"),
        ("INPUT_PIPELINE", "acme"),
        ("INPUT_RULES", RULES),
    ])
}

fn assert_is_read_or_refused_in_one_line(event: &str, payload: &[u8]) {
    let environment = environment(event);
    let runner = Runner::from_environment(&environment).expect("these facts are right");
    let settings = Settings::parse(&environment).expect("these settings are right");
    match Event::read(&runner, payload) {
        Ok(event) => {
            let _ = has_aim(&event, &settings, &runner);
        }
        Err(error) => assert!(!error.to_string().contains(char::is_control), "{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_payload_with_odd_values_in_it_is_read_or_refused(
        which in any::<Index>(),
        mutations in vec((any::<Index>(), value()), 1..4),
    ) {
        let (event, mut payload) = which.get(&PAYLOADS).clone();
        for (place, value) in mutations {
            mutate(&mut payload, place, value);
        }
        assert_is_read_or_refused_in_one_line(&event, payload.to_string().as_bytes());
    }

    #[test]
    fn a_payload_that_is_cut_off_or_garbled_is_refused(which in any::<Index>(), at in any::<Index>(), byte: u8) {
        let (event, payload) = which.get(&PAYLOADS);
        let mut bytes = payload.to_string().into_bytes();
        let at = at.index(bytes.len());
        assert_is_read_or_refused_in_one_line(event, &bytes[..at]);
        bytes[at] = byte;
        assert_is_read_or_refused_in_one_line(event, &bytes);
    }

    #[test]
    fn rules_decide_or_are_refused(
        text in prop_oneof![rules(), vec(sound_rule(), 1..5).prop_map(|lines| lines.join("\n"))],
        branch in "[a-zA-Z0-9é_./-]{1,40}",
    ) {
        let reference: GitRef = format!("refs/heads/{branch}").parse().expect("a branch");
        match Rules::parse(&text) {
            Err(complaints) => prop_assert!(!complaints.is_empty()),
            Ok(rules) => match rules.decide(&reference) {
                Ok(Decision::Matched { target: Destination::Apps(apps), .. }) => {
                    prop_assert!(!apps.is_empty());
                    prop_assert!(apps.iter().all(|app| app.as_str().len() <= 30));
                }
                Ok(_) => {}
                Err(error) => prop_assert!(!error.to_string().contains('\n')),
            },
        }
    }

    #[test]
    fn inputs_are_read_or_each_mistake_is_told_of(
        texts in vec(prop_oneof![Just(String::new()), any::<String>(), rules(), "[0-9a-z:/. ]{0,12}"], INPUTS.len()),
    ) {
        let pairs = INPUTS.iter().map(Input::variable).zip(texts);
        match Settings::parse(&Environment::from_pairs(pairs)) {
            Ok(settings) => prop_assert!(!settings.timeout.is_zero()),
            Err(complaints) => prop_assert!(complaints.iter().next().is_some()),
        }
    }
}
