//! The comment on the pull request: only one, found again among any number of others, and kept current.

use std::time::Duration;

use super::about::Kind;
use super::announcer::Announcer;
use super::inactive::is_gone;
use super::later::RunNumber;
use super::later::is_later;
use super::made::{LISTED_WITHIN, Made};
use super::sections::section_of;
use super::sections::with_section;
use super::sections::writer_of;
use crate::{
    github::Comment,
    http::{ApiError, Instant, pause, today, within},
    names::{CommitSha, PullNumber},
    outcome::{Done, End, RunResult, TargetReport, Trouble},
    progress::{ledger::Ledger, standing::Standing},
    report::{Around, CommentSection, Permission, comment_section, is_locked, tells_of, tells_of_none},
};

/// How often to rewrite a section that another run's write has undone.
const TRIES: u32 = 5;
/// After this time, two runs that write at the same moment have both written. GitHub has no conditional write.
const WRITTEN_WITHIN: Duration = Duration::from_millis(300);
/// How long the first words wait for the app's name and address.
const NAMED_WITHIN: Duration = Duration::from_secs(2);

impl Announcer<'_> {
    /// Reports in the comment how the work in a ledger goes.
    pub(super) async fn comment(&self, ledger: &Ledger) {
        let Some(pull) = self.about.pull else { return };
        if self.about.kind != Kind::Destruction {
            let named = ledger.until(|now| now.report().app.is_some() || now.is_settled());
            tokio::join!(within(NAMED_WITHIN, named), within(NAMED_WITHIN, self.title()));
            if !ledger.is_settled() {
                self.say_in_comment(pull, &ledger.report()).await;
            }
        }
        ledger.until(Standing::is_settled).await;
        self.say_in_comment(pull, &ledger.report()).await;
        if let Some(made) = self.made.get() {
            pause(made.is_listed_in()).await;
            self.say_in_comment(pull, &ledger.report()).await;
        }
    }

    /// Writes until the text is really there: the run of another pipeline may write at the same moment.
    pub(super) async fn say_in_comment(&self, pull: PullNumber, report: &TargetReport) {
        let (title, still_runs) = tokio::join!(within(NAMED_WITHIN, self.title()), self.still_runs(report));
        let around = Around {
            pipeline: &self.about.pipeline,
            run_url: self.about.run_url.as_deref(),
            commit_url: self.about.commit_url.as_deref(),
            title: title.flatten(),
            still_runs: still_runs.as_ref(),
            merging: self.about.merging.as_ref(),
            now: today(),
        };
        let section = comment_section(report, &around, self.console);
        for _ in 0..TRIES {
            let answer = self.written(pull, &section, report).await;
            match self.warnings.ok_or_warn(Permission::PullRequests, answer) {
                Some(Written::Now) => pause(WRITTEN_WITHIN).await,
                Some(Written::Before) | None => return,
            }
        }
    }

    /// The first line of the commit's message, if GitHub returns it.
    async fn title(&self) -> Option<&str> {
        let ask = async || {
            let commit = self.about.commit.as_ref()?;
            let message = self.github.commit_message(self.about.repository, commit).await.ok()?;
            message.lines().next().map(ToOwned::to_owned)
        };
        self.title.get_or_init(ask).await.as_deref()
    }

    /// The commit that the app still runs after a failure, if Heroku returns it.
    async fn still_runs(&self, report: &TargetReport) -> Option<CommitSha> {
        let app =
            report.app_id.as_ref().filter(|_| matches!(report.end, End::Failed(_)) && report.aim == Done::Updated)?;
        let ask = async {
            let releases = self.heroku.releases(app.as_str()).await.ok()?;
            let current = releases.into_iter().find(|release| release.current == Some(true))?;
            self.heroku.slug_commit(app.as_str(), current.slug()?).await.ok()??.parse().ok()
        };
        within(NAMED_WITHIN, ask).await.flatten().filter(|commit| Some(commit) != report.commit.as_ref())
    }

    async fn written(
        &self,
        pull: PullNumber,
        section: &CommentSection,
        report: &TargetReport,
    ) -> Result<Written, ApiError> {
        let (name, repository) = (&self.about.pipeline, self.about.repository);
        let Some(comment) = self.found(pull).await? else {
            if matches!(self.about.kind, Kind::Destruction | Kind::AlreadyGone) || is_off(report) {
                return Ok(Written::Before);
            }
            let text = with_section("", name, section, self.about.run).unwrap_or_default();
            let look = async || {
                pause(LISTED_WITHIN).await;
                self.oldest(pull).await
            };
            let made = self.github.create_comment(repository, pull, &text, look).await?;
            self.learn_author(&made);
            self.made.set(Some(Made { id: made.id, at: Instant::now() }));
            return Ok(Written::Now);
        };
        if self.stays(section_of(comment.text(), name), report) {
            return Ok(Written::Before);
        }
        let Some(text) = with_section(&self.sealed(&comment), name, section, self.about.run) else {
            self.warnings.warn_not_told("The comment on the pull request has no room for another section.");
            return Ok(Written::Before);
        };
        if text == comment.text() {
            return Ok(Written::Before);
        }
        match self.github.update_comment(repository, comment.id, &text).await {
            // Somebody deleted it since it was read.
            Err(error) if error.status() == Some(404) => self.comment.set(None),
            // Another app wrote it with the same marker. Look for our own, or write one.
            Err(error) if self.is_likely_anothers(&error) => {
                self.refused.borrow_mut().insert(comment.id);
                self.comment.set(None);
            }
            answer => answer?,
        }
        Ok(Written::Now)
    }

    fn is_likely_anothers(&self, error: &ApiError) -> bool {
        error.status() == Some(403) && !error.is_passing() && !is_locked(error) && self.seals.get()
    }

    /// Whether a section stays as it is. What did not happen is reported only if this run has announced it. A later
    /// run's section is overwritten only if it describes an app that is gone.
    fn stays(&self, section: &str, report: &TargetReport) -> bool {
        let is_of_commit = self.about.commit.as_ref().is_some_and(|commit| section.contains(commit.short()));
        // If somebody starts an earlier run again, what it says about its commit is current.
        let is_repeated = is_of_commit && self.about.run.is_some_and(RunNumber::is_repeated);
        let is_later = is_later(writer_of(section, &self.about.pipeline), self.about.run) && !is_repeated;
        let is_of_gone = is_gone(report) && report.app.as_ref().is_some_and(|app| tells_of(section, app));
        let is_told = self.about.kind == Kind::AlreadyGone && (section.is_empty() || tells_of_none(section));
        is_told || (is_off(report) && !is_of_commit) || (is_later && !is_of_gone)
    }

    /// The comment, if there is one by now. If two runs have made one each, the younger one is deleted.
    pub(super) async fn found(&self, pull: PullNumber) -> Result<Option<Comment>, ApiError> {
        let made = self.made.get();
        if let (None, Some(id)) = (made, self.comment.get()) {
            match self.there(id).await? {
                None => self.comment.set(None),
                there => return Ok(there),
            }
        }
        let is_listed = made.is_some_and(|made| made.is_listed_in().is_zero());
        let oldest = self.oldest(pull).await?;
        if let Some(made) = made {
            match oldest.as_ref().filter(|oldest| oldest.id < made.id) {
                Some(_) => self.github.delete_comment(self.about.repository, made.id).await?,
                None => {
                    if let Some(own) = self.there(made.id).await? {
                        self.comment.set(Some(own.id));
                        self.made.set(made.unless(is_listed));
                        return Ok(Some(own));
                    }
                }
            }
            self.made.set(None);
        }
        self.comment.set(oldest.as_ref().map(|comment| comment.id));
        Ok(oldest)
    }

    pub(super) async fn there(&self, id: u64) -> Result<Option<Comment>, ApiError> {
        match self.github.comment(self.about.repository, id).await {
            Err(error) if error.status() == Some(404) => Ok(None),
            answer => answer.map(Some),
        }
    }
}

/// Whether the work was cancelled or skipped.
fn is_off(report: &TargetReport) -> bool {
    let is_off = report.trouble().is_some_and(Trouble::is_cancellation) || report.result() == RunResult::Skipped;
    !matches!(report.aim, Done::Destroyed | Done::Swept) && is_off
}

/// When a section was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// Now, so another run may overwrite it at the same moment.
    Now,
    Before,
}
