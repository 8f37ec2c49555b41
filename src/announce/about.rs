use super::later::RunNumber;
use crate::{
    event::{Event, Runner},
    inputs::{CommitStatuses, Settings},
    names::{CommitSha, GitRef, PullNumber, RepoSlug},
    plan::{Task, Tell},
    report::Merging,
    rules::{Decision, Destination},
    seal::Seal,
};

/// What kind of work a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Deploying to apps.
    App,
    /// A review app.
    ReviewApp,
    /// Tests.
    Tests,
    /// Destroying a review app.
    Destruction,
    /// Nothing: the review app was gone before.
    AlreadyGone,
}

/// What a run is about, and what to announce about it.
#[derive(Debug)]
pub(crate) struct About<'a> {
    pub(super) repository: &'a RepoSlug,
    pub(super) kind: Kind,
    pub(super) commit: Option<CommitSha>,
    /// The head commit of a pull request that loses its review app.
    pub(super) head: Option<CommitSha>,
    /// The pull request to comment on, if any.
    pub(super) pull: Option<PullNumber>,
    /// The section of the comment: the pipeline as the user names it.
    pub(super) pipeline: String,
    pub(super) run: Option<RunNumber>,
    pub(super) run_url: Option<String>,
    /// The page of the commit.
    pub(super) commit_url: Option<String>,
    /// What merging the pull request deploys to.
    pub(super) merging: Option<Merging>,
    pub(super) deployments: bool,
    pub(super) statuses: bool,
    /// Marks a comment as ours if GitHub does not say which account owns the token.
    pub(super) seal: Option<Seal>,
}

impl<'a> About<'a> {
    /// What a task is about, as far as the inputs want it announced.
    pub(crate) fn of(task: &Task, settings: &Settings, runner: &'a Runner, event: &Event) -> Self {
        let (kind, pull, head) = match &task.tell {
            Tell::Nothing | Tell::App => (Kind::App, None, None),
            Tell::Tests => (Kind::Tests, None, None),
            Tell::ReviewApp(pull) => (Kind::ReviewApp, *pull, None),
            Tell::Destruction { pull, head } => (Kind::Destruction, *pull, head.clone()),
            Tell::AlreadyGone { pull, head } => (Kind::AlreadyGone, Some(*pull), Some(head.clone())),
        };
        Self {
            repository: &runner.repository,
            kind,
            commit: task.commit.clone(),
            head,
            pull: pull.filter(|_| settings.comment),
            pipeline: settings.pipeline.as_ref().map(ToString::to_string).unwrap_or_default(),
            run: RunNumber::of(runner),
            run_url: runner.run_url(),
            commit_url: task.commit.as_ref().map(|commit| runner.commit_url(commit)),
            merging: merging(pull, settings, event),
            deployments: settings.deployments && kind != Kind::Tests,
            statuses: statuses(kind, settings, runner),
            seal: settings.heroku_api_key.as_ref().map(Seal::of),
        }
    }
}

/// The apps that the rule of the pull request's base branch names, if the event reports that branch.
fn merging(pull: Option<PullNumber>, settings: &Settings, event: &Event) -> Option<Merging> {
    let Event::PullRequest { pull: told, .. } = event else { return None };
    let base = told.base_branch.clone().filter(|_| Some(told.number) == pull && told.open)?;
    match settings.rules.decide(&GitRef::Branch(base)) {
        Ok(Decision::Matched { rule, target: Destination::Apps(apps) }) => {
            Some(Merging { apps: apps.iter().map(ToString::to_string).collect(), rule: rule.to_string() })
        }
        _ => None,
    }
}

/// Whether the commit gets a status. Tests are announced in no other way. A deploy needs a status if GitHub does not
/// show the run on the commit that it deploys.
fn statuses(kind: Kind, settings: &Settings, runner: &Runner) -> bool {
    match settings.commit_status {
        CommitStatuses::Auto if kind == Kind::Tests => true,
        CommitStatuses::Always => true,
        CommitStatuses::Never => false,
        CommitStatuses::Auto => {
            let shown = matches!(runner.event_name.as_str(), "push" | "pull_request" | "pull_request_target");
            !shown || settings.reference.is_some() || settings.pull_request.is_some()
        }
    }
}
