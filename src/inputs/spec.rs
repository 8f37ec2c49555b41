//! The one table of inputs. `action.yml` and the README are held against it.

/// An input of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in a workflow's `with:`.
    pub name: &'static str,
    /// Its default in `action.yml`.
    pub default: &'static str,
    /// What it is for, in one line.
    pub description: &'static str,
}

impl Input {
    const fn new(name: &'static str, default: &'static str, description: &'static str) -> Self {
        Self { name, default, description }
    }

    /// The variable in which the runner passes it: upper case, hyphens kept.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("INPUT_{}", self.name.to_uppercase())
    }
}

/// A Heroku API token.
pub const HEROKU_API_KEY: Input = Input::new("heroku-api-key", "", "A Heroku API token; needed in all but a rehearsal");
/// The workflow's own token.
pub const GITHUB_TOKEN: Input = Input::new(
    "github-token",
    "${{ github.token }}",
    "The token that reads the repository and reports on the pull request",
);
/// After how long a review app is stale.
pub const STALE_DAYS: Input =
    Input::new("stale-days", "", "`sweep`: also destroy review apps without a deploy for so many days");
/// Where each branch goes.
pub const RULES: Input =
    Input::new("rules", "", "Ordered lines `pattern: target[, target…]`; the first that matches decides");
/// The pipeline of the review apps.
pub const PIPELINE: Input =
    Input::new("pipeline", "", "The pipeline, by name or id, that holds the review apps and Heroku CI runs");
/// What to do, if not what the event says.
pub const COMMAND: Input = Input::new(
    "command",
    "auto",
    "`auto` reads the event; or `deploy`, `destroy`, `promote`, `rollback`, `setup`, `sweep`, `test`",
);
/// What to deploy, if not the event's ref.
pub const REF: Input = Input::new("ref", "", "Branch, tag or commit to deploy instead of the event's");
/// Which pull request to act on, if not the event's.
pub const PULL_REQUEST: Input =
    Input::new("pull-request", "", "Number of the pull request to act on instead of the event's");
/// Which apps get a release.
pub const PROMOTE_TO: Input = Input::new(
    "promote-to",
    "",
    "`promote`: apps, by comma or line, that receive the release of the app that the rules name",
);
/// Which release to go back to.
pub const RELEASE: Input = Input::new(
    "release",
    "",
    "`rollback`, `promote`: the release meant, such as `v41`; else the last good one before, or the current one",
);
/// The team that owns a new app.
pub const TEAM: Input =
    Input::new("team", "", "`setup`: the team that owns the app; else the account that the key is of");
/// The region of a new app.
pub const REGION: Input = Input::new("region", "", "`setup`: the region of the app, such as `eu`");
/// The space of a new app.
pub const SPACE: Input = Input::new("space", "", "`setup`: the private space of the app");
/// The stack of a new app.
pub const STACK: Input = Input::new("stack", "", "`setup`: the stack of the app, such as `heroku-24`");
/// The stage of a new app.
pub const STAGE: Input = Input::new(
    "stage",
    "",
    "`setup`: the stage of the app in `pipeline`: `review`, `development`, `staging` or `production`",
);
/// Where the code of a build comes from.
pub const SOURCE: Input = Input::new(
    "source",
    "github",
    "`github`: Heroku downloads GitHub's archive of the commit; `workspace`: the checked-out folder is packed and uploaded",
);
/// Which folder is the app's root.
pub const DIRECTORY: Input =
    Input::new("directory", "", "Deploy this folder of the repository as the app's root (`api`, `./api/` alike)");
/// What goes along although git ignores it.
pub const INCLUDE: Input = Input::new(
    "include",
    "",
    "`source: workspace`: globs, one a line, of files that go along although git ignores them (`dist/**`)",
);
/// Container images instead of builds.
pub const IMAGES: Input = Input::new(
    "images",
    "",
    "Deploy container images instead of building: lines `process: image`, as in `web: ghcr.io/acme/shop:{commit}`",
);
/// Who logs in where images come from.
pub const REGISTRY_USERNAME: Input =
    Input::new("registry-username", "", "User name at the registry that `images` come from");
/// With what.
pub const REGISTRY_PASSWORD: Input =
    Input::new("registry-password", "", "Password or token at the registry that `images` come from");
/// Config vars of the apps that rules name.
pub const CONFIG_VARS: Input = Input::new(
    "config-vars",
    "",
    "`KEY=VALUE` lines to set on the apps that rules name before the deploy, only where they differ",
);
/// Config vars of review apps.
pub const REVIEW_APP_CONFIG_VARS: Input = Input::new(
    "review-app-config-vars",
    "",
    "`KEY=VALUE` lines for review apps: at creation, and before each later build where they differ",
);
/// Whether a review app knows its commit.
pub const SOURCE_VERSION: Input =
    Input::new("source-version", "true", "Keep the full SHA in a review app's config var `SOURCE_VERSION`");
/// How a review app is brought up to date.
pub const UPDATE: Input =
    Input::new("update", "in-place", "`in-place` builds on the existing review app; `recreate` destroys it first");
/// What happens with pull requests from forks.
pub const FORKS: Input =
    Input::new("forks", "skip", "Pull requests from forks: `skip`, `labeled` (those that carry `label`), `allow`");
