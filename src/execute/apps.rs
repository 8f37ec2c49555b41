//! Deploying to an app that a rule names.

use std::rc::Rc;

use super::{
    Context, Ledger,
    builds::{WantedBuild, cancel_superseded, request},
    follow::follow_whole,
};
use crate::{
    heroku::Build,
    http::Service,
    names::{BuildId, CommitSha},
    outcome::{RunResult, Stage, Trouble},
    plan::{AppStep, TargetPlan},
};

/// Deploys a commit to an app, and settles the ledger.
pub(super) async fn deploy(target: &TargetPlan, commit: &CommitSha, context: &Context<'_>, ledger: &Rc<Ledger>) {
    let result = carried_out(target, commit, context, ledger).await;
    ledger.settle(result);
}

async fn carried_out(
    target: &TargetPlan,
    commit: &CommitSha,
    context: &Context<'_>,
    ledger: &Ledger,
) -> Result<RunResult, Trouble> {
    match &target.step {
        AppStep::GiveUp { reason } => Err(given_up(target, reason, context)),
        AppStep::Adopt { build } => {
            let build = adopted(&target.app, build, context).await?;
            followed(target, build, context, ledger).await
        }
        AppStep::Build { supersedes } => {
            let build = accepted(target, commit, context, ledger).await?;
            // Not before: if Heroku refuses the new build, the older one is the best there is.
            let cancelled = cancel_superseded(context, &target.app, supersedes);
            let (result, ()) = tokio::join!(followed(target, build, context, ledger), cancelled);
            result
        }
    }
}

async fn followed(
    target: &TargetPlan,
    build: Build,
    context: &Context<'_>,
    ledger: &Ledger,
) -> Result<RunResult, Trouble> {
    ledger.note_build(&build);
    if !context.wait {
        return Ok(RunResult::Started);
    }
    let app = ledger.report().app_id.map_or_else(|| target.app.clone(), |id| id.to_string());
    follow_whole(context, ledger, &app, build).await?;
    Ok(RunResult::Deployed)
}

pub(super) fn given_up(target: &TargetPlan, reason: &str, context: &Context<'_>) -> Trouble {
    match context.refusals.get(&target.app) {
        Some(error) => {
            let doing = match error.service {
                Service::GitHub => format!("getting the archive for `{}`", target.app),
                Service::Heroku => format!("looking at `{}`", target.app),
            };
            Trouble::Api { doing, error: error.clone() }
        }
        None => Trouble::NoConnection(reason.to_owned()),
    }
}

async fn adopted(app: &str, build: &BuildId, context: &Context<'_>) -> Result<Build, Trouble> {
    let doing = || format!("looking at build {build} of `{app}`");
    context.heroku.build(app, build).await.map_err(|error| Trouble::Api { doing: doing(), error })
}

async fn accepted(
    target: &TargetPlan,
    commit: &CommitSha,
    context: &Context<'_>,
    ledger: &Ledger,
) -> Result<Build, Trouble> {
    ledger.begin(Stage::Request);
    let at_hand = context.archives.borrow_mut().remove(&target.app);
    let source = match at_hand {
        Some(address) => context.source_at(address, commit),
        None => context.source(context.repository, commit).await?,
    };
    let known = context.known_builds.get(&target.app).cloned().unwrap_or_default();
    let wanted = WantedBuild { app: target.app.clone(), commit: commit.clone(), known };
    request(context, ledger, context.repository, wanted, source).await
}
