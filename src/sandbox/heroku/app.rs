//! Apps with their builds and releases.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use uuid::Uuid;

use super::super::clock;
use super::super::script::{BuildScript, Outcome, OutputScript, PhaseScript};
use super::super::stream::Stream;
use super::command::{CommandScript, OneOff};

/// An app.
#[derive(Debug)]
pub struct App {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its address, which nobody can derive from the name.
    pub web_url: Option<String>,
    /// Whether it is in maintenance mode.
    pub maintenance: bool,
    /// Its stack.
    pub stack: String,
    /// The image that each of its process types runs.
    pub images: BTreeMap<String, String>,
    /// Its web dynos.
    pub web: WebDynos,
    /// Its one-off dynos, oldest first.
    pub one_offs: Vec<OneOff>,
    /// How the next commands in them go, one after the other.
    pub next_commands: VecDeque<CommandScript>,
    /// How many requests for one are too early.
    pub conflicts: u32,
    /// Its config vars.
    pub config_vars: BTreeMap<String, String>,
    /// Its builds, oldest first.
    pub builds: Vec<Build>,
    /// Its releases, oldest first.
    pub releases: Vec<Release>,
    /// The release phases of releases that no build leads to, the next one first.
    pub next_phases: VecDeque<PhaseScript>,
    /// How the next builds go, one after the other.
    pub next_builds: VecDeque<BuildScript>,
    /// How all builds after those go; `None`: as the account's.
    pub build_script: Option<BuildScript>,
    /// Whether its builds never tell their release.
    pub hides_releases: bool,
    /// When it was created.
    pub created: SystemTime,
}

/// How an app's web dynos come up after each release.
#[derive(Clone, Debug)]
pub struct WebDynos {
    /// How many there are.
    pub quantity: u64,
    /// How long they are `starting`.
    pub boot: Duration,
    /// What they are then: `up`, `idle`, `crashed`; or `asleep`, in which they are not listed.
    pub state: String,
    /// What they print.
    pub log: Arc<Stream>,
}

impl Default for WebDynos {
    fn default() -> Self {
        let log =
            Stream::start(OutputScript::lines(&["Starting process", "Process exited with status 1"]), clock::now());
        Self { quantity: 1, boot: Duration::ZERO, state: "up".to_owned(), log }
    }
}

impl App {
    /// An app with the two releases that every new app has.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let id = Uuid::new_v4();
        let suffix = &id.simple().to_string()[..12];
        Self {
            id,
            web_url: Some(format!("https://{name}-{suffix}.herokuapp.com/")),
            name: name.to_owned(),
            maintenance: false,
            stack: "heroku-24".to_owned(),
            images: BTreeMap::new(),
            web: WebDynos::default(),
            one_offs: Vec::new(),
            next_commands: VecDeque::new(),
            conflicts: 0,
            config_vars: BTreeMap::new(),
            builds: Vec::new(),
            next_phases: VecDeque::new(),
            releases: vec![Release::done(1, "Initial release"), Release::done(2, "Enable Logplex")],
            next_builds: VecDeque::new(),
            build_script: None,
            hides_releases: false,
            created: clock::today(),
        }
    }

    pub(super) fn is(&self, identity: &str) -> bool {
        self.name == identity || self.id.to_string() == identity
    }

    /// The build with this id.
    #[must_use]
    pub fn build(&self, id: Uuid) -> Option<&Build> {
        self.builds.iter().find(|build| build.id == id)
    }

    /// The release that runs: the last that succeeded.
    #[must_use]
    pub fn current_release(&self) -> Option<&Release> {
        let succeeded = |release: &&Release| release.status == Status::Succeeded;
        self.releases.iter().rev().find(succeeded)
    }

    pub(super) fn next_version(&self) -> u64 {
        self.releases.last().map_or(1, |release| release.version + 1)
    }
}

