//! Payloads: the event's name in the first line, the payload below it.
#![no_main]

use branchline::{
    event::{Event, PullRequest, Runner},
    fuzzing::has_aim,
    inputs::{Environment, Settings},
};
use libfuzzer_sys::fuzz_target;

const RULES: &str = "main: acme-web\nstaging-*: acme-{branch}, acme-two\nrefs/tags/v*: acme-{branch}\n**: review-app";

fuzz_target!(|data: &[u8]| {
    let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
    let Ok(name) = std::str::from_utf8(&data[..end]) else { return };
    let payload = &data[end + 1..];
    let environment = environment(name);
    let Ok(runner) = Runner::from_environment(&environment) else { return };
    match Event::read(&runner, payload) {
        Ok(event) => {
            let settings = Settings::parse(&environment).expect("these settings are right");
            let _ = has_aim(&event, &settings, &runner);
        }
        Err(error) => assert!(!error.to_string().contains(['\n', '\r', '\0']), "{error}"),
    }
    if let Ok(value) = serde_json::from_slice(payload) {
        let _ = PullRequest::from_api(&value);
    }
});

fn environment(name: &str) -> Environment {
    Environment::from_pairs([
        ("GITHUB_REPOSITORY", "acme/shop"),
        ("GITHUB_EVENT_NAME", name),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", "5f6d2c1d7e1a4b0f9c8e7d6c5b4a39281706f5e4"),
        ("INPUT_HEROKU-API-KEY", "HRKU-01234567"),
        ("INPUT_PIPELINE", "acme"),
        ("INPUT_FORKS", "labeled"),
        ("INPUT_LABEL", "review"),
        ("INPUT_RULES", RULES),
    ])
}
