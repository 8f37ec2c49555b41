//! Deploying to an app that a rule names.

use std::rc::Rc;

use super::{
    Context, Ledger,
    builds::{BuildRequest, cancel_superseded},
    freshness::HeadOf,
    once_more::Builds,
};
use crate::{
    heroku::Build,
    http::Service,
    names::{BuildId, ReleaseStatus},
    outcome::{Doing, Done, End, Stage, TargetReport, Trouble, Why},
    plan::{AppStep, TargetPlan},
    progress::obligations::build::WantedBuild,
};

/// Deploys a commit to an app, and settles the ledger.
pub(super) async fn deploy(target: &TargetPlan, head: HeadOf<'_>, context: &Context<'_>, ledger: &Rc<Ledger>) {
    let result = carried_out(target, head, context, ledger).await;
    ledger.settle(result);
}

async fn carried_out(
    target: &TargetPlan,
    head: HeadOf<'_>,
    context: &Context<'_>,
    ledger: &Ledger,
) -> Result<End, Trouble> {
    match &target.step {
        AppStep::Keep { release } => Ok(keep(*release, ledger)),
        AppStep::GiveUp { reason } => Err(given_up(target, reason, context)),
        AppStep::Adopt { build } => {
            let build = adopted(&target.app, build, context).await?;
            followed(target, head, build, context, ledger).await
        }
        AppStep::Build { supersedes } => {
            head.must_be_current(context, !supersedes.is_empty()).await?;
            let build = accepted(target, head, context, ledger).await?;
            // Not before: if Heroku refuses the new build, the older one is the best there is.
            let cancelled = cancel_superseded(context, &target.app, supersedes);
            let (result, ()) = tokio::join!(followed(target, head, build, context, ledger), cancelled);
            result
        }
    }
}

async fn followed(
    target: &TargetPlan,
    head: HeadOf<'_>,
    build: Build,
    context: &Context<'_>,
    ledger: &Ledger,
) -> Result<End, Trouble> {
    ledger.note_build(&build);
    if !context.wait {
        return Ok(End::Accepted);
    }
    let app = ledger.report().app_id.map_or_else(|| target.app.clone(), |id| id.to_string());
    Builds::new(context, ledger, head, context.repository, app).follow(build, true).await?;
    Ok(End::Done(Done::Deployed))
}

/// What an app runs already is not built again.
pub(super) fn keep(release: u64, ledger: &Ledger) -> End {
    ledger.note_release_status(release, ReleaseStatus::Succeeded);
    let TargetReport { app, commit, .. } = ledger.report();
    End::Skipped(Why::AlreadyLive { app, commit, release })
}

pub(super) fn given_up(target: &TargetPlan, reason: &str, context: &Context<'_>) -> Trouble {
    match context.refusals.get(&target.app) {
        Some(error) => {
            let doing = match error.service {
                Service::GitHub => Doing::GettingArchiveFor(target.app.clone()),
                Service::Heroku => Doing::LookingAtApp(target.app.clone()),
            };
            Trouble::api(doing, error.clone())
        }
        None => Trouble::NoConnection(reason.to_owned()),
    }
}

async fn adopted(app: &str, build: &BuildId, context: &Context<'_>) -> Result<Build, Trouble> {
    let doing = || Doing::LookingAtBuild { app: app.to_owned(), build: build.clone() };
    context.heroku.build(app, build).await.map_err(|error| Trouble::api(doing(), error))
}

async fn accepted(
    target: &TargetPlan,
    head: HeadOf<'_>,
    context: &Context<'_>,
    ledger: &Ledger,
) -> Result<Build, Trouble> {
    ledger.begin(Stage::Request);
    let (commit, repository) = (head.commit.clone(), context.repository);
    let at_hand = context.archives.borrow_mut().remove(&target.app);
    let source = match at_hand {
        Some(address) => context.source_at(address, &commit),
        None => context.source(repository, &commit).await?,
    };
    let known = context.known_builds.get(&target.app).cloned().unwrap_or_default();
    let wanted = WantedBuild { app: target.app.clone(), commit, known };
    BuildRequest { head, repository, wanted, source }.send(context, ledger).await
}
