//! The state that announcements share from the first to the last.

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

/// Announces on GitHub how a run's work goes.
pub(crate) struct Announcer<'a> {
    pub(super) github: &'a GitHub,
    pub(super) heroku: &'a Heroku,
    pub(super) clients: Clients<'a>,
    pub(super) console: &'a Console,
    pub(super) warnings: &'a PermissionWarnings<'a>,
    pub(super) about: About<'a>,
    /// What was listed for all tasks at once, if there are many.
    pub(super) listed: Option<&'a Listed>,
    /// The comment that this run wrote, until it is known to be the only one.
    pub(super) made: Cell<Option<Made>>,
    /// The account that owns the token, if known.
    pub(super) author: RefCell<Option<Account>>,
    /// Whether comments need a seal, because GitHub does not say which account owns the token.
    pub(super) seals: Cell<bool>,
    /// Comments that GitHub did not let this token edit.
    pub(super) refused: RefCell<BTreeSet<u64>>,
    /// The commit's title, after the first request for it.
    pub(super) title: OnceCell<Option<String>>,
    /// The id of the comment on the pull request, if known.
    pub(super) comment: Cell<Option<u64>>,
}

impl<'a> Announcer<'a> {
    /// An announcer for the task that `about` describes.
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
