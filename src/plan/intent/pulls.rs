//! What a pull request asks for.

use super::{
    About, Asked, Destroy, EnsureReviewApp, Freshness, Intent, LetIn, Origin, Subject, Undecided, Wish, Work,
    by_rules::matched, choice, gate, pipeline, work::OF_MERGE_QUEUE,
};
use crate::{
    event::{CompletedRun, Event, PullChange, PullRequest, Runner},
    inputs::{Command, Drafts, Forks, Settings, Update, spec},
    names::{GitRef, PullNumber},
    rules::Destination as Target,
};

/// What an event wants of its pull request.
pub(super) fn wish(pull: &PullRequest, work: Work, freshness: Freshness, asked: Asked) -> Wish {
    Wish { work, commit: Some(pull.head_commit.clone()), freshness, asked, let_in: LetIn::Nobody }
}

/// What is to be done for a pull request that changed.
pub(super) fn of_change(
    change: &PullChange,
    pull: &PullRequest,
    wish: &Wish,
    settings: &Settings,
) -> Result<Intent, Undecided> {
    match gate::of(pull, settings).filter(|_| wish.work != Work::Destroy) {
        Some(label) => match gate::passed(change, &label) {
            gate::Passed::Now => intent_for(pull, &Wish { let_in: LetIn::Label, ..wish.clone() }, settings),
            gate::Passed::PerhapsBefore => intent_for(pull, wish, settings),
            gate::Passed::Never => Ok(Intent::TakeLabelOff { pull: pull.number, label }),
            gate::Passed::Later => Ok(Intent::Skip(format!(
                "a fork's commit is let in by the event of the label itself, which comes next. If none comes, take \
                 `{label}` off #{} and set it again",
                pull.number
            ))),
        },
        None => intent_for(pull, wish, settings),
    }
}

/// An event that asks for nothing still shows where a fork's pull request stands: a later commit costs it its label.
pub(super) fn looked_at(event: &Event, reason: String, settings: &Settings, runner: &Runner) -> Intent {
    match event {
        Event::PullRequest { pull, .. } if gate::of(pull, settings).is_some() && settings.heroku_api_key.is_some() => {
            let wish = wish(pull, Work::Update, Freshness::MustBeHead, super::asked(runner));
            let wish = Wish { let_in: LetIn::NobodyAndIdle(reason.clone()), ..wish };
            intent_for(pull, &wish, settings).unwrap_or(Intent::Skip(reason))
        }
        _ => Intent::Skip(reason),
    }
}

/// What is to be done for a pull request that the inputs name instead of what the event is about.
pub(super) fn intent_instead(
    pull: &PullRequest,
    wish: Wish,
    about: &About,
    settings: &Settings,
    runner: &Runner,
) -> Result<Intent, Undecided> {
    let is_from_fork = match about {
        About::PullRequest(own) => own.is_from_fork(),
        About::Run(run) if ran_for(run, pull, runner) => {
            let wish = Wish { commit: Some(run.commit.clone()), freshness: Freshness::MustBeHead, ..wish };
            return intent_for(pull, &wish, settings);
        }
        About::Run(run) => run.is_from_fork(&runner.repository),
        About::Named(text) if choice::is_own(text, pull) => return intent_for(pull, &wish, settings),
        About::Named(_) if pull.is_from_fork() => return Err(choice::refused(&spec::REF)),
        About::Named(_) => return Err(choice::not_its_own(pull)),
    };
    if is_from_fork { Err(choice::refused(&spec::PULL_REQUEST)) } else { intent_for(pull, &wish, settings) }
}

fn ran_for(run: &CompletedRun, pull: &PullRequest, runner: &Runner) -> bool {
    let is_known = !run.is_from_fork(&runner.repository) || run.head_repository.is_some();
    let origin = run.fork(&runner.repository).map_or(Origin::Own, |fork| Origin::Fork(fork.id));
    is_known && origin.has(&run.head_branch, pull)
}

/// What is to be done for a pull request, given what is wanted of it.
pub(super) fn intent_for(pull: &PullRequest, wish: &Wish, settings: &Settings) -> Result<Intent, Undecided> {
    if pull.head_branch.is_of_merge_queue() {
        return Ok(Intent::Skip(OF_MERGE_QUEUE.to_owned()));
    }
    if wish.work == Work::Destroy {
        return Ok(destroy(pull, settings));
    }
    if let Some(reason) = not_wanted(pull, settings) {
        return Ok(Intent::Skip(reason));
    }
    let gate = gate::of(pull, settings);
    if let Some(label) = gate.clone().filter(|_| gate::is_later(pull, wish)) {
        return Ok(Intent::TakeLabelOff { pull: pull.number, label });
    }
    if let Some(reason) = superseded(pull, wish) {
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
        gate: gate.map(|label| gate::before(label, &wish.let_in)),
    }))
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
fn not_wanted(pull: &PullRequest, settings: &Settings) -> Option<String> {
    let number = pull.number;
    let labelled = settings.label.as_ref().is_some_and(|label| pull.carries(label));
    if !pull.open {
        return Some(closed(number, settings));
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

fn superseded(pull: &PullRequest, wish: &Wish) -> Option<String> {
    let moved = wish.commit.as_ref().is_some_and(|commit| *commit != pull.head_commit);
    let (number, head) = (pull.number, pull.head_commit.short());
    (moved && wish.freshness == Freshness::MustBeHead)
        .then(|| format!("superseded: the head of pull request #{number} is {head} by now, which has its own run"))
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
