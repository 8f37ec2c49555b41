use std::{collections::BTreeSet, path::Path};

use proptest::prelude::*;

use super::{Draft, draft};
use crate::{
    check::{findings_in, subject::Subject},
    heroku::integration::{Connection, ReviewAppSettings},
    init::{
        Checkout,
        found::{Found, FoundApp, LeftOut, ReviewApps},
    },
    workflow::file::WorkflowFile,
};

fn connected(branch: String) -> Connection {
    Connection { branch, repository: None, is_automatic: true, waits_for_ci: false }
}

fn app(name: &str, stage: &str, branch: Option<&str>) -> FoundApp {
    let connection = branch.map(|branch| connected(branch.to_owned()));
    FoundApp { name: name.parse().unwrap(), stage: stage.to_owned(), connection }
}

fn found(apps: Vec<FoundApp>, review_apps: Option<ReviewAppSettings>) -> Found {
    let (id, name) = ("01234567-89ab-cdef-0123-456789abcdef".to_owned(), "acme".to_owned());
    let review_apps = review_apps.map_or(ReviewApps::Off, ReviewApps::Set);
    Found { id, name, apps, left_out: Vec::new(), review_apps }
}

fn drafted(found: &Found) -> Draft {
    let draft = drafted_in(found, "trunk");
    let gap = draft.left.iter().flat_map(|step| step.lines()).find(|line| line.trim_start().contains("  "));
    assert_eq!(gap, None, "white space within a sentence");
    draft
}

fn drafted_in(found: &Found, default_branch: &str) -> Draft {
    let checkout = Checkout { default_branch: default_branch.to_owned(), ..Checkout::unknown() };
    draft(found, &checkout, ".github/workflows/heroku.yml")
}

