use std::path::Path;

use proptest::prelude::*;

use super::{Draft, draft};
use crate::{
    check::{findings_of, subject::Subject},
    heroku::integration::{Connection, ReviewAppSettings},
    init::found::{Found, FoundApp},
    workflow::file::WorkflowFile,
};

fn app(name: &str, stage: &str, branch: Option<&str>) -> FoundApp {
    let connection =
        branch.map(|branch| Connection { branch: branch.to_owned(), is_automatic: true, waits_for_ci: false });
    FoundApp { name: name.parse().unwrap(), stage: stage.to_owned(), connection }
}

fn found(apps: Vec<FoundApp>, review_apps: Option<ReviewAppSettings>) -> Found {
    Found { id: "01234567-89ab-cdef-0123-456789abcdef".to_owned(), name: "acme".to_owned(), apps, review_apps }
}

fn drafted(found: &Found) -> Draft {
    draft(found, &"trunk".parse().unwrap(), "heroku.yml")
}

/// What stands between `rules: |` and the next step.
fn rules(draft: &Draft) -> Vec<&str> {
    let rules = draft.workflow.lines().skip_while(|line| line.trim() != "rules: |").skip(1);
    rules.take_while(|line| line.starts_with("            ")).map(str::trim).collect()
}

#[test]
fn each_app_goes_to_the_branch_that_heroku_tells_or_that_is_likely() {
    for (apps, expected) in [
        (vec![app("acme-production", "production", None)], &["trunk: acme-production"][..]),
        (vec![app("acme-production", "production", Some("live"))], &["live: acme-production"]),
        (
            vec![app("acme-production", "production", Some("main")), app("acme-mirror", "production", Some("main"))],
            &["main: acme-production, acme-mirror"],
        ),
        (
            vec![app("acme-production", "production", None), app("acme-staging", "staging", None)],
            &["trunk: acme-production", "# BRANCH: acme-staging"],
        ),
        (
            vec![app("acme-production", "production", None), app("acme-staging", "staging", Some("develop"))],
            &["trunk: acme-production", "develop: acme-staging"],
        ),
        // What goes to staging first is promoted.
        (
            vec![app("acme-production", "production", None), app("acme-staging", "staging", Some("trunk"))],
            &["trunk: acme-staging", "# trunk: acme-production"],
        ),
        (vec![app("acme-production", "production", Some("a{b,c}"))], &["# BRANCH: acme-production", "**: none"]),
    ] {
        let found = found(apps, None);
        assert_eq!(rules(&drafted(&found)), expected);
    }
}

#[test]
fn an_app_that_pushes_do_not_deploy_gets_no_rule() {
    let mut by_hand = app("acme-production", "production", Some("main"));
    by_hand.connection.as_mut().unwrap().is_automatic = false;
    let draft = drafted(&found(vec![by_hand], None));
    assert_eq!(rules(&draft), ["# main: acme-production", "**: none"]);
    assert!(draft.left.iter().any(|step| step.contains("does not deploy it on pushes")), "{:?}", draft.left);
}

#[test]
fn review_apps_are_made_as_heroku_makes_them() {
    let settings = |automatic, wait, stale| {
        Some(ReviewAppSettings {
            automatic_review_apps: automatic,
            wait_for_ci: wait,
            destroy_stale_apps: stale,
            stale_days: Some(9),
        })
    };
    for (settings, has_review_apps, waits, sweeps) in [
        (None, false, false, false),
        (settings(false, true, true), false, false, false),
        (settings(true, false, false), true, false, false),
        (settings(true, true, false), true, true, false),
        (settings(true, false, true), true, false, true),
    ] {
        let draft = drafted(&found(vec![app("acme-production", "production", None)], settings));
        let has = |words: &str| draft.workflow.contains(words);
        assert_eq!(has("**: review-app") && has("closed") && has("pipeline: acme"), has_review_apps);
        assert_eq!(has("wait-for-checks: true") && has("checks: read"), waits);
        assert_eq!(has("command: sweep") && has("stale-days: 9") && has("schedule:"), sweeps);
        let disables = draft.left.iter().any(|step| step.contains("reviewapps:disable"));
        assert_eq!(disables, has_review_apps);
    }
}

#[test]
fn a_pipelines_odd_name_is_not_written() {
    for name in ["acme shop", "${{ github.token }}", "a: b", "007", "acme\nrules: x"] {
        let settings = ReviewAppSettings { automatic_review_apps: true, ..ReviewAppSettings::default() };
        let found = Found { name: name.to_owned(), ..found(vec![], Some(settings)) };
        let draft = drafted(&found);
        assert!(draft.workflow.contains("pipeline: 01234567-89ab-cdef-0123-456789abcdef\n"), "{}", draft.workflow);
        assert!(!draft.workflow.contains(name), "{}", draft.workflow);
    }
}

proptest! {
    #[test]
    fn whatever_there_is_the_workflow_has_nothing_wrong(
        name in any::<String>(),
        apps in prop::collection::vec(("[a-z][a-z0-9]{3,9}", 0usize..3, prop::option::of(branches()), any::<bool>(), any::<bool>()), 0..5),
        settings in prop::option::of((any::<bool>(), any::<bool>(), any::<bool>(), prop::option::of(0u32..40))),
    ) {
        let apps = apps.into_iter().map(|(name, stage, branch, is_automatic, waits_for_ci)| FoundApp {
            name: name.parse().unwrap(),
            stage: ["production", "staging", "development"][stage].to_owned(),
            connection: branch.map(|branch| Connection { branch, is_automatic, waits_for_ci }),
        });
        let review_apps = settings.map(|(automatic_review_apps, wait_for_ci, destroy_stale_apps, stale_days)| {
            ReviewAppSettings { automatic_review_apps, wait_for_ci, destroy_stale_apps, stale_days }
        });
        let found = Found { name, ..found(apps.collect(), review_apps) };
        let draft = drafted(&found);
        let file = WorkflowFile::read(Path::new("heroku.yml"), &draft.workflow).unwrap();
        let all = [(&file, file.steps(&|uses| uses.contains("/branchline@")))];
        prop_assert!(!all[0].1.is_empty());
        for step in &all[0].1 {
            let found: Vec<_> = findings_of(&Subject { file: &file, step: *step, all: &all }).iter().map(|it| it.words.clone()).collect();
            prop_assert!(found.is_empty(), "{found:?}: {}", draft.workflow);
        }
    }
}

/// Names of branches, some of which are patterns, or code, elsewhere.
fn branches() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z][a-z0-9/._-]{0,12}", "[a-z@#!+{},$\\[\\]'\"]{1,8}", any::<String>()]
}
