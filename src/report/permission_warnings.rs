//! Warnings about missing permissions.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use super::console::Console;
use super::words::api_error::in_one_line;
use crate::{
    http::{ApiError, Failure},
    outcome::Removal,
};

/// A permission that a report needs, as a workflow names it.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Permission {
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

/// The warning if GitHub refuses for a reason that no permission changes.
const LOCKED: &str = "The pull request's conversation is locked, so GitHub takes no comment there. \
                      Everything else continues. Unlock the conversation, or set `comment: false`.";

/// Whether GitHub refused because the conversation is locked.
pub(crate) fn is_locked(error: &ApiError) -> bool {
    let Failure::Refused(refusal) = &error.failure else { return false };
    refusal.status == 403 && refusal.message.to_lowercase().contains("is locked")
}

/// What could not be done at GitHub.
#[derive(Clone, Copy)]
enum Undone {
    /// Reporting the work's progress.
    Words,
    /// Reacting to a command.
    Sign,
    /// Removing a label.
    Label,
}

impl Undone {
    fn title(self) -> &'static str {
        match self {
            Self::Words | Self::Sign => "Not told on GitHub",
            Self::Label => "Label not taken off",
        }
    }

    /// What else can be done about a missing permission, or what it is wanted for.
    fn beside(self, permission: Permission) -> String {
        match self {
            Self::Words => format!(", or set `{}`", permission.switch()),
            Self::Sign => ", so that Branchline can react to a command".to_owned(),
            Self::Label => ", so that the label can be taken off".to_owned(),
        }
    }

    fn consequence(self, permission: Permission) -> String {
        match self {
            Self::Words => format!("The deploy goes on without (`{}`).", permission.switch()),
            Self::Sign => "Branchline carries out the command, but cannot react to the comment.".to_owned(),
            Self::Label => "Nothing is deployed, but you must remove the label yourself.".to_owned(),
        }
    }
}

/// Reports that failed: one warning for each missing permission, never a failure.
pub(crate) struct PermissionWarnings<'a> {
    console: &'a Console,
    warned: RefCell<BTreeSet<Permission>>,
    warned_of_lock: Cell<bool>,
}

impl<'a> PermissionWarnings<'a> {
    /// Nothing is known to be missing yet.
    pub(crate) fn new(console: &'a Console) -> Self {
        Self { console, warned: RefCell::default(), warned_of_lock: Cell::default() }
    }

    /// The content of an answer, or a warning if there is none.
    pub(crate) fn ok_or_warn<T>(&self, permission: Permission, answer: Result<T, ApiError>) -> Option<T> {
        match answer {
            Ok(value) => Some(value),
            Err(error) => {
                self.warn(permission, Undone::Words, &error);
                None
            }
        }
    }

    /// Warns if the reaction to a command failed.
    pub(crate) fn warn_of_sign(&self, answer: Result<(), ApiError>) {
        if let Err(error) = answer {
            self.warn(Permission::PullRequests, Undone::Sign, &error);
        }
    }

    /// The result of removing a label; warns if that failed.
    pub(crate) fn removal_of(&self, answer: Result<(), ApiError>) -> Removal {
        match answer {
            Ok(()) => Removal::Done,
            Err(error) => {
                self.warn(Permission::PullRequests, Undone::Label, &error);
                Removal::Refused
            }
        }
    }

    pub(crate) fn warn_not_told(&self, what: &str) {
        self.console.warning("Not told on GitHub", what);
    }

    fn warn_of_lock(&self) {
        if !self.warned_of_lock.replace(true) {
            self.console.warning("Conversation locked", LOCKED);
        }
    }

    fn warn(&self, permission: Permission, undone: Undone, error: &ApiError) {
        if is_locked(error) {
            return self.warn_of_lock();
        }
        if !self.warned.borrow_mut().insert(permission) {
            return;
        }
        let found = in_one_line(error);
        let line = permission.line();
        let refused = matches!(error.status(), Some(403 | 404));
        if refused && !error.is_passing() {
            self.console.warning(
                "Missing permission",
                &format!("Add `{line}` under `permissions:` of the job{}. {found}", undone.beside(permission)),
            );
        } else {
            self.console.warning(undone.title(), &format!("{} {found}", undone.consequence(permission)));
        }
    }
}
