use super::let_in::{before_gate, label_off};
use super::{
    AppStep, Asked, Deploy, Destroy, EnsureReviewApp, Freshness, Head, KnownBuild, KnownReviewApp, ObservedReviewApp,
    Plan, Releases, ReviewAppStep, Superseding, Target, TargetPlan, doubt::left_alone, find_review_app,
    review_apps_to_go,
};
use crate::{
    inputs::Update,
    names::{AppId, BuildId, BuildStatus, CommitSha, PipelineId, ReviewAppId, ReviewAppStatus},
    outcome::Why,
};

/// What is done for a deploy.
#[must_use]
pub fn decide_deploy(deploy: &Deploy, head: &Head, targets: &[Target]) -> Plan {
    if let Some(why) = superseded(deploy.freshness, &deploy.commit, head) {
        return Plan::Nothing { why };
    }
    Plan::Deploy {
        reference: deploy.reference.clone(),
        commit: deploy.commit.clone(),
        rule: deploy.rule.clone(),
        targets: targets.iter().map(|target| target_plan(target, deploy, head)).collect(),
    }
}

/// A run whose commit is not the head any more would overwrite a newer deploy.
fn superseded(freshness: Freshness, commit: &CommitSha, head: &Head) -> Option<Why> {
    match (freshness, head) {
        (Freshness::MustBeHead, Head::At(newer)) if newer != commit => Some(Why::BranchMoved(newer.clone())),
        (Freshness::MustBeHead, Head::Over(over)) => Some(Why::Over(over.clone())),
        _ => None,
    }
}

fn target_plan(target: &Target, deploy: &Deploy, head: &Head) -> TargetPlan {
    let step = match &target.app {
        Err(reason) => AppStep::GiveUp { reason: reason.clone() },
        Ok(app) => {
            let settled =
                app.releases.settled_at(&deploy.commit, &app.builds).filter(|_| deploy.asked == Asked::ByEvent);
            match (build_under_way(&deploy.commit, &app.builds, &app.releases), settled) {
                (Some(build), _) => AppStep::Adopt { build: build.id.clone() },
                (None, Some(release)) => AppStep::Keep { release },
                (None, None) => AppStep::Build { supersedes: needless_builds(target, &app.builds, deploy, head) },
            }
        }
    };
    TargetPlan { app: target.name.clone(), step }
}

/// Pending builds of older commits of the same branch. That they are older is known only where this commit is seen to be
/// the head.
fn needless_builds(target: &Target, builds: &[KnownBuild], deploy: &Deploy, head: &Head) -> Vec<BuildId> {
    let Superseding::SameRef { only_ours } = &deploy.superseding else { return Vec::new() };
    if *head != Head::At(deploy.commit.clone()) {
        return Vec::new();
    }
    let all = only_ours.iter().any(|app| app.as_str() == target.name);
    let reference = deploy.reference.full();
    let of_same_ref = |build: &&KnownBuild| all || build.description.as_deref() == Some(&reference);
    pending_of_others(builds, &deploy.commit).filter(of_same_ref).map(|build| build.id.clone()).collect()
}

fn on_created(
    review_app: ReviewAppId,
    app: &AppId,
    wanted: &EnsureReviewApp,
    observed: &ObservedReviewApp,
) -> ReviewAppStep {
    let app = app.clone();
    if let Some(build) = build_under_way(&wanted.commit, &observed.builds, &observed.releases) {
        return ReviewAppStep::Adopt { review_app, app, build: build.id.clone() };
    }
    if let Some(release) = kept_release(wanted, observed) {
        return ReviewAppStep::Keep { review_app, app, release };
    }
    let supersedes = needless_on_review_app(wanted, &observed.builds, &observed.head);
    ReviewAppStep::Update { review_app, app, supersedes }
}

/// All builds of a review app are of its branch.
fn needless_on_review_app(wanted: &EnsureReviewApp, builds: &[KnownBuild], head: &Head) -> Vec<BuildId> {
    if !wanted.cancel_superseded || *head != Head::At(wanted.commit.clone()) {
        return Vec::new();
    }
    pending_of_others(builds, &wanted.commit).map(|build| build.id.clone()).collect()
}

/// Pending builds of other commits; one whose version is no commit is none of ours.
fn pending_of_others<'a>(builds: &'a [KnownBuild], commit: &'a CommitSha) -> impl Iterator<Item = &'a KnownBuild> {
    let of_other = |build: &&KnownBuild| {
        let version = build.version.as_deref().and_then(|version| version.parse::<CommitSha>().ok());
        build.status == BuildStatus::Pending && version.is_some_and(|version| version != *commit)
    };
    builds.iter().filter(of_other)
}

