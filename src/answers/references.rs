//! What a name means: a branch, a tag, or a commit.

use crate::{
    aim::{
        question::{Answer, Wish},
        reference::is_hash,
    },
    clients::Clients,
    http::ApiError,
    names::{BranchName, CommitSha, GitRef, TagName},
    outcome::{Doing, Trouble},
};

/// What GitHub says about a name.
enum Named {
    /// It names this commit.
    At(CommitSha),
    /// It names nothing.
    Nothing,
    /// It names nothing that the token may read.
    NothingToRead,
}

impl Clients<'_> {
    /// What `ref` means. A branch of that name comes before a tag, and both come before a commit.
    pub(super) async fn reference(
        self,
        text: &str,
        base: Option<&GitRef>,
        known: Option<&CommitSha>,
    ) -> Result<Answer, Trouble> {
        let mut is_there = true;
        for reference in candidates(text) {
            match self.commit_of(&reference).await? {
                Named::At(commit) => return Ok(Answer::Reference(reference, commit)),
                Named::Nothing => {}
                Named::NothingToRead => is_there = false,
            }
        }
        if is_hash(text) {
            match named(self.github.commit(self.repository, &text.to_ascii_lowercase()).await, text)? {
                Named::At(commit) => return self.commit_in(commit, base).await,
                Named::Nothing => is_there = true,
                Named::NothingToRead => is_there = false,
            }
        }
        if let (false, Some(known)) = (is_there, known) {
            // To a token that may not read the repository, nothing exists.
            self.github.commit(self.repository, known.as_str()).await.map_err(|error| looking_for(text, error))?;
        }
        Ok(Answer::NoReference(text.to_owned()))
    }

    /// Whether a commit is in the branch or tag whose rule decides. It is not enough that GitHub knows the commit:
    /// GitHub also knows those of all forks.
    async fn commit_in(self, commit: CommitSha, base: Option<&GitRef>) -> Result<Answer, Trouble> {
        let Some(base) = base else { return Ok(Answer::Commit(commit, None)) };
        let head = match base {
            GitRef::Branch(branch) => self.github.branch_head(self.repository, branch).await,
            GitRef::Tag(tag) => self.github.commit(self.repository, &format!("tags/{tag}")).await,
        };
        let head = head.map_err(|error| Trouble::api(Doing::ReadingHead(base.clone()), error))?;
        let is_in = head == commit
            || match self.github.contains(self.repository, &head, &commit).await {
                Ok(is_in) => is_in,
                // Commits without a common ancestor.
                Err(error) if error.status() == Some(404) => false,
                Err(error) => {
                    return Err(Trouble::api(Doing::ComparingCommits { base: base.clone(), commit }, error));
                }
            };
        Ok(Answer::Commit(commit, Some((base.clone(), is_in))))
    }

    /// The commit that a tag names now. If the tag is gone, or the token may not see it, the event's commit counts.
    pub(super) async fn tag(self, tag: &TagName, wish: &Wish) -> Result<Answer, Trouble> {
        let found = self.github.commit(self.repository, &format!("tags/{tag}")).await;
        let commit = match (found, &wish.commit) {
            (Ok(commit), _) => commit,
            (Err(error), Some(commit)) if !error.is_passing() => commit.clone(),
            (Err(error), None) if matches!(error.status(), Some(409 | 422)) => return Ok(Answer::NoTag(tag.clone())),
            (Err(error), _) => return Err(Trouble::api(Doing::FindingTag(tag.to_string()), error)),
        };
        Ok(Answer::At(GitRef::Tag(tag.clone()), commit, wish.clone()))
    }

    /// Whether a branch or a tag of that name was pushed, and its commit. A name that is neither, or that the token may
    /// not see, counts as a branch: later steps find out that a branch is gone or that the token lacks a permission.
    pub(super) async fn pushed(self, name: &BranchName, commit: &CommitSha) -> Result<(GitRef, CommitSha), Trouble> {
        let branch = (GitRef::Branch(name.clone()), commit.clone());
        match self.github.branch_head(self.repository, name).await {
            Err(error) if error.status() == Some(404) => {}
            Err(error) if error.is_passing() => return Err(Trouble::api(Doing::FindingBranch(name.clone()), error)),
            _ => return Ok(branch),
        }
        match (self.github.commit(self.repository, &format!("tags/{name}")).await, name.as_str().parse()) {
            (Ok(commit), Ok(tag)) => Ok((GitRef::Tag(tag), commit)),
            (Err(error), _) if error.is_passing() => Err(Trouble::api(Doing::FindingTag(name.to_string()), error)),
            _ => Ok(branch),
        }
    }

    async fn commit_of(self, reference: &GitRef) -> Result<Named, Trouble> {
        let full = reference.full();
        let path = full.strip_prefix("refs/").unwrap_or(&full);
        named(self.github.commit(self.repository, path).await, reference.short())
    }
}

/// The branch and the tag that a text may name.
fn candidates(text: &str) -> impl Iterator<Item = GitRef> {
    let short = text.strip_prefix("refs/heads/").or(text.strip_prefix("refs/tags/")).unwrap_or(text);
    let is_meant = |full: &&str| !text.starts_with("refs/") || text.starts_with(full);
    ["refs/heads/", "refs/tags/"]
        .into_iter()
        .filter(is_meant)
        .filter_map(move |full| format!("{full}{short}").parse().ok())
}

fn named(found: Result<CommitSha, ApiError>, text: &str) -> Result<Named, Trouble> {
    match found {
        Ok(commit) => Ok(Named::At(commit)),
        Err(error) => match error.status() {
            Some(409 | 422) => Ok(Named::Nothing),
            Some(404) => Ok(Named::NothingToRead),
            _ => Err(looking_for(text, error)),
        },
    }
}

fn looking_for(text: &str, error: ApiError) -> Trouble {
    Trouble::api(Doing::ResolvingReference(text.to_owned()), error)
}
