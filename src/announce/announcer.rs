//! Who tells, and what is known of it from the first word to the last.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use tokio::sync::OnceCell;

use super::{about::About, account::Account, listed::Listed, made::Made};
use crate::{
    clients::Clients,
    github::GitHub,
    heroku::Heroku,
    report::{Console, PermissionWarnings},
};

/// Tells on GitHub how the work of a run goes.
pub(crate) struct Announcer<'a> {
    pub(super) github: &'a GitHub,
    pub(super) heroku: &'a Heroku,
    pub(super) clients: Clients<'a>,
    pub(super) console: &'a Console,
    pub(super) warnings: &'a PermissionWarnings<'a>,
    pub(super) about: About<'a>,
    /// What was listed for all tasks, where there are many.
    pub(super) listed: Option<&'a Listed>,
    /// The comment that this run wrote, until it is known to be the only one.
    pub(super) made: Cell<Option<Made>>,
    /// Whose token this is, once it is known.
    pub(super) author: RefCell<Option<Account>>,
    /// Whether GitHub does not tell that by itself.
    pub(super) seals: Cell<bool>,
    /// Comments that GitHub did not let this token write to.
    pub(super) refused: RefCell<BTreeSet<u64>>,
    /// The title of the commit, once it was asked for.
    pub(super) title: OnceCell<Option<String>>,
    /// The comment of the pull request, once it is known.
    pub(super) comment: Cell<Option<u64>>,
}

impl<'a> Announcer<'a> {
    /// An announcer for a task that is about `about`.
    pub(crate) fn new(
        clients: Clients<'a>,
        console: &'a Console,
        warnings: &'a PermissionWarnings<'a>,
        about: About<'a>,
        listed: Option<&'a Listed>,
    ) -> Self {
        let (made, comment, seals) = (Cell::default(), Cell::default(), Cell::default());
        let (author, refused, title) = (RefCell::default(), RefCell::default(), OnceCell::default());
        let Clients { github, heroku, .. } = clients;
        Self { github, heroku, clients, console, warnings, about, listed, made, author, seals, refused, title, comment }
    }

    pub(super) fn clients(&self) -> Clients<'_> {
        self.clients
    }
}
