//! GitHub's payloads, and what comes out of each.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use branchline::event::{
    ChatCommand, CompletedRun, Event, PullChange, PullComment, PullRequest, Repository, Runner,
};
use branchline::inputs::Environment;
use branchline::names::{CommitSha, GitRef, PullNumber};

const BEFORE: &str = "3f1c0b6a9d2e4f5061728394a5b6c7d8e9f00112";
const HEAD: &str = "8c2de7a4f0b9135ad6e7c8091a2b3c4d5e6f7081";

/// The runner as it is for events that have no ref of their own: on the default branch, at another commit.
fn runner(event_name: &str) -> Runner {
    Runner::from_environment(&Environment::from_pairs([
        ("GITHUB_REPOSITORY", "acme/web"),
        ("GITHUB_EVENT_NAME", event_name),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", BEFORE),
    ]))
    .unwrap()
}

fn sha(text: &str) -> CommitSha {
    text.parse().unwrap()
}

fn git_ref(text: &str) -> GitRef {
    text.parse().unwrap()
}

fn number(number: u64) -> PullNumber {
    PullNumber::new(number).unwrap()
}

fn push(reference: &str) -> Event {
    Event::Push {
        reference: git_ref(reference),
        commit: sha(HEAD),
    }
}

fn deleted(reference: &str) -> Event {
    Event::RefDeleted {
        reference: git_ref(reference),
    }
}

fn redeploy(reference: &str) -> Event {
    Event::Redeploy {
        reference: git_ref(reference),
        commit: sha(BEFORE),
    }
}

fn ignored(reason: &str) -> Event {
    Event::Ignored {
        reason: reason.to_owned(),
    }
}

fn base() -> Repository {
    Repository {
        id: 4101,
        slug: "acme/web".parse().unwrap(),
    }
}

fn fork() -> Repository {
    Repository {
        id: 9202,
        slug: "mona/web".parse().unwrap(),
    }
}

/// A pull request of the repository's own, open and without labels.
fn pull(of: u64) -> PullRequest {
    PullRequest {
        number: number(of),
        open: true,
        draft: false,
        merged: false,
        labels: Vec::new(),
        head_branch: "feature/login".parse().unwrap(),
        head_commit: sha(HEAD),
        head_repository: Some(base()),
        base_repository: base(),
    }
}

fn changed(change: PullChange, pull: PullRequest) -> Event {
    Event::PullRequest { change, pull }
}

fn completed(event: &str, branch: &str) -> CompletedRun {
    CompletedRun {
        conclusion: "success".to_owned(),
        event: event.to_owned(),
        head_branch: branch.parse().unwrap(),
        commit: sha(HEAD),
        head_repository: Some(base()),
        pull: None,
    }
}

/// Every fixture, and its event.
fn expected() -> Vec<(&'static str, Event)> {
    vec![
        ("create.branch", ignored("the event create deploys nothing")),
        ("delete.branch", deleted("refs/heads/feature/login")),
        (
            "issue_comment.on-pull-request",
            Event::Comment(PullComment {
                pull: number(17),
                comment_id: 3_000_000_017,
                author: "mona".to_owned(),
                command: ChatCommand::Redeploy,
            }),
        ),
        (
            "pull_request.closed-merged",
            changed(
                PullChange::Closed,
                PullRequest {
                    open: false,
                    merged: true,
                    ..pull(17)
                },
            ),
        ),
        (
            "pull_request.edited-base",
            changed(PullChange::Head, pull(20)),
        ),
        (
            "pull_request.edited-title",
            ignored("pull_request/edited changes nothing that is deployed"),
        ),
        (
            "pull_request.opened-from-fork",
            changed(
                PullChange::Head,
                PullRequest {
                    draft: true,
                    labels: vec!["ship it".to_owned(), "line\nbreak".to_owned()],
                    head_repository: Some(fork()),
                    ..pull(18)
                },
            ),
        ),
        (
            "pull_request.reopened-after-fork-was-deleted",
            changed(
                PullChange::Head,
                PullRequest {
                    head_repository: None,
                    ..pull(19)
                },
            ),
        ),
        ("push.annotated-tag", push("refs/tags/v1.2")),
        ("push.branch", push("refs/heads/main")),
        ("push.branch-created", push("refs/heads/feature/login")),
        ("push.branch-deleted", deleted("refs/heads/feature/login")),
        ("push.forced", push("refs/heads/feature/$(reboot)")),
        ("release.published", redeploy("refs/tags/v1.2")),
        ("schedule.nightly", redeploy("refs/heads/main")),
        (
            "workflow_run.failed-for-fork",
            Event::RunCompleted(CompletedRun {
                conclusion: "failure".to_owned(),
                head_repository: Some(fork()),
                ..completed("pull_request", "feature/login")
            }),
        ),
        (
            "workflow_run.for-pull-request",
            Event::RunCompleted(CompletedRun {
                pull: Some(number(17)),
                ..completed("pull_request", "feature/login")
            }),
        ),
        (
            "workflow_run.for-push",
            Event::RunCompleted(completed("push", "main")),
        ),
        ("workflow_dispatch.with-inputs", redeploy("refs/heads/main")),
    ]
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/payloads")
}

