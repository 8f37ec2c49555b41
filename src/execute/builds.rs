//! Asking for a build, exactly once.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Context, Ledger, freshness::HeadOf, stream::let_it_settle};
use crate::{
    heroku::{Build, Heroku, SourceBlob},
    http::{ApiError, Pace, Repeat, within},
    names::{BuildId, BuildStatus, CommitSha, RepoSlug},
    outcome::Trouble,
    report::{doubt_in_words, in_one_line},
};

/// How often it is looked whether a request whose answer was lost was carried out.
const LOOKS: u32 = 2;

/// The runner kills a cancelled step after ten seconds.
const CANCELLING: Duration = Duration::from_secs(5);

/// A build to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedBuild {
    /// The app's name or id.
    pub app: String,
    /// The commit.
    pub commit: CommitSha,
    /// The builds that were there before, so that a new one can be told from them.
    pub known: Vec<BuildId>,
}

impl WantedBuild {
    fn is(&self, build: &Build) -> bool {
        build.version() == Some(self.commit.as_str()) && !self.known.contains(&build.id)
    }

    /// Looks whether it is there.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn look(&self, heroku: &Heroku) -> Result<Option<Build>, ApiError> {
        let builds = heroku.builds(&self.app).await?;
        Ok(builds.into_iter().find(|build| self.is(build)))
    }
}

/// A request for a build.
pub(super) struct BuildRequest<'a> {
    /// Whose head the commit has to be.
    pub(super) head: HeadOf<'a>,
    /// The repository that has the commit.
    pub(super) repository: &'a RepoSlug,
    pub(super) wanted: WantedBuild,
    pub(super) source: SourceBlob,
}

impl BuildRequest<'_> {
    /// Asks for the build. Where an answer is lost, it is looked whether the build is there before it is asked for again.
    pub(super) async fn send(self, context: &Context<'_>, ledger: &Ledger) -> Result<Build, Trouble> {
        let wanted = self.wanted.clone();
        ledger.note_wanted(Some(wanted.clone()));
        ledger.saw(format!("a build was asked for on `{}`, and Heroku has not answered yet", wanted.app));
        let answer = self.named(context, ledger).await;
        if let Ok(build) = &answer {
            ledger.note_own_build(true);
            ledger.note_build(build);
        }
        ledger.note_wanted(None);
        let own = answer?;
        // Who does not wait for the build does not wait for this either.
        if !context.wait {
            return Ok(own);
        }
        Ok(the_first_one(context, ledger, &wanted, own).await)
    }

    async fn named(mut self, context: &Context<'_>, ledger: &Ledger) -> Result<Build, Trouble> {
        let (mut attempts, wanted) = (context.heroku.attempts(), &self.wanted);
        loop {
            let error = match context.heroku.create_build(&wanted.app, &self.source).await {
                Ok(build) => return Ok(build),
                Err(error) => error,
            };
            if error.may_have_worked() {
                context.say(&ledger.app_name(), &doubt_in_words(&error, "the build"));
                if let Some(build) = find(context, wanted).await? {
                    return Ok(build);
                }
            }
            ledger.saw(format!("a build was asked for on `{}`, and Heroku has not accepted it so far", wanted.app));
            // Either the request was not carried out, or it was looked for in vain: once more can do no harm.
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(trouble(wanted, error));
            }
            self.source = context.source(self.repository, &wanted.commit).await?;
            self.head.must_be_current(context, false).await?;
        }
    }
}

/// Two runs that look at the same moment find no build, and ask for one each. The one that is older stays, so that both runs
/// agree; the younger is cancelled, and its run follows the other.
async fn the_first_one(context: &Context<'_>, ledger: &Ledger, wanted: &WantedBuild, own: Build) -> Build {
    let Ok(builds) = context.heroku.builds(&wanted.app).await else { return own };
    let is_rival = |other: &&Build| other.id != own.id && wanted.is(other) && other.status != BuildStatus::Failed;
    // By place, not by time: Heroku tells whole seconds, but lists them in their order.
    let place = builds.iter().position(|build| build.id == own.id).unwrap_or_default();
    let Some(first) = builds[place..].iter().rfind(is_rival) else { return own };
    if context.heroku.cancel_build(&wanted.app, &own.id).await.is_err() {
        return own;
    }
    context.say(
        &ledger.app_name(),
        &format!(
            "Another run asked for the same build at the same moment: {} is followed, {} cancelled",
            first.id, own.id
        ),
    );
    ledger.note_own_build(false);
    first.clone()
}

async fn find(context: &Context<'_>, wanted: &WantedBuild) -> Result<Option<Build>, Trouble> {
    for _ in 0..LOOKS {
        let_it_settle().await;
        if let Some(build) = wanted.look(context.heroku).await.map_err(|error| trouble(wanted, error))? {
            return Ok(Some(build));
        }
    }
    Ok(None)
}

fn trouble(wanted: &WantedBuild, error: ApiError) -> Trouble {
    Trouble::Api { doing: format!("asking for a build of {} on `{}`", wanted.commit.short(), wanted.app), error }
}

/// Cancels builds that the one asked for makes needless. One that is over meanwhile is as well.
pub(super) async fn cancel_superseded(context: &Context<'_>, app: &str, builds: &[BuildId]) {
    for build in builds {
        match context.heroku.cancel_build(app, build).await {
            Ok(()) => context.console.line(&format!("Build {build} of an older commit is cancelled")),
            Err(error) => {
                context.console.line(&format!("Build {build} of an older commit goes on: {}", in_one_line(&error)));
            }
        }
    }
}

/// Cancels the build that a cancelled run asked for: nobody watches it any more. That it could not be cancelled,
/// because it is over for instance, changes nothing.
pub(super) async fn cancel(context: &Context<'_>, ledger: &Ledger) {
    let cancelling = async {
        let (app, build) = pending(context, ledger).await?;
        match context.heroku.cancel_build(&app, &build).await {
            Ok(()) => {
                ledger.note_build_cancelled();
                context.console.line(&format!("Build {build} is cancelled at Heroku"));
            }
            Err(_) => context.console.line(&format!("Build {build} could not be cancelled at Heroku")),
        }
        Some(())
    };
    if within(CANCELLING, cancelling).await.is_none() {
        context.console.line("No build could be cancelled at Heroku in time: the post step of the action tries again");
    }
}

/// The build that is under way, if any, and its app.
async fn pending(context: &Context<'_>, ledger: &Ledger) -> Option<(String, BuildId)> {
    if let Some(wanted) = ledger.wanted() {
        let build = showing_up(context, &wanted).await;
        ledger.note_own_build(true);
        ledger.note_build(&build);
        ledger.note_wanted(None);
        return (!build.status.is_final()).then_some((wanted.app, build.id));
    }
    let open = ledger.open_ends();
    Some((open.app?.to_string(), open.build?))
}

/// A build whose request was on its way when the run was cancelled: it shows once Heroku has carried the request out.
async fn showing_up(context: &Context<'_>, wanted: &WantedBuild) -> Build {
    let mut pace = Pace::new();
    loop {
        if let Ok(Some(build)) = wanted.look(context.heroku).await {
            return build;
        }
        pace.wait().await;
    }
}
