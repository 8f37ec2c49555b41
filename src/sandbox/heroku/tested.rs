//! Test runs, and what becomes of them as time goes by.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::Value;
use uuid::Uuid;

use super::super::{clock, script::OutputScript, stream::Stream};

/// How a test run goes.
#[derive(Clone, Debug)]
pub struct TestScript {
    /// How long it is `pending`, and `creating` after that for as long again.
    pub pending: Duration,
    /// What each node prints while it is set up, and while its tests run, and how its test script exits.
    pub nodes: Vec<(OutputScript, OutputScript, Option<i64>)>,
    /// How long it goes on after the last output.
    pub linger: Duration,
    /// The word for its end.
    pub ends: &'static str,
    /// What it says of that.
    pub message: Option<String>,
    /// Its tests: a description, whether it passed, and a directive.
    pub cases: Vec<(String, bool, String)>,
}

impl Default for TestScript {
    fn default() -> Self {
        let setup = OutputScript::lines(&["-----> Running test-setup command", "-----> Installing dependencies"]);
        let output = OutputScript::lines(&["-----> Running test command", "1..2", "ok 1 adds", "ok 2 subtracts"]);
        Self {
            pending: Duration::from_millis(10),
            nodes: vec![(setup, output, Some(0))],
            linger: Duration::ZERO,
            ends: "succeeded",
            message: None,
            cases: vec![("adds".to_owned(), true, String::new()), ("subtracts".to_owned(), true, String::new())],
        }
    }
}

/// A test run.
#[derive(Clone, Debug)]
pub struct TestRun {
    /// Its id.
    pub id: Uuid,
    /// Counts up from 1 within the pipeline.
    pub number: usize,
    /// The pipeline.
    pub pipeline: Uuid,
    /// What was asked for.
    pub asked: Value,
    /// Whether somebody cancelled it.
    pub cancelled: bool,
    /// How it goes.
    pub script: TestScript,
    started: Instant,
    pub(super) nodes: Vec<(Uuid, Arc<Stream>, Arc<Stream>)>,
}

impl TestRun {
    /// One that begins now.
    #[must_use]
    pub fn start(number: usize, pipeline: Uuid, asked: Value, script: TestScript) -> Self {
        let started = clock::now();
        let set_up = started + script.pending * 2;
        let runs = set_up + script.setup();
        let node = |(setup, output, _): &(OutputScript, OutputScript, Option<i64>)| {
            (Uuid::new_v4(), Stream::start(setup.clone(), set_up), Stream::start(output.clone(), runs))
        };
        let nodes = script.nodes.iter().map(node).collect();
        Self { id: Uuid::new_v4(), number, pipeline, asked, cancelled: false, script, started, nodes }
    }

    /// Its status by now.
    #[must_use]
    pub fn status(&self) -> &'static str {
        let elapsed = clock::now().saturating_duration_since(self.started);
        let (pending, setup) = (self.script.pending, self.script.setup());
        let over = pending * 2 + setup + self.script.output() + self.script.linger;
        match elapsed {
            _ if self.cancelled => "cancelled",
            _ if elapsed < pending => "pending",
            _ if elapsed < pending * 2 => "creating",
            _ if elapsed < pending * 2 + setup => "building",
            _ if elapsed < over => "running",
            _ => self.script.ends,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        !matches!(self.status(), "pending" | "creating" | "building" | "running")
    }

    pub(super) fn streams(&self) -> impl Iterator<Item = &Arc<Stream>> {
        self.nodes.iter().flat_map(|(_, setup, output)| [setup, output])
    }
}

impl TestScript {
    fn setup(&self) -> Duration {
        self.nodes.iter().map(|(setup, ..)| setup.duration()).max().unwrap_or_default()
    }

    fn output(&self) -> Duration {
        self.nodes.iter().map(|(_, output, _)| output.duration()).max().unwrap_or_default()
    }
}
