//! What is to be achieved: the event and the `command` say what is to be done, and the event, or the inputs in its stead,
//! say of what.

mod by_rules;
mod choice;
mod destruction;
mod ending;
mod pulls;
mod question;
mod runs;
mod secrets;
mod wanted;
mod work;

pub use ending::{Because, Ending, Since, would_have_review_app};
pub use question::{Answer, Question, Wish, Work};
pub use wanted::{Asked, Deploy, Destroy, EnsureReviewApp, Freshness, Intent, Subject, Superseding, Undecided};

use by_rules::{by_rules, freshness};
use choice::Choice;

use crate::{
    event::{Event, Runner},
    inputs::{Command, Settings, spec},
    names::{PipelineRef, PullNumber},
};

/// What `event` asks for under `settings`.
///
/// # Errors
/// Where an input is missing or wrong that only this event needs.
pub fn intent(event: &Event, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    if let Event::Ignored { reason } = event
        && !work::is_said_by_inputs(settings, runner)
    {
        return Ok(Intent::Skip(reason.clone()));
    }
    if let Some(reason) = secrets::withheld(event, settings, runner)? {
        return Ok(Intent::Skip(reason));
    }
    let work = match work::asked_for(event, settings) {
        Ok(work) => work,
        Err(reason) => return Ok(Intent::Skip(reason)),
    };
    if settings.command == Command::Destroy {
        pipeline(settings)?;
    }
    match choice::made(event, settings)? {
        Some(Choice::PullRequest(number)) => Ok(asked_of_pull_request(number, event, work, runner)),
        Some(Choice::Reference(text)) if work == Work::Destroy => destruction::of_text(&text, event, settings, runner),
        Some(Choice::Reference(text)) => Ok(Intent::Ask(Question::Reference(text))),
        None => of_event(event, work, settings, runner),
    }
}

/// What the answer to a question makes of it; this may be a further question.
///
/// # Errors
/// As for [`intent`].
pub fn resume(answer: Answer, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    match answer {
        Answer::PullRequest(pull, wish) => pulls::intent_for(&pull, &wish, settings),
        Answer::NoPullRequest(Some(review_app)) => Ok(match &settings.label {
            None => Intent::ReviewApp(review_app),
            Some(label) => Intent::Skip(format!("no open pull request of this branch carries the label `{label}`")),
        }),
        Answer::NoPullRequest(None) => Ok(Intent::Skip("its branch has no open pull request".to_owned())),
        Answer::NotAllowed(who) => Ok(Intent::Skip(format!("@{who} may not write to {}", runner.repository))),
        Answer::Since(ending, since) => Ok(ending::since(*ending, &since, settings)),
        Answer::Pushed(reference, commit, asked) => by_rules(reference, commit, asked, settings, runner),
        Answer::Reference(reference, commit) => match reference.or_else(|| by_rules::reference_of_commit(runner)) {
            Some(reference) => by_rules(reference, commit, asked(runner), settings, runner),
            None => Err(Undecided::of(
                &spec::REF,
                "a commit alone does not tell which rule is meant: name a branch or tag, or use `pull-request`",
            )),
        },
    }
}

fn of_event(event: &Event, work: Work, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    let (reference, commit, asked) = match event {
        Event::Push { reference, commit } | Event::Redeploy { reference, commit } => {
            (reference.clone(), commit.clone(), asked(runner))
        }
        Event::Ignored { reason } => match (by_rules::current_reference(runner), runner.sha.clone()) {
            (Some(reference), Some(commit)) => (reference, commit, asked(runner)),
            _ => return Ok(Intent::Skip(reason.clone())),
        },
        Event::RefDeleted { reference } => return destruction::of_reference(reference, event, settings, runner),
        Event::PullRequest { change, pull } => {
            if work == Work::Destroy && settings.command == Command::Auto {
                return Ok(ending::of_pull_request(pull, settings));
            }
            if let Some(label) = pulls::label_to_take_off(change, pull, settings) {
                return Ok(Intent::TakeLabelOff { pull: pull.number, label });
            }
            if work != Work::Destroy
                && let Some(reason) = pulls::not_let_in(change, pull, settings)
            {
                return Ok(Intent::Skip(reason));
            }
            let commit = Some(pull.head_commit.clone());
            let wish = Wish { work, commit, freshness: freshness(settings, runner), asked: asked(runner) };
            return pulls::intent_for(pull, &wish, settings);
        }
        Event::RunCompleted(run) => return runs::completed(run, work, settings, runner),
        Event::Comment(comment) => return Ok(asked_of_pull_request(comment.pull, event, work, runner)),
    };
    match work {
        Work::Destroy => destruction::of_reference(&reference, event, settings, runner),
        Work::Update | Work::Recreate => by_rules(reference, commit, asked, settings, runner),
    }
}

/// Whatever names the pull request, a comment counts for as much as its author may do.
fn asked_of_pull_request(number: PullNumber, event: &Event, work: Work, runner: &Runner) -> Intent {
    let commenter = match event {
        Event::Comment(comment) => Some(comment.author.clone()),
        _ => None,
    };
    let wish = Wish { work, commit: None, freshness: Freshness::AsAsked, asked: asked(runner) };
    Intent::Ask(Question::PullRequest { number, commenter, wish })
}

/// Events that somebody, or something, causes in order to see a build.
const BY_HAND: [&str; 4] = ["workflow_dispatch", "repository_dispatch", "schedule", "issue_comment"];

/// A person who asks, also by running a run again, wants to see a build of a commit that was built well, too. What the
/// inputs choose says nothing of that: they stand in the workflow.
fn asked(runner: &Runner) -> Asked {
    let is_by_hand = runner.run_attempt > 1 || BY_HAND.contains(&runner.event_name.as_str());
    if is_by_hand { Asked::ByHand } else { Asked::ByEvent }
}

fn pipeline(settings: &Settings) -> Result<PipelineRef, Undecided> {
    settings.pipeline.clone().ok_or_else(|| {
        Undecided::of(&spec::PIPELINE, "empty, but every review app is in a pipeline: give its name or id")
    })
}
