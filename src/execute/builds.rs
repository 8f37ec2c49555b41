//! Asking for a build, exactly once.

use super::{Context, freshness::HeadOf, stream::let_it_settle};
use crate::{
    heroku::{Build, SourceBlob},
    http::{ApiError, Repeat},
    names::{BuildId, BuildStatus, RepoSlug},
    outcome::{Doing, Trouble, Waiting},
    progress::{
        ledger::Ledger,
        obligations::{
            Obligation,
            build::{OpenBuild, WantedBuild},
        },
    },
    report::{doubt_in_words, in_one_line},
};

/// How often it is looked whether a request whose answer was lost was carried out.
const LOOKS: u32 = 2;

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
        let owed = ledger.owe(Obligation::Build(OpenBuild::AskedFor(wanted.clone())));
        ledger.now_waiting_for(Waiting::BuildAnswer(wanted.app.clone()));
        let answer = self.named(context, ledger).await;
        match &answer {
            Ok(build) => ledger.note_named_build(owed, build),
            Err(_) => ledger.strike_off(owed),
        }
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
            ledger.now_waiting_for(Waiting::BuildAcceptance(wanted.app.clone()));
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
    Trouble::api(Doing::RequestingBuild { app: wanted.app.clone(), commit: wanted.commit.clone() }, error)
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
