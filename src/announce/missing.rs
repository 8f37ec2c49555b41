use std::{cell::RefCell, collections::BTreeSet};

use crate::{
    http::ApiError,
    report::{Console, in_one_line},
};

/// A permission that some words need, as it stands in a workflow.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Permission {
    Deployments,
    PullRequests,
    Statuses,
}

impl Permission {
    fn line(self) -> &'static str {
        match self {
            Self::Deployments => "deployments: write",
            Self::PullRequests => "pull-requests: write",
            Self::Statuses => "statuses: write",
        }
    }

    fn switch(self) -> &'static str {
        match self {
            Self::Deployments => "deployments: false",
            Self::PullRequests => "comment: false",
            Self::Statuses => "commit-status: false",
        }
    }
}

/// What could not be told: one warning for each permission that is missing, never a failure.
pub struct Missing<'a> {
    console: &'a Console,
    warned: RefCell<BTreeSet<Permission>>,
}

impl<'a> Missing<'a> {
    /// Nothing is known to be missing yet.
    #[must_use]
    pub fn new(console: &'a Console) -> Self {
        Self { console, warned: RefCell::default() }
    }

    /// What an answer holds; without it, a warning.
    pub(super) fn told<T>(&self, permission: Permission, answer: Result<T, ApiError>) -> Option<T> {
        match answer {
            Ok(value) => Some(value),
            Err(error) => {
                self.warn(permission, &error);
                None
            }
        }
    }

    /// What an answer about a sign or a label holds.
    pub fn reaction<T>(&self, answer: Result<T, ApiError>) -> Option<T> {
        self.told(Permission::PullRequests, answer)
    }

    pub(super) fn not_told(&self, what: &str) {
        self.console.warning("Not told on GitHub", what);
    }

    fn warn(&self, permission: Permission, error: &ApiError) {
        if !self.warned.borrow_mut().insert(permission) {
            return;
        }
        let found = in_one_line(error);
        let (line, switch) = (permission.line(), permission.switch());
        let refused = matches!(error.status(), Some(403 | 404));
        if refused && !error.is_passing() {
            self.console.warning(
                "Missing permission",
                &format!("Add `{line}` under `permissions:` of the job, or set `{switch}`. {found}"),
            );
        } else {
            self.console.warning("Not told on GitHub", &format!("The deploy goes on without (`{switch}`). {found}"));
        }
    }
}
