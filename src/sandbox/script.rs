//! How future builds and review apps will behave. Times are real, so keep them to milliseconds.

use std::time::Duration;

use axum::body::Bytes;

/// A piece of output that is written in one go.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// How long after the chunk before it.
    pub after: Duration,
    /// Any bytes; a chunk may end inside a line or a UTF-8 character.
    pub bytes: Bytes,
}

impl Chunk {
    /// `bytes`, so many milliseconds after the chunk before.
    #[must_use]
    pub fn new(after_ms: u64, bytes: impl Into<Bytes>) -> Self {
        Self { after: Duration::from_millis(after_ms), bytes: bytes.into() }
    }
}

/// What a stream of output does.
#[derive(Clone, Debug)]
pub struct OutputScript {
    /// What is written, and when.
    pub chunks: Vec<Chunk>,
    /// So many requests are answered `404 Channel is not registered.` before the stream exists.
    pub not_found_first: u32,
    /// The first reader sees the end after so many chunks, though more are written.
    pub ends_early_after: Option<usize>,
    /// After so much silence one NUL byte is sent, and again after each further one.
    pub heartbeat: Option<Duration>,
    /// After the last chunk these bytes are sent again and again, also when the work is over, until nobody reads any more.
    pub endless: Option<Bytes>,
}

impl OutputScript {
    /// These chunks, heartbeats every ten seconds as Heroku's own stream server sends them
    /// (<https://github.com/heroku/busl>).
    #[must_use]
    pub fn new(chunks: Vec<Chunk>) -> Self {
        Self {
            chunks,
            not_found_first: 0,
            ends_early_after: None,
            heartbeat: Some(Duration::from_secs(10)),
            endless: None,
        }
    }

    /// One line every few milliseconds; each gets its line break.
    #[must_use]
    pub fn lines(lines: &[&str]) -> Self {
        let chunk = |line: &&str| Chunk::new(5, format!("{line}\n"));
        Self::new(lines.iter().map(chunk).collect())
    }

    /// From the first request for output to the last byte.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.chunks.iter().map(|chunk| chunk.after).sum()
    }
}

/// How something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes well.
    Succeeded,
    /// It does not.
    Failed,
    /// A release that never becomes the app's current one.
    Expired,
}

/// A release phase.
#[derive(Clone, Debug)]
pub struct PhaseScript {
    /// What the release command prints.
    pub output: OutputScript,
    /// How long the release stays pending after the end of its output.
    pub linger: Duration,
    /// How the release command exits.
    pub outcome: Outcome,
}

impl PhaseScript {
    /// A release command that prints these lines and ends so.
    #[must_use]
    pub fn new(lines: &[&str], outcome: Outcome) -> Self {
        Self { output: OutputScript::lines(lines), linger: Duration::ZERO, outcome }
    }
}

/// A build, and the release that it makes.
#[derive(Clone, Debug)]
pub struct BuildScript {
    /// What the build prints.
    pub output: OutputScript,
    /// How long the build stays pending after the end of its output.
    pub linger: Duration,
    /// How the build ends.
    pub outcome: Outcome,
    /// The release phase, if the app has one.
    pub release_phase: Option<PhaseScript>,
}

impl BuildScript {
    /// A build that prints these lines and ends so, without a release phase.
    #[must_use]
    pub fn new(lines: &[&str], outcome: Outcome) -> Self {
        Self { output: OutputScript::lines(lines), linger: Duration::ZERO, outcome, release_phase: None }
    }

    /// A build that is pending for as long as anybody will wait.
    #[must_use]
    pub fn endless() -> Self {
        Self { linger: Duration::from_hours(24), ..Self::new(&[], Outcome::Failed) }
    }

    /// The same build with a release phase.
    #[must_use]
    pub fn with_release_phase(mut self, phase: PhaseScript) -> Self {
        self.release_phase = Some(phase);
        self
    }

    pub(super) fn duration(&self) -> Duration {
        self.output.duration() + self.linger
    }
}

impl Default for BuildScript {
    fn default() -> Self {
        let lines = [
            "-----> Building on the Heroku-24 stack",
            "-----> Using buildpack: heroku/nodejs",
            "-----> Installing dependencies",
            "       added 318 packages in 2s",
            "-----> Build succeeded!",
            "-----> Discovering process types",
            "       Procfile declares types -> web",
            "-----> Compressing...",
            "       Done: 41.7M",
            "-----> Launching...",
            "       Released",
        ];
        Self::new(&lines, Outcome::Succeeded)
    }
}

/// What the `postdeploy` script of an `app.json` did.
#[derive(Clone, Debug)]
pub struct Postdeploy {
    /// What it printed.
    pub output: String,
    /// Zero is success.
    pub exit_code: i32,
}

/// A review app, from the request to create it to its end.
#[derive(Clone, Debug)]
pub struct ReviewAppScript {
    /// How long it is `pending`; then it is `creating`.
    pub pending: Duration,
    /// How long its `app` is null.
    pub app_after: Duration,
    /// How long its `app_setup` is null.
    pub setup_after: Duration,
    /// How long the app setup's `build` is null.
    pub build_after: Duration,
    /// The first build; `None`: as every other build.
    pub build: Option<BuildScript>,
    /// Errors in `app.json`: if there are any, there is no build, and the review app is `errored`.
    pub manifest_errors: Vec<String>,
    /// The postdeploy script, if the app has one.
    pub postdeploy: Option<Postdeploy>,
    /// How long the postdeploy script runs.
    pub postdeploy_time: Duration,
    /// Heroku gives up before there is an app setup, for this reason.
    pub refusal: Option<String>,
    /// What the app setup says where it fails, instead of Heroku's usual words.
    pub failure_message: Option<String>,
    /// Whether an `errored` review app still has its `app`.
    pub keeps_app: bool,
    /// How long it is `deleting` before it is gone.
    pub deleting: Duration,
}

impl Default for ReviewAppScript {
    fn default() -> Self {
        Self {
            pending: Duration::from_millis(5),
            app_after: Duration::from_millis(10),
            setup_after: Duration::from_millis(10),
            build_after: Duration::from_millis(15),
            build: None,
            manifest_errors: Vec::new(),
            postdeploy: None,
            postdeploy_time: Duration::from_millis(5),
            refusal: None,
            failure_message: None,
            keeps_app: true,
            deleting: Duration::from_millis(20),
        }
    }
}
