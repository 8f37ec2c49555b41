//! Faults by name, for people who rehearse.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde_json::json;

use super::fault::{Fault, FaultKind, Turn};
use super::github::{Access, Permissions, Scope};
use super::recorded::Service;
use super::script::{BuildScript, Outcome, PhaseScript, Postdeploy};
use super::world::World;

/// What a failure looks like, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedFault {
    /// The build fails.
    BuildFails,
    /// The release phase fails.
    ReleaseFails,
    /// The review app ends errored, without an app setup.
    ReviewAppErrored,
    /// The postdeploy script fails.
    PostdeployFails,
    /// Creating the review app takes its time.
    SlowReviewApp,
    /// Heroku answers 503 for a while.
    HerokuUnavailable,
    /// Heroku answers 429 for a while.
    RateLimited,
    /// The build's output breaks off.
    StreamBreaks,
    /// The answer to the build request gets lost.
    LostReply,
    /// The API key is not valid.
    BadKey,
    /// The apps are not there.
    UnknownApp,
    /// The pipeline is not there.
    UnknownPipeline,
    /// The GitHub token may only read.
    GitHubForbidden,
    /// The GitHub token may not even read the code.
    NoArchive,
}

/// No fault goes by this name.
#[derive(Debug, thiserror::Error)]
#[error("there is no fault named {0:?}")]
pub struct UnknownFault(String);

/// Name and description of each, in the order in which to list them.
const WORDS: [(NamedFault, &str, &str); 14] = [
    (NamedFault::BuildFails, "build-fails", "the build fails"),
    (NamedFault::ReleaseFails, "release-fails", "the build succeeds, its release phase fails"),
    (NamedFault::ReviewAppErrored, "review-app-errored", "Heroku gives up on creating the review app"),
    (NamedFault::PostdeployFails, "postdeploy-fails", "the review app's postdeploy script fails"),
    (NamedFault::SlowReviewApp, "slow-review-app", "the review app stays pending for three seconds"),
    (NamedFault::HerokuUnavailable, "heroku-unavailable", "Heroku's first three answers are 503"),
    (NamedFault::RateLimited, "rate-limited", "Heroku's first answer is 429"),
    (NamedFault::StreamBreaks, "stream-breaks", "the connection that carries the build's output breaks"),
    (NamedFault::LostReply, "lost-reply", "Heroku starts the build, but its answer never arrives"),
    (NamedFault::BadKey, "bad-key", "Heroku does not accept the API key"),
    (NamedFault::UnknownApp, "unknown-app", "Heroku has no such app, or the key cannot see it"),
    (NamedFault::UnknownPipeline, "unknown-pipeline", "Heroku has no such pipeline, or the key cannot see it"),
    (NamedFault::GitHubForbidden, "github-forbidden", "the GitHub token may read, but write nothing"),
    (NamedFault::NoArchive, "no-archive", "the GitHub token may not read the repository's contents"),
];

impl NamedFault {
    /// All of them, in the order in which to list them.
    pub fn all() -> impl Iterator<Item = Self> {
        WORDS.into_iter().map(|(fault, ..)| fault)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// One line about it.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        let found = WORDS.into_iter().find(|(fault, ..)| *fault == self);
        found.map_or_else(Default::default, |(_, name, description)| (name, description))
    }

    /// Makes it happen in a world that is otherwise complete.
    pub fn apply(self, world: &mut World) {
        match self {
            Self::BuildFails => world.heroku.build_script = failing_build(),
            Self::ReleaseFails => world.heroku.build_script = failing_release(),
            Self::ReviewAppErrored => {
                let reason = "You've reached your app limit of 100 apps.";
                world.heroku.review_app_script.refusal = Some(reason.to_owned());
                world.heroku.review_app_script.app_after = Duration::from_hours(1);
            }
            Self::PostdeployFails => {
                world.heroku.review_app_script.postdeploy = Some(failing_postdeploy());
            }
            Self::SlowReviewApp => {
                world.heroku.review_app_script.pending = Duration::from_secs(3);
            }
            Self::BadKey => world.heroku.api_key = format!("{}-revoked", world.heroku.api_key),
            Self::UnknownApp => world.heroku.apps.clear(),
            Self::UnknownPipeline => world.heroku.pipelines.clear(),
            Self::GitHubForbidden => world.github.permissions = Permissions::read_only(),
            Self::NoArchive => world.github.permissions.set(Scope::Contents, Access::None),
            Self::HerokuUnavailable | Self::RateLimited | Self::StreamBreaks | Self::LostReply => {
                world.faults.push(self.on_the_wire());
            }
        }
    }

    fn on_the_wire(self) -> Fault {
        match self {
            Self::RateLimited => Fault::on(Service::Heroku, FaultKind::RateLimited).at(Turn::First(1)),
            Self::StreamBreaks => Fault::on(Service::Streams, FaultKind::BreakStream(100)).at(Turn::Only(1)),
            Self::LostReply => {
                let kind = FaultKind::ResetAfter;
                Fault::new(Service::Heroku, "POST", "/apps/*/builds", kind).at(Turn::Only(1))
            }
            _ => {
                let body = json!({ "id": "service_unavailable", "message": "Service Unavailable" });
                Fault::on(Service::Heroku, FaultKind::Status(503, body)).at(Turn::First(3))
            }
        }
    }
}

fn failing_build() -> BuildScript {
    let lines = [
        "-----> Building on the Heroku-24 stack",
        "-----> Using buildpack: heroku/nodejs",
        "-----> Installing dependencies",
        "       npm error code ERESOLVE",
        "       npm error ERESOLVE could not resolve",
        "       npm error While resolving: shop@1.4.0",
        "       npm error Found: react@19.2.0",
        "-----> Build failed",
        " !     Push rejected, failed to compile Node.js app.",
    ];
    BuildScript::new(&lines, Outcome::Failed)
}

fn failing_release() -> BuildScript {
    let lines = [
        "Running migrations…",
        "PG::DuplicateColumn: ERROR:  column \"total\" of relation \"orders\" already exists",
        "rake aborted!",
    ];
    let phase = PhaseScript::new(&lines, Outcome::Failed);
    BuildScript::default().with_release_phase(phase)
}

fn failing_postdeploy() -> Postdeploy {
    Postdeploy {
        output: "Seeding the database…\nerror: relation \"products\" does not exist\n".to_owned(),
        exit_code: 1,
    }
}

impl FromStr for NamedFault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let found = Self::all().find(|fault| fault.name() == name);
        found.ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

impl fmt::Display for NamedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