/// A build of the commit that is not over, or whose release is not.
fn build_under_way<'a>(commit: &CommitSha, builds: &'a [KnownBuild], releases: &Releases) -> Option<&'a KnownBuild> {
    let goes_on = |build: &KnownBuild| build.status == BuildStatus::Pending || releases.is_being_released(build);
    builds.iter().find(|build| is_of(build, commit) && goes_on(build))
}

/// The release of a review app that runs the commit already, unless a person asked for a build.
fn kept_release(wanted: &EnsureReviewApp, observed: &ObservedReviewApp) -> Option<u64> {
    let settled = observed.releases.settled_at(&wanted.commit, &observed.builds);
    settled.filter(|_| wanted.asked == Asked::ByEvent)
}

pub(super) fn is_of(build: &KnownBuild, commit: &CommitSha) -> bool {
    build.version.as_deref() == Some(commit.as_str())
}

/// What is done for a review app.
#[must_use]
pub fn decide_review_app(wanted: &EnsureReviewApp, observed: &ObservedReviewApp) -> Plan {
    if let Some(why) = superseded(wanted.freshness, &wanted.commit, &observed.head) {
        return label_off(wanted, &observed.head).unwrap_or(Plan::Nothing { why });
    }
    if let Some(plan) = before_gate(wanted, observed) {
        return plan;
    }
    let Some(repository) = wanted.subject.repository.clone() else {
        return Plan::Nothing { why: Why::RepositoryGone };
    };
    let step = match find_review_app(&wanted.subject, &observed.review_apps) {
        Some(there) => step_for(there, wanted, observed),
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

fn step_for(there: &KnownReviewApp, wanted: &EnsureReviewApp, observed: &ObservedReviewApp) -> ReviewAppStep {
    let review_app = there.id.clone();
    let replace = |because: &str| ReviewAppStep::Replace { review_app: there.id.clone(), because: because.to_owned() };
    match (&there.status, &there.app) {
        (ReviewAppStatus::Errored, app) if app.is_none() || !is_mended(&observed.builds) => {
            replace("its creation failed")
        }
        (ReviewAppStatus::Deleting | ReviewAppStatus::Deleted, _) => replace("it is being destroyed"),
        _ if wanted.update == Update::Recreate && !is_fresh(there, wanted, observed) => {
            replace("a fresh one is wanted")
        }
        (ReviewAppStatus::Created | ReviewAppStatus::Errored, Some(app)) => {
            on_created(review_app, app, wanted, observed)
        }
        (ReviewAppStatus::Created, None) => replace("it has no app"),
        _ => ReviewAppStep::Await { review_app },
    }
}

/// Whether an app whose first build failed has another that did not: Heroku goes on calling its review app `errored`.
fn is_mended(builds: &[KnownBuild]) -> bool {
    let failed = |build: &KnownBuild| build.status == BuildStatus::Failed;
    builds.first().is_some_and(|latest| !failed(latest)) && builds.iter().any(failed)
}

/// Whether what is there is as fresh as can be wanted: another event of the same commit made it, or is making it. While
/// it has no build yet nothing else can be told, and replacing it would fail the run that makes it.
fn is_fresh(there: &KnownReviewApp, wanted: &EnsureReviewApp, observed: &ObservedReviewApp) -> bool {
    let ObservedReviewApp { builds, releases, .. } = observed;
    let is_good =
        || build_under_way(&wanted.commit, builds, releases).is_some() || kept_release(wanted, observed).is_some();
    let is_of_commit = |build: &KnownBuild| is_of(build, &wanted.commit) && build.status != BuildStatus::Failed;
    let is_begun = there.status != ReviewAppStatus::Created && builds.first().is_none_or(is_of_commit);
    wanted.asked == Asked::ByEvent && (is_begun || is_good())
}

/// What is done for a destruction: all review apps of the branch or pull request go. One that may be another
/// repository's stays, and is told of.
#[must_use]
pub fn decide_destroy(destroy: &Destroy, pipeline: &PipelineId, review_apps: &[KnownReviewApp]) -> Plan {
    let subject = &destroy.subject;
    let found: Vec<_> = review_apps_to_go(subject, review_apps).map(|app| app.id.clone()).collect();
    let left = left_alone(subject, review_apps, found.is_empty());
    if found.is_empty() {
        let why = Why::NoReviewApp { branch: subject.branch.clone(), pull: subject.pull, left };
        return match (subject.pull, destroy.head.clone()) {
            (Some(pull), Some(head)) => Plan::AlreadyGone { why, pull, head },
            _ => Plan::Nothing { why },
        };
    }
    let (branch, head) = (subject.branch.clone(), destroy.head.clone());
    Plan::Destroy { branch, pull: subject.pull, head, pipeline: pipeline.clone(), review_apps: found, left }
}
