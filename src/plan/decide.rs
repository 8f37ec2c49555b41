use super::{
    AppStep, Asked, Deploy, Destroy, EnsureReviewApp, Freshness, Head, KnownBuild, KnownReviewApp, ObservedReviewApp,
    Plan, ReviewAppStep, Target, TargetPlan, find_review_app, review_apps_to_go,
};
use crate::{
    inputs::Update,
    names::{BuildStatus, CommitSha, ReviewAppStatus},
};

/// What is done for a deploy.
#[must_use]
pub fn decide_deploy(deploy: &Deploy, head: &Head, targets: &[Target]) -> Plan {
    if let Some(reason) = superseded(deploy.freshness, &deploy.commit, head) {
        return Plan::Skip { reason };
    }
    Plan::Deploy {
        reference: deploy.reference.full(),
        commit: deploy.commit.clone(),
        rule: deploy.rule.clone(),
        targets: targets.iter().map(|target| target_plan(target, &deploy.commit)).collect(),
    }
}

/// A run whose commit is not the head any more would overwrite a newer deploy.
fn superseded(freshness: Freshness, commit: &CommitSha, head: &Head) -> Option<String> {
    match (freshness, head) {
        (Freshness::MustBeHead, Head::At(newer)) if newer != commit => {
            Some(format!("superseded: the branch is at {} by now, which has its own run", newer.short()))
        }
        (Freshness::MustBeHead, Head::Gone(how)) => Some(format!("superseded: {how}")),
        _ => None,
    }
}

fn target_plan(target: &Target, commit: &CommitSha) -> TargetPlan {
    let step = match &target.app {
        Err(reason) => AppStep::GiveUp { reason: reason.clone() },
        Ok(app) => match pending_build_of(commit, &app.builds) {
            Some(build) => AppStep::Adopt { build: build.id.clone() },
            None => AppStep::Build,
        },
    };
    TargetPlan { app: target.name.clone(), step }
}

fn pending_build_of<'a>(commit: &CommitSha, builds: &'a [KnownBuild]) -> Option<&'a KnownBuild> {
    builds.iter().find(|build| build.status == BuildStatus::Pending && is_of(build, commit))
}

fn is_of(build: &KnownBuild, commit: &CommitSha) -> bool {
    build.version.as_deref() == Some(commit.as_str())
}

/// What is done for a review app.
#[must_use]
pub fn decide_review_app(wanted: &EnsureReviewApp, observed: &ObservedReviewApp) -> Plan {
    if let Some(reason) = superseded(wanted.freshness, &wanted.commit, &observed.head) {
        return Plan::Skip { reason };
    }
    let Some(repository) = wanted.subject.repository.clone() else {
        return Plan::Skip { reason: "the repository that the branch was in is gone".to_owned() };
    };
    let step = match find_review_app(&wanted.subject, &observed.review_apps) {
        Some(there) => step_for(there, wanted, &observed.builds),
        None => ReviewAppStep::Create,
    };
    Plan::ReviewApp {
        branch: wanted.subject.branch.clone(),
        pull: wanted.subject.pull,
        fork: wanted.subject.fork,
        repository,
        pipeline: observed.pipeline.clone(),
        commit: wanted.commit.clone(),
        rule: wanted.rule.clone(),
        step,
    }
}

fn step_for(there: &KnownReviewApp, wanted: &EnsureReviewApp, builds: &[KnownBuild]) -> ReviewAppStep {
    let review_app = there.id.clone();
    let replace = |because: &str| ReviewAppStep::Replace { review_app: there.id.clone(), because: because.to_owned() };
    match (&there.status, &there.app) {
        (ReviewAppStatus::Errored, _) => replace("its creation failed"),
        (ReviewAppStatus::Deleting | ReviewAppStatus::Deleted, _) => replace("it is being destroyed"),
        _ if wanted.update == Update::Recreate && !is_fresh(there, wanted, builds) => replace("a fresh one is wanted"),
        (ReviewAppStatus::Created, Some(app)) => match serving_build(builds, wanted) {
            Some(build) => ReviewAppStep::Adopt { review_app, app: app.clone(), build: build.id.clone() },
            None => ReviewAppStep::Update { review_app, app: app.clone() },
        },
        (ReviewAppStatus::Created, None) => replace("it has no app"),
        _ => ReviewAppStep::Await { review_app },
    }
}

/// Whether what is there is as fresh as can be wanted: another event of the same commit made it, or is making it. While
/// it has no build yet nothing else can be told, and replacing it would fail the run that makes it.
fn is_fresh(there: &KnownReviewApp, wanted: &EnsureReviewApp, builds: &[KnownBuild]) -> bool {
    let is_good = |latest: &KnownBuild| is_of(latest, &wanted.commit) && latest.status != BuildStatus::Failed;
    wanted.asked == Asked::ByEvent && builds.first().map_or(there.status != ReviewAppStatus::Created, is_good)
}

/// The build that makes another of the commit needless: a pending one, or, unless a person asked for a build, a good one
/// that no later build has replaced.
fn serving_build<'a>(builds: &'a [KnownBuild], wanted: &EnsureReviewApp) -> Option<&'a KnownBuild> {
    let latest = builds.first().filter(|build| {
        wanted.asked == Asked::ByEvent && build.status == BuildStatus::Succeeded && is_of(build, &wanted.commit)
    });
    pending_build_of(&wanted.commit, builds).or(latest)
}

/// What is done for a destruction: all review apps of the branch or pull request go.
#[must_use]
pub fn decide_destroy(destroy: &Destroy, review_apps: &[KnownReviewApp]) -> Plan {
    let subject = &destroy.subject;
    let found: Vec<_> = review_apps_to_go(subject, review_apps).map(|app| app.id.clone()).collect();
    if found.is_empty() {
        let whose =
            subject.pull.map_or_else(|| format!("`{}`", subject.branch), |number| format!("pull request #{number}"));
        return Plan::Skip { reason: format!("{whose} has no review app (any more)") };
    }
    Plan::Destroy { branch: subject.branch.clone(), pull: subject.pull, review_apps: found }
}