/// The event that a fixture is of, and its bytes.
fn fixture(name: &str) -> (&str, Vec<u8>) {
    let (event, _) = name.split_once('.').unwrap();
    (
        event,
        std::fs::read(fixtures().join(format!("{name}.json"))).unwrap(),
    )
}

fn sorted_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_fixture_comes_out_as_its_event() {
    for (name, event) in expected() {
        let (event_name, payload) = fixture(name);
        assert_eq!(
            Event::read(&runner(event_name), &payload).unwrap(),
            event,
            "{name}"
        );
    }
}

#[test]
fn no_fixture_is_left_out() {
    let listed: BTreeSet<_> = expected()
        .iter()
        .map(|(name, _)| format!("{name}.json"))
        .collect();
    let present = sorted_files(&fixtures());
    let present = present
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    assert_eq!(present.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn a_pull_request_target_is_read_as_a_pull_request() {
    for (name, event) in expected()
        .into_iter()
        .filter(|(_, event)| matches!(event, Event::PullRequest { .. }))
    {
        let (_, payload) = fixture(name);
        assert_eq!(
            Event::read(&runner("pull_request_target"), &payload).unwrap(),
            event,
            "{name}"
        );
    }
}

#[test]
fn a_payload_that_is_cut_off_is_an_error_or_ignored() {
    for (name, _) in expected() {
        let (event_name, payload) = fixture(name);
        let whole = payload.trim_ascii_end();
        for end in (0..whole.len()).step_by(37) {
            match Event::read(&runner(event_name), &whole[..end]) {
                Ok(Event::Ignored { .. }) => {}
                Ok(event) => panic!("{name} cut off at {end} is {event:?}"),
                Err(error) => assert!(
                    error.to_string().contains("cut off"),
                    "{name} at {end}: {error}"
                ),
            }
        }
    }
}

/// What the event table says about GitHub's own examples, by event, action and the few facts that matter.
fn kind_of_example(event: &str, action: &str, payload: &serde_json::Value) -> &'static str {
    match (event, action) {
        ("push", _) if payload["deleted"] == true => "RefDeleted",
        ("push", _) => "Push",
        ("delete", _) => "RefDeleted",
        ("pull_request", "opened" | "reopened" | "synchronize" | "ready_for_review") => {
            "PullRequest Head"
        }
        ("pull_request", "closed") => "PullRequest Closed",
        ("pull_request", "labeled") => "PullRequest Labeled",
        ("pull_request", "unlabeled") => "PullRequest Unlabeled",
        ("workflow_dispatch" | "repository_dispatch", _) => "Redeploy",
        ("release", action) if action != "deleted" && action != "unpublished" => "Redeploy",
        ("workflow_run", "completed") if payload["workflow_run"]["conclusion"].is_string() => {
            "RunCompleted"
        }
        _ => "Ignored",
    }
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Push { .. } => "Push",
        Event::RefDeleted { .. } => "RefDeleted",
        Event::PullRequest { change, .. } => match change {
            PullChange::Head => "PullRequest Head",
            PullChange::Closed => "PullRequest Closed",
            PullChange::Labeled(_) => "PullRequest Labeled",
            PullChange::Unlabeled(_) => "PullRequest Unlabeled",
        },
        Event::Redeploy { .. } => "Redeploy",
        Event::RunCompleted(_) => "RunCompleted",
        Event::Comment(_) => "Comment",
        Event::Ignored { .. } => "Ignored",
    }
}

#[test]
#[ignore = "needs BRANCHLINE_WEBHOOK_EXAMPLES, the folder of https://github.com/octokit/webhooks payload examples"]
fn every_example_of_githubs_comes_out_as_the_event_table_says() {
    let environment = Environment::from_process();
    let examples = environment
        .get("BRANCHLINE_WEBHOOK_EXAMPLES")
        .expect("BRANCHLINE_WEBHOOK_EXAMPLES is set");
    let mut kinds = BTreeSet::new();
    for folder in sorted_files(Path::new(examples)) {
        let event_name = folder.file_name().unwrap().to_str().unwrap();
        for file in sorted_files(&folder) {
            let action = file
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .split('.')
                .next()
                .unwrap();
            let bytes = std::fs::read(&file).unwrap();
            let payload = serde_json::from_slice(&bytes).unwrap();
            let event = Event::read(&runner(event_name), &bytes)
                .unwrap_or_else(|error| panic!("{file:?}: {error}"));
            assert_eq!(
                kind(&event),
                kind_of_example(event_name, action, &payload),
                "{file:?}"
            );
            kinds.insert(kind(&event));
        }
    }
    assert_eq!(
        kinds.len(),
        9,
        "the examples hold everything but a comment with a command: {kinds:?}"
    );
}
