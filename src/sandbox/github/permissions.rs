//! What a workflow's token may do (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions>).

use std::collections::BTreeMap;

/// A key of a workflow's `permissions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Runs of workflows.
    Actions,
    /// Check runs.
    Checks,
    /// Commits, branches, archives.
    Contents,
    /// Deployments and their statuses.
    Deployments,
    /// Issues and their comments, those of pull requests too.
    Issues,
    /// Pull requests and their comments.
    PullRequests,
    /// Commit statuses.
    Statuses,
}

/// How far a permission goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing.
    None,
    /// Reading.
    Read,
    /// Reading and writing.
    Write,
}

/// The permissions of the token; by default all of them.
#[derive(Clone, Debug, Default)]
pub struct Permissions {
    limits: BTreeMap<Scope, Access>,
}

impl Permissions {
    /// A token that may only read, as on a pull request from a fork.
    #[must_use]
    pub fn read_only() -> Self {
        Self::all(Access::Read)
    }

    /// A token with no permissions at all.
    #[must_use]
    pub fn none() -> Self {
        Self::all(Access::None)
    }

    fn all(access: Access) -> Self {
        let scopes = [
            Scope::Actions,
            Scope::Checks,
            Scope::Contents,
            Scope::Deployments,
            Scope::Issues,
            Scope::PullRequests,
            Scope::Statuses,
        ];
        Self { limits: scopes.map(|scope| (scope, access)).into() }
    }

    /// Changes one of them.
    pub fn set(&mut self, scope: Scope, access: Access) {
        self.limits.insert(scope, access);
    }

    /// Whether one of `scopes` goes as far as `access`.
    #[must_use]
    pub fn allow(&self, scopes: &[Scope], access: Access) -> bool {
        let limit = |scope: &Scope| *self.limits.get(scope).unwrap_or(&Access::Write);
        scopes.iter().any(|scope| limit(scope) >= access)
    }
}
