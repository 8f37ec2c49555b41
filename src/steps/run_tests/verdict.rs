//! The result of a finished test run.

use super::watch::Watched;
use crate::{
    heroku::test_runs::TestCase,
    names::TestStatus,
    outcome::{Done, Trouble},
    relay::neutral_line,
    steps::{desk::Desk, flow::Flow},
};

/// The runner shows ten annotations of a kind for each step, and one of them is about the run itself.
const ANNOTATED: usize = 9;
/// How many characters of a test to show.
const LONGEST_CASE: usize = 200;
/// How TAP begins the line of a failed test.
const NOT_OK: &str = "not ok";

/// The run's own status decides, and a test script that did not exit with 0 is never a success.
pub(super) async fn judge(watched: Watched, desk: &Desk<'_>) -> Result<Flow, Trouble> {
    let Watched { run, nodes, tail } = watched;
    let failed = |exit: Option<i64>| exit.filter(|code| *code != 0);
    let exits: Vec<_> = nodes.iter().filter_map(|node| Some((node.index, failed(node.exit_code)?))).collect();
    match run.status {
        TestStatus::Succeeded if exits.is_empty() => Ok(Flow::Done(Done::Tested)),
        TestStatus::Succeeded | TestStatus::Failed => {
            let cases = failing_cases(&run.id, &tail, desk).await;
            annotate(&cases, desk);
            let names = cases.into_iter().map(|(name, _)| name).collect();
            Err(Trouble::TestsFailed { exits, cases: names, tail })
        }
        status => {
            let said = run.message.into_iter().chain(nodes.into_iter().filter_map(|node| node.message));
            let mut says: Vec<_> = said.filter(|text| !text.trim().is_empty()).collect();
            says.dedup();
            Err(Trouble::TestsErrored { status, says, tail })
        }
    }
}

/// The failed tests, each with its details: as Heroku has read them, or else from the end of the output.
async fn failing_cases(run: &crate::names::TestRunId, tail: &[String], desk: &Desk<'_>) -> Vec<(String, String)> {
    let cases = desk.clients.heroku.test_cases(run).await.unwrap_or_default();
    let known: Vec<_> = cases.iter().filter(|case| case.is_failure()).map(|case| in_words(case, desk)).collect();
    if known.is_empty() { tail.iter().filter_map(|line| from_tap(line)).collect() } else { known }
}

fn in_words(case: &TestCase, desk: &Desk<'_>) -> (String, String) {
    let description = case.description.as_deref().unwrap_or_default().trim().trim_start_matches("- ");
    let number = || case.number.map_or_else(|| "a test".to_owned(), |number| format!("test {number}"));
    let name = if description.is_empty() { number() } else { desk.console.foreign(description) };
    let diagnostic = desk.console.foreign(case.diagnostic.as_deref().unwrap_or_default());
    (cut(&name), cut(&diagnostic))
}

/// A line such as `not ok 7 - subtracts`; one with a directive counts as passed.
fn from_tap(line: &str) -> Option<(String, String)> {
    let line = line.rsplit_once(" | ").map_or(line, |(_, line)| line).trim_start();
    let rest = line.strip_prefix(NOT_OK)?.trim_start();
    let lower = rest.to_lowercase();
    if lower.contains("# skip") || lower.contains("# todo") {
        return None;
    }
    let name = rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start_matches([' ', '-']);
    Some((cut(if name.is_empty() { line } else { name }), String::new()))
}

fn annotate(cases: &[(String, String)], desk: &Desk<'_>) {
    for (name, diagnostic) in cases.iter().take(ANNOTATED) {
        let words = if diagnostic.is_empty() { name.clone() } else { format!("{name}: {diagnostic}") };
        desk.console.error("Test failed", &neutral_line(&words));
    }
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_CASE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::from_tap;

    #[test]
    fn tap_tells_which_tests_failed() {
        for (line, name) in [
            ("not ok 7 - subtracts", Some("subtracts")),
            ("not ok 7 subtracts", Some("subtracts")),
            ("node 3 | not ok 7 - subtracts", Some("subtracts")),
            ("    not ok 1", Some("not ok 1")),
            ("not ok 3 - later # TODO not yet", None),
            ("not ok 3 - later # SKIP no network", None),
            ("ok 1 - adds", None),
            ("nothing is not ok", None),
        ] {
            assert_eq!(from_tap(line).map(|(name, _)| name).as_deref(), name, "{line}");
        }
    }
}
