//! `issue_comment`: commands that people write into a pull request.

use std::time::SystemTime;

use crate::names::PullNumber;

/// A comment on a pull request that holds a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullComment {
    /// The pull request; the payload says nothing about its commits.
    pub pull: PullNumber,
    /// The comment's number.
    pub comment_id: u64,
    /// The login of the person who wrote it, whatever their permissions.
    pub author: String,
    /// When they wrote it.
    pub written: Option<SystemTime>,
    /// What they ask for.
    pub command: ChatCommand,
}

/// What a comment can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatCommand {
    /// `/deploy`: create the review app, or update it.
    Deploy,
    /// `/redeploy`: destroy the review app and create a new one.
    Redeploy,
    /// `/destroy`: destroy the review app.
    Destroy,
}
