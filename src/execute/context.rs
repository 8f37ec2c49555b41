use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    time::Duration,
};

use super::Ledger;
use crate::{
    github::GitHub,
    heroku::{Heroku, SourceBlob},
    http::{ApiError, Instant, Pace, SecretUrl},
    inputs::{Secret, Settings},
    names::{BuildId, CommitSha, ConfigVarName, PipelineId, RepoSlug},
    observe::World,
    outcome::Trouble,
    relay::neutral_line,
    report::Console,
};

/// For so long after a request that was sent again in vain an API may go on leaving a wait unanswered. With that request,
/// and the last, this makes less than a minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// All that carrying a plan out takes, apart from the plan.
pub struct Context<'a> {
    /// Heroku's API.
    pub heroku: &'a Heroku,
    /// GitHub's API.
    pub github: &'a GitHub,
    /// Where words go.
    pub console: &'a Console,
    /// The repository that the workflow runs in.
    pub repository: &'a RepoSlug,
    /// The inputs, which say what else is to have a review app.
    pub settings: &'a Settings,
    /// The pipeline with the review apps that the plan is about.
    pub pipeline: Option<PipelineId>,
    /// The full ref that is deployed.
    pub reference: Option<String>,
    /// Whether it is waited until all is final.
    pub wait: bool,
    /// Config vars of a review app at its creation.
    pub review_app_config_vars: &'a [(ConfigVarName, Secret)],
    /// Whether a review app's `SOURCE_VERSION` is kept at its commit.
    pub source_version: bool,
    /// Archive addresses that were asked for while the world was observed, by app.
    pub archives: RefCell<HashMap<String, SecretUrl>>,
    /// The builds that were seen while the world was observed, by app, so that a new one can be told from them.
    pub known_builds: HashMap<String, Vec<BuildId>>,
    /// Why an app cannot be deployed to, where that was seen while the world was observed, by app.
    pub refusals: HashMap<String, ApiError>,
    /// When the commit was seen to be the head that it has to be; none where it need not be, or where nobody may know.
    pub head_seen: Cell<Option<Instant>>,
    /// Whether several apps share the log, so that lines need to say whose they are, and groups would mix.
    pub several: bool,
    /// Lines that wait for the end of the output that is being shown.
    pub later: RefCell<Vec<String>>,
}

impl Context<'_> {
    /// A fresh source for a build request: its address lives five minutes, and is masked before anything can print it.
    pub(super) async fn source(&self, repository: &RepoSlug, commit: &CommitSha) -> Result<SourceBlob, Trouble> {
        let url = self.github.archive(repository, commit).await.map_err(|error| Trouble::Api {
            doing: format!("getting the archive of {} from {repository}", commit.short()),
            error,
        })?;
        Ok(self.source_at(url, commit))
    }

    /// What there is to look at.
    pub(super) fn world(&self) -> World<'_> {
        World { github: self.github, heroku: self.heroku, repository: self.repository }
    }

    pub(super) fn source_at(&self, url: SecretUrl, commit: &CommitSha) -> SourceBlob {
        self.mask(&url);
        SourceBlob { url, version: commit.to_string(), description: self.reference.clone() }
    }

    pub(super) fn mask(&self, address: &SecretUrl) {
        for secret in address.secrets() {
            self.console.mask(&secret);
        }
    }

    /// What stands before an app's lines where several share the log. The name is Heroku's answer, and stands at the beginning
    /// of a line.
    pub(super) fn prefix(&self, app: &str) -> String {
        if self.several { format!("{} | ", neutral_line(&self.console.redacted(app))) } else { String::new() }
    }

    /// A line about an app.
    pub(super) fn say(&self, app: &str, text: &str) {
        self.console.line(&format!("{}{text}", self.prefix(app)));
    }

    /// A line that is told once the output that is being shown is over, in which it would be in the way.
    pub(super) fn say_later(&self, line: String) {
        self.later.borrow_mut().push(line);
    }

    /// Tells what was to be told later.
    pub(super) fn say_what_was_left(&self) {
        self.later.take().iter().for_each(|line| self.console.line(line));
    }

    /// Pauses until it is time to ask again; a wait of more than a few seconds is a line in the log.
    pub(super) async fn wait(&self, pace: &mut Pace, ledger: &Ledger, what: impl FnOnce() -> String) {
        if pace.becomes_long() {
            self.say(&ledger.app_name(), &what());
        }
        pace.wait().await;
    }

    /// Begins a folded part of the log, where only one app writes to it.
    pub(super) fn group(&self, app: &str, title: &str) {
        if self.several {
            self.say(app, title);
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

/// Bears with an API that leaves a wait unanswered for a while: what is waited for goes on without it.
#[derive(Debug, Default)]
pub(super) struct Patience {
    since: Option<Instant>,
}

impl Patience {
    /// The answer, or none where it may come the next time.
    pub(super) fn bear<T>(&mut self, answer: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
        match answer {
            Ok(value) => {
                self.since = None;
                Ok(Some(value))
            }
            Err(error) if error.is_passing() && self.since.get_or_insert_with(Instant::now).elapsed() < PATIENCE => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
