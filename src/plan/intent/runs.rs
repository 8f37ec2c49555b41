//! What another workflow's run asks for, once it has come to its end.

use super::{
    Destroy, Intent, Question, Subject, Undecided, Wish, Work, asked,
    by_rules::{by_rules, freshness},
    pipeline,
};
use crate::{
    event::{CompletedRun, Runner},
    inputs::{Decision, Forks, Settings, Target},
    names::GitRef,
};

/// The same as the push or the pull request that it ran for, with its commit.
pub(super) fn completed(
    run: &CompletedRun,
    work: Work,
    settings: &Settings,
    runner: &Runner,
) -> Result<Intent, Undecided> {
    let fork = run.head_repository.as_ref().filter(|head| head.slug != runner.repository);
    let of_pull_request = run.event.starts_with("pull_request");
    if of_pull_request && run.head_repository.is_none() && run.pull.is_none() {
        return Ok(Intent::Skip("the fork that the workflow run was for is gone".to_owned()));
    }
    if work == Work::Update && fork.is_some() && settings.forks == Forks::Labeled {
        let reason = "under `forks: labeled` a `workflow_run` cannot know which commit the label let in; \
                      let `pull_request_target` deploy the forks";
        return Ok(Intent::Skip(reason.to_owned()));
    }
    if work == Work::Destroy {
        let repository = fork.map_or(&runner.repository, |fork| &fork.slug).clone();
        let (branch, fork) = (run.head_branch.clone(), fork.map(|fork| fork.id));
        let subject = Subject { branch, pull: None, fork, repository: Some(repository) };
        return Ok(Intent::Destroy(Destroy { subject, head: None, pipeline: pipeline(settings)?, doubt: None }));
    }
    if fork.is_none() && !of_pull_request {
        return pushed(run, settings, runner);
    }
    let commit = Some(run.commit.clone());
    let wish = Wish { work, commit, freshness: freshness(settings, runner), asked: asked(runner) };
    if let Some(number) = run.pull {
        return Ok(Intent::Ask(Question::PullRequest { number, commenter: None, wish }));
    }
    let owner = fork.map_or(runner.repository.owner(), |fork| fork.slug.owner()).to_owned();
    Ok(Intent::Ask(Question::PullRequestOf { owner, branch: run.head_branch.clone(), wish, otherwise: None }))
}

/// Nothing in the payload tells the push of a tag from that of a branch. Where no rule has work for either, it is all one.
fn pushed(run: &CompletedRun, settings: &Settings, runner: &Runner) -> Result<Intent, Undecided> {
    let branch = GitRef::Branch(run.head_branch.clone());
    let tag = format!("refs/tags/{}", run.head_branch).parse();
    let has_work = |reference: &GitRef| {
        !matches!(
            settings.rules.decide(reference),
            Ok(Decision::NoRule | Decision::Matched { target: Target::Nothing, .. })
        )
    };
    if run.event == "push" && (has_work(&branch) || tag.is_ok_and(|tag| has_work(&tag))) {
        let (name, commit) = (run.head_branch.clone(), run.commit.clone());
        return Ok(Intent::Ask(Question::Pushed { name, commit, asked: asked(runner) }));
    }
    by_rules(branch, run.commit.clone(), asked(runner), settings, runner)
}
