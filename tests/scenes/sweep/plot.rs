//! A plot, and how it is played once.

use std::{
    collections::BTreeSet,
    pin::pin,
    time::{Duration, Instant},
};

use branchline::sandbox::{Fault, FaultKind, World, github::sha_of};
use serde_json::Value;
use tokio::process::{Child, Command};

use super::{case::End, ends::LATE, operation::Operation, verdict::still_open};
use crate::workflow::{Run, Workflow};

/// An event's name and payload.
pub(crate) type Event = (&'static str, Value);

/// When the pull request is closed at GitHub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    Never,
    Before,
    /// As soon as Heroku has a review app for it.
    Meanwhile,
}

/// What there is to be in the end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    /// Each of these apps runs `main`.
    Apps(&'static [&'static str]),
    /// Each of these apps was made, once, runs `main`, and is in the pipeline.
    SetUp(&'static [&'static str]),
    /// This app runs the release before, made once more.
    Back(&'static str),
    /// The tests of `main` ran once, to their end.
    Tested,
    /// It runs an image, released once.
    Image(&'static str),
    /// This app got the release of another, once.
    Promoted(&'static str),
    /// There is one review app, which runs the pull request's commit.
    ReviewApp,
    /// There is none.
    NoReviewApp,
}

/// Something that people do, and what comes of it if nothing goes wrong.
#[derive(Clone)]
pub(crate) struct Plot {
    pub(crate) name: &'static str,
    pub(crate) world: fn() -> World,
    /// A run that comes before, in the same workflow.
    pub(crate) before: Option<Event>,
    pub(crate) event: Event,
    pub(crate) inputs: &'static [(&'static str, &'static str)],
    pub(crate) closing: Closing,
    /// Whether it begins while another run's work goes on, of which there may be nothing left to show.
    pub(crate) shows_more: bool,
    /// The results that it may have.
    pub(crate) results: &'static [&'static str],
    pub(crate) ending: Ending,
}

/// A workflow in which a plot was played.
pub(crate) struct Played {
    pub(crate) workflow: Workflow,
    pub(crate) run: Run,
    /// The ids of the builds that were there before.
    pub(crate) builds_before: BTreeSet<String>,
    /// How many requests were made before.
    pub(crate) requests_before: usize,
}

/// A workflow in which a plot was played until the runner ended it, and the post step then.
pub(crate) struct CutShort {
    pub(crate) workflow: Workflow,
    /// The run, if it was left the time to say how it ended.
    pub(crate) run: Option<Run>,
    pub(crate) builds_before: BTreeSet<String>,
    /// Whether it came to the request that it was to be ended at; otherwise it went to its end.
    pub(crate) was_ended: bool,
    /// What was left open before the post step.
    pub(crate) open_before_post: Vec<String>,
    pub(crate) post: Run,
}

impl Plot {
    async fn workflow(&self) -> Workflow {
        let mut workflow = Workflow::new((self.world)()).await;
        let rules = "main: acme-production\nboth: acme-one, acme-two\n**: review-app";
        workflow = workflow.input("rules", rules).input("pipeline", "acme");
        for (name, value) in self.inputs {
            workflow = workflow.input(name, value);
        }
        if let Some((name, payload)) = &self.before {
            workflow.happens(name, payload);
            assert_eq!(workflow.run().await.code, 0, "what comes before {} goes well", self.name);
        }
        if self.closing == Closing::Before {
            workflow.close();
        }
        workflow.happens(self.event.0, &self.event.1);
        match self.event.0 {
            "workflow_dispatch" | "issue_comment" => {
                workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"))
            }
            _ => workflow,
        }
    }

    /// Plays it, with faults or without.
    pub(crate) async fn played(&self, faults: &[Fault]) -> Played {
        let workflow = self.workflow().await;
        let builds_before = builds(&workflow);
        let requests_before = workflow.sandbox.requests().len();
        for fault in faults {
            workflow.sandbox.fault(fault.clone());
        }
        let (child, started) = (workflow.start(), Instant::now());
        let run = {
            let mut end = pin!(workflow.end(child, started));
            tokio::select! {
                run = &mut end => run,
                () = self.meanwhile(&workflow) => end.await,
            }
        };
        Played { workflow, run, builds_before, requests_before }
    }

    /// Plays it until a request is on its way, which goes so; then Heroku stands still, the runner ends the step, and
    /// runs the post step.
    pub(crate) async fn played_until(&self, during: &Operation, which: &FaultKind, by: End) -> CutShort {
        let workflow = self.workflow().await;
        let builds_before = builds(&workflow);
        let requests_before = workflow.sandbox.requests().len();
        workflow.sandbox.fault(during.fault(which.clone()));
        let mut child = workflow.start();
        let was_ended = comes_to(during, &workflow, requests_before, &mut child).await;
        workflow.sandbox.world().heroku.stands_still = was_ended;
        let run = if by == End::Killed && was_ended {
            child.kill().await.unwrap();
            None
        } else {
            if was_ended {
                terminate(&child).await;
            }
            Some(workflow.end(child, Instant::now()).await)
        };
        let open_before_post = still_open(&workflow.sandbox.world(), &builds_before);
        // A container takes longer to start than this.
        workflow.sandbox.wait_until(LATE * 2, |_| false).await;
        let workflow = workflow.with_state();
        let post = workflow.post().await;
        CutShort { workflow, run, builds_before, was_ended, open_before_post, post }
    }

    async fn meanwhile(&self, workflow: &Workflow) {
        if self.closing == Closing::Meanwhile {
            let creating = |world: &World| !world.heroku.review_apps.is_empty();
            if workflow.sandbox.wait_until(Duration::from_mins(2), creating).await {
                workflow.close();
            }
        }
    }
}

/// Waits until a request is on its way; false if the run ends without it.
async fn comes_to(during: &Operation, workflow: &Workflow, requests_before: usize, child: &mut Child) -> bool {
    while !during.is_among(&workflow.sandbox.requests()[requests_before..]) {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        workflow.sandbox.wait_until(Duration::from_millis(4), |_| false).await;
    }
    true
}

async fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

fn builds(workflow: &Workflow) -> BTreeSet<String> {
    let world = workflow.sandbox.world();
    world.heroku.apps.iter().flat_map(|app| &app.builds).map(|build| build.id.to_string()).collect()
}
