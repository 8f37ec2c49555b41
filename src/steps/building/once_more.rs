//! Builds that fail for a reason that does not affect the next one: Heroku fails an app's first build on an old stack
//! on purpose, and a build beyond the limit of concurrent builds.

use std::time::Duration;

use super::{
    request::BuildRequest,
    watch::{follow, follow_whole},
};
use crate::{
    heroku::Build,
    http::{Attempts, Cause, Instant},
    names::BuildId,
    outcome::Trouble,
    progress::obligations::build::WantedBuild,
    steps::{desk::Desk, revision::Revision},
};

/// Heroku's words, whatever the stack is called: "THIS IS A ONE-OFF NOTICE. THE NEXT DEPLOY WILL FUNCTION WITHOUT
/// INTERRUPTION." (<https://github.com/heroku/heroku-buildpack-ruby/issues/1146>).
const NOTICE: &str = "one-off notice";
/// Heroku's words for a build beyond the limit.
const TOO_MANY: &str = "concurrent builds";
/// A build beyond the limit fails at once; one that took longer only printed the words.
const AT_ONCE: Duration = Duration::from_mins(1);
/// The authors of the code control what a build prints: this limits the builds that they can cause by these words.
const MOST_TOO_MANY: u32 = 20;

/// Why to request a build once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    OldStack,
    TooMany,
}

/// How often it was requested once more.
#[derive(Debug, Clone, Copy, Default)]
struct SoFar {
    old_stack: u32,
    too_many: u32,
}

/// Why to repeat a build that failed after this time, if there is a reason.
fn reason(output: &[String], took: Duration, so_far: SoFar) -> Option<Reason> {
    let says = |words: &str| output.iter().any(|line| line.to_lowercase().contains(words));
    if so_far.old_stack == 0 && says(NOTICE) {
        return Some(Reason::OldStack);
    }
    let may_be_too_many = so_far.too_many < MOST_TOO_MANY && took < AT_ONCE;
    (may_be_too_many && says(TOO_MANY)).then_some(Reason::TooMany)
}

/// The builds of a commit on an app, one after the other.
pub(in crate::steps) struct Builds<'a> {
    desk: &'a Desk<'a>,
    revision: &'a Revision,
    app: String,
    /// Those that are not the next one.
    known: Vec<BuildId>,
    so_far: SoFar,
    attempts: Attempts,
}

impl<'a> Builds<'a> {
    pub(in crate::steps) fn new(desk: &'a Desk<'a>, revision: &'a Revision, app: String, known: Vec<BuildId>) -> Self {
        let attempts = desk.clients.heroku.attempts();
        Self { desk, revision, app, known, so_far: SoFar::default(), attempts }
    }

    /// Follows a build to its end; one that failed for such a reason makes room for the next. If it is this run's own,
    /// its output is shown even if it was over before it could be looked at.
    pub(in crate::steps) async fn follow(mut self, mut build: Build, mut is_own: bool) -> Result<(), Trouble> {
        loop {
            let (begun, id) = (Instant::now(), build.id.clone());
            let followed = if is_own {
                follow_whole(self.desk, &self.app, build).await
            } else {
                follow(self.desk, &self.app, build).await
            };
            let Err(trouble) = followed else { return Ok(()) };
            let trouble = self.revision.unless_overtaken(self.desk, &self.app, &id, trouble).await;
            let Trouble::BuildFailed { tail } = &trouble else { return Err(trouble) };
            match self.again(&id, tail, begun.elapsed()).await {
                Some(next) => build = next?,
                None => return Err(trouble),
            }
            is_own = true;
        }
    }

    /// Requests the next build after a failed one, if the output says that this will help.
    pub(in crate::steps) async fn again(
        &mut self,
        failed: &BuildId,
        output: &[String],
        took: Duration,
    ) -> Option<Result<Build, Trouble>> {
        match reason(output, took, self.so_far)? {
            Reason::OldStack => {
                self.so_far.old_stack += 1;
                self.say_that_the_stack_is_old();
            }
            Reason::TooMany => {
                self.so_far.too_many += 1;
                self.attempts.wait_for(Cause::BuildLimit).await;
            }
        }
        self.known.push(failed.clone());
        Some(self.next().await)
    }

    fn say_that_the_stack_is_old(&self) {
        let text = format!(
            "Heroku failed the build of {} on purpose, with its one-off notice that the app's stack is old. Branchline \
             builds it once more. Move the app to a newer stack: \
             https://devcenter.heroku.com/articles/upgrading-to-the-latest-stack",
            self.desk.ledger.app_name()
        );
        self.desk.console.warning("Old stack", &text);
    }

    async fn next(&self) -> Result<Build, Trouble> {
        self.revision.must_be_current(self.desk, false).await?;
        let source = self.desk.source(self.revision).await?;
        let (commit, known) = (self.revision.commit.clone(), self.known.clone());
        let wanted = WantedBuild { app: self.app.clone(), commit, known };
        BuildRequest { revision: self.revision, wanted, source }.send(self.desk).await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MOST_TOO_MANY, Reason, SoFar, reason};

    #[test]
    fn a_build_is_asked_for_once_more_only_where_that_is_of_use() {
        let notice = "    THIS IS A ONE-OFF NOTICE. THE NEXT DEPLOY WILL FUNCTION WITHOUT INTERRUPTION.";
        let limit = " !     Your account has reached its concurrent builds limit.";
        let maximum = "You have reached the maximum concurrent builds for this account type";
        let none = SoFar::default();
        let noticed = SoFar { old_stack: 1, too_many: 0 };
        let often = |too_many| SoFar { old_stack: 0, too_many };
        for (line, seconds, so_far, expected) in [
            (notice, 5, none, Some(Reason::OldStack)),
            (notice, 500, none, Some(Reason::OldStack)),
            (notice, 5, noticed, None),
            (notice, 5, often(7), Some(Reason::OldStack)),
            (limit, 5, none, Some(Reason::TooMany)),
            (maximum, 5, noticed, Some(Reason::TooMany)),
            (limit, 5, often(MOST_TOO_MANY - 1), Some(Reason::TooMany)),
            (limit, 5, often(MOST_TOO_MANY), None),
            (limit, 90, none, None),
            ("npm error code ERESOLVE", 5, none, None),
            ("", 5, none, None),
        ] {
            let output = ["-----> Building".to_owned(), line.to_owned(), String::new()];
            assert_eq!(reason(&output, Duration::from_secs(seconds), so_far), expected, "{line} {so_far:?}");
        }
        assert_eq!(reason(&[], Duration::ZERO, none), None);
    }
}
