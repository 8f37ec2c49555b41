//! What the rules say of a branch or tag.

use super::{
    Asked, Deploy, EnsureReviewApp, Freshness, Intent, Question, Subject, Superseding, Undecided, Wish, Work, pipeline,
};
use crate::{
    event::Runner,
    inputs::{Decision, Settings, Target, spec},
    names::{AppName, CommitSha, GitRef},
};

/// Events whose run is at the ref that they are about. Others run at the default branch, or at a pull request's base.
const AT_THEIR_REF: [&str; 6] = ["push", "create", "workflow_dispatch", "schedule", "repository_dispatch", "release"];

pub(super) fn by_rules(
    reference: GitRef,
    commit: CommitSha,
    asked: Asked,
    settings: &Settings,
    runner: &Runner,
) -> Result<Intent, Undecided> {
    let freshness = freshness(settings, runner);
    let (rule, target) = match matched(&reference, settings)? {
        Ok(matched) => matched,
        Err(reason) => return Ok(Intent::Skip(reason)),
    };
    match (target, reference) {
        (Target::Nothing, _) => Ok(Intent::Skip(format!("{rule} says none"))),
        (Target::Apps(apps), reference) => {
            let superseding = superseding(&apps, &reference, freshness, settings);
            Ok(Intent::Deploy(Deploy { reference, commit, apps, rule, freshness, superseding }))
        }
        (Target::ReviewApp, GitRef::Tag(_)) => {
            Ok(Intent::Skip(format!("{rule} says review-app, which only a branch can have")))
        }
        (Target::ReviewApp, GitRef::Branch(branch)) => {
            let wish = Wish { work: Work::Update, commit: Some(commit.clone()), freshness, asked };
            let subject = Subject::of_branch(branch.clone(), runner);
            let (pipeline, update) = (pipeline(settings)?, settings.update);
            let cancel_superseded = settings.cancel_superseded;
            let review_app =
                EnsureReviewApp { subject, commit, pipeline, update, rule, cancel_superseded, asked, freshness };
            let owner = runner.repository.owner().to_owned();
            Ok(Intent::Ask(Question::PullRequestOf { owner, branch, wish, otherwise: Some(review_app) }))
        }
    }
}

/// Which pending builds this one makes needless. Only the newest commit of a branch does so to any.
fn superseding(apps: &[AppName], reference: &GitRef, freshness: Freshness, settings: &Settings) -> Superseding {
    if !settings.cancel_superseded || freshness == Freshness::AsAsked || reference.branch().is_none() {
        return Superseding::None;
    }
    let only_ours = apps.iter().filter(|app| settings.rules.only_from(reference, app)).cloned().collect();
    Superseding::SameRef { only_ours }
}

/// The rule that matches and what it says; or, in one line, why none does.
///
/// # Errors
/// Where there are no rules, or the matching one names no possible app.
pub(super) fn matched(reference: &GitRef, settings: &Settings) -> Result<Result<(String, Target), String>, Undecided> {
    if settings.rules.is_empty() {
        return Err(Undecided::of(
            &spec::RULES,
            "empty, so nothing says where a branch goes; one line would be `main: my-app`",
        ));
    }
    match settings.rules.decide(reference) {
        Ok(Decision::Matched { rule, target }) => Ok(Ok((rule.to_string(), target))),
        Ok(Decision::NoRule) => {
            let hint = settings.rules.near_miss(reference).map(|hint| format!(". {hint}")).unwrap_or_default();
            Ok(Err(format!("no rule matches `{}`{hint}", as_in_rules(reference))))
        }
        Err(error) => Err(Undecided::of(&spec::RULES, error.to_string())),
    }
}

/// Tags are matched by their full name only, so that is what to show of them.
fn as_in_rules(reference: &GitRef) -> String {
    match reference {
        GitRef::Branch(branch) => branch.to_string(),
        GitRef::Tag(_) => reference.full(),
    }
}

/// A person who names a commit, or starts a run for a branch, means just that one.
pub(super) fn freshness(settings: &Settings, runner: &Runner) -> Freshness {
    let chosen = settings.reference.is_some() || runner.event_name == "workflow_dispatch";
    if chosen { Freshness::AsAsked } else { Freshness::MustBeHead }
}

/// The ref that the run is at.
pub(super) fn current_reference(runner: &Runner) -> Option<GitRef> {
    runner.git_ref.as_deref()?.parse().ok()
}

/// The ref by whose rule a bare commit goes. It must not be guessed: a run for a fork's pull request may be at the
/// default branch, and its commit would end up in production.
pub(super) fn reference_of_commit(runner: &Runner) -> Option<GitRef> {
    current_reference(runner).filter(|_| AT_THEIR_REF.contains(&runner.event_name.as_str()))
}
