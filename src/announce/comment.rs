//! The comment on the pull request: one, found again however many others there are, and kept current.

use super::{
    Announcer, Kind,
    missing::Permission::PullRequests,
    sections::{MARKER, with_section},
};
use crate::{github::Comment, http::ApiError, names::PullNumber, outcome::TargetReport, report::comment_section};

/// How often a section is written again that another run's writing has undone.
const TRIES: u32 = 3;

impl Announcer<'_> {
    /// Brings the comment up to date. Where there is none, a destruction makes none.
    pub(super) async fn comment_on(&self, report: &TargetReport) {
        let Some(pull) = self.about.pull else { return };
        let section = comment_section(report, self.about.run_url.as_deref());
        for _ in 0..TRIES {
            let answer = self.write(pull, &section).await;
            match self.missing.told(PullRequests, answer) {
                Some(Written::MayBeUndone) => {}
                Some(Written::Done) | None => return,
            }
            let found = self.find(pull).await;
            match self.missing.told(PullRequests, found) {
                Some(Some(comment)) if comment.text().contains(&section) => return,
                Some(_) => {}
                None => return,
            }
        }
    }

    async fn write(&self, pull: PullNumber, section: &str) -> Result<Written, ApiError> {
        let name = &self.about.pipeline;
        let repository = self.about.repository;
        match self.find(pull).await? {
            Some(comment) => {
                let text = with_section(comment.text(), name, section);
                // Another pipeline's run may write at the same moment: only then it is looked whether both are there.
                let shared = text.matches("<!-- /branchline:").count() > 1;
                if text != comment.text() {
                    self.github.update_comment(repository, comment.id, &text).await?;
                }
                Ok(if shared { Written::MayBeUndone } else { Written::Done })
            }
            None if self.about.kind == Kind::Destruction => Ok(Written::Done),
            None => {
                let text = with_section("", name, section);
                let look = async || self.find(pull).await;
                self.github.create_comment(repository, pull, &text, look).await?;
                Ok(Written::Done)
            }
        }
    }

    /// The comment among all that the pull request has: by its marker, and by its author, since anybody can write a marker.
    async fn find(&self, pull: PullNumber) -> Result<Option<Comment>, ApiError> {
        let mut marked = self.github.comments(self.about.repository, pull).await?;
        marked.retain(|comment| comment.text().starts_with(MARKER));
        if let Some(index) = marked.iter().position(Comment::is_by_app) {
            return Ok(Some(marked.swap_remove(index)));
        }
        if marked.is_empty() {
            return Ok(None);
        }
        // With a person's token the comment is that person's; the job's own token may not even ask who it is.
        let own = self.github.login().await.ok();
        Ok(marked.into_iter().find(|comment| comment.author() == own.as_deref() && own.is_some()))
    }
}

/// What became of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Done,
    /// The comment has sections of others, who may be at it too.
    MayBeUndone,
}
