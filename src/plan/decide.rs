use super::{
    AppStep, Asked, Deploy, Destroy, EnsureReviewApp, Freshness, Head, KnownBuild, KnownReviewApp, ObservedReviewApp,
    Plan, ReviewAppStep, Subject, Target, TargetPlan,
};
use crate::{
    inputs::Update,
    names::{BranchName, BuildStatus, CommitSha, ReviewAppStatus},
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

/// The review app of a branch. Heroku allows one a branch and pipeline, so one of another pull request of the same branch
/// is this one's too. The one made for this very pull request comes first.
#[must_use]
pub fn find_review_app<'a>(subject: &Subject, review_apps: &'a [KnownReviewApp]) -> Option<&'a KnownReviewApp> {
    let there = || review_apps.iter().filter(|app| app.status != ReviewAppStatus::Deleted);
    let pull = subject.pull.map(crate::names::PullNumber::get);
    let of_pull = there().find(|app| pull.is_some() && app.pull == pull);
    of_pull.or_else(|| there().find(|app| is_of_branch(app, subject)))
}

fn is_of_branch(app: &KnownReviewApp, subject: &Subject) -> bool {
    is_same_branch(&subject.branch, subject.fork, &app.branch, app.fork)
}

/// Whether a review app is one of this branch: branches of the same name in different forks are different ones.
#[must_use]
pub fn is_same_branch(branch: &BranchName, fork: Option<u64>, its_branch: &str, its_fork: Option<u64>) -> bool {
    branch.as_str() == its_branch && fork == its_fork
}

fn step_for(there: &KnownReviewApp, wanted: &EnsureReviewApp, builds: &[KnownBuild]) -> ReviewAppStep {
    let review_app = there.id.clone();
    let replace = |because: &str| ReviewAppStep::Replace { review_app: there.id.clone(), because: because.to_owned() };
    match (&there.status, &there.app) {
        (ReviewAppStatus::Errored, _) => replace("its creation failed"),
        (ReviewAppStatus::Deleting | ReviewAppStatus::Deleted, _) => replace("it is being destroyed"),
        (ReviewAppStatus::Created, Some(app)) => match serving_build(builds, wanted) {
            Some(build) => ReviewAppStep::Adopt { review_app, app: app.clone(), build: build.id.clone() },
            None if wanted.update == Update::Recreate => replace("a fresh one is wanted"),
            None => ReviewAppStep::Update { review_app, app: app.clone() },
        },
        _ if wanted.update == Update::Recreate => replace("a fresh one is wanted"),
        (ReviewAppStatus::Created, None) => replace("it has no app"),
        _ => ReviewAppStep::Await { review_app },
    }
}

/// The build that makes another of the commit needless: a pending one, or, unless a person asked for a build, a good one
/// that no later build has replaced.
fn serving_build<'a>(builds: &'a [KnownBuild], wanted: &EnsureReviewApp) -> Option<&'a KnownBuild> {
    let latest = builds.first().filter(|build| {
        wanted.asked == Asked::ByEvent && build.status == BuildStatus::Succeeded && is_of(build, &wanted.commit)
    });
    let is_fresh_by_hand = wanted.asked == Asked::ByHand && wanted.update == Update::Recreate;
    let pending = pending_build_of(&wanted.commit, builds).filter(|_| !is_fresh_by_hand);
    pending.or(latest)
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
    Plan::Destroy { branch: subject.branch.clone(), review_apps: found }
}

/// The review apps that a destruction is about.
pub fn review_apps_to_go<'a>(
    subject: &'a Subject,
    review_apps: &'a [KnownReviewApp],
) -> impl Iterator<Item = &'a KnownReviewApp> {
    review_apps.iter().filter(|app| app.status != ReviewAppStatus::Deleted && is_to_go(app, subject))
}

/// A pull request that closes takes its own review app along, and one that a push made for the branch,
/// but not one that belongs to another pull request of the same branch.
fn is_to_go(app: &KnownReviewApp, subject: &Subject) -> bool {
    match subject.pull {
        Some(number) => app.pull == Some(number.get()) || (app.pull.is_none() && is_of_branch(app, subject)),
        None => is_of_branch(app, subject),
    }
}
