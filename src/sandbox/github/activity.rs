//! What people and workflows leave behind: comments, deployments, statuses, check runs.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::super::clock;

/// A comment on an issue or a pull request.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its id.
    pub id: u64,
    /// The issue or pull request.
    pub issue: u64,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub body: String,
    /// Its reactions: who, and what (`+1`, `rocket`, `eyes`…).
    pub reactions: Vec<(String, String)>,
    /// When it was written.
    pub created: SystemTime,
    /// When it was last changed.
    pub updated: SystemTime,
}

impl Comment {
    /// A comment written now.
    #[must_use]
    pub fn new(id: u64, issue: u64, author: &str, body: &str) -> Self {
        let now = clock::today();
        Self {
            id,
            issue,
            author: author.to_owned(),
            body: body.to_owned(),
            reactions: Vec::new(),
            created: now,
            updated: now,
        }
    }
}

/// A deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// The ref that was asked for.
    pub reference: String,
    /// The task, usually `deploy`.
    pub task: String,
    /// The environment.
    pub environment: String,
    /// What it says about itself.
    pub description: Option<String>,
    /// What its creator put into it.
    pub payload: Value,
    /// Whether the environment is there for a while only.
    pub transient: bool,
    /// Whether the environment is used by end users.
    pub production: bool,
    /// Who created it.
    pub creator: String,
    /// Its statuses, oldest first.
    pub statuses: Vec<DeploymentStatus>,
    /// When it was created.
    pub created: SystemTime,
}

impl Deployment {
    /// A deployment of `sha` by the workflow, without a status; `production` is a production environment, others are not.
    #[must_use]
    pub fn new(id: u64, sha: &str, environment: &str) -> Self {
        Self {
            id,
            sha: sha.to_owned(),
            reference: sha.to_owned(),
            task: "deploy".to_owned(),
            environment: environment.to_owned(),
            description: None,
            payload: json!({}),
            transient: false,
            production: environment == "production",
            creator: "github-actions[bot]".to_owned(),
            statuses: Vec::new(),
            created: clock::today(),
        }
    }

    /// Adds a status; nothing happens to other deployments.
    #[must_use]
    pub fn with_status(mut self, id: u64, state: &str) -> Self {
        self.statuses.push(DeploymentStatus::new(id, state, &self.creator));
        self
    }

    /// The state of its newest status; `pending` without one.
    #[must_use]
    pub fn state(&self) -> &str {
        self.statuses.last().map_or("pending", |status| status.state.as_str())
    }
}

/// A status of a deployment.
#[derive(Clone, Debug)]
pub struct DeploymentStatus {
    /// Its id.
    pub id: u64,
    /// One of GitHub's seven states.
    pub state: String,
    /// What it says.
    pub description: String,
    /// Where the deployed thing is, or empty.
    pub environment_url: String,
    /// Where the log is, or empty.
    pub log_url: String,
    /// Who set it.
    pub creator: String,
    /// When it was set.
    pub created: SystemTime,
}

impl DeploymentStatus {
    /// A status that says no more than its state.
    #[must_use]
    pub fn new(id: u64, state: &str, creator: &str) -> Self {
        Self {
            id,
            state: state.to_owned(),
            description: String::new(),
            environment_url: String::new(),
            log_url: String::new(),
            creator: creator.to_owned(),
            created: clock::today(),
        }
    }
}

/// A status of a commit.
#[derive(Clone, Debug)]
pub struct CommitStatus {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// One of GitHub's four states.
    pub state: String,
    /// What it is about.
    pub context: String,
    /// What it says.
    pub description: Option<String>,
    /// Where to read more.
    pub target_url: Option<String>,
    /// Who set it.
    pub creator: String,
    /// When it was set.
    pub created: SystemTime,
}

impl CommitStatus {
    /// A status set by somebody else's service.
    #[must_use]
    pub fn new(id: u64, sha: &str, context: &str, state: &str) -> Self {
        Self {
            id,
            sha: sha.to_owned(),
            state: state.to_owned(),
            context: context.to_owned(),
            description: None,
            target_url: None,
            creator: "octocat".to_owned(),
            created: clock::today(),
        }
    }
}

/// A check run.
#[derive(Clone, Debug)]
pub struct CheckRun {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// Its name.
    pub name: String,
    /// `queued`, `in_progress` or `completed`.
    pub status: String,
    /// How it ended, once it is completed.
    pub conclusion: Option<String>,
    /// Anything else that a test wants to find in the reply: it replaces fields of the same name.
    pub more: BTreeMap<String, Value>,
}

impl CheckRun {
    /// A completed check run, or with `None` one in progress.
    #[must_use]
    pub fn new(id: u64, sha: &str, name: &str, conclusion: Option<&str>) -> Self {
        let status = if conclusion.is_some() { "completed" } else { "in_progress" };
        Self {
            id,
            sha: sha.to_owned(),
            name: name.to_owned(),
            status: status.to_owned(),
            conclusion: conclusion.map(str::to_owned),
            more: BTreeMap::new(),
        }
    }
}
