//! Requests a build exactly once.

use crate::steps::{desk::Desk, output::let_it_settle, revision::Revision};
use crate::{
    heroku::{Build, SourceBlob},
    http::{ApiError, Repeat},
    names::BuildStatus,
    outcome::{Doing, Trouble, Waiting},
    progress::obligations::{
        Obligation,
        build::{OpenBuild, WantedBuild},
    },
    report::doubt_in_words,
};

/// How often to check whether a request without an answer was carried out.
const LOOKS: u32 = 2;

/// A request for a build.
pub(in crate::steps) struct BuildRequest<'a> {
    pub(in crate::steps) revision: &'a Revision,
    pub(in crate::steps) wanted: WantedBuild,
    pub(in crate::steps) source: SourceBlob,
}

impl BuildRequest<'_> {
    /// Requests the build. If an answer is lost, checks whether the build exists before requesting it again.
    pub(in crate::steps) async fn send(self, desk: &Desk<'_>) -> Result<Build, Trouble> {
        let wanted = self.wanted.clone();
        let owed = desk.ledger.owe(Obligation::Build(OpenBuild::AskedFor(wanted.clone())));
        desk.ledger.now_waiting_for(Waiting::BuildAnswer(wanted.app.clone()));
        let answer = self.named(desk).await;
        match &answer {
            Ok(build) => desk.ledger.note_named_build(owed, build),
            Err(_) => desk.ledger.strike_off(owed),
        }
        let own = answer?;
        // A run that does not wait for the build does not wait for this either.
        if !desk.wait {
            return Ok(own);
        }
        Ok(the_first_one(desk, &wanted, own).await)
    }

    async fn named(mut self, desk: &Desk<'_>) -> Result<Build, Trouble> {
        let (mut attempts, wanted) = (desk.clients.heroku.attempts(), &self.wanted);
        loop {
            let error = match desk.clients.heroku.create_build(&wanted.app, &self.source).await {
                Ok(build) => return Ok(build),
                Err(error) => error,
            };
            if error.may_have_worked() {
                desk.say(&doubt_in_words(&error, "the build"));
                if let Some(build) = find(desk, wanted).await? {
                    return Ok(build);
                }
            }
            desk.ledger.now_waiting_for(Waiting::BuildAcceptance(wanted.app.clone()));
            // The request was not carried out, or its effect was not found: repeating it does no harm.
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(trouble(wanted, error));
            }
            self.source = desk.source(self.revision).await?;
            self.revision.must_be_current(desk, false).await?;
        }
    }
}

/// Two runs that look at the same moment find no build, and ask for one each. The one that is older stays, so that both
/// runs agree; the younger is cancelled, and its run follows the other.
async fn the_first_one(desk: &Desk<'_>, wanted: &WantedBuild, own: Build) -> Build {
    let Ok(builds) = desk.clients.heroku.builds(&wanted.app).await else { return own };
    let is_rival = |other: &&Build| other.id != own.id && wanted.is(other) && other.status != BuildStatus::Failed;
    // By position, not by time: Heroku's times are whole seconds, but its list is in order.
    let place = builds.iter().position(|build| build.id == own.id).unwrap_or_default();
    let Some(first) = builds[place..].iter().rfind(is_rival) else { return own };
    if desk.clients.heroku.cancel_build(&wanted.app, &own.id).await.is_err() {
        return own;
    }
    desk.say(
        "Another run requested the same build at the same moment. Branchline follows that build and cancels its own",
    );
    desk.ledger.note_own_build(false);
    first.clone()
}

async fn find(desk: &Desk<'_>, wanted: &WantedBuild) -> Result<Option<Build>, Trouble> {
    for _ in 0..LOOKS {
        let_it_settle().await;
        if let Some(build) = wanted.look(desk.clients.heroku).await.map_err(|error| trouble(wanted, error))? {
            return Ok(Some(build));
        }
    }
    Ok(None)
}

fn trouble(wanted: &WantedBuild, error: ApiError) -> Trouble {
    Trouble::api(Doing::RequestingBuild { app: wanted.app.clone(), commit: wanted.commit.clone() }, error)
}
