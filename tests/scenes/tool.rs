//! The binary on a laptop: rehearse, explain, help.

use std::process::Output;

use branchline::sandbox::{NamedFault, github::sha_of};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    checked::documented_workflows,
    messages::is_message,
    payloads::{pull_request, push},
    workflow::laptop,
};

pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) output: String,
    pub(crate) errors: String,
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
    for word in ["rehearse", "explain", "check", "init", "--rules-file", "--event", "--payload", "--fault", "--version"]
    {
        assert!(said.output.contains(word), "{word}");
    }
    assert!(said.output.lines().all(|line| line.chars().count() <= 110), "{}", said.output);
}

#[tokio::test]
async fn wrong_arguments_are_told_on_standard_error() {
    for (arguments, word) in [
        (&["rehaerse"][..], "Did you mean `rehearse`?"),
        (&["deploy"], "there is no \"deploy\""),
        (&["rehearse", "--rule", "main: acme"], "Did you mean `--rules`?"),
        (&["rehearse", "--rules", "main: acme-web", "--rules-file", "rules"], "twice"),
        (&["rehearse", "--rules", " "], "`--rules` has no rules"),
        (&["rehearse", "--input", "label"], "--input label=deploy"),
        (&["rehearse", "--workflow", "/nowhere.yml"], "/nowhere.yml cannot be read"),
        (&["check", "--all"], "there is no \"--all\""),
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
async fn the_whole_story_is_short_and_shows_what_people_see() {
    let said = said(&["rehearse"]).await;
    assert_eq!((said.code, &*said.errors), (0, ""), "{}", said.output);
    assert_eq!(results(&said.output), ["deployed", "created", "updated", "destroyed"], "{}", said.output);
    assert!(said.output.lines().count() <= 95, "{}", said.output);
    assert!(said.output.lines().all(|line| line.chars().count() <= 110), "{}", said.output);
    assert!(!said.output.contains("::"), "no workflow commands at a terminal: {}", said.output);
    for words in [
        "\nRules:\n  main: acme-production\n  **: review-app\n",
        "│ ✅ acme-production: deployed\n│ App  Result  Time\n",
        "├─ comment\n│ ✅ Review app ready: open acme-pr-7",
        "│ Merging deploys to acme-production, by rule \"main\" (line 1).",
        "\nNext: `branchline rehearse --workflow FILE`",
    ] {
        assert!(said.output.contains(words), "{words}: {}", said.output);
    }
}

/// The results of the scenes that were played.
fn results(output: &str) -> Vec<&str> {
    let outputs =
        output.lines().filter_map(|line| line.trim_start().trim_start_matches("outputs: ").strip_prefix("result="));
    outputs.filter_map(|line| line.split(' ').next()).collect()
}

/// A workflow file with this `on` and these inputs.
fn workflow_file(folder: &TempDir, on: &str, with: &str) -> String {
    let path = folder.path().join("heroku.yml");
    let text = format!(
        "on: {on}\njobs:\n  heroku:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: acme/branchline@v1\n        with:\n          \
         heroku-api-key: ${{{{ secrets.HEROKU_API_KEY }}}}\n{with}"
    );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_workflow_is_rehearsed_as_github_would_run_it() {
    let folder = TempDir::new().unwrap();
    let all_types = "[opened, synchronize, closed, labeled, unlabeled]";
    let on_pulls = format!("{{pull_request: {{types: {all_types}}}}}");
    for (on, with, expected, words) in [
        ("push", "          rules: 'main: acme-web'\n", &["deployed"][..], "`on` has no `pull_request`"),
        ("push", "          rules: 'production: acme-web'\n", &["deployed"], "━━ push to production ━━"),
        ("{push: {branches: [staging]}}", "          rules: 'main: acme-web'\n", &[], "has no `push` of `main`"),
        ("{push: {tags: ['v*']}}", "          rules: 'refs/tags/v*: acme-web'\n", &["deployed"], "the tag v1.0.0"),
        (
            "pull_request",
            "          pipeline: acme\n          rules: '**: review-app'\n",
            &["created", "updated"],
            "`pull_request` does not name `closed`",
        ),
        (
            &on_pulls,
            "          pipeline: acme\n          label: try\n          rules: '**: review-app'\n",
            &["created", "updated", "destroyed"],
            "Review app ready",
        ),
        ("workflow_dispatch", "          rules: 'main: acme-web'\n", &["deployed"], "━━ run by hand on main ━━"),
        ("{workflow_run: {workflows: [CI]}}", "          rules: 'main: acme-web'\n", &["deployed"], "passed on main"),
        (
            "{schedule: [{cron: '0 4 * * *'}]}",
            "          pipeline: acme\n          command: sweep\n",
            &["swept"],
            "the schedule",
        ),
        (
            "workflow_dispatch",
            "          rules: 'main: acme-web'\n          command: promote\n          promote-to: acme-production\n",
            &["promoted"],
            "acme-production",
        ),
        (
            "push",
            "          rules: 'main: ${{ vars.APP }}'\n          timeout: ${{ vars.TIMEOUT }}\n",
            &["deployed"],
            "`${{ vars.APP }}` is `example` in this rehearsal.\nLeft out, since only GitHub knows what it is: `timeout`.",
        ),
    ] {
        let file = workflow_file(&folder, on, with);
        let said = said(&["rehearse", "--workflow", &file]).await;
        assert_eq!((said.code, &*said.errors), (0, ""), "{on}, {with}: {}", said.output);
        assert_eq!(results(&said.output), expected, "{on}, {with}: {}", said.output);
        assert!(said.output.contains(words), "{words}: {}", said.output);
        assert!(said.output.contains(&format!("branchline check {file}")), "{}", said.output);
        assert!(!said.output.contains("warning:"), "{}", said.output);
    }
}

/// What this workflow's job builds is not there on a laptop, and that is warned of.
const BUILT: &str = "built-files";

#[tokio::test]
async fn every_documented_workflow_can_be_rehearsed() {
    let folder = TempDir::new().unwrap();
    for (name, text) in documented_workflows() {
        let file = folder.path().join(name.rsplit('/').next().unwrap());
        std::fs::write(&file, text).unwrap();
        let said = said(&["rehearse", "--workflow", file.to_str().unwrap()]).await;
        assert_eq!((said.code, &*said.errors), (0, ""), "{name}: {}", said.output);
        let results = results(&said.output);
        assert!(results.iter().any(|result| *result != "skipped"), "{name}: {}", said.output);
        assert!(!results.contains(&"failed"), "{name}: {}", said.output);
        assert!(!said.output.contains("warning: ") || name.contains(BUILT), "{name}: {}", said.output);
    }
}

#[tokio::test]
async fn a_workflows_mistakes_are_told_with_file_and_line() {
    let folder = TempDir::new().unwrap();
    for (with, words) in [
        ("          rules: 'main -> acme'\n", "rules, line 1"),
        ("          rules: 'main: acme-web'\n          dry_run: true\n", "Write `dry-run`"),
        ("          rules: '**: review-app'\n", "pipeline"),
        ("          wait: false\n", "rules: empty"),
    ] {
        let file = workflow_file(&folder, "push", with);
        let said = said(&["rehearse", "--workflow", &file]).await;
        assert_eq!(said.code, 2, "{with}: {}", said.output);
        assert!(said.output.contains(words), "{with}: {}", said.output);
        assert!(said.output.contains(&format!("Correct the step's `with:` in {file}, line 6.")), "{}", said.output);
        assert!(!said.output.contains("`env:`"), "{}", said.output);
    }
}

#[tokio::test]
async fn an_input_of_the_command_line_counts_before_the_workflows() {
    let folder = TempDir::new().unwrap();
    let with = "          rules: 'main: acme-web'\n          dry-run: ${{ inputs.dry }}\n";
    let file = workflow_file(&folder, "push", with);
    let said =
        said(&["rehearse", "--workflow", &file, "--input", "dry-run=true", "--input", "rules=main: my-shop"]).await;
    assert_eq!(results(&said.output), ["planned"], "{}", said.output);
    assert!(said.output.contains("my-shop") && !said.output.contains("Left out"), "{}", said.output);
}

#[tokio::test]
async fn each_step_of_a_workflow_is_rehearsed() {
    let folder = TempDir::new().unwrap();
    let with = "          rules: 'main: acme-api'\n      - uses: acme/branchline@v1\n        with:\n          rules: 'main: acme-web'\n";
    let said = said(&["rehearse", "--workflow", &workflow_file(&folder, "push", with)]).await;
    assert_eq!(results(&said.output), ["deployed", "deployed"], "{}", said.output);
    for words in ["step 1 of 2: job `heroku`, line 6", "step 2 of 2: job `heroku`, line 10", "acme-api", "acme-web"] {
        assert!(said.output.contains(words), "{words}: {}", said.output);
    }
}

#[tokio::test]
async fn a_file_without_a_branchline_step_is_told() {
    let folder = TempDir::new().unwrap();
    let file = workflow_file(&folder, "push", "").replace("heroku.yml", "other.yml");
    std::fs::write(&file, "on: push\njobs:\n  a:\n    steps:\n      - run: make\n").unwrap();
    let said = said(&["rehearse", "--workflow", &file]).await;
    assert_eq!(said.code, 2);
    assert!(said.errors.contains("has no step that uses Branchline"), "{}", said.errors);
}

#[tokio::test]
async fn an_event_is_rehearsed_at_the_ref_that_its_payload_names() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, content: Value| {
        let path = folder.path().join(name);
        std::fs::write(&path, content.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let repository = json!({ "id": 1, "full_name": "acme/shop", "default_branch": "master" });
    let by_hand = file("a", json!({ "ref": "refs/heads/master", "inputs": null, "repository": repository }));
    let of_tag = file("b", json!({ "ref": "refs/tags/v1", "inputs": null, "repository": repository }));
    let dispatched = file("c", json!({ "action": "go", "branch": "master", "repository": repository }));
    let scheduled = file("d", json!({ "schedule": "0 4 * * *", "repository": repository }));
    let rules = "main: acme-production\nmaster: acme-staging\nrefs/tags/v*: acme-release";
    for (event, payload, app) in [
        ("workflow_dispatch", &by_hand, "acme-staging"),
        ("workflow_dispatch", &of_tag, "acme-release"),
        ("repository_dispatch", &dispatched, "acme-staging"),
        ("schedule", &scheduled, "acme-staging"),
    ] {
        let said = said(&["rehearse", "--rules", rules, "--event", event, "--payload", payload]).await;
        assert_eq!((said.code, results(&said.output)), (0, vec!["deployed"]), "{event}: {}", said.output);
        assert!(said.output.contains(&format!("  app={app}\n")), "{event}: {}", said.output);
    }
}

#[tokio::test]
async fn an_event_of_ones_own_ends_as_its_run_would() {
    let folder = TempDir::new().unwrap();
    let payload = folder.path().join("push.json");
    std::fs::write(&payload, push("refs/heads/main", &sha_of("any")).to_string()).unwrap();
    for (fault, code) in [("build-fails", 1), ("bad-key", 3), ("rate-limited", 0)] {
        let arguments = ["rehearse", "--fault", fault, "--event", "push", "--payload", payload.to_str().unwrap()];
        let said = said(&arguments).await;
        assert_eq!(said.code, code, "{fault}: {}", said.output);
    }
}

#[tokio::test]
async fn faults_that_a_run_survives_show_in_the_log() {
    for (fault, words) in [
        ("heroku-unavailable", "Heroku answered 503; asking again"),
        ("rate-limited", "Heroku's rate limit is reached; waiting"),
        ("lost-reply", "Heroku did not answer; checking whether the build exists"),
    ] {
        let said = said(&["rehearse", "--fault", fault]).await;
        assert!(said.code == 0 && said.output.contains(words), "{fault}: {}", said.output);
    }
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
    assert!(wrong.output.contains("\nCorrect `--rules`."), "{}", wrong.output);
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
        ("push", &broken, 2, "broken.json has to hold what GitHub sends"),
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
    let listed = said(&["rehearse", "--fault", "list"]).await;
    assert_eq!((listed.code, &*listed.errors), (0, ""));
    let said = said(&["rehearse", "--fault", "nonsense"]).await;
    assert_eq!(said.code, 2);
    assert!(NamedFault::all().all(|fault| listed.output.contains(fault.description())), "{}", listed.output);
    for fault in NamedFault::all() {
        assert!(said.errors.contains(fault.name()) && said.errors.contains(fault.description()), "{}", said.errors);
    }
}
