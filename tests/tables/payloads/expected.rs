//! The fixtures: small payloads for what GitHub's own examples lack.

use branchline::event::{ChatCommand, CompletedRun, Event, Ignored, PullChange, PullComment, PullRequest, Repository};
use branchline::names::{CommitSha, GitRef, PullNumber};

pub(crate) const BEFORE: &str = "3f1c0b6a9d2e4f5061728394a5b6c7d8e9f00112";
const HEAD: &str = "8c2de7a4f0b9135ad6e7c8091a2b3c4d5e6f7081";

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
    Event::Push { reference: git_ref(reference), commit: sha(HEAD) }
}

fn deleted(reference: &str) -> Event {
    Event::RefDeleted { reference: git_ref(reference) }
}

fn redeploy(reference: &str) -> Event {
    Event::Redeploy { reference: git_ref(reference), commit: sha(BEFORE) }
}

fn base() -> Repository {
    Repository { id: 4101, slug: "acme/web".parse().unwrap() }
}

fn fork() -> Repository {
    Repository { id: 9202, slug: "mona/web".parse().unwrap() }
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
        head_pushed: None,
        base_branch: "main".parse().ok(),
        base_repository: base(),
    }
}

fn changed(change: PullChange, pull: PullRequest) -> Event {
    Event::PullRequest { change, pull }
}

/// A change of a pull request that is none of a deploy.
fn other(action: &str) -> PullChange {
    PullChange::Other(Ignored::Action { event: "pull_request".to_owned(), action: action.to_owned() })
}

fn completed(event: &str, branch: &str) -> CompletedRun {
    CompletedRun {
        conclusion: "success".to_owned(),
        event: event.to_owned(),
        head_branch: branch.parse().unwrap(),
        commit: sha(HEAD),
        head_repository: Some(base()),
        repository: Some(4101),
        pull: None,
    }
}

/// Every fixture, and its event.
pub(crate) fn expected() -> Vec<(&'static str, Event)> {
    vec![
        ("create.branch", Event::Ignored(Ignored::Event("create".to_owned()))),
        ("delete.branch", deleted("refs/heads/feature/login")),
        (
            "issue_comment.on-pull-request",
            Event::Comment(PullComment {
                pull: number(17),
                comment_id: 3_000_000_017,
                author: "mona".to_owned(),
                written: humantime::parse_rfc3339("2026-11-20T10:00:00Z").ok(),
                command: ChatCommand::Redeploy,
            }),
        ),
        (
            "pull_request.closed-merged",
            changed(PullChange::Closed, PullRequest { open: false, merged: true, ..pull(17) }),
        ),
        ("pull_request.edited-base", changed(PullChange::Head, pull(20))),
        ("pull_request.edited-title", changed(other("edited"), pull(20))),
        (
            "pull_request.opened-from-fork",
            changed(
                PullChange::Opened,
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
            changed(PullChange::Reopened, PullRequest { head_repository: None, ..pull(19) }),
        ),
        ("push.annotated-tag", push("refs/tags/v1.2")),
        ("push.branch", push("refs/heads/main")),
        ("push.branch-created", push("refs/heads/feature/login")),
        ("push.branch-deleted", deleted("refs/heads/feature/login")),
        ("push.forced", push("refs/heads/feature/$(reboot)")),
        ("release.published", Event::Released { tag: "v1.2".parse().unwrap() }),
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
            Event::RunCompleted(CompletedRun { pull: Some(number(17)), ..completed("pull_request", "feature/login") }),
        ),
        ("workflow_run.for-push", Event::RunCompleted(completed("push", "main"))),
        ("workflow_dispatch.with-inputs", redeploy("refs/heads/main")),
    ]
}
