//! A repository, with the constructors that make a seed readable.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};

use super::super::clock;
use super::activity::{CheckRun, Comment, CommitStatus, Deployment};
use super::workflows::{CheckSuite, WorkflowRun};

/// A full commit id that is always the same for the same text.
#[must_use]
pub fn sha_of(text: &str) -> String {
    let hash = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, text).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    };
    let mut sha: String = (0..3).map(hash).collect();
    sha.truncate(40);
    sha
}

/// A repository.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Its id.
    pub id: u64,
    /// Its name, in the form `owner/name`.
    pub full_name: String,
    /// Names that it had before; requests for them are redirected.
    pub former_names: Vec<String>,
    /// Its default branch.
    pub default_branch: String,
    /// Whether it is private.
    pub private: bool,
    /// Its branches and their heads.
    pub branches: BTreeMap<String, String>,
    /// Its tags and their commits.
    pub tags: BTreeMap<String, String>,
    /// Its commits and their messages.
    pub commits: BTreeMap<String, String>,
    /// The commit that each was made upon.
    pub parents: BTreeMap<String, String>,
    /// Its pull requests.
    pub pull_requests: Vec<PullRequest>,
    /// What people may do: `admin`, `write`, `read` or `none`.
    pub collaborators: BTreeMap<String, String>,
    /// All comments on issues and pull requests, oldest first.
    pub comments: Vec<Comment>,
    /// All deployments, oldest first.
    pub deployments: Vec<Deployment>,
    /// All commit statuses, oldest first.
    pub statuses: Vec<CommitStatus>,
    /// All check runs.
    pub check_runs: Vec<CheckRun>,
    /// All check suites.
    pub check_suites: Vec<CheckSuite>,
    /// All runs of workflows.
    pub workflow_runs: Vec<WorkflowRun>,
    /// What its archives hold, by path; a text that begins with `-> ` is a symbolic link.
    pub files: BTreeMap<String, String>,
    /// An archive in the place of one that is made of them.
    pub archive: Option<Vec<u8>>,
    /// How long a new comment is missing in lists.
    pub comments_lag: Duration,
    /// The numbers of issues and pull requests whose conversation is locked.
    pub locked: BTreeSet<u64>,
}

impl Repository {
    /// A private repository whose branch `main` is at `sha_of("main")`.
    #[must_use]
    pub fn new(full_name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        full_name.hash(&mut hasher);
        let repository = Self {
            id: 100_000_000 + hasher.finish() % 900_000_000,
            full_name: full_name.to_owned(),
            former_names: Vec::new(),
            default_branch: "main".to_owned(),
            private: true,
            branches: BTreeMap::new(),
            tags: BTreeMap::new(),
            commits: BTreeMap::new(),
            parents: BTreeMap::new(),
            pull_requests: Vec::new(),
            collaborators: BTreeMap::new(),
            comments: Vec::new(),
            deployments: Vec::new(),
            statuses: Vec::new(),
            check_runs: Vec::new(),
            check_suites: Vec::new(),
            workflow_runs: Vec::new(),
            files: BTreeMap::from([("README.md".to_owned(), "# Shop\n".to_owned())]),
            archive: None,
            comments_lag: Duration::ZERO,
            locked: BTreeSet::new(),
        };
        repository.branch("main", &sha_of("main"))
    }

