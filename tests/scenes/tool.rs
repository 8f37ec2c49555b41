//! The binary on a laptop: rehearse, explain, help.

use std::process::Output;

use branchline::sandbox::NamedFault;
use futures_util::future::join_all;
use tempfile::TempDir;

use crate::{
    messages::is_message,
    payloads::{pull_request, push},
    workflow::laptop,
};

pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) output: String,
    errors: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was killed"),
            output: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the binary with these arguments where nothing is set.
pub(crate) async fn said(arguments: &[&str]) -> Said {
    laptop(arguments).output().await.unwrap().into()
}

#[tokio::test]
async fn the_version_is_that_of_the_package() {
    let said = said(&["--version"]).await;
    assert_eq!((said.code, &*said.output), (0, concat!("branchline ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[tokio::test]
async fn the_help_names_every_command() {
    let said = said(&["--help"]).await;
    assert_eq!((said.code, &*said.errors), (0, ""));
    is_message(&said.output, "help");
    for word in ["rehearse", "explain", "--rules-file", "--event", "--payload", "--fault", "--version"] {
        assert!(said.output.contains(word), "{word}");
    }
    assert!(said.output.lines().all(|line| line.chars().count() <= 110), "{}", said.output);
}

#[tokio::test]
async fn wrong_arguments_are_told_on_standard_error() {
    for (arguments, word) in [
        (&["rehaerse"][..], "rehaerse"),
        (&["--verbose"], "--verbose"),
        (&["rehearse", "--event", "push"], "--payload"),
        (&["rehearse", "main"], "main"),
        (&["explain", "main"], "--rules-file"),
        (&["explain", "--rules", "main: acme-web"], "branch"),
        (&["explain", "main", "--rules-file", "/nowhere/rules"], "/nowhere/rules"),
        (&["rehearse", "--rules-file", "/nowhere/rules"], "/nowhere/rules"),
        (&["rehearse", "--fault", "nonsense"], "nonsense"),
        (&[], "branchline rehearse"),
    ] {
        let said = said(arguments).await;
        assert_eq!((said.code, &*said.output), (2, ""), "{arguments:?}: {}", said.output);
        assert!(said.errors.contains(word), "{arguments:?}: {}", said.errors);
    }
}

#[tokio::test]
async fn explain_shows_where_branches_and_tags_go() {
    let rules = "main: acme-web, acme-mirror\nstaging-*: acme-{branch}\nrefs/tags/v*: acme-release\n\
                 dependabot/**: none\nfeature/**: review-app";
    let names = ["main", "staging-EU", "refs/tags/v1.2", "v1.2", "dependabot/npm/x", "feature/a", "refs/heads/main"];
    let said = said(&[&["explain", "--rules", rules], &names[..]].concat()).await;
    assert_eq!(said.code, 0, "{}", said.errors);
    is_message(&said.output, "explain");
}

#[tokio::test]
async fn explain_shows_what_nothing_reaches_and_what_nearly_matches() {
    let rules = "m*: acme-web\nmain: acme-api\n*: review-app\nrefs/tags/v*: review-app";
    let names = ["main", "releases/m293", "v1.0", "refs/tags/x1", "gh-readonly-queue/main/pr-7"];
    let said = said(&[&["explain", "--rules", rules], &names[..]].concat()).await;
    assert_eq!(said.code, 0, "{}", said.errors);
    is_message(&said.output, "explain-unreached");
}

#[tokio::test]
async fn explain_tells_what_no_branch_is_called() {
    for name in ["bad..name", "a b", "a~1", "/main", "main/", "x.lock", "refs/heads/a:b", "refs/pull/7/merge"] {
        let said = said(&["explain", name, "--rules", "**: review-app"]).await;
        assert_eq!(said.code, 2, "{name}: {}", said.output);
        assert!(said.errors.contains(name) && !said.output.contains("review app"), "{name}: {}", said.errors);
    }
}

#[tokio::test]
async fn explain_refuses_a_branch_that_makes_another_rules_app() {
    let said = said(&["explain", "production", "feature", "--rules", "main: acme-production\n*: acme-{branch}"]).await;
    assert_eq!(said.code, 2, "{}", said.output);
    assert!(said.output.contains("acme-feature"), "{}", said.output);
    assert!(said.errors.contains("(line 1)") && said.errors.contains("(line 2)"), "{}", said.errors);
}

#[tokio::test]
async fn explain_names_every_wrong_rule_and_ref() {
    let rules = said(&["explain", "main", "--rules", "main acme\nstaging: A"]).await;
    assert_eq!(rules.code, 2);
    is_message(&rules.errors, "explain-wrong-rules");
    let branch = said(&["explain", "a..b", "main", "x/_", "--rules", "main: acme-web\nx/*: acme-{branch}"]).await;
    assert_eq!(branch.code, 2);
    assert!(branch.output.contains("acme-web"), "what can be explained is: {}", branch.output);
    is_message(&branch.errors, "explain-wrong-branch");
}

#[tokio::test]
async fn the_whole_story_fits_on_one_screen() {
    let said = said(&["rehearse"]).await;
    assert_eq!((said.code, &*said.errors), (0, ""), "{}", said.output);
    let results: Vec<_> = said.output.lines().filter_map(|line| line.strip_prefix("outputs: result=")).collect();
    let results: Vec<_> = results.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(results, ["deployed", "created", "updated", "destroyed"], "{}", said.output);
    assert!(said.output.lines().count() <= 58, "{}", said.output);
    assert!(said.output.lines().all(|line| line.chars().count() <= 110), "{}", said.output);
    assert!(!said.output.contains("::"), "no workflow commands at a terminal: {}", said.output);
}

#[tokio::test]
async fn a_rehearsal_knows_no_proxy() {
    let mut command = laptop(&["rehearse"]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        command.env(name, "http://127.0.0.1:9");
    }
    let said = Said::from(command.env("SSL_CERT_FILE", "/nowhere").output().await.unwrap());
    assert_eq!(said.code, 0, "{}{}", said.output, said.errors);
}

#[tokio::test]
async fn rules_of_ones_own_can_be_rehearsed() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("rules");
    std::fs::write(&file, "# mine\nmain: my-shop, my-mirror\n**: none\n").unwrap();
    let by_file = said(&["rehearse", "--rules-file", file.to_str().unwrap()]).await;
    let by_text = said(&["rehearse", "--rules", "main: my-shop, my-mirror\n**: none"]).await;
    for said in [by_file, by_text] {
        assert_eq!(said.code, 0, "{}{}", said.output, said.errors);
        for words in ["my-shop: deployed", "my-mirror: deployed", "result=skipped"] {
            assert!(said.output.contains(words), "{words}: {}", said.output);
        }
    }
    let wrong = said(&["rehearse", "--rules", "main acme"]).await;
    assert_eq!(wrong.code, 2);
    assert!(wrong.output.contains("rules, line 1"), "{}", wrong.output);
    assert_eq!(wrong.output.matches("error: ").count(), 1, "told once: {}", wrong.output);
}

#[tokio::test]
async fn an_event_of_ones_own_can_be_rehearsed() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let commit = "8c2de7a4f0b9135ad6e7c8091a2b3c4d5e6f7081";
    let pushed = file("push.json", &push("refs/heads/main", commit).to_string());
    let opened = file("opened.json", &pull_request("opened", 12, "feature", commit).to_string());
    let broken = file("broken.json", "{\"ref\"");
    let page = file("page.html", "<html>");
    for (event, payload, code, words) in [
        ("push", pushed.as_str(), 0, "result=deployed"),
        ("push", &pushed, 0, commit),
        ("pull_request", &opened, 0, "result=created"),
        ("watch", &page, 0, "result=skipped"),
        ("push", &broken, 2, "cut off"),
        ("push", &page, 2, "not JSON"),
        ("push", &opened, 2, "`ref` should be a text"),
        ("push", "/nowhere/push.json", 2, "/nowhere/push.json cannot be read"),
    ] {
        let said = said(&["rehearse", "--event", event, "--payload", payload]).await;
        assert_eq!(said.code, code, "{event} {payload}: {}{}", said.output, said.errors);
        assert!(format!("{}{}", said.output, said.errors).contains(words), "{event} {payload}: {}", said.output);
    }
}

#[tokio::test]
async fn every_fault_ends_and_shows_what_is_told_of_it() {
    let all =
        join_all(NamedFault::all().map(async |fault| (fault, said(&["rehearse", "--fault", fault.name()]).await)));
    for (fault, said) in all.await {
        assert_eq!(said.code, 0, "{fault}: {}{}", said.output, said.errors);
        // Those that a run survives, and the one that only writes to GitHub could show.
        let survived = matches!(
            fault,
            NamedFault::SlowReviewApp
                | NamedFault::HerokuUnavailable
                | NamedFault::RateLimited
                | NamedFault::StreamBreaks
                | NamedFault::LostReply
                | NamedFault::GitHubForbidden
        );
        assert_eq!(said.output.contains("result=failed"), !survived, "{fault}: {}", said.output);
        assert_eq!(said.output.contains("error: "), !survived, "{fault}: {}", said.output);
    }
}

#[tokio::test]
async fn an_unknown_fault_lists_them_all() {
    let said = said(&["rehearse", "--fault", "nonsense"]).await;
    assert_eq!(said.code, 2);
    for fault in NamedFault::all() {
        assert!(said.errors.contains(fault.name()) && said.errors.contains(fault.description()), "{}", said.errors);
    }
}
