//! All that the two services know.

use std::time::{Duration, Instant};

use super::fault::Fault;
use super::github::GitHub;
use super::heroku::Heroku;

/// How long things take on the way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latency {
    /// Before each request is looked at.
    pub request: Duration,
    /// Before a new connection carries anything.
    pub connection: Duration,
}

/// Where the four hosts listen; filled in when the sandbox starts. No slash at the end.
#[derive(Clone, Debug, Default)]
pub struct Urls {
    /// GitHub's API.
    pub github: String,
    /// GitHub's archives.
    pub codeload: String,
    /// Heroku's API.
    pub heroku: String,
    /// Heroku's output streams.
    pub streams: String,
}

/// The state behind both services. Seed it, start a sandbox with it, look at it and change it at any time.
#[derive(Debug, Default)]
pub struct World {
    /// What GitHub knows.
    pub github: GitHub,
    /// What Heroku knows.
    pub heroku: Heroku,
    /// What will go wrong.
    pub faults: Vec<Fault>,
    /// How slow the network is.
    pub latency: Latency,
    /// Where the services are, and so what their answers lead to.
    pub urls: Urls,
}

impl World {
    pub(super) fn advance(&mut self, now: Instant) {
        self.heroku.advance(now);
    }
}