    /// The same repository, public.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.private = false;
        self
    }

    /// A branch, and the commit that it points to.
    #[must_use]
    pub fn branch(mut self, name: &str, sha: &str) -> Self {
        self.push(name, sha);
        self
    }

    /// A tag, and the commit that it points to.
    #[must_use]
    pub fn tag(mut self, name: &str, sha: &str) -> Self {
        self.add_commit(sha, &self.default_branch.clone());
        self.tags.insert(name.to_owned(), sha.to_owned());
        self
    }

    /// A pull request; its head branch comes with it, unless that is in a fork.
    #[must_use]
    pub fn pull_request(mut self, pull_request: PullRequest) -> Self {
        if matches!(pull_request.head_repository, SourceRepository::Same) {
            self.push(&pull_request.head_branch, &pull_request.head_sha);
        }
        self.add_commit(&pull_request.head_sha, &self.default_branch.clone());
        self.pull_requests.push(pull_request);
        self
    }

    /// Somebody, with `admin`, `write`, `read` or `none`.
    #[must_use]
    pub fn collaborator(mut self, login: &str, permission: &str) -> Self {
        self.collaborators.insert(login.to_owned(), permission.to_owned());
        self
    }

    /// Moves a branch, which need not be there yet, and the pull requests that come from it.
    ///
    /// A commit that is new is made upon what the branch was at, or upon the default branch.
    pub fn push(&mut self, branch: &str, sha: &str) {
        self.add_commit(sha, branch);
        self.branches.insert(branch.to_owned(), sha.to_owned());
        let from_here = |pull: &&mut PullRequest| {
            let same = matches!(pull.head_repository, SourceRepository::Same);
            same && pull.state == PullRequestState::Open && pull.head_branch == branch
        };
        for pull in self.pull_requests.iter_mut().filter(from_here) {
            sha.clone_into(&mut pull.head_sha);
        }
    }

    fn add_commit(&mut self, sha: &str, upon: &str) {
        if self.commits.contains_key(sha) {
            return;
        }
        self.commits.insert(sha.to_owned(), format!("Commit {}", &sha[..sha.len().min(7)]));
        let parent = self.branches.get(upon).or_else(|| self.branches.get(&self.default_branch));
        if let Some(parent) = parent.cloned() {
            self.parents.insert(sha.to_owned(), parent);
        }
    }

    /// A commit and all that it was made upon, the newest first.
    #[must_use]
    pub fn history<'a>(&'a self, sha: &'a str) -> Vec<&'a str> {
        std::iter::successors(Some(sha), |commit| self.parents.get(*commit).map(String::as_str)).collect()
    }

    /// The commit that a full or short commit id, branch, tag, `heads/…`, `tags/…` or `refs/…` stands for.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<&str> {
        let name = reference.strip_prefix("refs/").unwrap_or(reference);
        let named = match (name.strip_prefix("heads/"), name.strip_prefix("tags/")) {
            (Some(branch), _) => self.branches.get(branch),
            (_, Some(tag)) => self.tags.get(tag),
            _ => None,
        };
        let named = named.or_else(|| self.branches.get(name)).or_else(|| self.tags.get(name));
        let starts = |sha: &&String| name.len() >= 7 && sha.starts_with(name);
        let found = named.or_else(|| self.commits.keys().find(starts));
        found.map(String::as_str)
    }
}

/// How a pull request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullRequestState {
    /// Open.
    Open,
    /// Closed without being merged.
    Closed,
    /// Merged.
    Merged,
}

/// The repository that holds a pull request's branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceRepository {
    /// The one that it is for.
    Same,
    /// A fork.
    Fork {
        /// GitHub's id of the fork.
        id: u64,
        /// Its name, in the form `owner/name`.
        full_name: String,
    },
    /// A fork that is deleted by now.
    Deleted,
}

/// A pull request.
#[derive(Clone, Debug)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Who opened it.
    pub author: String,
    /// The branch that it is from.
    pub head_branch: String,
    /// The head commit of that branch.
    pub head_sha: String,
    /// Where that branch is.
    pub head_repository: SourceRepository,
    /// The branch that it is for.
    pub base_branch: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its labels.
    pub labels: Vec<String>,
    /// How it stands.
    pub state: PullRequestState,
    /// When it was opened.
    pub created: SystemTime,
    /// When anything was changed about it last.
    pub updated: SystemTime,
    /// When the repository that holds its branch was last pushed to; none for a time long ago.
    pub pushed: Option<SystemTime>,
}

impl PullRequest {
    /// An open pull request to `main`, by `octocat`, from a branch of the same repository.
    #[must_use]
    pub fn new(number: u64, head_branch: &str, head_sha: &str) -> Self {
        Self {
            number,
            title: format!("Pull request {number}"),
            author: "octocat".to_owned(),
            head_branch: head_branch.to_owned(),
            head_sha: head_sha.to_owned(),
            head_repository: SourceRepository::Same,
            base_branch: "main".to_owned(),
            draft: false,
            labels: Vec::new(),
            state: PullRequestState::Open,
            created: clock::today(),
            updated: clock::today(),
            pushed: None,
        }
    }

    /// The same pull request from a fork.
    #[must_use]
    pub fn from_fork(mut self, full_name: &str, id: u64) -> Self {
        let full_name = full_name.to_owned();
        self.head_repository = SourceRepository::Fork { id, full_name };
        self
    }

    /// The same pull request with one more label.
    #[must_use]
    pub fn labeled(mut self, label: &str) -> Self {
        self.labels.push(label.to_owned());
        self
    }
}
