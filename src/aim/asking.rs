//! Who asks, and what they have to give.

use super::{
    aims::Aim,
    question::{Instead, LetIn, Question, Wish, Work},
    undecided::Undecided,
};
use crate::{
    deeds::asked::{Asked, Freshness},
    event::{Event, Runner},
    inputs::{Settings, spec},
    names::{PipelineRef, PullNumber},
};

/// Asks for a pull request by its number. On a comment, it also asks whether the commenter may write here.
pub(super) fn asked_of_pull_request(
    number: PullNumber,
    instead: Option<Instead>,
    event: &Event,
    work: Work,
    runner: &Runner,
) -> Aim {
    let (commenter, let_in) = match event {
        Event::Comment(comment) if comment.pull == number => {
            (Some(comment.author.clone()), LetIn::Person(comment.written))
        }
        Event::Comment(comment) => (Some(comment.author.clone()), LetIn::Nobody),
        _ if runner.event_name == "workflow_dispatch" => (None, LetIn::Person(None)),
        _ => (None, LetIn::Nobody),
    };
    let wish = Wish { work, commit: None, freshness: Freshness::AsAsked, asked: asked(runner), let_in };
    Aim::Ask(Question::PullRequest { number, commenter, wish, instead })
}

/// Events that a person or a schedule causes to get a build.
const BY_HAND: [&str; 4] = ["workflow_dispatch", "repository_dispatch", "schedule", "issue_comment"];

/// A person who asks wants a build even if the commit was built before. A re-run counts as asking. The inputs do not
/// count: they are part of the workflow.
pub(super) fn asked(runner: &Runner) -> Asked {
    let is_by_hand = runner.run_attempt > 1 || BY_HAND.contains(&runner.event_name.as_str());
    if is_by_hand { Asked::ByHand } else { Asked::ByEvent }
}

pub(super) fn pipeline(settings: &Settings) -> Result<PipelineRef, Undecided> {
    settings
        .pipeline
        .clone()
        .ok_or_else(|| Undecided::of(&spec::PIPELINE, "empty, but review apps need a pipeline. Write its name or id"))
}