/// What happens with draft pull requests.
pub const DRAFTS: Input = Input::new("drafts", "deploy", "Draft pull requests: `deploy` or `skip`");
/// The label that gates review apps.
pub const LABEL: Input = Input::new(
    "label",
    "",
    "If set, only pull requests with this label have a review app; taking it off destroys the app",
);
/// Whether the app is closed meanwhile.
pub const MAINTENANCE: Input =
    Input::new("maintenance", "false", "Maintenance mode while the deploy is under way; then as it was before");
/// Whether to wait for the end.
pub const WAIT: Input =
    Input::new("wait", "true", "Wait for build and release phase; `false` returns once Heroku accepted the work");
/// How long to wait.
pub const TIMEOUT: Input =
    Input::new("timeout", "80m", "How long to wait in all, such as `90s`, `80m` or `1h 30m`; running out is a failure");
/// Whether other checks come first.
pub const WAIT_FOR_CHECKS: Input = Input::new(
    "wait-for-checks",
    "false",
    "Wait for the commit's other checks: `true` until all are green, or lines of names (globs) until each has come and is green",
);
/// Whether a build that this run's makes needless is stopped.
pub const CANCEL_SUPERSEDED: Input = Input::new(
    "cancel-superseded",
    "true",
    "Cancel a pending build of an older commit of the same branch on the same app",
);
/// What is run after the release.
pub const RUN: Input = Input::new(
    "run",
    "",
    "Commands, one a line, run in a one-off dyno after the release, one after the other; each must exit with 0",
);
/// Whether dynos are restarted after it.
pub const RESTART: Input = Input::new("restart", "false", "Restart all dynos after `run`");
/// Where a release that is well answers.
pub const HEALTH_CHECK: Input =
    Input::new("health-check", "", "Path, or URL, that must answer 2xx once the new release's web dynos are up");
/// What that answer holds.
pub const HEALTH_CHECK_TEXT: Input = Input::new("health-check-text", "", "Text that the answer must contain");
/// Whether a release that is not well goes.
pub const ROLLBACK: Input = Input::new(
    "rollback",
    "false",
    "If `run` or the health check fails, go back to the release that was current before",
);
/// Whether there are GitHub deployments.
pub const DEPLOYMENTS: Input = Input::new("deployments", "true", "GitHub deployments with a \"View deployment\" link");
/// Whether there is a comment.
pub const COMMENT: Input = Input::new("comment", "true", "One comment on the pull request, kept current");
/// Whether the commit gets a status.
pub const COMMIT_STATUS: Input = Input::new(
    "commit-status",
    "auto",
    "`auto`: a commit status where the run itself is not shown on the commit (`workflow_run`, `issue_comment`, \
     `workflow_dispatch`…); or `true`, `false`",
);
/// Whether to only say what would be done.
pub const DRY_RUN: Input = Input::new("dry-run", "false", "Read everything, write nothing, print and output the plan");
/// Whether to use the embedded sandbox.
pub const REHEARSE: Input = Input::new(
    "rehearse",
    "false",
    "Run this event and these rules against the embedded sandbox: nothing real is asked or written, no key is needed",
);
/// Where Heroku's registry is.
pub const HEROKU_REGISTRY_URL: Input = Input::new(
    "heroku-registry-url",
    "https://registry.heroku.com",
    "Where Heroku's container registry is: https, or http on loopback only",
);
/// Where Heroku's API is.
pub const HEROKU_API_URL: Input =
    Input::new("heroku-api-url", "https://api.heroku.com", "Where Heroku's API is: https, or http on loopback only");

/// All inputs, in the order in which they are documented.
pub const INPUTS: [Input; 45] = [
    HEROKU_API_KEY,
    GITHUB_TOKEN,
    RULES,
    PIPELINE,
    COMMAND,
    REF,
    PULL_REQUEST,
    PROMOTE_TO,
    RELEASE,
    STALE_DAYS,
    TEAM,
    REGION,
    SPACE,
    STACK,
    STAGE,
    SOURCE,
    DIRECTORY,
    INCLUDE,
    IMAGES,
    REGISTRY_USERNAME,
    REGISTRY_PASSWORD,
    CONFIG_VARS,
    REVIEW_APP_CONFIG_VARS,
    SOURCE_VERSION,
    UPDATE,
    FORKS,
    DRAFTS,
    LABEL,
    WAIT,
    TIMEOUT,
    WAIT_FOR_CHECKS,
    CANCEL_SUPERSEDED,
    MAINTENANCE,
    RUN,
    RESTART,
    HEALTH_CHECK,
    HEALTH_CHECK_TEXT,
    ROLLBACK,
    DEPLOYMENTS,
    COMMENT,
    COMMIT_STATUS,
    DRY_RUN,
    REHEARSE,
    HEROKU_API_URL,
    HEROKU_REGISTRY_URL,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_stay_in_the_variable() {
        assert_eq!(HEROKU_API_KEY.variable(), "INPUT_HEROKU-API-KEY");
    }

    #[test]
    fn every_input_has_its_own_name_and_one_line_of_description() {
        let names: std::collections::BTreeSet<_> = INPUTS.iter().map(|input| input.name).collect();
        assert_eq!(names.len(), INPUTS.len());
        for input in INPUTS {
            assert!(!input.description.is_empty() && !input.description.contains('\n'), "{input:?}");
        }
    }
}
