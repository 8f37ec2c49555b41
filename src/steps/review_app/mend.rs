use std::time::Duration;

use super::{Work, creation::watch};
use crate::{heroku::ReviewApp, names::BuildStatus, outcome::Trouble, steps::building::once_more::Builds};

/// What Heroku leaves undone where the first build of a review app failed.
const NOT_RUN: &str = "Heroku ends the setup of a review app whose first build fails. So it has not run the `postdeploy` script of \
                       `app.json`, if there is one: run it with `heroku run`. Heroku goes on listing the review app as errored.";

impl Work<'_> {
    /// Waits until a review app is created. Where nothing but its first build failed, for a reason that the next one does not
    /// have, the commit is built on its app: another one would fail in the same way. Then there is none to be returned, since
    /// the commit is there already.
    pub(super) async fn created_or_mended(self, review_app: ReviewApp) -> Result<Option<ReviewApp>, Trouble> {
        let trouble = match watch(self.desk, review_app).await {
            Ok(created) => return Ok(Some(created)),
            Err(trouble) => trouble,
        };
        let Trouble::SetupFailed { says, tail } = &trouble else { return Err(trouble) };
        let report = self.desk.ledger.report();
        let failed = report.build_status.filter(|status| status.is_final() && *status != BuildStatus::Succeeded);
        let (Some(app), Some(build), Some(_)) = (report.app_id, report.build_id, failed) else { return Err(trouble) };
        let output = [says.as_slice(), tail.as_slice()].concat();
        let mut builds = Builds::new(self.desk, self.revision(), app.to_string(), self.step.known.clone());
        match builds.again(&build, &output, Duration::ZERO).await {
            None => Err(trouble),
            Some(Err(error)) if error.is_gone_at_heroku() => Err(trouble),
            Some(next) => {
                builds.follow(next?, true).await?;
                self.desk.console.warning("Review app without `postdeploy`", NOT_RUN);
                Ok(None)
            }
        }
    }
}
