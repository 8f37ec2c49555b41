//! What `command: test` asks for: the tests of a commit, whatever the rules say about its branch.

use super::{aims::Aim, question::Wish, undecided::Undecided};
use crate::{
    deeds::{Deed, asked::Freshness, test_run::RunTests},
    event::{PullRequest, Runner},
    inputs::{Settings, spec},
    names::{BranchName, CommitSha, GitRef, PipelineRef},
    outcome::Why,
};

/// The tests of a commit of a branch or tag.
pub(super) fn of_reference(
    reference: GitRef,
    commit: CommitSha,
    wish: &Wish,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    if reference.branch().is_some_and(BranchName::is_of_merge_queue) {
        return Ok(Aim::Nothing(Why::OfMergeQueue));
    }
    let &Wish { freshness, asked, .. } = wish;
    Ok(Aim::Do(Deed::Test(Box::new(RunTests {
        pipeline: pipeline_of(settings)?,
        reference,
        commit,
        pull: None,
        repository: runner.repository.clone(),
        material: settings.material(),
        freshness,
        asked,
    }))))
}

/// The tests of a pull request's head commit. A fork's code never runs them: it must not see the pipeline's config vars
/// for tests.
pub(super) fn of_pull(pull: &PullRequest, wish: &Wish, settings: &Settings) -> Result<Aim, Undecided> {
    if !pull.open {
        return Ok(Aim::Nothing(Why::PullClosed { pull: pull.number, is_deploy: false }));
    }
    let Some(head) = pull.head_repository.as_ref().filter(|_| !pull.is_from_fork()) else {
        return Ok(Aim::Nothing(Why::ForkNotTested(pull.number)));
    };
    let commit = wish.commit.clone().unwrap_or_else(|| pull.head_commit.clone());
    if commit != pull.head_commit && wish.freshness == Freshness::MustBeHead {
        return Ok(Aim::Nothing(Why::PullMoved { pull: pull.number, head: pull.head_commit.clone() }));
    }
    Ok(Aim::Do(Deed::Test(Box::new(RunTests {
        pipeline: pipeline_of(settings)?,
        reference: GitRef::Branch(pull.head_branch.clone()),
        commit,
        pull: Some(pull.number),
        repository: head.slug.clone(),
        material: settings.material(),
        freshness: wish.freshness,
        asked: wish.asked,
    }))))
}

fn pipeline_of(settings: &Settings) -> Result<PipelineRef, Undecided> {
    let missing = || Undecided::of(&spec::PIPELINE, "empty, but Heroku CI runs in a pipeline. Write its name or id");
    settings.pipeline.clone().ok_or_else(missing)
}
