//! `workflow_run`: the run of another workflow in the same repository has ended.

use crate::{
    event::{
        error::EventError, fields::Object, happened::Event, ignored::Ignored, pull_request::Repository, runner::Runner,
        workflow_run::CompletedRun,
    },
    names::PullNumber,
};

pub(super) fn read(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let action = payload.text("action")?;
    if action != "completed" {
        return Ok(Event::Ignored(Ignored::RunAction(action.to_owned())));
    }
    let run = payload.object("workflow_run")?;
    for field in ["conclusion", "head_branch"] {
        if run.value(field).is_none() {
            return Ok(Event::Ignored(Ignored::RunWithout(field)));
        }
    }
    let repository = match own_id(&run)? {
        Some(id) => Some(id),
        None => own_id(payload)?,
    };
    completed(&run, repository).map(Event::RunCompleted)
}

fn completed(run: &Object<'_>, repository: Option<u64>) -> Result<CompletedRun, EventError> {
    let pull = own_pull(run, repository)?;
    Ok(CompletedRun {
        conclusion: run.text("conclusion")?.to_owned(),
        event: run.text("event")?.to_owned(),
        head_branch: run.name("head_branch")?,
        commit: run.name("head_sha")?,
        head_repository: run.optional_object("head_repository")?.map(|repo| Repository::read(&repo)).transpose()?,
        repository,
        pull,
    })
}

fn own_id(of: &Object<'_>) -> Result<Option<u64>, EventError> {
    of.optional_object("repository")?.map(|repository| repository.number("id")).transpose()
}

/// A commit may also belong to other repositories' pull requests, and each repository has its own #1.
fn own_pull(run: &Object<'_>, repository: Option<u64>) -> Result<Option<PullNumber>, EventError> {
    for pull in run.objects("pull_requests")? {
        let base = pull.optional_object("base")?.map(|base| base.optional_object("repo")).transpose()?.flatten();
        let base = base.map(|base| base.number("id")).transpose()?;
        if repository.is_none() || base.is_none() || base == repository {
            return pull.pull_number("number").map(Some);
        }
    }
    Ok(None)
}
