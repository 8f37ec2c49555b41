use super::*;
use crate::inputs::{Settings, spec};

fn told(variable: &str) -> Vec<String> {
    let environment = Environment::from_pairs([(variable, "hunter2")]);
    among(&environment).iter().map(ToString::to_string).collect()
}

#[test]
fn a_name_that_is_nearly_ours_names_ours() {
    for (variable, name) in [
        ("DRY_RUN", "dry-run"),
        ("DRYRUN", "dry-run"),
        ("REHEARSAL", "rehearse"),
        ("PULL_REQUEST", "pull-request"),
        ("RULE", "rules"),
        ("PIPLINE", "pipeline"),
        ("PIPELNIE", "pipeline"),
        ("HEROKU_API_KEY", "heroku-api-key"),
        ("HEROKU-API-TOKEN", "heroku-api-key"),
        ("API_KEY", "heroku-api-key"),
        ("GITHUB_TOKEN", "github-token"),
        ("LABELS", "label"),
        ("DRAFT", "drafts"),
        ("COMMENTS", "comment"),
        ("WAIT_FOR_CHECKS", "wait-for-checks"),
        ("TIME-OUT", "timeout"),
        ("COMMIT_STATUS", "commit-status"),
        ("HEROKUTEAM", "team"),
        ("HEROKUSTACK", "stack"),
        ("STALE_DAYS", "stale-days"),
        ("PIPELINE_ID", "pipeline"),
        ("PR_NUMBER", "pull-request"),
        ("SOURCE_VERSION", "source-version"),
        ("REVIEW_APP_CONFIG_VARS", "review-app-config-vars"),
    ] {
        let told = told(&format!("INPUT_{variable}"));
        let expected = format!("{}: there is no such input. Write `{name}`", variable.to_lowercase());
        assert!(told.len() == 1 && told[0].starts_with(&expected), "{variable}: {told:?}");
    }
}

#[test]
fn an_input_of_another_action_says_what_is_there_in_its_place() {
    for (variable, words) in [
        ("HEROKU_APP_NAME", "Name the app in `rules`"),
        ("APP-NAME", "Name the app in `rules`"),
        ("HEROKU_EMAIL", "`heroku-api-key` is all"),
        ("BRANCH", "`ref` says which branch"),
        ("USEDOCKER", "`heroku.yml`"),
        ("DOCKER_HEROKU_PROCESS_TYPE", "`heroku.yml`"),
        ("PROCFILE", "Commit a `Procfile`"),
        ("BUILDPACK", "`heroku buildpacks:set`"),
        ("DONTUSEFORCE", "nothing is pushed with git"),
        ("DONTAUTOCREATE", "only `command: setup`"),
        ("DELAY", "follows build and release"),
        ("ENV_FILE", "`review-app-config-vars`"),
        ("JUSTLOGIN", "no login is left behind"),
        ("ENVIRONMENT", "beside `runs-on:`"),
        ("ENVIRONMENT", "`review-app-config-vars`"),
        ("TIMEOUT-MINUTES", "`timeout` is the step's own"),
        ("TOKEN", "`github-token`"),
        ("SOMETHING_ELSE", "Find the right one in the README"),
        ("", "Find the right one in the README"),
    ] {
        let told = told(&format!("INPUT_{variable}"));
        assert!(told.len() == 1 && told[0].contains(words), "{variable}: {told:?}");
    }
}

#[test]
fn each_name_of_elsewhere_leads_to_an_input_or_to_words() {
    for (variable, input) in [("ORGANIZATION", "team"), ("FILES-GLOB", "include"), ("IMAGE", "images")] {
        assert!(told(&format!("INPUT_{variable}"))[0].contains(&format!("`{input}`")), "{variable}");
    }
}

#[test]
fn what_is_declared_and_what_is_the_runners_own_is_let_through() {
    let declared = spec::INPUTS.iter().map(spec::Input::variable);
    let own = ["INPUT_ARGS", "INPUT_ENTRYPOINT", "INPUTS", "input_dry_run", "MY_INPUT_X", "GITHUB_INPUT_X"];
    let environment = Environment::from_pairs(declared.chain(own.map(str::to_owned)).map(|name| (name, "")));
    assert_eq!(among(&environment), []);
}

#[test]
fn an_empty_one_is_a_mistake_too_and_no_value_is_shown() {
    let environment = Environment::from_pairs([("INPUT_DRY_RUN", ""), ("INPUT_TOKEN", "hunter2")]);
    let told: Vec<_> = among(&environment).iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|text| !text.contains("hunter2")), "{told:?}");
    assert_eq!(told.iter().filter(|text| text.contains("in `env:` looks the same")).count(), 1, "{told:?}");
}

#[test]
fn one_in_the_wrong_case_says_that_it_sets_nothing() {
    let told = told("INPUT_dry-run");
    assert!(told[0].starts_with("dry-run: the variable is written `INPUT_dry-run`, which sets nothing."), "{told:?}");
    assert!(told[0].contains("Set `dry-run` under `with:`"), "{told:?}");
}

#[test]
fn an_odd_name_is_told_on_one_line() {
    let told = told("INPUT_A\n::error::B");
    assert!(told.len() == 1 && !told[0].contains('\n'), "{told:?}");
}

#[test]
fn they_are_told_with_all_other_mistakes_and_are_no_settings() {
    let environment =
        Environment::from_pairs([("INPUT_DRY_RUN", "true"), ("INPUT_TIMEOUT", "45"), ("INPUT_WAIT", "x")]);
    let found = Settings::parse(&environment).unwrap_err();
    let inputs: Vec<_> = found.iter().map(|complaint| complaint.input.as_ref()).collect();
    assert_eq!(inputs, ["dry_run", "wait", "timeout"]);
    assert!(Settings::parse(&Environment::from_pairs([("INPUT_DRY_RUN", "")])).is_err());
    assert!(Settings::parse(&Environment::from_pairs([("INPUT_ARGS", "x")])).is_ok());
}
