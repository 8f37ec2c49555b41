use super::EnsureReviewApp;
use crate::{
    clients::Clients,
    deeds::asked::{Asked, Freshness},
    heroku::{App, Build},
    http::Instant,
    names::{AppId, GitRef, PipelineId},
    observe::{
        known::{Head, KnownBuild},
        releases::Releases,
        whose::Listed,
    },
    outcome::{Doing, Trouble},
    ownership::{subject::KnownReviewApp, whose::find_review_app},
};

/// A branch's review app, and the branch's head.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) pipeline: PipelineId,
    /// All review apps of the pipeline.
    pub(crate) review_apps: Vec<KnownReviewApp>,
    /// The app of this branch's review app, if it exists and its name is known.
    pub(crate) app: Option<App>,
    /// That app's latest builds.
    pub(crate) builds: Vec<KnownBuild>,
    /// What that app runs, if that matters.
    pub(crate) releases: Releases,
    pub(crate) head: Head,
    /// When the head was read.
    pub(crate) at: Instant,
}

impl EnsureReviewApp {
    /// Fails if the pipeline cannot be read.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let at = Instant::now();
        let (head, listed) = tokio::join!(self.head(clients), clients.review_apps(&self.pipeline));
        let (head, (pipeline, listed)) = (head?, listed?);
        let Listed { review_apps, mut builds } = clients.whose(&self.subject, Some(&self.commit), &listed).await?;
        let there = find_review_app(&self.subject, &review_apps).and_then(|there| there.app.clone());
        let (mut app, mut seen) = (None, (Vec::new(), Releases::default()));
        if let Some(id) = &there {
            let known = builds.remove(id);
            let wants_releases = self.asked == Asked::ByEvent || self.after.may_roll_back();
            let builds = clients.with_releases(id.as_str(), wants_releases, builds_of(clients, id, known));
            let (named, builds) = tokio::join!(clients.heroku.app(id.as_str()), builds);
            (app, seen) = (named.ok(), builds?);
        }
        let (builds, releases) = seen;
        Ok(Seen { pipeline, review_apps, app, builds, releases, head, at })
    }

    /// The head of the pull request, if there is one: unlike a branch, it says whether the pull request was closed.
    async fn head(&self, clients: Clients<'_>) -> Result<Head, Trouble> {
        if self.freshness == Freshness::AsAsked {
            return Ok(Head::Unknown);
        }
        if let Some(number) = self.subject.pull {
            let seen = clients.head_of_pull_request(number).await;
            return seen.map_err(|error| Trouble::api(Doing::ReadingPullRequest(number), error));
        }
        let seen = clients.head_of_readable(&self.subject.branch, &self.commit).await;
        let doing = || Doing::ReadingHead(GitRef::Branch(self.subject.branch.clone()));
        seen.map_err(|error| Trouble::api(doing(), error))
    }
}

/// A listed app that is gone by now has no builds.
async fn builds_of(clients: Clients<'_>, app: &AppId, known: Option<Vec<Build>>) -> Result<Vec<Build>, Trouble> {
    if let Some(known) = known {
        return Ok(known);
    }
    match clients.heroku.builds(app.as_str()).await {
        Err(error) if error.is_gone() || error.is_forbidden() => Ok(Vec::new()),
        builds => builds.map_err(|error| Trouble::api(Doing::ReadingBuildsOfReviewApp, error)),
    }
}
