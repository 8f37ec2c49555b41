use std::time::Duration;

use secrecy::ExposeSecret;

use super::*;
use crate::inputs::{Command, Drafts, Forks, Update, spec};
use crate::names::PullNumber;

fn parse(pairs: &[(&str, &str)]) -> Result<Settings, Complaints> {
    let variable = |name: &str| format!("INPUT_{}", name.to_uppercase());
    Settings::parse(&Environment::from_pairs(pairs.iter().map(|(name, value)| (variable(name), *value))))
}

fn complaints(pairs: &[(&str, &str)]) -> Vec<String> {
    parse(pairs).expect_err("a complaint").iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_given_means_the_defaults() {
    for settings in [parse(&[]), parse(&spec::INPUTS.map(|input| (input.name, " ")))] {
        let settings = settings.unwrap();
        assert!(settings.heroku_api_key.is_none() && settings.github_token.is_none());
        assert_eq!(settings.rules.iter().count(), 0);
        assert_eq!(settings.command, Command::Auto);
        assert_eq!((settings.pipeline, settings.reference, settings.pull_request), (None, None, None));
        assert_eq!((settings.update, settings.forks, settings.drafts), (Update::InPlace, Forks::Skip, Drafts::Deploy));
        assert_eq!((settings.label, settings.review_app_config_vars.0.len()), (None, 0));
        assert_eq!((settings.wait, settings.dry_run, settings.rehearse), (true, false, false));
        assert!(settings.source_version);
        assert_eq!(settings.timeout, Duration::from_mins(80));
        assert_eq!(settings.heroku_api_url.as_str(), "https://api.heroku.com/");
    }
}

#[test]
fn everything_given_is_taken() {
    let settings = parse(&[
        ("heroku-api-key", " HRKU-1\n"),
        ("github-token", "token"),
        ("rules", "**: review-app"),
        ("pipeline", "acme"),
        ("command", "deploy"),
        ("pull-request", "7"),
        ("review-app-config-vars", "A=1"),
        ("source-version", "false"),
        ("update", "recreate"),
        ("forks", "labeled"),
        ("drafts", "skip"),
        ("label", "deploy me"),
        ("wait", "false"),
        ("timeout", "90s"),
        ("dry-run", "TRUE"),
        ("rehearse", "True"),
        ("heroku-api-url", "http://127.0.0.1:80/x"),
    ])
    .unwrap();
    assert_eq!(settings.heroku_api_key.unwrap().expose_secret(), "HRKU-1");
    assert_eq!(settings.github_token.unwrap().expose_secret(), "token");
    assert!(settings.rules.has_review_app());
    assert_eq!(settings.pipeline.unwrap().as_str(), "acme");
    assert_eq!((settings.command, settings.pull_request), (Command::Deploy, PullNumber::new(7)));
    assert_eq!(settings.review_app_config_vars.0[0].0.as_str(), "A");
    assert!(!settings.source_version);
    assert_eq!((settings.update, settings.forks, settings.drafts), (Update::Recreate, Forks::Labeled, Drafts::Skip));
    assert_eq!(settings.label.unwrap(), "deploy me");
    assert_eq!((settings.wait, settings.dry_run, settings.rehearse), (false, true, true));
    assert_eq!(settings.timeout, Duration::from_secs(90));
    assert_eq!(settings.heroku_api_url.as_str(), "http://127.0.0.1/x");
}

#[test]
fn a_ref_is_taken_as_it_is() {
    assert_eq!(parse(&[("ref", "feature/a b")]).unwrap().reference.unwrap(), "feature/a b");
}

#[test]
fn every_mistake_is_reported_in_the_tables_order_and_no_secret_shown() {
    let wrong = spec::INPUTS.map(|input| match input.name {
        "label" => (input.name, "a\nb"),
        "wait-for-checks" => (input.name, "- hunter"),
        name => (name, "hunter 2\n:"),
    });
    let found = parse(&wrong).unwrap_err();
    let mut names: Vec<_> = found.iter().map(|complaint| complaint.input.as_ref()).collect();
    names.dedup();
    assert_eq!(names, spec::INPUTS.map(|input| input.name));
    let secret = ["heroku-api-key", "github-token", "review-app-config-vars"];
    for complaint in found.iter().filter(|complaint| secret.contains(&complaint.input.as_ref())) {
        assert!(!complaint.text.contains("hunter"), "{complaint}");
    }
    assert_eq!(found.to_string().lines().count(), found.iter().count());
}

#[test]
fn a_rule_for_review_apps_needs_a_pipeline() {
    let rules = ("rules", "main: acme-web\n\n**: review-app");
    let expected = r#"rules, line 3 ("**: review-app"): `review-app` needs a pipeline. "#;
    let found = complaints(&[rules]);
    assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}");
    assert!(parse(&[rules, ("pipeline", "acme")]).is_ok());
    let found = complaints(&[rules, ("pipeline", "a/b")]);
    assert!(found.len() == 1 && found[0].starts_with("pipeline: "), "{found:?}");
}

#[test]
fn forks_by_label_need_a_label() {
    let found = complaints(&[("forks", "labeled")]);
    assert!(found.len() == 1 && found[0].starts_with("forks: `labeled` needs a label"), "{found:?}");
    assert!(parse(&[("forks", "labeled"), ("label", "ok")]).is_ok());
    assert!(parse(&[("forks", "allow")]).is_ok());
}

#[test]
fn a_ref_and_a_pull_request_cannot_both_be_acted_on() {
    let found = complaints(&[("ref", "main"), ("pull-request", "7")]);
    assert!(found.len() == 1 && found[0] == "ref: `ref` and `pull-request` are both set. Use one of them", "{found:?}");
}

#[test]
fn a_source_version_given_by_hand_wins() {
    for (pairs, expected) in [
        (&[][..], true),
        (&[("source-version", "false")], false),
        (&[("review-app-config-vars", "A=1")], true),
        (&[("review-app-config-vars", "A=1\nSOURCE_VERSION=2")], false),
    ] {
        assert_eq!(parse(pairs).unwrap().sets_source_version(), expected, "{pairs:?}");
    }
}
