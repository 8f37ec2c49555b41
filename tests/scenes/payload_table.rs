//! Every payload through the real binary, rehearsed and in earnest: no crash, and the result that the event table promises.

use std::path::{Path, PathBuf};

use branchline::{
    event::{Event, Runner},
    inputs::{Environment, Settings},
    rehearsal::world_for,
};
use futures_util::{StreamExt, stream};
use serde_json::Value;

use crate::workflow::{Run, Workflow};

const RULES: &str = "main: acme-production\nmaster: acme-production\nrefs/tags/**: acme-release\n**: review-app";
const COMMIT: &str = "3f1c0b6a9d2e4f5061728394a5b6c7d8e9f00112";
/// As many runs at a time, each of which mostly waits.
const AT_A_TIME: usize = 8;

/// What the event table says of a payload under these rules, in a world where all that it names is there.
fn promised(event: &str, payload: &Value) -> &'static str {
    let action = payload["action"].as_str().unwrap_or_default();
    match event {
        "push" if payload["deleted"] == true => deleted(payload["ref"].as_str().unwrap()),
        "delete" if payload["ref_type"] == "tag" => "skipped",
        "delete" => deleted(payload["ref"].as_str().unwrap()),
        "push" => by_rules(payload["ref"].as_str().unwrap()),
        "pull_request" => match action {
            "closed" => "destroyed",
            "opened" | "reopened" | "synchronize" | "ready_for_review" | "labeled" => changed(action, payload),
            "edited" if payload["changes"]["base"].is_object() => changed(action, payload),
            _ => "skipped",
        },
        "workflow_dispatch" | "repository_dispatch" | "schedule" => "deployed",
        "release" if matches!(action, "published" | "released") => "deployed",
        "workflow_run" if action == "completed" && payload["workflow_run"]["conclusion"] == "success" => {
            after_run(&payload["workflow_run"])
        }
        "issue_comment"
            if payload["comment"]["body"].as_str().unwrap().lines().any(|line| line.trim() == "/redeploy") =>
        {
            "created"
        }
        _ => "skipped",
    }
}

fn deleted(reference: &str) -> &'static str {
    match reference.strip_prefix("refs/tags/") {
        Some(_) => "skipped",
        None if matches!(reference.trim_start_matches("refs/heads/"), "main" | "master") => "skipped",
        None => "destroyed",
    }
}

fn by_rules(reference: &str) -> &'static str {
    let is_apps = reference.starts_with("refs/tags/") || matches!(reference, "refs/heads/main" | "refs/heads/master");
    if is_apps { "deployed" } else { "created" }
}

fn changed(action: &str, payload: &Value) -> &'static str {
    let pull = &payload["pull_request"];
    let (head, base) = (&pull["head"], &pull["base"]);
    let is_from_fork = head["repo"]["id"] != base["repo"]["id"];
    let names_app = matches!(head["ref"].as_str(), Some("main" | "master"));
    match action {
        _ if is_from_fork || names_app || pull["state"] == "closed" => "skipped",
        "synchronize" | "labeled" => "updated",
        _ => "created",
    }
}

fn after_run(run: &Value) -> &'static str {
    let of_pull_request = run["event"].as_str().is_some_and(|event| event.starts_with("pull_request"));
    match run["head_branch"].as_str() {
        Some("main" | "master") if of_pull_request => "skipped",
        Some("main" | "master") => "deployed",
        _ => "created",
    }
}

struct Case {
    file: PathBuf,
    event: String,
    payload: Value,
}

impl Case {
    fn read(file: PathBuf, event: &str) -> Self {
        let payload = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        Self { file, event: event.to_owned(), payload }
    }

    /// What the runner would set.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let payload = &self.payload;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let repository = text(&payload["repository"]["full_name"]).unwrap_or_else(|| "acme/shop".to_owned());
        let default = text(&payload["repository"]["default_branch"]).unwrap_or_else(|| "main".to_owned());
        let reference = match (&*self.event, text(&payload["release"]["tag_name"])) {
            ("release", Some(tag)) => format!("refs/tags/{tag}"),
            _ => format!("refs/heads/{default}"),
        };
        vec![
            ("GITHUB_REPOSITORY", repository),
            ("GITHUB_EVENT_NAME", self.event.clone()),
            ("GITHUB_REF", reference),
            ("GITHUB_SHA", COMMIT.to_owned()),
            ("INPUT_RULES", RULES.to_owned()),
            ("INPUT_PIPELINE", "acme".to_owned()),
        ]
    }

    /// A workflow in which all that the payload names is there.
    async fn workflow(&self) -> Workflow {
        let environment = Environment::from_pairs(self.variables());
        let settings = Settings::parse(&environment).unwrap();
        let runner = Runner::from_environment(&environment).unwrap();
        let event = Event::read(&runner, self.payload.to_string().as_bytes()).unwrap();
        let workflow = Workflow::new(world_for(&settings, &runner, &event)).await;
        let workflow = workflow.event(&self.event, &self.payload);
        self.variables().into_iter().fold(workflow, |workflow, (name, value)| workflow.set(name, &value))
    }

    /// Runs it both ways; says what is not as promised.
    async fn play(&self) -> Vec<String> {
        let rehearsal = self.workflow().await.input("rehearse", "true").input("heroku-api-key", "");
        let rehearsed = rehearsal.run().await;
        let asked = rehearsal.sandbox.requests().len();
        let run = self.workflow().await.run().await;
        let complaints = [self.judged("rehearsed", &rehearsed), self.judged("run", &run)];
        let stray = (asked > 0).then(|| format!("{}: {asked} real requests in a rehearsal", self.file.display()));
        complaints.into_iter().flatten().chain(stray).collect()
    }

    fn judged(&self, how: &str, run: &Run) -> Option<String> {
        let (found, promised) = (run.output("result"), promised(&self.event, &self.payload));
        let is_right = run.code == 0 && found == promised && run.errors.is_empty();
        let file = self.file.display();
        (!is_right).then(|| {
            format!("{file} {how}: {found} ({}, {}), not {promised} {}", run.code, run.output("reason"), run.errors)
        })
    }
}

async fn all_are_as_promised(cases: Vec<Case>) {
    let complaints: Vec<_> = stream::iter(&cases).map(Case::play).buffer_unordered(AT_A_TIME).concat().await;
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}

fn sorted_files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[tokio::test]
async fn every_fixture_ends_as_the_event_table_says() {
    let files = sorted_files(Path::new("tests/fixtures/payloads"));
    let case = |file: PathBuf| {
        let event = name(&file).split('.').next().unwrap().to_owned();
        Case::read(file, &event)
    };
    all_are_as_promised(files.into_iter().map(case).collect()).await;
}

#[tokio::test]
#[ignore = "needs BRANCHLINE_WEBHOOK_EXAMPLES, the folder of https://github.com/octokit/webhooks payload examples"]
async fn every_example_of_githubs_ends_as_the_event_table_says() {
    let environment = Environment::from_process();
    let examples = environment.get("BRANCHLINE_WEBHOOK_EXAMPLES").expect("BRANCHLINE_WEBHOOK_EXAMPLES is set");
    let cases = sorted_files(Path::new(examples)).into_iter().flat_map(|folder| {
        let event = name(&folder).to_owned();
        sorted_files(&folder).into_iter().map(move |file| Case::read(file, &event))
    });
    all_are_as_promised(cases.collect()).await;
}
