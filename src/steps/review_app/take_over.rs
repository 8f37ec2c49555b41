use std::time::Duration;

use super::{Work, creation::is_going, looking, own};
use crate::{
    heroku::{Build, ReviewApp},
    http::Instant,
    names::{BuildStatus, ReviewAppId, ReviewAppStatus},
    outcome::{Done, End, Trouble},
    steps::{
        destroy::make_way,
        learn_app::learn_app,
        poll::{poll, silent},
    },
};

/// How long to look for a successor of a review app that vanished.
const SUCCESSOR_WITHIN: Duration = Duration::from_secs(3);

impl Work<'_> {
    /// Makes an existing review app run the commit; `None` if it must be created again. It `may_be_ours` if the
    /// answer to a creation was lost.
    pub(super) async fn take_over(self, there: ReviewApp, may_be_ours: bool) -> Result<Option<End>, Trouble> {
        self.desk.console.line(&format!("There is a review app already, which is {}", there.status));
        self.note(&there.id);
        self.desk.ledger.note_own_build(may_be_ours);
        let id = there.id.clone();
        if !may_be_ours && is_of_no_use(&there.status) {
            make_way(&id, self.desk).await?;
            return Ok(None);
        }
        if !self.desk.wait && (may_be_ours || self.is_served(&there).await) {
            return Ok(Some(End::Accepted));
        }
        match self.waited_for(there, may_be_ours).await {
            Ok(Some(there)) => self.build_on(&there, may_be_ours).await,
            Ok(None) => Ok(Some(if may_be_ours { End::Done(Done::Created) } else { End::Done(Done::Updated) })),
            Err(Trouble::SetupFailed { says, tail }) if may_be_ours => Err(Trouble::SetupFailed { says, tail }),
            Err(Trouble::Vanished | Trouble::SetupFailed { .. }) => {
                make_way(&id, self.desk).await?;
                Ok(None)
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Shows its creation, unless another run created it before. `None` if it runs the commit by then.
    async fn waited_for(self, there: ReviewApp, may_be_ours: bool) -> Result<Option<ReviewApp>, Trouble> {
        if there.status == ReviewAppStatus::Created && !may_be_ours {
            return Ok(Some(there));
        }
        self.created_or_mended(there).await
    }

    /// Builds the commit on an existing review app, unless it runs that already.
    async fn build_on(self, there: &ReviewApp, may_be_ours: bool) -> Result<Option<End>, Trouble> {
        let Some(app) = there.app() else {
            make_way(&there.id, self.desk).await?;
            return Ok(None);
        };
        learn_app(app, self.desk).await;
        let builds = match self.desk.clients.heroku.builds(app.as_str()).await {
            Ok(builds) => builds,
            Err(error) if self.desk.is_app_gone(app, &error).await => Vec::new(),
            Err(error) => return Err(looking(error)),
        };
        let Some(build) = self.serving(&builds) else {
            return self.update(app, builds.into_iter().map(|build| build.id).collect()).await;
        };
        let result = self.follow(build.clone(), app).await?;
        Ok(Some(match result {
            End::Done(Done::Updated) if may_be_ours => End::Done(Done::Created),
            result => result,
        }))
    }

    /// The build that makes another of the commit unnecessary: a pending one, or a good one that no later build has
    /// replaced.
    fn serving(self, builds: &[Build]) -> Option<&Build> {
        let is_of_commit = |build: &&Build| build.version() == Some(self.revision().commit.as_str());
        let pending = builds.iter().filter(is_of_commit).find(|build| build.status == BuildStatus::Pending);
        let latest = builds.first().filter(is_of_commit).filter(|build| build.status == BuildStatus::Succeeded);
        pending.or(latest)
    }

    /// Whether the commit is being built on a review app, as far as can be seen by now.
    async fn is_served(self, there: &ReviewApp) -> bool {
        let Some(app) = there.app() else { return false };
        let builds = self.desk.clients.heroku.builds(app.as_str()).await.unwrap_or_default();
        let Some(build) = self.serving(&builds) else { return false };
        self.desk.ledger.note_build(build);
        learn_app(app, self.desk).await;
        true
    }

    /// A review app that vanished while it was created may have been replaced by another run, which is at it now. If
    /// that fails too, it is not replaced in turn: the two runs would never come to an end.
    pub(super) async fn follow_successor(self, vanished: &ReviewAppId) -> Result<End, Trouble> {
        if !self.is_still_wanted().await {
            return Err(Trouble::Vanished);
        }
        let successor = self.successor(vanished).await?.ok_or(Trouble::Vanished)?;
        let is_same = successor.id == *vanished;
        self.note(&successor.id);
        self.desk.ledger.note_own_build(is_same);
        match self.waited_for(successor, is_same).await? {
            Some(there) => self.build_on(&there, is_same).await?.ok_or(Trouble::Vanished),
            None => Ok(if is_same { End::Done(Done::Created) } else { End::Done(Done::Updated) }),
        }
    }

    /// Whoever destroys a review app to make another does so as soon as the first is gone. One that is still listed as
    /// alive was only not found for a moment.
    async fn successor(self, vanished: &ReviewAppId) -> Result<Option<ReviewApp>, Trouble> {
        let mut gone_since = None;
        let ask = async || {
            let (listed, mut known) = self.listed().await?;
            known.retain(|app| app.id != *vanished && !is_going(&app.status));
            let same = listed.iter().find(|app| app.id == *vanished && !is_going(&app.status));
            let successor = own(self.subject(), &listed, &known).or(same).cloned();
            let is_gone = listed.iter().all(|app| app.id != *vanished);
            let is_late = is_gone && gone_since.get_or_insert_with(Instant::now).elapsed() > SUCCESSOR_WITHIN;
            Ok((successor, is_late))
        };
        let is_known = |(successor, is_late): &(Option<ReviewApp>, bool)| successor.is_some() || *is_late;
        let (successor, _) = poll(self.desk, None, ask, is_known, silent).await?;
        Ok(successor)
    }
}

fn is_of_no_use(status: &ReviewAppStatus) -> bool {
    matches!(status, ReviewAppStatus::Errored | ReviewAppStatus::Deleting | ReviewAppStatus::Deleted)
}
