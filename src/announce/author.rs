//! Whose a comment is. Anybody can write the marker, so a comment is ours only if the token's own account wrote it or
//! if it is sealed.

use std::collections::BTreeSet;

use super::{
    account::Account,
    announcer::Announcer,
    sections::{MARKER, seal_of, with_seal},
};
use crate::{github::Comment, http::ApiError, names::PullNumber};

/// The account that the job's own token writes as.
const JOBS_OWN: &str = "github-actions[bot]";

impl Announcer<'_> {
    /// The oldest comment on the pull request that is ours.
    pub(super) async fn oldest(&self, pull: PullNumber) -> Result<Option<Comment>, ApiError> {
        if let Some(listed) = self.listed
            && let Some(marked) = listed.comments_on(pull, self.github, self.about.repository).await
        {
            return match self.oldest_of(marked).await {
                // Another run may have edited it since the listing.
                Some(comment) => self.there(comment.id).await,
                None => Ok(None),
            };
        }
        let marked = self.github.marked_comments(self.about.repository, pull, MARKER).await?;
        Ok(self.oldest_of(marked).await)
    }

    async fn oldest_of(&self, marked: Vec<Comment>) -> Option<Comment> {
        if marked.is_empty() {
            return None;
        }
        let sealed = marked.iter().filter(|comment| self.is_sealed(comment)).map(|comment| comment.id).collect();
        let author = self.author().await;
        ours(marked, &author, &sealed, &self.refused.borrow())
    }

    /// The account that owns the token. GraphQL answers for every token, if it is reachable; REST only for a user
    /// token.
    pub(super) async fn author(&self) -> Account {
        if let Some(author) = self.author.borrow().clone() {
            return author;
        }
        let author = match self.listed {
            Some(listed) => listed.author(self.github).await,
            None => Account::of(self.github).await,
        };
        self.seals.set(!matches!(author, Account::Known(_)));
        self.author.borrow_mut().get_or_insert(author).clone()
    }

    /// Learns which account owns the token from a comment that was just written.
    pub(super) fn learn_author(&self, made: &Comment) {
        if let (true, Some(login)) = (self.seals.get(), made.author()) {
            self.author.replace(Some(Account::Known(login.to_owned())));
        }
    }

    /// The text of a comment, with a seal if GitHub may not name the next run's account either.
    pub(super) fn sealed(&self, comment: &Comment) -> String {
        let code = self.about.seal.as_ref().filter(|_| self.seals.get()).map(|seal| {
            let id = comment.id.to_string();
            seal.code(&["comment", &self.about.repository.to_string()], &id)
        });
        code.map_or_else(|| comment.text().to_owned(), |code| with_seal(comment.text(), &code))
    }

    fn is_sealed(&self, comment: &Comment) -> bool {
        let place = ["comment", &self.about.repository.to_string()];
        let (Some(seal), Some(code)) = (&self.about.seal, seal_of(comment.text())) else { return false };
        seal.is_code(code, &place, &comment.id.to_string())
    }
}

/// The oldest comment that is ours, except those that GitHub did not let this token edit.
fn ours(marked: Vec<Comment>, author: &Account, sealed: &BTreeSet<u64>, refused: &BTreeSet<u64>) -> Option<Comment> {
    let is_by = |comment: &Comment, login: &str| comment.author() == Some(login);
    let is_sealed = |comment: &Comment| sealed.contains(&comment.id);
    let may_be_ours = |comment: &Comment| match author {
        Account::Known(login) => is_by(comment, login) || is_sealed(comment),
        Account::SomeApp => is_sealed(comment) || is_by(comment, JOBS_OWN),
        Account::Unknown => is_sealed(comment),
    };
    // A sealed comment is certainly ours; one that the job's own token wrote is only likely to be.
    let is_likely_only = |comment: &Comment| *author == Account::SomeApp && !is_sealed(comment);
    let candidates = marked.into_iter().filter(|comment| !refused.contains(&comment.id) && may_be_ours(comment));
    candidates.min_by_key(|comment| (is_likely_only(comment), comment.id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{super::account::Account, ours};
    use crate::github::Comment;

    fn comment(id: u64, login: &str) -> Comment {
        serde_json::from_value(json!({ "id": id, "body": "x", "user": { "login": login, "type": "User" } })).unwrap()
    }

    #[test]
    fn a_comment_is_ours_by_its_author_or_its_seal() {
        let known = |login: &str| Account::Known(login.to_owned());
        let all = ["mallory", "evil[bot]", "github-actions[bot]", "acme-deployer[bot]", "octocat", "octocat"];
        for (author, sealed, refused, found) in [
            (known("octocat"), &[][..], &[][..], Some(5)),
            (known("octocat"), &[], &[5], Some(6)),
            (known("octocat"), &[4], &[], Some(4)),
            (known("hubot"), &[], &[], None),
            (Account::SomeApp, &[], &[], Some(3)),
            (Account::SomeApp, &[4], &[], Some(4)),
            (Account::SomeApp, &[], &[3], None),
            (Account::Unknown, &[], &[], None),
            (Account::Unknown, &[6], &[], Some(6)),
        ] {
            let marked: Vec<_> = (1..).zip(all).map(|(id, login)| comment(id, login)).collect();
            let set = |ids: &[u64]| ids.iter().copied().collect::<BTreeSet<_>>();
            let ours = ours(marked, &author, &set(sealed), &set(refused));
            assert_eq!(ours.map(|comment| comment.id), found, "{author:?} {sealed:?} {refused:?}");
        }
    }
}
