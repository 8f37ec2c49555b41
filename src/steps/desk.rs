use std::cell::{Cell, RefCell};

use super::{crowd::Crowd, revision::Revision, upload::Upload};
use crate::{
    clients::Clients,
    event::PullRequest,
    heroku::SourceBlob,
    http::{Instant, SecretUrl},
    names::PipelineId,
    outcome::{Doing, Trouble},
    progress::ledger::Ledger,
    relay::neutral_line,
    report::{Console, PermissionWarnings},
};

/// Everything that a task's steps need to be carried out.
pub(crate) struct Desk<'a> {
    pub(crate) clients: Clients<'a>,
    /// The log.
    pub(crate) console: &'a Console,
    /// Warns of missing permissions.
    pub(crate) warnings: &'a PermissionWarnings<'a>,
    /// The record of the work's progress.
    pub(crate) ledger: &'a Ledger,
    /// The pipeline with the review apps that the plan is about.
    pub(crate) pipeline: Option<&'a PipelineId>,
    /// Whether a pull request should have a review app.
    pub(crate) wants_review_app: &'a dyn Fn(&PullRequest) -> bool,
    /// What it shares with the other tasks of a sweep.
    pub(crate) crowd: Option<&'a Crowd>,
    /// The packed source of builds, if it is not GitHub's archive.
    pub(crate) upload: Option<&'a Upload>,
    /// Whether to wait until everything is final.
    pub(crate) wait: bool,
    /// Whether several tasks share the log, so that lines need their app's name and groups would mix.
    pub(crate) several: bool,
    /// When the commit was last seen to be the head.
    pub(super) head_seen: Cell<Option<Instant>>,
    /// Lines that wait for the end of the output that is being shown.
    pub(super) later: RefCell<Vec<String>>,
}

impl<'a> Desk<'a> {
    /// A desk for one task of a plan.
    pub(crate) fn new(
        clients: Clients<'a>,
        console: &'a Console,
        warnings: &'a PermissionWarnings<'a>,
        ledger: &'a Ledger,
        wants_review_app: &'a dyn Fn(&PullRequest) -> bool,
    ) -> Self {
        let (head_seen, later) = (Cell::default(), RefCell::default());
        let (pipeline, crowd, upload, wait, several) = (None, None, None, true, false);
        Self {
            clients,
            console,
            warnings,
            ledger,
            pipeline,
            wants_review_app,
            crowd,
            upload,
            wait,
            several,
            head_seen,
            later,
        }
    }

    /// A fresh source for a build request: its address lives five minutes, and is masked before anything can print it.
    /// What was packed is uploaded once, for an hour.
    pub(super) async fn source(&self, revision: &Revision) -> Result<SourceBlob, Trouble> {
        if let Some(upload) = self.upload {
            let url = self.uploaded(upload).await?;
            return Ok(SourceBlob { checksum: Some(upload.checksum()), ..self.source_at(url, revision) });
        }
        let Revision { repository, commit, .. } = revision;
        let doing = || Doing::GettingArchive { commit: commit.clone(), repository: repository.clone() };
        let answer = self.clients.github.archive(repository, commit).await;
        let url = answer.map_err(|error| Trouble::api(doing(), error))?;
        Ok(self.source_at(url, revision))
    }

    /// A source whose address is known.
    pub(super) fn source_at(&self, url: SecretUrl, revision: &Revision) -> SourceBlob {
        self.mask(&url);
        let (version, description) = (revision.commit.to_string(), revision.material.describe(&revision.reference));
        SourceBlob { url, version, description: Some(description), checksum: None }
    }

    pub(super) fn mask(&self, address: &SecretUrl) {
        for secret in address.secrets() {
            self.console.mask(&secret);
        }
    }

    /// The prefix of the task's lines if several tasks share the log. The name is Heroku's answer, and stands at the
    /// beginning of a line.
    pub(super) fn prefix(&self) -> String {
        let name = || self.console.redacted(&self.ledger.app_name());
        if self.several { format!("{} | ", neutral_line(&name())) } else { String::new() }
    }

    /// A line about the task.
    pub(super) fn say(&self, text: &str) {
        self.console.line(&format!("{}{text}", self.prefix()));
    }

    /// A line to print after the current output, which it would interrupt.
    pub(super) fn say_later(&self, line: String) {
        self.later.borrow_mut().push(line);
    }

    /// Prints the lines that had to wait.
    pub(super) fn say_what_was_left(&self) {
        self.later.take().iter().for_each(|line| self.console.line(line));
    }

    /// Begins a folded part of the log, where only one task writes to it.
    pub(super) fn group(&self, title: &str) {
        if self.several {
            self.say(title);
        } else {
            self.console.group(title);
        }
    }

    pub(super) fn end_group(&self) {
        if !self.several {
            self.console.end_group();
        }
    }
}
