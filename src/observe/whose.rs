//! Finding out whose a review app is, where its record does not settle it.

use std::collections::HashMap;

use futures_util::future::try_join_all;

use crate::{
    clients::Clients,
    event::PullRequest,
    heroku::{Build, ReviewApp},
    names::{AppId, CommitSha, PullNumber, ReviewAppStatus},
    outcome::{Doing, Trouble},
    ownership::{
        evidence::{BuildSeen, Evidence, PullSeen},
        subject::{KnownReviewApp, Subject},
        whose::Whose,
    },
};

/// The review apps of a pipeline, with all that it takes to tell whose they are.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    /// The review apps.
    pub(crate) review_apps: Vec<KnownReviewApp>,
    /// The builds that were looked at for it, by app.
    pub(crate) builds: HashMap<AppId, Vec<Build>>,
}

impl Clients<'_> {
    /// Finds out whose review apps these are, seen from `subject`; of its commit, if it has one, it is clear that this
    /// repository knows it. Nothing is asked about those whose record says enough.
    ///
    /// # Errors
    /// Where GitHub or Heroku are out of order, so that it cannot be told.
    pub(crate) async fn whose(
        self,
        subject: &Subject,
        commit: Option<&CommitSha>,
        listed: &[ReviewApp],
    ) -> Result<Listed, Trouble> {
        let seen = try_join_all(listed.iter().map(|app| self.looked_into(subject, commit, app))).await?;
        let mut all = Listed::default();
        for (known, builds) in seen {
            if let (Some(app), Some(builds)) = (known.app.clone(), builds) {
                all.builds.insert(app, builds);
            }
            all.review_apps.push(known);
        }
        Ok(all)
    }

    async fn looked_into(
        self,
        subject: &Subject,
        commit: Option<&CommitSha>,
        app: &ReviewApp,
    ) -> Result<(KnownReviewApp, Option<Vec<Build>>), Trouble> {
        let (mut known, mut builds) = (known_review_app(app), None);
        if let Some(number) = subject.number_to_look_at(&known) {
            known.evidence.pull = self.pull_seen(subject, number).await?;
        }
        if subject.has_to_know_commit(&known) {
            builds = self.builds_of(&known).await?;
            known.evidence.build = self.build_seen(builds.as_deref(), commit).await?;
        }
        if let (Whose::InDoubt, Some(app)) = (subject.owns(&known), &known.app) {
            known.evidence.name = self.heroku.app(app.as_str()).await.ok().map(|app| app.name);
        }
        Ok((known, builds))
    }

    /// What this repository has by that number. That the token may not look is as good as no answer.
    async fn pull_seen(self, subject: &Subject, number: PullNumber) -> Result<PullSeen, Trouble> {
        let value = match self.github.pull_request(self.repository, number).await {
            Ok(value) => value,
            Err(error) if error.is_passing() => return Err(Trouble::api(Doing::ReadingPullRequest(number), error)),
            Err(_) => return Ok(PullSeen::Unseen),
        };
        Ok(match PullRequest::from_api(&value) {
            Ok(pull) if pull.head_branch != subject.branch => PullSeen::OfOtherBranch,
            Ok(pull) if is_of_fork(&pull, subject) => PullSeen::OfBranch { open: pull.open },
            Ok(_) => PullSeen::OfNamesake,
            Err(_) => PullSeen::Unseen,
        })
    }

    /// The builds of a review app; none where there are none to be seen.
    async fn builds_of(self, known: &KnownReviewApp) -> Result<Option<Vec<Build>>, Trouble> {
        let Some(app) = &known.app else { return Ok(Some(Vec::new())) };
        match self.heroku.builds(app.as_str()).await {
            Ok(builds) => Ok(Some(builds)),
            Err(error) if error.is_gone() => Ok(Some(Vec::new())),
            // Of an app that was deleted a moment ago Heroku says so too.
            Err(error) if error.is_forbidden() && is_on_its_way_out(&known.status) => Ok(None),
            Err(error) => Err(Trouble::api(Doing::FindingOwnerOfReviewApp, error)),
        }
    }

    async fn build_seen(self, builds: Option<&[Build]>, own: Option<&CommitSha>) -> Result<BuildSeen, Trouble> {
        let Some(builds) = builds else { return Ok(BuildSeen::Untold) };
        let Some(latest) = builds.first() else { return Ok(BuildSeen::NoBuild) };
        let Some(commit) = latest.version().and_then(|version| version.parse::<CommitSha>().ok()) else {
            return Ok(BuildSeen::Untold);
        };
        if own == Some(&commit) {
            return Ok(BuildSeen::Known);
        }
        match self.github.commit(self.repository, commit.as_str()).await {
            Ok(found) if found == commit => Ok(BuildSeen::Known),
            // A refusal to say is no answer: only these mean that there is no such commit.
            Err(error) if !matches!(error.status(), Some(404 | 409 | 410 | 422)) || error.is_passing() => {
                Err(Trouble::api(Doing::FindingBuiltCommit(commit), error))
            }
            _ => Ok(BuildSeen::Unknown(commit.short().to_owned())),
        }
    }
}

fn is_on_its_way_out(status: &ReviewAppStatus) -> bool {
    matches!(status, ReviewAppStatus::Deleting | ReviewAppStatus::Deleted)
}

/// Whether a pull request's branch is in the same repository as the subject's.
pub(super) fn is_of_fork(pull: &PullRequest, subject: &Subject) -> bool {
    let fork = pull.head_repository.as_ref().filter(|_| pull.is_from_fork()).map(|fork| fork.id);
    pull.head_repository.is_some() && subject.repository.is_some() && fork == subject.fork
}

/// A review app as its record has it.
pub(crate) fn known_review_app(app: &ReviewApp) -> KnownReviewApp {
    KnownReviewApp {
        id: app.id.clone(),
        status: app.status.clone(),
        branch: app.branch.clone(),
        pull: app.pr_number,
        fork: app.fork(),
        app: app.app().cloned(),
        evidence: Evidence::default(),
    }
}