fn automatic() -> ReviewAppSettings {
    ReviewAppSettings { automatic_review_apps: true, ..ReviewAppSettings::default() }
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
fn an_odd_default_branch_is_not_written() {
    for odd in ["${{secrets.HEROKU_API_KEY}}", "a{b,c}", "on:push", "a\nb", ""] {
        for staging in [None, Some(odd)] {
            let apps = vec![app("acme-production", "production", None), app("acme-staging", "staging", staging)];
            let draft = drafted_in(&found(apps, None), odd);
            assert!(odd.is_empty() || !draft.workflow.contains(odd), "{}", draft.workflow);
            assert_eq!(rules(&draft), ["# BRANCH: acme-production", "# BRANCH: acme-staging", "**: none"]);
        }
    }
}

#[test]
fn what_is_usual_is_what_the_readme_says_to_paste() {
    let apps =
        vec![app("acme-production", "production", Some("main")), app("acme-staging", "staging", Some("staging"))];
    let draft = drafted(&found(apps, Some(automatic())));
    let readme = include_str!("../../../README.md");
    let (_, pasted) = readme.split_once("<!-- paste -->\n```yaml\n").unwrap();
    let (pasted, _) = pasted.split_once("```\n<!-- /paste -->").unwrap();
    // The README names a release once there is one.
    let but_for_the_release = |text: &str| {
        let lines = text.lines().map(|line| line.split("branchline@").next().unwrap_or_default().to_owned());
        lines.collect::<Vec<_>>()
    };
    assert_eq!(but_for_the_release(&draft.workflow), but_for_the_release(pasted));
}

#[test]
fn a_token_may_do_no_more_than_what_the_workflow_does() {
    for (review_apps, granted) in [(None, false), (Some(automatic()), true)] {
        let draft = drafted(&found(vec![app("acme-production", "production", None)], review_apps));
        for words in ["pull-requests: write", "delete:", "pull_request:", "pipeline: acme", "or review app"] {
            assert_eq!(draft.workflow.contains(words), granted, "{words}: {}", draft.workflow);
        }
        assert!(!draft.workflow.contains("checks: read"), "{}", draft.workflow);
    }
}

#[test]
fn a_sweep_takes_the_place_of_no_deploy_that_waits() {
    let stale = |destroy_stale_apps| ReviewAppSettings { destroy_stale_apps, ..automatic() };
    for (settings, begins) in [
        (
            stale(true),
            "  group: heroku-${{ github.event_name == 'schedule' && 'the sweep' || github.event.pull_request",
        ),
        (stale(false), "  group: heroku-${{ github.event.pull_request"),
    ] {
        let workflow = drafted(&found(vec![app("acme-production", "production", None)], Some(settings))).workflow;
        assert!(workflow.lines().any(|line| line.starts_with(begins)), "{workflow}");
    }
}

#[test]
fn words_that_yaml_knows_are_texts() {
    for (branch, written) in [("on", "\"on\""), ("No", "\"No\""), ("null", "\"null\""), ("online", "online")] {
        let workflow = drafted(&found(vec![app("acme-web", "staging", Some(branch))], None)).workflow;
        assert!(workflow.contains(&format!("    branches: [{written}]\n")), "{workflow}");
    }
}

#[test]
fn an_app_of_another_repository_gets_no_rule() {
    let of = |repository: &str| {
        let connection = Connection { repository: Some(repository.to_owned()), ..connected("main".to_owned()) };
        FoundApp { connection: Some(connection), ..app("acme-api", "production", None) }
    };
    for (repository, remotes, expected) in [
        ("acme/api", &["acme/shop"][..], &["# BRANCH: acme-api", "**: none"][..]),
        ("acme/api", &["me/api", "Acme/API"], &["main: acme-api"]),
        ("acme/api", &[], &["main: acme-api"]),
        ("${{ github.token }}", &["acme/shop"], &["# BRANCH: acme-api", "**: none"]),
    ] {
        let remotes = remotes.iter().map(|&remote| remote.to_owned()).collect();
        let checkout = Checkout { repositories: remotes, ..Checkout::unknown() };
        let draft = draft(&found(vec![of(repository)], None), &checkout, "heroku.yml");
        assert_eq!(rules(&draft), expected);
        let is_told = draft.left.iter().any(|step| step.contains("this is a clone of another"));
        assert_eq!(is_told, expected.len() > 1, "{:?}", draft.left);
    }
}

#[test]
fn what_is_guessed_or_hidden_is_told() {
    let usual = || found(vec![app("acme-production", "production", None)], None);
    let hidden = LeftOut::Hidden("01234567-89ab-cdef-0123-456789abcdef".parse().unwrap());
    for (found, words) in [
        (usual(), "so .github/workflows/heroku.yml says `trunk`. If it is another"),
        (
            Found { review_apps: ReviewApps::Hidden, ..usual() },
            "The key may not see how the pipeline makes review apps",
        ),
        (Found { left_out: vec![hidden], ..usual() }, "`heroku access:add`"),
        (Found { left_out: vec![LeftOut::Odd("a\nb".to_owned())], ..usual() }, "an app \"a\\nb\", and no app"),
    ] {
        let draft = drafted(&found);
        assert!(draft.left.iter().any(|step| step.contains(words)), "{words}: {:?}", draft.left);
        assert_eq!(rules(&draft), ["trunk: acme-production"]);
    }
    let told = drafted(&found(vec![app("acme-production", "production", Some("trunk"))], None)).left;
    assert!(!told.iter().any(|step| step.contains("If it is another")), "{told:?}");
}

#[test]
fn what_did_not_wait_for_checks_is_named() {
    let settings = |wait_for_ci| ReviewAppSettings { wait_for_ci, ..automatic() };
    for (app_waits, review_apps_wait, named) in [
        (true, true, None),
        (false, false, None),
        (true, false, Some("for CI: review apps.")),
        (false, true, Some("for CI: `acme-web`.")),
    ] {
        let mut web = app("acme-web", "production", Some("main"));
        web.connection.as_mut().unwrap().waits_for_ci = app_waits;
        let draft = drafted(&found(vec![web], Some(settings(review_apps_wait))));
        assert_eq!(draft.workflow.contains("wait-for-checks: true"), app_waits || review_apps_wait);
        let step = draft.left.iter().find(|step| step.contains("wait-for-checks"));
        assert_eq!(step.is_some(), named.is_some(), "{step:?}");
        assert!(named.is_none_or(|named| step.is_some_and(|step| step.contains(named))), "{step:?}");
    }
}

#[test]
fn the_commands_name_the_file_as_a_shell_takes_it() {
    for (file, words) in [
        (".github/workflows/heroku.yml", "git add .github/workflows/heroku.yml"),
        (".github/workflows/my file.yml", "git add '.github/workflows/my file.yml'"),
        (".github/workflows/it's.yml", "git add '.github/workflows/it'\\''s.yml'"),
        ("heroku.yml", "Move heroku.yml to .github/workflows"),
    ] {
        let left = draft(&found(vec![app("acme-web", "staging", None)], None), &Checkout::unknown(), file).left;
        assert!(left.last().unwrap().contains(words), "{left:?}");
    }
}

#[test]
fn a_pipelines_odd_name_is_not_written() {
    for name in ["acme shop", "${{ github.token }}", "a: b", "007", "acme\nrules: x"] {
        let found = Found { name: name.to_owned(), ..found(vec![], Some(automatic())) };
        let draft = drafted(&found);
        assert!(draft.workflow.contains("pipeline: 01234567-89ab-cdef-0123-456789abcdef\n"), "{}", draft.workflow);
        assert!(!draft.workflow.contains(name), "{}", draft.workflow);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_there_is_the_workflow_has_nothing_wrong(
        name in any::<String>(),
        default_branch in branches(),
        apps in prop::collection::vec(("[a-z][a-z0-9]{3,9}", 0usize..3, prop::option::of(branches()), any::<bool>(), any::<bool>()), 0..5),
        settings in prop::option::of((any::<bool>(), any::<bool>(), any::<bool>(), prop::option::of(0u32..40))),
    ) {
        let apps = apps.into_iter().map(|(name, stage, branch, is_automatic, waits_for_ci)| FoundApp {
            name: name.parse().unwrap(),
            stage: ["production", "staging", "development"][stage].to_owned(),
            connection: branch.map(|branch| Connection { is_automatic, waits_for_ci, ..connected(branch) }),
        });
        let review_apps = settings.map(|(automatic_review_apps, wait_for_ci, destroy_stale_apps, stale_days)| {
            ReviewAppSettings { automatic_review_apps, wait_for_ci, destroy_stale_apps, stale_days }
        });
        let apps: Vec<_> = apps.collect();
        let expected: BTreeSet<_> = apps.iter().map(|app| app.name.to_string()).collect();
        let found = Found { name, ..found(apps, review_apps) };
        let draft = drafted_in(&found, &default_branch);
        for expression in draft.workflow.split("${{").skip(1) {
            let known = ["secrets.HEROKU_API_KEY }}\n", "inputs.ref", "github.event_name == 'schedule' && ", "github.event.pull_request"];
            prop_assert!(known.iter().any(|known| expression.trim_start().starts_with(known)), "{expression}");
        }
        let file = WorkflowFile::read(Path::new("heroku.yml"), &draft.workflow).unwrap();
        let all = [(&file, file.steps(&|uses| uses.contains("/branchline@")))];
        prop_assert!(!all[0].1.is_empty());
        let written = rules(&draft).into_iter().filter_map(|line| line.split_once(": "));
        let written: BTreeSet<_> = written.flat_map(|(_, apps)| apps.split(", ")).map(ToOwned::to_owned).collect();
        prop_assert!(expected.is_subset(&written), "each app has a rule or a comment: {}", draft.workflow);
        let found = findings_in(all[0].1.iter().map(|step| Subject { file: &file, step: *step, all: &all }));
        prop_assert!(found.is_empty(), "{found:?}: {}", draft.workflow);
    }
}

/// Names of branches, some of which are patterns, or code, elsewhere.
fn branches() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z][a-z0-9/._-]{0,12}", "[a-z@#!+{},$\\[\\]'\"]{1,8}", any::<String>()]
}
