//! The messages for tests that did not pass.

use super::lines::nonempty;
use crate::outcome::Trouble;

/// Title, reason, evidence and advice.
pub(super) type Words = (&'static str, String, Vec<String>, String);

/// How many failed tests a line names.
const NAMED_CASES: usize = 5;

/// The message for tests that did not pass.
pub(super) fn of_tests(trouble: &Trouble) -> Words {
    match trouble {
        Trouble::TestsFailed { exits, cases, tail } => (
            "Tests failed",
            tests_failed(exits, cases),
            tail.clone(),
            where_to_look(tail).to_owned(),
        ),
        Trouble::TestsErrored { status, says, tail } => (
            "Tests not run",
            format!("the test run ended as `{status}`: {}", nonempty(&says.join("; "), "Heroku does not say why")),
            tail.clone(),
            "Check `environments.test` in `app.json`, the pipeline's config vars for tests and the output above, then run the \
             workflow again."
                .to_owned(),
        ),
        _ => (
            "Test run gone",
            "Heroku no longer shows the test run, so its result is unknown".to_owned(),
            Vec::new(),
            "Heroku removes a pipeline without an app, and its test runs with it. Add an app to the pipeline, then run the \
             workflow again."
                .to_owned(),
        ),
    }
}

/// Some of the tests that failed by name, and the exit codes of their scripts.
fn tests_failed(exits: &[(u32, i64)], cases: &[String]) -> String {
    let exits: Vec<_> = match exits {
        [(_, code)] => vec![format!("exit code {code}")],
        several => several.iter().map(|(node, code)| format!("exit code {code} on node {node}")).collect(),
    };
    let named: Vec<_> = cases.iter().take(NAMED_CASES).map(|case| format!("`{}`", case.replace('`', "'"))).collect();
    let rest = cases.len().saturating_sub(NAMED_CASES);
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    let named = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
    let exits = if exits.is_empty() { String::new() } else { format!(" ({})", exits.join(", ")) };
    let what = match cases.len() {
        0 => "the tests failed".to_owned(),
        1 => "1 test failed".to_owned(),
        many => format!("{many} tests failed"),
    };
    format!("{what}{exits}{named}")
}

/// Output that did not come does not say which tests to fix.
fn where_to_look(tail: &[String]) -> &'static str {
    if tail.iter().all(|line| line.trim().is_empty()) {
        "They printed nothing. See the test run on the pipeline's Tests tab in Heroku's dashboard."
    } else {
        "Fix the tests that failed, then push again."
    }
}

#[cfg(test)]
mod tests {
    use super::of_tests;
    use crate::outcome::Trouble;

    #[test]
    fn without_output_it_names_the_place_where_heroku_shows_the_tests() {
        for (tail, words) in [("not ok 1 - adds", "Fix the tests"), (" ", "the pipeline's Tests tab")] {
            let (exits, cases) = (vec![(0, 1)], Vec::new());
            let (.., advice) = of_tests(&Trouble::TestsFailed { exits, cases, tail: vec![tail.to_owned()] });
            assert!(advice.contains(words), "{advice}");
        }
    }
}
