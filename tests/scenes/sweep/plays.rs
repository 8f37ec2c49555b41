//! Playing all cases of all stories, several at a time: they mostly wait.

use std::{sync::Arc, time::Instant};

use branchline::sandbox::FaultKind;
use futures_util::{
    future::join_all,
    stream::{self, StreamExt},
};

use super::{
    case::{Case, Mishap},
    ends, faults, outages,
    story::{Closing, Story, Told},
    verdict::{violations, violations_of_ended},
};

/// How much of it is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Sample,
    Complete,
}

impl Extent {
    #[expect(clippy::disallowed_methods, reason = "a test has no inputs but the environment")]
    pub(crate) fn asked_for() -> Self {
        if std::env::var("BRANCHLINE_SWEEP").as_deref() == Ok("complete") { Self::Complete } else { Self::Sample }
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

/// In the sample each kind of fault has its turn at every so many requests, and each story begins with another kind.
const ONE_IN: usize = 19;

/// Plays all stories with all their cases, prints what was played, and gives the violations.
pub(crate) async fn play(stories: &[Story], extent: Extent) -> Vec<String> {
    let started = Instant::now();
    let (mut runs, mut all) = (0, Vec::new());
    let mut plays = Vec::new();
    let good = join_all(stories.iter().map(|story| story.told(&[]))).await;
    for (index, (story, good)) in stories.iter().zip(good).enumerate() {
        let good = Arc::new(good);
        let result = good.run.output("result");
        assert!(story.results.contains(&result), "{} does not go well:\n{}", story.name, good.run.output);
        let cases = cases(index, story, &good, extent);
        print(&format!("{:>5} runs: {}", cases.len(), story.name));
        runs += cases.len();
        plays.extend(cases.into_iter().map(|case| (story.clone(), Arc::clone(&good), case)));
    }
    // What takes longest begins first.
    plays.sort_by_key(|(_, _, case)| !case.is_long);
    let playing =
        plays.into_iter().map(|(story, good, case)| tokio::spawn(async move { one(&story, &case, &good).await }));
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

fn cases(index: usize, story: &Story, good: &Told, extent: Extent) -> Vec<Case> {
    let requests = &good.stage.sandbox.requests()[good.requests_before..];
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
    if story.closing != Closing::Meanwhile {
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
async fn one(story: &Story, case: &Case, good: &Arc<Told>) -> Outcome {
    let played = {
        let (story, case, good) = (story.clone(), case.clone(), Arc::clone(good));
        tokio::spawn(async move { played(&story, &case, &good).await })
    };
    let outcome = played.await.unwrap_or_else(|panic| Outcome::Violation(panic.to_string()));
    let Outcome::Violation(found) = outcome else { return outcome };
    let violation = format!("{}: {}\n  {found}", story.name, case.name);
    print(&violation);
    Outcome::Violation(violation)
}

async fn played(story: &Story, case: &Case, good: &Told) -> Outcome {
    let (found, stage, output) = match &case.mishap {
        Mishap::Faults(faults) => {
            let told = story.told(faults).await;
            (violations(story, case, &told, good), told.stage, told.run.output)
        }
        Mishap::Ended { by, during, which } => {
            let told = story.told_until(during, which, *by).await;
            if !told.was_ended {
                return Outcome::Missed;
            }
            let answers = matches!(which, FaultKind::Delay(_));
            let found = violations_of_ended(story, answers, &told);
            (found, told.stage, told.run.map(|run| run.output).unwrap_or_default() + &told.post.output)
        }
    };
    if found.is_empty() {
        return Outcome::Well;
    }
    let requests: Vec<_> = stage.sandbox.requests().iter().map(|request| format!("  | {request}")).collect();
    Outcome::Violation(format!("{}\n{}\n{output}", found.join("\n  "), requests.join("\n")))
}

#[expect(clippy::disallowed_macros, reason = "the sweep tells what it has done")]
fn print(text: &str) {
    println!("{text}");
}
