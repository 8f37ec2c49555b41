use super::EnsureReviewApp;
use super::observe::Seen;
use crate::{
    clients::Clients,
    deeds::{
        asked::Asked,
        builds::{build_under_way, is_of, pending_of_others, superseded},
        planned::Planned,
    },
    inputs::Update,
    names::{AppId, BuildStatus, CommitSha, GitRef, RepoSlug, ReviewAppId, ReviewAppStatus},
    observe::{
        known::{Head, KnownBuild},
        releases::Releases,
    },
    outcome::{Done, Trouble, Why},
    ownership::{subject::KnownReviewApp, whose::find_review_app},
    plan::{About, Plan, Target, Task, Tell},
    secret::SecretVars,
    steps::{
        Step,
        build::OlderBuild,
        review_app::{Ensure, first::First},
        revision::Revision,
    },
};

impl Planned for EnsureReviewApp {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    fn decide(&self, seen: Seen) -> Plan {
        if let Some(why) = superseded(self.freshness, &self.commit, &seen.head) {
            return self.label_off(&seen.head).unwrap_or_else(|| Plan::nothing(why));
        }
        if let Some(plan) = self.before_gate(&seen) {
            return plan;
        }
        let Some(repository) = self.subject.repository.clone() else { return Plan::nothing(Why::RepositoryGone) };
        let first = match find_review_app(&self.subject, &seen.review_apps) {
            Some(there) => self.first(there, &seen),
            None => First::Create,
        };
        self.plan_with(first, repository, seen)
    }

    fn config_vars(&self) -> Option<&SecretVars> {
        Some(&self.config_vars)
    }

    fn commit_to_check(&self) -> Option<&CommitSha> {
        // A commit that is not let in is not built, so nothing waits for its checks.
        Some(&self.commit).filter(|_| self.is_let_in())
    }
}

impl EnsureReviewApp {
    fn plan_with(&self, first: First, repository: RepoSlug, seen: Seen) -> Plan {
        let subject = &self.subject;
        let pull = subject.pull.map(|number| format!(" of pull request #{number}")).unwrap_or_default();
        let (commit, rule) = (self.commit.short(), &self.rule);
        let reference = GitRef::Branch(subject.branch.clone());
        Plan {
            deed: "review-app",
            about: About {
                reference: Some(reference.clone()),
                commit: Some(self.commit.clone()),
                repository: Some(repository.clone()),
                pull_request: subject.pull,
                fork: subject.fork,
                pipeline: Some(seen.pipeline.clone()),
                rule: Some(self.rule.clone()),
                ..About::default()
            },
            headline: format!("a review app for {commit} of `{}`{pull} by {rule}", subject.branch),
            doubt: None,
            tasks: vec![Task {
                target: Target::ReviewApp(first.review_app().cloned()),
                // An app that gets replaced is not what the task is about.
                app: seen.app.filter(|_| first.keeps_app()),
                commit: Some(self.commit.clone()),
                aim: if first == First::Create { Done::Created } else { Done::Updated },
                // If the app runs the commit, the comment already says so.
                tell: Tell::ReviewApp(subject.pull.filter(|_| !matches!(first, First::Keep { .. }))),
                rescue: self.rescue(&first, &seen.releases),
                steps: [Step::EnsureReviewApp(Box::new(Ensure {
                    subject: subject.clone(),
                    revision: Revision {
                        commit: self.commit.clone(),
                        material: self.material.clone(),
                        repository,
                        reference,
                        pull: subject.pull,
                        head_seen: matches!(seen.head, Head::At(_)).then_some(seen.at),
                    },
                    pipeline: seen.pipeline,
                    known: seen.builds.iter().map(|build| build.id.clone()).collect(),
                    config_vars: self.config_vars.clone(),
                    source_version: self.source_version,
                    first,
                }))]
                .into_iter()
                .chain(self.after.commands())
                .chain(self.after.health())
                .collect(),
            }],
        }
    }

