//! What the rules say of a branch or tag.

use super::{
    Deploy, EnsureReviewApp, Freshness, Intent, Origin, Question, Subject, Superseding, Undecided, Wish, pipeline,
    work::OF_MERGE_QUEUE,
};
use crate::{
    event::Runner,
    inputs::{Settings, spec},
    names::{AppName, BranchName, CommitSha, GitRef, TagName},
    rules::{Decision, Destination as Target},
};

/// A branch or tag, of which this commit is wanted.
pub(super) fn by_rules(
    reference: GitRef,
    commit: CommitSha,
    wish: &Wish,
    settings: &Settings,
    runner: &Runner,
) -> Result<Intent, Undecided> {
    let &Wish { freshness, asked, .. } = wish;
    let (rule, target) = match matched(&reference, settings)? {
        Ok(matched) => matched,
        Err(reason) => return Ok(Intent::Skip(reason)),
    };
    match (target, reference) {
        (Target::Nothing, _) => Ok(Intent::Skip(format!("{rule} says none"))),
        (Target::Apps(apps), reference) => {
            let superseding = superseding(&apps, &reference, freshness, settings);
            Ok(Intent::Deploy(Deploy { reference, commit, apps, rule, freshness, superseding, asked }))
        }
        (Target::ReviewApp, GitRef::Tag(_)) => {
            Ok(Intent::Skip(format!("{rule} says review-app, which only a branch can have")))
        }
        (Target::ReviewApp, GitRef::Branch(branch)) => {
            let wish = Wish::to_update(commit.clone(), freshness, asked);
            let subject = Subject::of_branch(branch.clone(), runner);
            let (pipeline, update) = (pipeline(settings)?, settings.update);
            let cancel_superseded = settings.cancel_superseded;
            let review_app = EnsureReviewApp {
                subject,
                commit,
                pipeline,
                update,
                rule,
                cancel_superseded,
                asked,
                freshness,
                gate: None,
            };
            let owner = runner.repository.owner().to_owned();
            let (origin, otherwise) = (Origin::Own, Some(Box::new(review_app)));
            Ok(Intent::Ask(Question::PullRequestOf { owner, origin, branch, wish, otherwise }))
        }
    }
}

/// A tag that an event tells of. It may have been moved since, and what counts is where it is now.
pub(super) fn of_tag(tag: TagName, wish: Wish, settings: &Settings) -> Result<Intent, Undecided> {
    match matched(&GitRef::Tag(tag.clone()), settings)? {
        Ok((rule, Target::Nothing)) => Ok(Intent::Skip(format!("{rule} says none"))),
        Ok((rule, Target::ReviewApp)) => {
            Ok(Intent::Skip(format!("{rule} says review-app, which only a branch can have")))
        }
        Ok((_, Target::Apps(_))) => Ok(Intent::Ask(Question::Tag { tag, wish })),
        Err(reason) => Ok(Intent::Skip(reason)),
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
    if reference.branch().is_some_and(BranchName::is_of_merge_queue) {
        return Ok(Err(OF_MERGE_QUEUE.to_owned()));
    }
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
