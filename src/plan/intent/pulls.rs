//! What a pull request asks for.

use super::{Destroy, EnsureReviewApp, Freshness, Intent, Subject, Undecided, Wish, Work, by_rules::matched, pipeline};
use crate::{
    event::{PullChange, PullRequest, is_same_label},
    inputs::{Command, Drafts, Forks, Settings, Target, Update},
    names::{GitRef, PullNumber},
};

/// What is to be done for a pull request, given what is wanted of it.
pub(super) fn intent_for(pull: &PullRequest, wish: &Wish, settings: &Settings) -> Result<Intent, Undecided> {
    if wish.work == Work::Destroy {
        return Ok(destroy(pull, settings));
    }
    if let Some(reason) = not_wanted(pull, wish, settings) {
        return Ok(Intent::Skip(reason));
    }
    let rule = match ruled(pull, settings)? {
        Ok(rule) => rule,
        Err(reason) => return Ok(Intent::Skip(reason)),
    };
    Ok(Intent::ReviewApp(EnsureReviewApp {
        subject: subject(pull),
        commit: wish.commit.clone().unwrap_or_else(|| pull.head_commit.clone()),
        pipeline: pipeline(settings)?,
        update: if wish.work == Work::Recreate { Update::Recreate } else { settings.update },
        rule,
        cancel_superseded: settings.cancel_superseded,
        asked: wish.asked,
        freshness: wish.freshness,
    }))
}

/// The label lets one commit of a fork in, and no later one: so it comes off with the next push, or where there may have
/// been one of which nothing was told.
pub(super) fn label_to_take_off(change: &PullChange, pull: &PullRequest, settings: &Settings) -> Option<String> {
    let may_be_another = matches!(change, PullChange::Pushed | PullChange::Reopened);
    let gated = pull.open && pull.is_from_fork() && settings.forks == Forks::Labeled;
    let gate = settings.label.as_ref().filter(|_| may_be_another && gated)?;
    pull.labels.iter().find(|label| is_same_label(label, gate)).cloned()
}

/// The label lets in what was the head when it was set, or what the pull request was opened with. Any other event may tell of
/// a later commit with the label still on, and the run that takes it off may come after it.
pub(super) fn not_let_in(change: &PullChange, pull: &PullRequest, settings: &Settings) -> Option<String> {
    let gate = settings.label.as_ref().filter(|_| pull.is_from_fork() && settings.forks == Forks::Labeled)?;
    let is_let_in = match change {
        PullChange::Opened => true,
        PullChange::Labeled(label) => is_same_label(label, gate),
        _ => false,
    };
    (!is_let_in && pull.open && pull.carries(gate)).then(|| {
        let number = pull.number;
        format!("a commit of a fork is let in when `{gate}` is set: to deploy #{number} as it is, take it off and set it again")
    })
}

/// The rule that gives the pull request its review app, or why none does.
fn ruled(pull: &PullRequest, settings: &Settings) -> Result<Result<String, String>, Undecided> {
    let branch = GitRef::Branch(pull.head_branch.clone());
    let (rule, target) = match matched(&branch, settings)? {
        Ok(matched) => matched,
        Err(reason) => return Ok(Err(reason)),
    };
    Ok(match target {
        Target::ReviewApp => Ok(rule),
        Target::Nothing => Err(format!("{rule} says none")),
        Target::Apps(_) if pull.is_from_fork() => {
            Err(format!("{rule} names an app, which a fork's branch is not deployed to"))
        }
        Target::Apps(_) => Err(format!("{rule} names an app, so the push of the branch deploys it")),
    })
}

/// Why a pull request is to have no review app, whatever the rules say of its branch.
fn not_wanted(pull: &PullRequest, wish: &Wish, settings: &Settings) -> Option<String> {
    let number = pull.number;
    let labelled = settings.label.as_ref().is_some_and(|label| pull.carries(label));
    if !pull.open {
        return Some(closed(number, settings));
    }
    let moved = wish.commit.as_ref().is_some_and(|commit| *commit != pull.head_commit);
    if moved && wish.freshness == Freshness::MustBeHead {
        let head = pull.head_commit.short();
        return Some(format!("superseded: the head of pull request #{number} is {head} by now, which has its own run"));
    }
    if pull.is_from_fork() && pull.head_repository.is_none() {
        return Some(format!("the fork that pull request #{number} came from is gone"));
    }
    if pull.is_from_fork() && settings.forks == Forks::Skip {
        return Some(format!("pull request #{number} is from a fork, and `forks` is skip"));
    }
    if pull.is_from_fork() && settings.forks == Forks::Labeled && !labelled {
        return Some(format!("pull request #{number} is from a fork, and does not carry the `label`"));
    }
    if pull.draft && settings.drafts == Drafts::Skip {
        return Some(format!("pull request #{number} is a draft, and `drafts` is skip"));
    }
    let label = settings.label.as_ref().filter(|_| !labelled)?;
    Some(format!("pull request #{number} does not carry the label `{label}`"))
}

/// Who writes `command: deploy` may wait for the end of a review app in vain.
fn closed(number: PullNumber, settings: &Settings) -> String {
    let closed = format!("pull request #{number} is closed");
    match settings.command {
        Command::Deploy => format!(
            "{closed}, and `command: deploy` destroys nothing: leave `command` out to have its review app destroyed"
        ),
        _ => closed,
    }
}

/// A pull request's review app is to go, whatever the rules say; without a pipeline there can be none.
pub(super) fn destroy(pull: &PullRequest, settings: &Settings) -> Intent {
    match settings.pipeline.clone() {
        Some(pipeline) => {
            let head = Some(pull.head_commit.clone());
            Intent::Destroy(Destroy { subject: subject(pull), head, pipeline, doubt: None })
        }
        None => Intent::Skip("no `pipeline` is configured, so there are no review apps".to_owned()),
    }
}

fn subject(pull: &PullRequest) -> Subject {
    let head = pull.head_repository.as_ref();
    Subject {
        branch: pull.head_branch.clone(),
        pull: Some(pull.number),
        fork: head.filter(|_| pull.is_from_fork()).map(|fork| fork.id),
        repository: head.map(|head| head.slug.clone()),
    }
}