    /// A new review app has no release to go back to.
    fn rescue(&self, first: &First, releases: &Releases) -> Option<Step> {
        match first {
            First::Update { app, .. } | First::Adopt { app, .. } => {
                self.after.rescue(app.as_str(), releases.current.clone())
            }
            _ => None,
        }
    }

    fn first(&self, there: &KnownReviewApp, seen: &Seen) -> First {
        let review_app = there.id.clone();
        let replace = |because| First::Replace { review_app: there.id.clone(), because };
        match (&there.status, &there.app) {
            (ReviewAppStatus::Errored, app) if app.is_none() || !is_mended(&seen.builds) => {
                replace("its creation failed")
            }
            (ReviewAppStatus::Deleting | ReviewAppStatus::Deleted, _) => replace("it is being destroyed"),
            _ if self.update == Update::Recreate && !self.is_fresh(there, seen) => replace("a new one was asked for"),
            (ReviewAppStatus::Created | ReviewAppStatus::Errored, Some(app)) => self.on_created(review_app, app, seen),
            (ReviewAppStatus::Created, None) => replace("it has no app"),
            _ => First::Await { review_app },
        }
    }

    fn on_created(&self, review_app: ReviewAppId, app: &AppId, seen: &Seen) -> First {
        let app = app.clone();
        if let Some(build) = self.build_under_way(seen) {
            return First::Adopt { review_app, app, build: build.id.clone() };
        }
        match self.kept_release(seen) {
            Some(release) => First::Keep { review_app, app, release },
            None => First::Update { review_app, app, supersedes: self.needless_builds(seen) },
        }
    }

    /// All builds of a review app are of its branch, so no other branch is affected.
    fn needless_builds(&self, seen: &Seen) -> Vec<OlderBuild> {
        if !self.cancel_superseded || seen.head != Head::At(self.commit.clone()) {
            return Vec::new();
        }
        pending_of_others(seen.builds.iter(), &self.commit)
    }

    fn build_under_way<'a>(&self, seen: &'a Seen) -> Option<&'a KnownBuild> {
        let ours = seen.builds.iter().filter(|build| self.is_same(build.description.as_deref()));
        build_under_way(&self.commit, ours, &seen.releases)
    }

    /// Whether a build is made of the same material. The first one of a review app has no description; the workflow
    /// determined its material.
    fn is_same(&self, description: Option<&str>) -> bool {
        description.is_none() || self.material.is_of(description)
    }

    /// The version of the release that already runs the commit, unless a person asked for a build.
    fn kept_release(&self, seen: &Seen) -> Option<u64> {
        let settled = seen.releases.settled_at(&self.commit, &seen.builds);
        let settled = settled.filter(|running| self.is_same(running.description.as_deref()));
        settled.map(|running| running.version).filter(|_| self.asked == Asked::ByEvent)
    }

    /// Whether the review app is fresh already: another event of the same commit made it, or is making it. Before its
    /// first build, nothing else is known, and replacing it would fail the run that makes it.
    fn is_fresh(&self, there: &KnownReviewApp, seen: &Seen) -> bool {
        let Seen { builds, .. } = seen;
        let is_good = || self.build_under_way(seen).is_some() || self.kept_release(seen).is_some();
        let is_of_commit = |build: &KnownBuild| is_of(build, &self.commit) && build.status != BuildStatus::Failed;
        let is_begun = there.status != ReviewAppStatus::Created && builds.first().is_none_or(is_of_commit);
        self.asked == Asked::ByEvent && (is_begun || is_good())
    }
}

/// Whether a build failed and the latest did not. Heroku still calls such a review app `errored`.
fn is_mended(builds: &[KnownBuild]) -> bool {
    let failed = |build: &KnownBuild| build.status == BuildStatus::Failed;
    builds.first().is_some_and(|latest| !failed(latest)) && builds.iter().any(failed)
}
