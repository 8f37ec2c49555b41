//! The world of the tables: a repository, its rules, its pull requests, and a fork.

use crate::{
    aim::question::{LetIn, Wish, Work},
    deeds::asked::{Asked, Freshness},
    event::{ChatCommand, CompletedRun, Event, Ignored, PullChange, PullComment, PullRequest, Repository},
    names::{CommitSha, GitRef, PullNumber},
};

pub(crate) const HEAD: &str = "1111111111111111111111111111111111111111";
pub(crate) const OTHER: &str = "2222222222222222222222222222222222222222";

/// A run at the default branch with everything it needs.
pub(super) const USUAL: [(&str, &str); 7] = [
    ("GITHUB_REPOSITORY", "acme/web"),
    ("GITHUB_EVENT_NAME", "push"),
    ("GITHUB_REF", "refs/heads/main"),
    ("GITHUB_SHA", HEAD),
    ("INPUT_HEROKU-API-KEY", "HRKU-1"),
    ("INPUT_PIPELINE", "acme"),
    (
        "INPUT_RULES",
        "main: acme-production, acme-mirror\nrefs/tags/v*: acme-release\nrefs/tags/r*: review-app\n\
         bot/**: none\n{feature,patch}*: review-app\nteam-*: {branch}\n",
    ),
];

pub(super) fn usual_name(event: &Event) -> &'static str {
    match event {
        Event::Push { .. } => "push",
        Event::RefDeleted { .. } => "delete",
        Event::PullRequest { .. } => "pull_request",
        Event::Redeploy { .. } => "workflow_dispatch",
        Event::Released { .. } => "release",
        Event::RunCompleted(_) => "workflow_run",
        Event::Comment(_) => "issue_comment",
        Event::Ignored(_) => "watch",
    }
}

pub(crate) fn sha(text: &str) -> CommitSha {
    text.parse().unwrap()
}

pub(crate) fn number(number: u64) -> PullNumber {
    PullNumber::new(number).unwrap()
}

fn reference(text: &str) -> GitRef {
    text.parse().unwrap()
}

pub(super) fn push(to: &str) -> Event {
    Event::Push { reference: reference(to), commit: sha(HEAD) }
}

pub(super) fn redeploy(of: &str) -> Event {
    Event::Redeploy { reference: reference(of), commit: sha(HEAD) }
}

pub(super) fn released(tag: &str) -> Event {
    Event::Released { tag: tag.parse().unwrap() }
}

pub(super) fn deleted(name: &str) -> Event {
    Event::RefDeleted { reference: reference(name) }
}

pub(super) fn ignored() -> Event {
    Event::Ignored(Ignored::Event("star".to_owned()))
}

pub(super) fn comment(command: ChatCommand) -> Event {
    Event::Comment(PullComment { pull: number(7), comment_id: 1, author: "mona".to_owned(), written: None, command })
}

pub(super) fn repository(id: u64, slug: &str) -> Repository {
    Repository { id, slug: slug.parse().unwrap() }
}

/// An open pull request from a branch of the repository itself, without labels.
pub(super) fn pull_of(branch: &str) -> PullRequest {
    PullRequest {
        number: number(7),
        open: true,
        draft: false,
        merged: false,
        labels: Vec::new(),
        head_branch: branch.parse().unwrap(),
        head_commit: sha(HEAD),
        head_repository: Some(repository(1, "acme/web")),
        head_pushed: None,
        base_branch: None,
        base_repository: repository(1, "acme/web"),
    }
}

pub(super) fn pull() -> PullRequest {
    pull_of("feature")
}

pub(super) fn fork() -> PullRequest {
    PullRequest { head_repository: Some(repository(99, "mona/web")), ..pull() }
}

pub(super) fn lost_fork() -> PullRequest {
    PullRequest { head_repository: None, ..pull() }
}

pub(super) fn draft() -> PullRequest {
    PullRequest { draft: true, ..pull() }
}

pub(super) fn closed(pull: PullRequest) -> PullRequest {
    PullRequest { open: false, ..pull }
}

pub(super) fn labelled(pull: PullRequest) -> PullRequest {
    PullRequest { labels: vec!["bug".to_owned(), "preview".to_owned()], ..pull }
}

pub(super) fn changed(change: PullChange, pull: PullRequest) -> Event {
    Event::PullRequest { change, pull }
}

/// An update that nobody lets in, to this commit if one is given.
pub(super) fn wish(commit: Option<&str>) -> Wish {
    Wish {
        work: Work::Update,
        commit: commit.map(sha),
        freshness: Freshness::AsAsked,
        asked: Asked::ByEvent,
        let_in: LetIn::Nobody,
    }
}

/// A run that ended well, for a push to a branch of the repository itself.
pub(super) fn run_of(branch: &str) -> CompletedRun {
    CompletedRun {
        conclusion: "success".to_owned(),
        event: "push".to_owned(),
        head_branch: branch.parse().unwrap(),
        commit: sha(HEAD),
        head_repository: Some(repository(1, "acme/web")),
        repository: Some(1),
        pull: None,
    }
}
