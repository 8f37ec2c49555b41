//! What a run was waiting for, as it was last seen.

use std::{collections::BTreeSet, fmt};

use super::api_error::in_one_line;
use crate::outcome::{PendingCheck, Waiting};

impl fmt::Display for Waiting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingWritten => formatter.write_str("nothing was started yet"),
            Self::NothingRequested => formatter.write_str("nothing was requested yet"),
            Self::Checks { commit, pending } => {
                write!(formatter, "waiting for checks of `{}`: {}", commit.short(), listed(pending))
            }
            Self::LabelRemoval(label) => write!(formatter, "the label `{label}` was being removed"),
            Self::Images(app) => write!(formatter, "the images of `{app}` are being copied"),
            Self::Upload => formatter.write_str("the source is being uploaded"),
            Self::AppAnswer(app) => write!(formatter, "the app `{app}` was requested, and Heroku has not answered yet"),
            Self::BuildAnswer(app) => {
                write!(formatter, "a build was requested on `{app}`, and Heroku has not answered yet")
            }
            Self::BuildAcceptance(app) => {
                write!(formatter, "a build was requested on `{app}`, and Heroku has not accepted it yet")
            }
            Self::Build { status } => write!(formatter, "the build is {status}"),
            Self::FirstBuild { status } => write!(formatter, "the first build is {status}"),
            Self::Release { version, status } => write!(formatter, "release v{version} is {status}"),
            Self::TestRunAnswer => formatter.write_str("a test run was requested, and Heroku has not answered yet"),
            Self::Tests { status } => write!(formatter, "the test run is {status}"),
            Self::Command(command) => write!(formatter, "`{command}` is running"),
            Self::Dynos(app) => write!(formatter, "the web dynos of `{app}` are starting"),
            Self::Health(app) => write!(formatter, "`{app}` does not answer its health check yet"),
            Self::HealthAnswer { app, last } => write!(formatter, "`{app}` gave its health check {last}"),
            Self::ReviewApp { status } => write!(formatter, "the review app is {status}"),
            Self::Deletion { status, refusal } => {
                write!(formatter, "the review app is {status}, and Heroku does not delete it: {}", in_one_line(refusal))
            }
            Self::UnlistedReviewApp => {
                formatter.write_str("Heroku says that the branch has a review app, but does not list it")
            }
        }
    }
}

impl fmt::Display for PendingCheck {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(name) => write!(formatter, "`{name}`"),
            Self::Missing(name) => write!(formatter, "`{name}` (not reported yet)"),
            Self::Workflow(name) => write!(formatter, "the workflow `{name}`"),
            Self::Suite(app) => write!(formatter, "further checks of `{app}`"),
        }
    }
}

/// Sorted by the words, so that missing checks stand among the others.
fn listed(pending: &BTreeSet<PendingCheck>) -> String {
    let words: BTreeSet<_> = pending.iter().map(ToString::to_string).collect();
    Vec::from_iter(words).join(", ")
}

#[cfg(test)]
mod tests {
    use crate::outcome::{
        PendingCheck::{Check, Missing},
        Waiting,
    };

    #[test]
    fn checks_are_listed_by_name_whether_or_not_they_have_come() {
        let commit = "0123456789abcdef0123456789abcdef01234567".parse().unwrap();
        let pending = [Check("unit".to_owned()), Missing("lint".to_owned()), Check("build".to_owned())].into();
        let words = Waiting::Checks { commit, pending }.to_string();
        assert_eq!(words, "waiting for checks of `0123456`: `build`, `lint` (not reported yet), `unit`");
    }
}
