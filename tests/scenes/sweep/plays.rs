//! Playing all cases of all plots, several at a time: they mostly wait.

use std::{sync::Arc, time::Instant};

use branchline::sandbox::FaultKind;
use futures_util::{
    future::join_all,
    stream::{self, StreamExt},
};

use super::{
    case::{Case, Mishap},
    ends, faults, outages,
    plot::{Closing, Played, Plot},
    verdict::{violations, violations_of_ended},
};

/// How much of it is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Sample,
    Complete,
}

impl Extent {
    /// What the environment asks for, and of which plots: `complete`, or `complete:` and a part of their names.
    #[expect(clippy::disallowed_methods, reason = "a test has no inputs but the environment")]
    pub(crate) fn asked_for() -> (Self, String) {
        let asked = std::env::var("BRANCHLINE_SWEEP").unwrap_or_default();
        match asked.strip_prefix("complete") {
            Some(plots) => (Self::Complete, plots.trim_start_matches(':').to_owned()),
            None => (Self::Sample, String::new()),
        }
    }

    /// How many runs there are at a time: those of the complete sweep that wait for time-outs are many.
    fn at_once(self) -> usize {
        match self {
            Self::Sample => 64,
            Self::Complete => 96,
        }
    }
}

/// What came of a case.
enum Outcome {
    Well,
    /// The run was over before the runner could end it.
    Missed,
    /// What is wrong.
    Violation(String),
}

/// In the sample each kind of fault has its turn at every so many requests, and each plot begins with another kind.
const ONE_IN: usize = 19;

/// Plays all plots with all their cases, prints what was played, and gives the violations.
pub(crate) async fn play(plots: &[Plot], extent: Extent) -> Vec<String> {
    let started = Instant::now();
    let (mut runs, mut all) = (0, Vec::new());
    let mut plays = Vec::new();
    let good = join_all(plots.iter().map(|plot| plot.played(&[]))).await;
    for (index, (plot, good)) in plots.iter().zip(good).enumerate() {
        let good = Arc::new(good);
        let result = good.run.output("result");
        assert!(plot.results.contains(&result), "{} does not go well:\n{}", plot.name, good.run.output);
        let cases = cases(index, plot, &good, extent);
        print(&format!("{:>5} runs: {}", cases.len(), plot.name));
        runs += cases.len();
        plays.extend(cases.into_iter().map(|case| (plot.clone(), Arc::clone(&good), case)));
    }
    // What takes longest begins first.
    plays.sort_by_key(|(_, _, case)| !case.is_long);
    let playing =
        plays.into_iter().map(|(plot, good, case)| tokio::spawn(async move { one(&plot, &case, &good).await }));
    let mut ended = stream::iter(playing).buffer_unordered(extent.at_once());
    let (mut over, mut missed) = (0, 0);
    while let Some(played) = ended.next().await {
        match played.unwrap() {
            Outcome::Well => {}
            Outcome::Missed => missed += 1,
            Outcome::Violation(violation) => all.push(violation),
        }
        over += 1;
        if over % 500 == 0 {
            print(&format!("{over} runs are over after {} s", started.elapsed().as_secs()));
        }
    }
    let seconds = started.elapsed().as_secs();
    print(&format!(
        "{runs} runs ({missed} were over before they could be ended), {} violations, {seconds} s",
        all.len()
    ));
    all
}

fn cases(index: usize, plot: &Plot, good: &Played, extent: Extent) -> Vec<Case> {
    let requests = &good.workflow.sandbox.requests()[good.requests_before..];
    let mut cases = faults::at_each_request(requests);
    cases.extend(faults::at_each_connection(requests));
    let bytes = match extent {
        Extent::Complete if index == 0 => (0..=330).collect(),
        Extent::Complete => vec![0, 1, 40, 140],
        Extent::Sample => vec![0, 1, 10, 24, 40, 90, 140],
    };
    cases.extend(faults::in_streams(requests, &bytes, &[0, 40]));
    cases.extend(outages::twice_at_each_request(requests));
    cases.extend(outages::from_each_request_on(requests));
    if plot.closing != Closing::Meanwhile {
        cases.extend(ends::at_each_request(requests));
    }
    if extent == Extent::Complete {
        return cases;
    }
    cases.retain(|case| case.passes || !case.is_long);
    let chosen = cases.into_iter().enumerate().filter(|(number, _)| number % ONE_IN == index % ONE_IN);
    chosen.map(|(_, case)| case).collect()
}

/// Plays one case, and tells what is wrong with the world afterwards.
async fn one(plot: &Plot, case: &Case, good: &Arc<Played>) -> Outcome {
    let played = {
        let (plot, case, good) = (plot.clone(), case.clone(), Arc::clone(good));
        tokio::spawn(async move { judged(&plot, &case, &good).await })
    };
    let outcome = played.await.unwrap_or_else(|panic| Outcome::Violation(panic.to_string()));
    let Outcome::Violation(found) = outcome else { return outcome };
    let violation = format!("{}: {}\n  {found}", plot.name, case.name);
    print(&violation);
    Outcome::Violation(violation)
}

async fn judged(plot: &Plot, case: &Case, good: &Played) -> Outcome {
    let (found, workflow, output) = match &case.mishap {
        Mishap::Faults(faults) => {
            let played = plot.played(faults).await;
            (violations(plot, case, &played, good), played.workflow, played.run.output)
        }
        Mishap::Ended { by, during, which } => {
            let played = plot.played_until(during, which, *by).await;
            if !played.was_ended {
                return Outcome::Missed;
            }
            let answers = matches!(which, FaultKind::Delay(_));
            let found = violations_of_ended(plot, answers, &played);
            (found, played.workflow, played.run.map(|run| run.output).unwrap_or_default() + &played.post.output)
        }
    };
    if found.is_empty() {
        return Outcome::Well;
    }
    let requests: Vec<_> = workflow.sandbox.requests().iter().map(|request| format!("  | {request}")).collect();
    Outcome::Violation(format!("{}\n{}\n{output}", found.join("\n  "), requests.join("\n")))
}

#[expect(clippy::disallowed_macros, reason = "the sweep tells what it has done")]
fn print(text: &str) {
    println!("{text}");
}
