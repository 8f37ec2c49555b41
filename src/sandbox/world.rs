//! All that the two services know.

use std::time::{Duration, Instant};

use super::fault::Fault;
use super::github::GitHub;
use super::heroku::Heroku;
use super::registry::Registry;
use super::urls::Urls;

/// How long things take on the way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latency {
    /// Before each request is looked at.
    pub request: Duration,
    /// Before a new connection carries anything.
    pub connection: Duration,
}

/// The state behind both services. Seed it, start a sandbox with it, look at it and change it at any time.
#[derive(Debug, Default)]
pub struct World {
    /// What GitHub knows.
    pub github: GitHub,
    /// What Heroku knows.
    pub heroku: Heroku,
    /// What the registry has that images come from.
    pub registry: Registry,
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
