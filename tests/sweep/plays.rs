//! Playing all cases of all stories, several at a time: they mostly wait.

use std::{sync::Arc, time::Instant};

use futures_util::stream::{self, StreamExt};

use crate::{
    case::{Case, at_each_connection, at_each_request, from_each_request_on, in_streams},
    story::{Story, Told},
    verdict::violations,
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
            Self::Sample => 16,
            Self::Complete => 96,
        }
    }
}

/// In the sample each kind of fault has its turn at every so many requests, and each story begins with another kind.
const ONE_IN: usize = 11;

/// Plays all stories with all their cases, prints what was played, and gives the violations.
pub(crate) async fn play(stories: &[Story], extent: Extent) -> Vec<String> {
    let started = Instant::now();
    let (mut runs, mut all) = (0, Vec::new());
    let mut plays = Vec::new();
    for (index, story) in stories.iter().enumerate() {
        let good = Arc::new(story.told(None).await);
        let result = good.run.output("result");
        assert!(story.results.contains(&result), "{} does not go well:\n{}", story.name, good.run.output);
        let cases = cases(index, &good, extent);
        print(&format!("{:>5} runs: {}", cases.len(), story.name));
        runs += cases.len();
        plays.extend(cases.into_iter().map(|case| (story.clone(), Arc::clone(&good), case)));
    }
    // What takes longest begins first.
    plays.sort_by_key(|(_, _, case)| !case.is_long);
    let playing =
        plays.into_iter().map(|(story, good, case)| tokio::spawn(async move { one(&story, &case, &good).await }));
    let mut ended = stream::iter(playing).buffer_unordered(extent.at_once());
    let mut over = 0;
    while let Some(found) = ended.next().await {
        all.extend(found.unwrap());
        over += 1;
        if over % 500 == 0 {
            print(&format!("{over} runs are over after {} s", started.elapsed().as_secs()));
        }
    }
    print(&format!("{runs} runs, {} violations, {} s", all.len(), started.elapsed().as_secs()));
    all
}

fn cases(index: usize, good: &Told, extent: Extent) -> Vec<Case> {
    let requests = &good.stage.sandbox.requests()[good.requests_before..];
    let mut cases = at_each_request(requests);
    cases.extend(at_each_connection(requests));
    if extent == Extent::Complete {
        let bytes: Vec<_> = if index == 0 { (0..=330).collect() } else { vec![0, 1, 40, 140] };
        cases.extend(in_streams(requests, &bytes, &[0, 40]));
        cases.extend(from_each_request_on(requests));
        return cases;
    }
    cases.extend(in_streams(requests, &[0, 1, 10, 24, 40, 90, 140], &[0, 40]));
    cases.extend(from_each_request_on(requests).into_iter().filter(|case| !case.is_long));
    let chosen = cases.into_iter().enumerate().filter(|(number, _)| number % ONE_IN == index % ONE_IN);
    chosen.map(|(_, case)| case).collect()
}

async fn one(story: &Story, case: &Case, good: &Told) -> Option<String> {
    let played = {
        let (story, case) = (story.clone(), case.clone());
        tokio::spawn(async move { story.told(Some(&case)).await })
    };
    let of = format!("{}: {}", story.name, case.name);
    let found = match played.await {
        Ok(told) => {
            let found = violations(story, case, &told, good).join("\n  ");
            let requests = &told.stage.sandbox.requests()[told.requests_before..];
            let requests: Vec<_> = requests.iter().map(|request| format!("  | {request}")).collect();
            if found.is_empty() { found } else { format!("{found}\n{}\n{}", requests.join("\n"), told.run.output) }
        }
        Err(panic) => panic.to_string(),
    };
    (!found.is_empty()).then(|| {
        let violation = format!("{of}\n  {found}");
        print(&violation);
        violation
    })
}

#[expect(clippy::disallowed_macros, reason = "the sweep tells what it has done")]
fn print(text: &str) {
    println!("{text}");
}
