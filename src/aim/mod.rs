//! What a run has to achieve. The event and `command` say what to do; the event, or the inputs that replace it, say
//! with what.

pub(crate) mod aims;
mod asking;
mod by_release;
mod by_rules;
mod choice;
mod destruction;
pub(crate) mod ended;
pub(crate) mod ending;
mod gate;
mod key;
mod matching;
mod promote;
mod pulls;
pub(crate) mod question;
pub(crate) mod reference;
mod releases;
mod roll_back;
mod runs;
mod set_up;
mod sweep;
mod test_run;
pub(crate) mod undecided;
mod work;

#[cfg(test)]
pub(crate) mod tests;

use aims::Aim;
use asking::{asked, asked_of_pull_request, pipeline};
use by_release::by_release;
use by_rules::{by_rules, of_tag};
use choice::Choice;
use question::{Answer, LetIn, Question, Wish, Work};
use reference::is_hash;
use undecided::Undecided;

use crate::{
    deeds::{Deed, asked::Freshness},
    event::{Event, Runner},
    inputs::{Command, Settings, spec},
    names::GitRef,
    outcome::Why,
};

/// What `event` asks for under `settings`.
///
/// # Errors
/// Where an input that only this event needs is missing or wrong.
pub(crate) fn aim_at(event: &Event, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    if let Some(why) = work::idle(event, settings, runner) {
        return Ok(pulls::looked_at(event, why, settings, runner));
    }
    match key::withheld(event, settings, runner) {
        Ok(None) => with_key(event, settings, runner),
        Ok(Some(why)) => Ok(Aim::Nothing(why)),
        // A missing key must not hide the other mistakes on this event.
        Err(missing) => Err(missing.and(with_key(event, settings, runner).err().as_ref())),
    }
}

fn with_key(event: &Event, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    if let Event::Comment(comment) = event
        && let Err(why) = work::said(comment.command, settings.command)
    {
        return Ok(Aim::Nothing(why));
    }
    if settings.command == Command::Sweep {
        return sweep::aim_at_all(settings);
    }
    if let Some(aim_by_release) = by_release(settings.command) {
        return match work::no_ground(event) {
            Some(why) => Ok(Aim::Nothing(why)),
            None => releases::aim_at(event, aim_by_release, settings, runner),
        };
    }
    let work = match work::asked_for(event, settings) {
        Ok(work) => work,
        Err(why) => return Ok(pulls::looked_at(event, why, settings, runner)),
    };
    if settings.command == Command::Destroy {
        pipeline(settings)?;
    }
    match choice::made(event, settings, runner)? {
        Choice::Own(freshness) => of_event(event, work, freshness, settings, runner),
        Choice::PullRequest(number, instead) => Ok(asked_of_pull_request(number, instead, event, work, runner)),
        Choice::Reference(text) if work == Work::Destroy => destruction::of_text(&text, event, settings, runner),
        Choice::Reference(text) => {
            let base = reference::of_commits(event, runner).filter(|_| is_hash(&text));
            let known = runner.sha.clone();
            Ok(Aim::Ask(Question::Reference { text, base, known }))
        }
    }
}

/// What the answer to a question leads to, which may be another question.
///
/// # Errors
/// As for [`aim_at`].
pub(crate) fn resume(answer: Answer, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    match answer {
        Answer::PullRequest(pull, wish) => pulls::intent_for(&pull, &wish, settings),
        Answer::PullRequestInstead(pull, wish, about) => pulls::intent_instead(&pull, wish, &about, settings, runner),
        Answer::NoPullRequest(Some(review_app)) => Ok(match &settings.label {
            None => Aim::Do(Deed::ReviewApp(review_app)),
            Some(label) => Aim::Nothing(Why::NoPullWithLabel(label.clone())),
        }),
        Answer::NoPullRequest(None) => Ok(Aim::Nothing(Why::NoOpenPull)),
        Answer::NotAllowed(login) => Ok(Aim::Nothing(Why::NotAllowed { login, repository: runner.repository.clone() })),
        Answer::Since(ending, since) => Ok(ending::since(*ending, &since, settings)),
        Answer::At(reference, commit, wish) => by_rules(reference, commit, &wish, settings, runner),
        Answer::NoTag(tag) => Ok(Aim::Nothing(Why::TagGone(tag))),
        Answer::Reference(reference, commit) | Answer::Commit(commit, Some((reference, true))) => {
            let wish = Wish::to_update(commit.clone(), Freshness::AsAsked, asked(runner));
            by_rules(reference, commit, &wish, settings, runner)
        }
        Answer::Commit(commit, base) => {
            let base = base.map(|(reference, _)| reference);
            Err(Undecided::of(&spec::REF, reference::not_in(&commit, base.as_ref())))
        }
        Answer::NoReference(text) => Err(Undecided::of(&spec::REF, reference::not_there(&text, &runner.repository))),
    }
}

fn of_event(
    event: &Event,
    work: Work,
    freshness: Freshness,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    let asked = asked(runner);
    let (reference, commit) = match event {
        Event::Push { reference, commit } | Event::Redeploy { reference, commit } => {
            (reference.clone(), Some(commit.clone()))
        }
        Event::Released { tag } => {
            let tag = GitRef::Tag(tag.clone());
            let is_there = reference::current(runner).as_ref() == Some(&tag);
            (tag, runner.sha.clone().filter(|_| is_there))
        }
        Event::Ignored(ignored) => match (reference::current(runner), runner.sha.clone()) {
            (Some(reference), Some(commit)) => (reference, Some(commit)),
            _ => return Ok(Aim::Nothing(Why::Ignored(ignored.clone()))),
        },
        Event::RefDeleted { reference } => return destruction::of_reference(reference, event, settings, runner),
        Event::PullRequest { change, pull } => {
            if work == Work::Destroy && settings.command == Command::Auto {
                return Ok(ending::of_pull_request(pull, settings));
            }
            return pulls::of_change(change, pull, &pulls::wish(pull, work, freshness, asked), settings);
        }
        Event::RunCompleted(run) => return runs::completed(run, work, freshness, settings, runner),
        Event::Comment(comment) => return Ok(asked_of_pull_request(comment.pull, None, event, work, runner)),
    };
    if work == Work::Destroy {
        return destruction::of_reference(&reference, event, settings, runner);
    }
    let wish = Wish { work, commit: commit.clone(), freshness, asked, let_in: LetIn::Nobody };
    match (reference, commit) {
        (GitRef::Tag(tag), commit) if commit.is_none() || freshness == Freshness::MustBeHead => {
            of_tag(tag, wish, settings)
        }
        (reference, Some(commit)) => by_rules(reference, commit, &wish, settings, runner),
        (reference, None) => Ok(Aim::Nothing(Why::UnknownCommit(reference))),
    }
}
