//! What another workflow's run asks for once it has ended.

use super::aims::Aim;
use super::asking::asked;
use super::asking::pipeline;
use super::by_rules::by_rules;
use super::by_rules::of_tag;
use super::question::LetIn;
use super::question::Origin;
use super::question::Question;
use super::question::Wish;
use super::question::Work;
use super::undecided::Undecided;
use crate::{
    deeds::{Deed, asked::Freshness, destroy::Destroy},
    event::{CompletedRun, Runner},
    inputs::{Command, Settings},
    names::GitRef,
    outcome::Why,
    ownership::subject::Subject,
    rules::{Decision, Destination as Target},
};

/// Events whose runs are at the commit of their branch, tag or pull request. Any other event, such as a comment, a
/// star, or another run, starts a workflow at the default branch, and says nothing about that commit.
const AT_THEIR_COMMIT: [&str; 7] =
    ["push", "pull_request", "pull_request_target", "schedule", "workflow_dispatch", "repository_dispatch", "release"];

/// Why a run does not count, if so.
pub(super) fn not_counted(run: &CompletedRun) -> Option<Why> {
    (!AT_THEIR_COMMIT.contains(&run.event.as_str())).then(|| Why::RunFor(run.event.clone()))
}

/// The aim of the push or pull request that the run was for, with its commit.
pub(super) fn completed(
    run: &CompletedRun,
    work: Work,
    freshness: Freshness,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    let fork = run.fork(&runner.repository);
    // GitHub may name another pull request for the commit, one from a branch of ours.
    let is_of_gone_fork = run.is_of_pull_request() && run.head_repository.is_none();
    if is_of_gone_fork && (run.pull.is_none() || work == Work::Destroy) {
        return Ok(Aim::Nothing(Why::ForkOfRunGone));
    }
    if let (Work::Destroy, "release", Ok(tag)) = (work, run.event.as_str(), run.head_branch.as_str().parse()) {
        return Ok(Aim::Nothing(Why::TagToDestroy(GitRef::Tag(tag))));
    }
    if work == Work::Destroy {
        let repository = fork.map_or(&runner.repository, |fork| &fork.slug).clone();
        let (branch, fork) = (run.head_branch.clone(), fork.map(|fork| fork.id));
        let subject = Subject { branch, pull: None, fork, repository: Some(repository) };
        let destroy = Destroy { subject, head: None, pipeline: pipeline(settings)?, doubt: None };
        return Ok(Aim::Do(Deed::Destroy(destroy)));
    }
    let commit = Some(run.commit.clone());
    let wish = Wish { work, commit, freshness, asked: asked(runner), let_in: LetIn::Nobody };
    if fork.is_none() && !run.is_of_pull_request() {
        return of_reference(run, wish, settings, runner);
    }
    if let Some(number) = run.pull {
        return Ok(Aim::Ask(Question::PullRequest { number, commenter: None, wish, instead: None }));
    }
    let owner = fork.map_or(runner.repository.owner(), |fork| fork.slug.owner()).to_owned();
    let (origin, branch) = (fork.map_or(Origin::Own, |fork| Origin::Fork(fork.id)), run.head_branch.clone());
    Ok(Aim::Ask(Question::PullRequestOf { owner, origin, branch, wish, otherwise: None }))
}

/// The payload does not tell a tag from a branch, and a push or a manual run may be of either. If no rule has work for
/// either, it makes no difference.
fn of_reference(run: &CompletedRun, wish: Wish, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    let branch = GitRef::Branch(run.head_branch.clone());
    let tag = run.head_branch.as_str().parse().ok();
    if run.event == "release"
        && let Some(tag) = tag
    {
        return of_tag(tag, wish, settings);
    }
    let has_work = |reference: &GitRef| {
        settings.command == Command::Test
            || !matches!(
                settings.rules.decide(reference),
                Ok(Decision::NoRule | Decision::Matched { target: Target::Nothing, .. })
            )
    };
    let may_be_tag = matches!(run.event.as_str(), "push" | "workflow_dispatch");
    if may_be_tag && (has_work(&branch) || tag.is_some_and(|tag| has_work(&GitRef::Tag(tag)))) {
        return Ok(Aim::Ask(Question::Pushed { name: run.head_branch.clone(), commit: run.commit.clone(), wish }));
    }
    by_rules(branch, run.commit.clone(), &wish, settings, runner)
}
