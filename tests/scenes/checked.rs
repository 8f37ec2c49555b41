//! `branchline check`: what would go wrong in workflow files.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::{tool::Said, workflow::laptop};

/// A workflow of which nothing is to be said.
const CLEAN: &str = "\
name: Heroku
on:
  push:
    branches: [main, staging]
    tags: ['v*']
  pull_request:
    types: [opened, reopened, synchronize, closed, labeled, unlabeled, ready_for_review]
permissions: {}
concurrency:
  group: heroku-${{ github.event.pull_request.head.label || github.ref_name }}
  cancel-in-progress: false
jobs:
  heroku:
    runs-on: ubuntu-latest
    timeout-minutes: 90
    permissions:
      contents: read
      deployments: write
      pull-requests: write
    steps:
      - uses: actions/checkout@v7
      - run: echo \"${{ github.sha }}\"
      - uses: acme/branchline@v1
        with:
          heroku-api-key: ${{ secrets.HEROKU_API_KEY }}
          pipeline: acme
          rules: |
            main: acme-production
            staging: acme-staging
            refs/tags/v*: acme-release
            dependabot/**: none
            **: review-app
";

/// The same from `rules` on.
const RULES: &str = "          rules: |
            main: acme-production
            staging: acme-staging
            refs/tags/v*: acme-release
            dependabot/**: none
            **: review-app
";

/// Puts files into a repository, and checks those that are named, or all of them.
async fn checked(files: &[(&str, &str)], named: &[&str]) -> Said {
    checked_where(files, named, &[]).await
}

async fn checked_where(files: &[(&str, &str)], named: &[&str], variables: &[(&str, &str)]) -> Said {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut command = laptop(&["check"]);
    command.args(named).envs(variables.iter().copied()).current_dir(folder.path());
    command.output().await.unwrap().into()
}

async fn of(text: &str) -> Said {
    checked(&[(".github/workflows/heroku.yml", text)], &[]).await
}

#[track_caller]
fn replaced(from: &str, to: &str) -> String {
    assert!(CLEAN.contains(from), "{from}");
    CLEAN.replacen(from, to, 1)
}

#[tokio::test]
async fn of_a_clean_workflow_nothing_is_said() {
    let said = of(CLEAN).await;
    assert_eq!((said.code, &*said.output), (0, "1 file, 1 step, nothing wrong\n"));
}

#[tokio::test]
async fn what_github_refuses_is_found_with_what_to_write() {
    for (from, to, place, words) in [
        ("    branches: [main", "    branch: [main", "4:5", "`push` has no setting `branch`"),
        ("    tags: [", "    tag: [", "5:5", "Write `tags`"),
        ("reopened, synchronize", "reopened, synchronise", "7:31", "Write `synchronize`"),
        ("ready_for_review]", "ready-for-review]", "7:72", "Write `ready_for_review`"),
        ("    types: [", "    type: [", "7:5", "Write `types`"),
        ("    tags: ['v*']\n", "    branches-ignore: [x]\n    tags: ['v*']\n", "5:5", "takes only one of them"),
        ("ready_for_review]", "ready_for_review, hatched]", "", "note: `pull_request` has no known type `hatched`"),
        ("ready_for_review]", "ready_for_review, converted_to_draft]", "", ""),
        ("    runs-on: ubuntu-latest\n", "", "14:5", "no `runs-on`"),
        ("ubuntu-latest", "windows-latest", "14:5", "`windows-latest` runs none"),
        ("ubuntu-latest", "macos-15-xlarge", "14:5", "`macos-15-xlarge` runs none"),
        ("ubuntu-latest", "[self-hosted, windows]", "14:5", "`windows` runs none"),
        ("ubuntu-latest", "[self-hosted, linux, arm64]", "", ""),
        ("ubuntu-latest", "{group: macos-and-linux}", "", ""),
        ("ubuntu-latest", "{group: ours, labels: [windows-11-arm]}", "14:5", "`windows-11-arm` runs none"),
        ("ubuntu-latest", "${{ vars.RUNNER }}", "", ""),
    ] {
        assert_found(&replaced(from, to), place, words).await;
    }
}

#[tokio::test]
async fn an_input_that_is_no_text_is_told_with_how_to_write_it() {
    let as_list = "          rules:\n            - main: acme-production\n";
    let as_map = "          rules:\n            main: acme-production\n            staging: acme-staging\n";
    let too_far_left = "          rules:\n          main: acme-production\n";
    for (from, to, place, words) in [
        (RULES, as_list, "27:11", "rules: a list in YAML, and GitHub takes only text. Write `rules: |`"),
        (RULES, as_map, "27:11", "rules: a map in YAML"),
        (RULES, too_far_left, "27:11", "rules: empty. Write `rules: |`"),
        ("pipeline: acme", "pipeline: [acme]", "26:11", "pipeline: a list in YAML"),
        ("pipeline: acme", "pipeline: acme\n          config-vars: {A: b}", "27:11", "config-vars: a map in YAML"),
        ("pipeline: acme", "pipeline: acme\n          wait: true\n          timeout: 80m", "", ""),
    ] {
        let said = assert_found(&replaced(from, to), place, words).await;
        assert!(!said.output.contains("missing"), "{to}: {}", said.output);
    }
}

#[tokio::test]
async fn what_stands_around_a_step_is_looked_at_too() {
    let env = |value: &str| format!("    timeout-minutes: 90\n    env:\n      HEROKU_API_KEY: {value}\n");
    let checkout = "      - uses: actions/checkout@v7\n";
    let named =
        |names: &str| format!("pipeline: acme\n          wait-for-checks: |\n            build\n            {names}");
    for (from, to, place, words) in [
        ("    timeout-minutes: 90\n", &*env("HRKU-0123-4567-89ab"), "17:7", "HEROKU_API_KEY: the secret is written"),
        ("    timeout-minutes: 90\n", &env("${{ secrets.HEROKU_API_KEY }}"), "", ""),
        ("    timeout-minutes: 90\n", &env("dummy"), "", ""),
        (
            "name: Heroku\n",
            "name: Heroku\nenv: {HEROKU_API_KEY: HRKU-0123-4567-89ab}\n",
            "2:7",
            "written into the file",
        ),
        ("pipeline: acme", &named("heroku"), "27:11", "wait-for-checks: `heroku` is the job that this step is in"),
        ("pipeline: acme", &named("test"), "", ""),
    ] {
        let permissions = "      pull-requests: write\n      checks: read\n      statuses: read\n";
        let text = replaced(from, to).replacen("      pull-requests: write\n", permissions, 1);
        let place = if place.starts_with("27") { "29:11" } else { place };
        let said = assert_found(&text, place, words).await;
        assert!(!said.output.contains("HRKU-0123"), "{}", said.output);
    }
    let local = replaced("acme/branchline@v1", "./");
    let action = include_str!("../../action.yml");
    for (text, code) in [(local.replace(checkout, ""), 1), (local, 0)] {
        let said = checked(&[(".github/workflows/heroku.yml", &text), ("action.yml", action)], &[]).await;
        assert_eq!(said.code, code, "{}", said.output);
        assert_eq!(said.output.contains("the action is a folder of the repository"), code == 1, "{}", said.output);
    }
}

#[tokio::test]
async fn a_file_that_is_no_yaml_is_told_with_a_hint() {
    for (from, to, words) in [
        ("rules: |\n            main: acme-production", "rules: main: acme-production\n", "or write `|` and the text"),
        ("pipeline: acme", "pipeline: *acme", "Put quotes around the value"),
        ("pipeline: acme", "pipeline: @acme", "Put quotes around the value"),
        ("    timeout-minutes: 90", "\ttimeout-minutes: 90", "Indent with spaces"),
        (
            "    timeout-minutes: 90\n",
            "    timeout-minutes: 90\n    timeout-minutes: 95\n",
            "`timeout-minutes` is there twice",
        ),
    ] {
        let said = of(&replaced(from, to)).await;
        assert_eq!(said.code, 2, "{to}: {}", said.output);
        assert!(said.output.contains(words), "{to}: {}", said.output);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_once_however_many_steps_it_has() {
    let step = "      - uses: acme/branchline@v1\n        with:\n          heroku-api-key: ${{ secrets.HEROKU_API_KEY }}\n          rules: 'main: acme-web'\n";
    let text = replaced("ready_for_review]", "ready-for-review]") + step;
    let said = of(&text).await;
    assert_eq!(said.output.matches("has no type `ready-for-review`").count(), 1, "{}", said.output);
    assert!(said.output.ends_with("1 file, 2 steps, 1 finding\n"), "{}", said.output);
}

#[tokio::test]
async fn only_what_checks_out_counts_as_a_checkout() {
    let deploys = |before: &str| {
        let text = replaced("pipeline: acme", "pipeline: acme\n          source: workspace");
        text.replacen("      - uses: actions/checkout@v7\n", before, 1)
    };
    for (before, code) in [
        ("      - uses: actions/checkout@v7\n", 0),
        ("      - run: git clone https://github.com/acme/shop .\n", 0),
        ("      - run: gh repo clone acme/shop .\n", 0),
        ("      - run: git config --global user.name octocat\n", 1),
        ("      - run: gh pr comment 7 --body hello\n", 1),
        ("", 1),
    ] {
        let said = of(&deploys(before)).await;
        assert_eq!(said.code, code, "{before}: {}", said.output);
        assert_eq!(said.output.contains("deploys what is checked out"), code == 1, "{before}: {}", said.output);
    }
}

#[tokio::test]
async fn where_no_step_uses_branchline_there_is_nothing_to_check() {
    let said = of(&replaced("acme/branchline@v1", "acme/other@v1")).await;
    assert_eq!(said.code, 0);
    assert!(said.output.starts_with("1 file, 0 steps, nothing to check: no step uses Branchline"), "{}", said.output);
}

/// That the file has this finding, or this note, or none.
async fn assert_found(text: &str, place: &str, words: &str) -> Said {
    let said = of(text).await;
    assert_eq!(said.code, i32::from(!place.is_empty()), "{text}: {}", said.output);
    let begin = format!(".github/workflows/heroku.yml:{place}");
    let is_it = |line: &str| line.starts_with(&begin) && line.contains(words);
    assert!(said.output.lines().any(is_it) || words.is_empty(), "{words} in {text}: {}", said.output);
    said
}

#[tokio::test]
async fn each_finding_has_its_place_and_what_to_write() {
    for (from, to, place, words) in [
        ("pipeline: acme", "dry_run: true\n          pipeline: acme", "26:11", "Write `dry-run`"),
        ("pipeline: acme", "timeout: soon\n          pipeline: acme", "26:11", "timeout: "),
        ("staging: acme-staging", "staging: Acme-Staging", "29:13", "Write `acme-staging`"),
        ("          pipeline: acme\n", "", "", "pipeline"),
        ("branches: [main, staging]", "branches: [main]", "29:13", "no trigger starts a run for `staging`"),
        ("    tags: ['v*']\n", "", "29:13", "Add `'v*'` to `tags` under `on: push`"),
        ("synchronize, closed, labeled", "synchronize, labeled", "6:3", "lacks the type `closed`"),
        ("pipeline: acme", "label: x\n          pipeline: acme", "", ""),
        ("cancel-in-progress: false", "cancel-in-progress: true", "11:3", "cuts deploys off"),
        ("      deployments: write\n", "", "16:5", "`deployments: write`"),
        ("      pull-requests: write\n", "", "16:5", "`pull-requests: write`"),
        ("timeout-minutes: 90", "timeout-minutes: 30", "15:5", "below the step's `timeout` of 1h 20m"),
        ("uses: actions/checkout@v7", "run: ls", "", ""),
        ("${{ secrets.HEROKU_API_KEY }}", "HRKU-0123-4567-89ab", "25:11", "written into the file"),
        ("github.sha", "github.event.pull_request.title", "22:9", "code that others write"),
        ("          heroku-api-key: ${{ secrets.HEROKU_API_KEY }}\n", "", "23:15", "heroku-api-key: missing"),
        ("  pull_request:\n", "  pull_request_target:\n", "6:3", "GitHub blocks `pull_request_target`"),
        ("  pull_request:\n", "  issue_comment:\n  pull_request:\n", "11:3", "concurrency group with pushes"),
        ("pipeline: acme", "timeout: 7h\n          pipeline: acme", "15:5", "kills the job first"),
        ("    timeout-minutes: 90\n", "", "", ""),
        (
            "      - uses: acme/branchline@v1\n",
            "      - timeout-minutes: 10\n        uses: acme/branchline@v1\n",
            "23:9",
            "kills the step first",
        ),
        (
            "        with:\n",
            "        env:\n          INPUT_FOO: x\n        with:\n",
            "25:11",
            "`INPUT_FOO` as an input",
        ),
        ("pipeline: acme\n", "pipeline: acme\n          command: deploy\n", "", ""),
        ("github.sha", "github['event']['pull_request']['title']", "22:9", "code that others write"),
        ("github.sha", "github[\"head_ref\"]", "22:9", "code that others write"),
        ("github.sha", "toJSON(github.event)", "22:9", "code that others write"),
    ] {
        let said = of(&replaced(from, to)).await;
        assert_eq!(said.code, i32::from(!words.is_empty()), "{to}: {}", said.output);
        let begin = format!(".github/workflows/heroku.yml:{place}");
        let is_it = |line: &str| line.starts_with(&begin) && line.contains(words);
        assert!(words.is_empty() || said.output.lines().any(is_it), "{to}: {}", said.output);
        assert!(!said.output.contains("HRKU-0123"), "{}", said.output);
    }
}

#[tokio::test]
async fn what_is_no_secret_is_no_leaked_one() {
    for text in ["HEROKU_API_KEY", "$HEROKU_API_KEY", "${ secrets.HEROKU_API_KEY }"] {
        let said = of(&replaced("${{ secrets.HEROKU_API_KEY }}", text)).await;
        assert_eq!((said.code, said.output.matches("25:11: ").count()), (1, 1), "{text}: {}", said.output);
        assert!(!said.output.contains("Revoke"), "{text}: {}", said.output);
    }
}

#[tokio::test]
async fn a_key_by_another_name_is_told_once() {
    let said = of(&replaced("heroku-api-key:", "heroku_api_key:")).await;
    assert!(said.code == 1 && said.output.contains("Write `heroku-api-key`"), "{}", said.output);
    assert!(said.output.ends_with("1 file, 1 step, 1 finding\n"), "{}", said.output);
}

#[tokio::test]
async fn a_sweep_needs_a_pipeline() {
    let said = of(&replaced("          pipeline: acme\n", "          command: sweep\n")).await;
    assert!(
        said.code == 1 && said.output.contains("pipeline: missing, but review apps are in a pipeline"),
        "{}",
        said.output
    );
}

#[tokio::test]
async fn a_group_that_tells_another_event_apart_does_not_tell_this_one() {
    let group = |text: &str| {
        replaced("github.event.pull_request.head.label || github.ref_name", text).replacen(
            "  pull_request:\n",
            "  issue_comment:\n  pull_request:\n",
            1,
        )
    };
    for (text, is_shared) in [
        (
            "github.event.pull_request.head.label || github.event_name == 'delete' && github.event.ref || github.ref_name",
            true,
        ),
        ("github.event_name == 'issue_comment' && github.run_id || github.ref_name", false),
        ("github.event_name }}-${{ github.ref_name", false),
        ("github.event.issue.number || github.ref_name", false),
    ] {
        let said = of(&group(text)).await;
        assert_eq!(said.output.contains("concurrency group with pushes"), is_shared, "{text}: {}", said.output);
    }
}

#[tokio::test]
async fn a_workflow_that_never_updates_a_review_app_is_noted() {
    let only_pulls =
        replaced("  push:\n    branches: [main, staging]\n    tags: ['v*']\n", "").replacen("synchronize, ", "", 1);
    let rules = "            main: acme-production\n            staging: acme-staging\n            refs/tags/v*: acme-release\n";
    let said = of(&only_pulls.replacen(rules, "", 1)).await;
    assert_eq!(said.code, 0, "{}", said.output);
    assert!(said.output.contains("note: `pull_request` lacks the type `synchronize`"), "{}", said.output);
}

#[tokio::test]
async fn what_a_workspace_label_or_draft_needs_is_told() {
    let bare = replaced("labeled, unlabeled, ready_for_review", "edited").replacen(
        "- uses: actions/checkout@v7\n      ",
        "",
        1,
    );
    for (input, words) in [
        ("label: x", &["lacks the type `labeled`", "lacks the type `unlabeled`"][..]),
        (
            "drafts: skip",
            &["lacks the type `ready_for_review`", "note: `pull_request` lacks the type `converted_to_draft`"],
        ),
        ("source: workspace", &["nothing is. Add `- uses: actions/checkout@v7`"]),
        ("wait-for-checks: true", &["`checks: read`", "`actions: read`"]),
        ("commit-status: true", &["`statuses: write`"]),
        ("forks: allow", &[]),
    ] {
        let said = of(&bare.replacen("pipeline: acme", &format!("{input}\n          pipeline: acme"), 1)).await;
        for words in words {
            assert!(said.output.contains(words), "{input}: {}", said.output);
        }
        assert_eq!(said.code, i32::from(!words.is_empty()), "{input}: {}", said.output);
    }
}

#[tokio::test]
async fn an_expression_is_unknown_and_not_wrong() {
    for (from, to) in [
        ("pipeline: acme", "pipeline: ${{ vars.PIPELINE }}"),
        ("pipeline: acme", "pipeline: acme\n          wait: ${{ inputs.wait }}\n          run: rake db:migrate"),
        ("pipeline: acme", "pipeline: acme\n          forks: labeled\n          label: ${{ vars.LABEL }}"),
        ("main: acme-production", "${{ github.event.repository.default_branch }}: acme-production"),
        ("main: acme-production", "main: ${{ vars.APP }}"),
        ("[main, staging]", "['**']"),
        ("    branches: [main, staging]\n    tags: ['v*']\n", ""),
        ("timeout-minutes: 90", "timeout-minutes: ${{ vars.MINUTES }}"),
        (
            "    permissions:\n      contents: read\n      deployments: write\n      pull-requests: write\n",
            "    permissions: write-all\n",
        ),
        (
            "pipeline: acme",
            "pipeline: acme\n          github-token: ${{ secrets.BOT_TOKEN }}\n          commit-status: true",
        ),
    ] {
        let said = of(&replaced(from, to)).await;
        assert_eq!(said.code, 0, "{to}: {}", said.output);
    }
}

#[tokio::test]
async fn another_workflow_may_see_to_what_one_lacks() {
    let opens = replaced("synchronize, closed, labeled", "synchronize, labeled");
    let closes = "on: {pull_request: {types: [closed]}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: acme/branchline@v1\n        with:\n          heroku-api-key: ${{ secrets.K }}\n          pipeline: acme\n          rules: '**: review-app'\n";
    let said = checked(&[(".github/workflows/a.yml", &opens), (".github/workflows/b.yaml", closes)], &[]).await;
    assert_eq!((said.code, &*said.output), (0, "2 files, 2 steps, nothing wrong\n"));
}

#[tokio::test]
async fn what_counts_as_branchline_is_told_by_its_name_or_its_action() {
    let action = "inputs:\n  heroku-api-key: {}\n  rules: {}\n";
    for (uses, steps) in [
        ("acme/branchline@v1", 1),
        ("Acme/Branchline@v1", 1),
        ("docker://ghcr.io/acme/branchline:v1", 1),
        ("docker://ghcr.io/acme/branchline@sha256:00", 1),
        ("./", 1),
        ("./other", 0),
        ("acme/not-branchline@v1", 0),
        ("acme/branchline-tools@v1", 0),
        ("actions/checkout@v7", 0),
    ] {
        let text = replaced("acme/branchline@v1", uses);
        let files =
            [(".github/workflows/a.yml", text.as_str()), ("action.yml", action), ("other/action.yml", "name: x\n")];
        let said = checked(&files, &[]).await;
        assert!(said.output.contains(&format!(", {steps} step")), "{uses}: {}", said.output);
    }
}

#[tokio::test]
async fn what_is_no_workflow_ends_with_2_and_the_others_are_read() {
    let files = [("a.yml", CLEAN), ("b.yml", "name: x\n"), ("c.yml", "a: [b\n")];
    for (named, code, words) in [
        (&["a.yml"][..], 0, "nothing wrong"),
        (&["a.yml", "nowhere.yml"], 2, "nowhere.yml:1:1: it cannot be read"),
        (&["a.yml", "b.yml"], 2, "b.yml:1:1: it has no `on` or no `jobs`"),
        (&["a.yml", "c.yml"], 2, "c.yml:"),
        (&[], 2, "There is no workflow"),
    ] {
        let said = checked(&files, named).await;
        assert_eq!(said.code, code, "{named:?}: {}", said.output);
        assert!(said.output.contains(words), "{named:?}: {}", said.output);
        assert!(named.is_empty() || said.output.contains("1 file, 1 step"), "{}", said.output);
    }
}

#[tokio::test]
async fn in_a_workflow_findings_are_annotations() {
    let text = replaced("pipeline: acme", "dry_run: true\n          pipeline: acme").replacen(
        "pull_request:",
        "pull_request_target:",
        1,
    );
    let text = text.replacen("pipeline: acme", "forks: allow\n          pipeline: acme", 1);
    let said = checked_where(&[(".github/workflows/heroku.yml", &text)], &[], &[("GITHUB_ACTIONS", "true")]).await;
    assert_eq!(said.code, 1);
    assert!(
        said.output.contains("::error file=.github/workflows/heroku.yml,line=26,col=11::dry_run"),
        "{}",
        said.output
    );
    assert!(
        said.output.contains("::notice file=.github/workflows/heroku.yml,line=6,col=3::GitHub blocks"),
        "{}",
        said.output
    );
}

/// The workflows of the examples, the README and the other documents, each with a file's name.
pub(crate) fn documented_workflows() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files_in = |folder: &str| fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut workflows = Vec::new();
    for path in files_in("docs/examples").chain(files_in("docs")).chain([root.join("README.md")]) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_lowercase();
        let text = if path.is_file() { fs::read_to_string(&path).unwrap() } else { continue };
        if path.extension().is_some_and(|end| end == "yml") {
            workflows.push((format!(".github/workflows/{name}.yml"), text));
            continue;
        }
        let blocks = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
        // A part of a workflow is shown, too, and one of another action.
        let whole = blocks.filter(|block| block.contains("jobs:") && block.contains("/branchline@"));
        workflows.extend(
            whole.enumerate().map(|(index, block)| (format!(".github/workflows/{name}-{index}.yml"), block.to_owned())),
        );
    }
    workflows
}

#[tokio::test]
async fn our_own_workflows_are_clean() {
    let files = documented_workflows();
    assert!(files.len() > 15);
    // Each by itself: together, they stand in for several repositories.
    for (name, text) in &files {
        let said = checked(&[(name, text)], &[]).await;
        assert_eq!(said.code, 0, "{name}: {}", said.output);
        assert!(said.output.contains("1 file, ") && !said.output.contains(" 0 steps"), "{name}: {}", said.output);
    }
}

#[tokio::test]
async fn what_is_enough_for_github_is_enough() {
    let permissions = "      contents: read\n      deployments: write\n      pull-requests: write\n";
    let with = |lines: &str| format!("      {}\n", lines.replace('\n', "\n      "));
    let waits = |names: &str| format!("pipeline: acme\n          wait-for-checks: {names}");
    for (granted, inputs, lacks) in [
        ("contents: read\ndeployments: write\nissues: write\npull-requests: read", "pipeline: acme".to_owned(), ""),
        ("contents: read\ndeployments: write\nissues: write", "pipeline: acme".to_owned(), "pull-requests: write"),
        (
            "contents: read\ndeployments: write\npull-requests: write\nchecks: read\nactions: read",
            waits("true"),
            "statuses: read",
        ),
        ("contents: read\ndeployments: write\npull-requests: write\nchecks: read", waits("build"), "statuses: read"),
        ("contents: read\ndeployments: write\npull-requests: write\nchecks: read\nstatuses: read", waits("build"), ""),
    ] {
        let said = of(&CLEAN.replacen(permissions, &with(granted), 1).replacen("pipeline: acme", &inputs, 1)).await;
        let told = said.output.contains(&format!("the token lacks `{lacks}`"));
        assert_eq!(
            (said.code, told),
            if lacks.is_empty() { (0, false) } else { (1, true) },
            "{granted}: {}",
            said.output
        );
    }
}

#[tokio::test]
async fn a_release_starts_a_run_where_its_types_deploy() {
    let tags = "    tags: ['v*']\n";
    for (release, code) in [
        ("  release:\n", 0),
        ("  release:\n    types: [published]\n", 0),
        ("  release:\n    types: [created, released]\n", 0),
        ("  release:\n    types: [created]\n", 1),
        ("  release:\n    types: [prereleased, edited]\n", 1),
    ] {
        let said = of(&CLEAN.replacen(tags, release, 1)).await;
        assert_eq!(said.code, code, "{release}: {}", said.output);
        assert_eq!(said.output.contains("no trigger starts a run for `refs/tags/v*`"), code == 1, "{}", said.output);
    }
}
