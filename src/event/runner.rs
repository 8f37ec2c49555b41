//! Facts about the run that the runner passes in the environment
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/variables>).

use std::path::PathBuf;
use std::str::FromStr;

use url::Url;

use crate::http::is_loopback;
use crate::inputs::Environment;
use crate::names::{CommitSha, Found, RUNS, RepoSlug};

/// Facts about this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runner {
    /// The workflow's repository.
    pub repository: RepoSlug,
    /// The event's name, such as `push`.
    pub event_name: String,
    /// The file with the event's payload.
    pub event_path: Option<PathBuf>,
    /// The address of GitHub's API, without a trailing slash unless it has no path.
    pub github_api_url: Url,
    /// The address of GitHub's web pages.
    pub server_url: Url,
    /// The commit that the run is for. For a pull request, it is a merge commit that GitHub made.
    pub sha: Option<CommitSha>,
    /// The ref that the run is for: a branch, a tag, or `refs/pull/…/merge`.
    pub git_ref: Option<String>,
    /// The folder with the checkout.
    pub(crate) workspace: Option<PathBuf>,
    /// The runner's folder for temporary files.
    pub(crate) temporary: Option<PathBuf>,
    /// The login of the account that caused the run.
    pub actor: Option<String>,
    /// The run's id, as in its page's address.
    pub run_id: Option<u64>,
    /// The number of times the run was started, from 1.
    pub run_attempt: u64,
    /// The job's key in the workflow.
    pub job: Option<String>,
    /// The workflow's file, after the repository and before the ref.
    pub workflow: Option<String>,
}

/// A fact that the runner always passes is missing or malformed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunnerError {
    /// There is no runner.
    #[error(
        "{variable} is not set: without arguments, branchline runs as a step of a GitHub workflow; \
         on a laptop, `branchline rehearse` shows it at work"
    )]
    NotInWorkflow {
        /// The first variable that is missing.
        variable: &'static str,
    },
    /// A variable has a value that the runner never gives it.
    #[error("{variable} is {}, which is not {wanted}", Found(.found))]
    Odd {
        /// The variable.
        variable: &'static str,
        /// What the runner puts there.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
}

impl Runner {
    /// The page of a commit.
    #[must_use]
    pub fn commit_url(&self, commit: &CommitSha) -> String {
        let server = self.server_url.as_str().trim_end_matches('/');
        format!("{server}/{}/commit/{commit}", self.repository)
    }

    /// Whether the event's name says that it is about a pull request.
    pub(crate) fn is_of_pull_request(&self) -> bool {
        self.event_name.starts_with("pull_request")
    }

    /// Reads the runner's variables.
    ///
    /// # Errors
    ///
    /// If the repository or the event is missing, or anything is malformed.
    pub fn from_environment(environment: &Environment) -> Result<Self, RunnerError> {
        let facts = Facts(environment);
        Ok(Self {
            repository: facts.required("GITHUB_REPOSITORY", "owner/name")?,
            event_name: facts.required("GITHUB_EVENT_NAME", "the name of an event")?,
            event_path: facts.text("GITHUB_EVENT_PATH").map(PathBuf::from),
            github_api_url: facts.api("GITHUB_API_URL", "https://api.github.com")?,
            server_url: facts.address("GITHUB_SERVER_URL", "https://github.com")?,
            sha: facts.optional("GITHUB_SHA", "a commit's full SHA")?,
            git_ref: facts.text("GITHUB_REF"),
            workspace: facts.text("GITHUB_WORKSPACE").map(PathBuf::from),
            temporary: facts.text("RUNNER_TEMP").map(PathBuf::from),
            actor: facts.text("GITHUB_ACTOR"),
            run_id: facts.optional("GITHUB_RUN_ID", "a number")?,
            run_attempt: facts.optional("GITHUB_RUN_ATTEMPT", "a number")?.unwrap_or(1),
            job: facts.text("GITHUB_JOB"),
            workflow: facts.text("GITHUB_WORKFLOW_REF"),
        })
    }

    /// The page of this run, if it has an id.
    #[must_use]
    pub fn run_url(&self) -> Option<String> {
        let server = self.server_url.as_str().trim_end_matches('/');
        let run = format!("{server}/{}{RUNS}{}", self.repository, self.run_id?);
        Some(match self.run_attempt {
            0 | 1 => run,
            attempt => format!("{run}/attempts/{attempt}"),
        })
    }
}

struct Facts<'a>(&'a Environment);

impl Facts<'_> {
    fn text(&self, variable: &str) -> Option<String> {
        self.0.get(variable).map(str::to_owned)
    }

    fn optional<T: FromStr>(&self, variable: &'static str, wanted: &'static str) -> Result<Option<T>, RunnerError> {
        let parse = |text: &str| text.parse().map_err(|_| odd(variable, wanted, text));
        self.0.get(variable).map(parse).transpose()
    }

    fn required<T: FromStr>(&self, variable: &'static str, wanted: &'static str) -> Result<T, RunnerError> {
        let value = self.optional(variable, wanted)?;
        value.ok_or(RunnerError::NotInWorkflow { variable })
    }

    /// The address of an API that gets a token.
    fn api(&self, variable: &'static str, default: &str) -> Result<Url, RunnerError> {
        let url = self.address(variable, default)?;
        if url.scheme() == "https" || is_loopback(&url) {
            return Ok(url);
        }
        let wanted = "an https address, or one on this machine: the token would be sent unencrypted";
        Err(odd(variable, wanted, url.as_str()))
    }

    fn address(&self, variable: &'static str, default: &str) -> Result<Url, RunnerError> {
        let text = self.0.get(variable).unwrap_or(default);
        let wanted = "a web address such as https://api.github.com";
        let mut url: Url = text.parse().map_err(|_| odd(variable, wanted, text))?;
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !matches!(url.scheme(), "http" | "https") || !plain || url.fragment().is_some() {
            return Err(odd(variable, wanted, text));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(url)
    }
}

fn odd(variable: &'static str, wanted: &'static str, found: &str) -> RunnerError {
    RunnerError::Odd { variable, wanted, found: found.to_owned() }
}

#[cfg(test)]
mod tests;