/// The status of builds, releases and app setups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Still going on.
    Pending,
    /// Ended well.
    Succeeded,
    /// Ended badly, or was cancelled.
    Failed,
    /// Of a release: never became current.
    Expired,
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Succeeded => Self::Succeeded,
            Outcome::Failed => Self::Failed,
            Outcome::Expired => Self::Expired,
        }
    }
}

/// A build.
#[derive(Debug)]
pub struct Build {
    /// Its id.
    pub id: Uuid,
    /// How it stands.
    pub status: Status,
    /// Where its source was said to be.
    pub source_url: String,
    /// The version that came with the source.
    pub source_version: Option<String>,
    /// What that version was described by.
    pub source_description: Option<String>,
    /// What the source was to be checked by.
    pub source_checksum: Option<String>,
    /// The source itself, where it had been put to Heroku's own storage.
    pub source: Option<Vec<u8>>,
    /// The release that it made.
    pub release: Option<Uuid>,
    /// The slug that it made.
    pub slug: Option<Uuid>,
    /// What it printed, or prints.
    pub output: Arc<Stream>,
    /// When it was asked for.
    pub created: SystemTime,
    pub(super) run: Run,
}

impl Build {
    /// A build of `version` that starts now.
    #[must_use]
    pub fn start(source_url: &str, version: Option<&str>, script: BuildScript) -> Self {
        Self::start_at(clock::now(), source_url, version, script)
    }

    pub(super) fn start_at(started: Instant, source_url: &str, version: Option<&str>, script: BuildScript) -> Self {
        let run =
            Run { ends: started + script.duration(), outcome: script.outcome, release_phase: script.release_phase };
        Self {
            id: Uuid::new_v4(),
            status: Status::Pending,
            source_url: source_url.to_owned(),
            source_version: version.map(str::to_owned),
            source_description: None,
            source_checksum: None,
            source: None,
            release: None,
            slug: None,
            output: Stream::start(script.output, started),
            created: clock::wall_clock(started),
            run,
        }
    }

    pub(super) fn cancel(&mut self, now: Instant) {
        if self.status == Status::Pending {
            self.output.close(now);
            self.status = Status::Failed;
            self.run.ends = now;
        }
    }
}

#[derive(Debug)]
pub(super) struct Run {
    pub(super) ends: Instant,
    pub(super) outcome: Outcome,
    pub(super) release_phase: Option<PhaseScript>,
}

/// A release.
#[derive(Debug)]
pub struct Release {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub version: u64,
    /// How it stands; pending while its release phase runs.
    pub status: Status,
    /// Why there is one.
    pub description: String,
    /// What it runs.
    pub slug: Option<Uuid>,
    /// The commit that this was built from.
    pub commit: Option<String>,
    /// What its release phase printed, or prints.
    pub output: Option<Arc<Stream>>,
    /// When it was made.
    pub created: SystemTime,
    pub(super) ends: Instant,
    pub(super) outcome: Outcome,
}

impl Release {
    /// Since when its release phase is over.
    pub(super) fn final_since(&self) -> Instant {
        self.ends
    }

    /// A release of what was built from a commit, by whatever means: a promotion, say.
    #[must_use]
    pub fn of_commit(version: u64, description: &str, commit: &str) -> Self {
        Self { slug: Some(Uuid::new_v4()), commit: Some(commit.to_owned()), ..Self::done(version, description) }
    }

    /// The same in this state, for as long as anybody will wait.
    #[must_use]
    pub fn that_is(self, status: Status) -> Self {
        Self { status, ends: self.ends + Duration::from_hours(24), ..self }
    }

    /// A release without a release phase.
    #[must_use]
    pub fn done(version: u64, description: &str) -> Self {
        Self {
            id: Uuid::new_v4(),
            version,
            status: Status::Succeeded,
            description: description.to_owned(),
            slug: None,
            commit: None,
            output: None,
            created: clock::today(),
            ends: clock::now(),
            outcome: Outcome::Succeeded,
        }
    }
}
