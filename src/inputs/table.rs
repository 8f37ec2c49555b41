//! The one table of inputs: an input's name, its default, and what is made of its text. A new input is an entry here, and a row
//! in `action.yml` and the README, which a test holds against this table. Each entry is a constant in `spec` and a field of `Settings`.

/// Hands the table to the macro `$make`.
macro_rules! of_every_input {
    ($make:ident) => {
        $make! { reader, input:
            /// Heroku's API token. Whether one is needed depends on the event, so its absence is no mistake here.
            HEROKU_API_KEY = "heroku-api-key", "";
            pub heroku_api_key: Option<Secret> = reader.read(input, tokens::api_key);
            /// GitHub's token.
            GITHUB_TOKEN = "github-token", "${{ github.token }}";
            pub github_token: Option<Secret> = reader.token(input);
            /// Where each branch goes; may be empty.
            RULES = "rules", "";
            pub rules: Rules = reader.rules(input);
            /// The pipeline that holds the review apps.
            PIPELINE = "pipeline", "";
            pub pipeline: Option<PipelineRef> = reader.read(input, values::pipeline);
            /// What to do.
            COMMAND = "command", "auto";
            pub command: Command = reader.choice(input);
            /// The `ref` input as it was given: a branch, a tag, a commit, short or full.
            REF = "ref", "";
            pub reference: Option<String> = reader.read(input, values::line);
            /// The pull request to act on instead of the event's.
            PULL_REQUEST = "pull-request", "";
            pub pull_request: Option<PullNumber> = reader.name(input);
            /// The apps that `promote` gives a release.
            PROMOTE_TO = "promote-to", "";
            pub promote_to: Vec<AppName> = reader.read(input, values::apps).unwrap_or_default();
            /// The version of the release that `rollback` or `promote` is about.
            RELEASE = "release", "";
            pub release: Option<u64> = reader.read(input, values::version);
            /// After how many days without a deploy `sweep` destroys a review app.
            STALE_DAYS = "stale-days", "";
            pub(crate) stale_days: Option<u32> = reader.read(input, values::days);
            /// The team that owns an app that is set up.
            TEAM = "team", "";
            pub(crate) team: Option<String> = reader.read(input, values::word);
            /// Its region.
            REGION = "region", "";
            pub(crate) region: Option<String> = reader.read(input, values::word);
            /// The private space that it is in.
            SPACE = "space", "";
            pub(crate) space: Option<String> = reader.read(input, values::word);
            /// Its stack.
            STACK = "stack", "";
            pub(crate) stack: Option<String> = reader.read(input, values::word);
            /// Its stage in `pipeline`.
            STAGE = "stage", "";
            pub(crate) stage: Option<String> = reader.read(input, values::stage);
            /// Whether builds are made of what is checked out, or of GitHub's archive.
            SOURCE = "source", "github";
            pub(crate) source: Source = reader.choice(input);
            /// The folder that is the app's root; none for the top of the repository.
            DIRECTORY = "directory", "";
            pub(crate) directory: Option<Folder> = reader.read(input, Folder::parse).flatten();
            /// Globs of what goes along although git ignores it.
            INCLUDE = "include", "";
            pub(crate) include: Vec<String> = reader.read(input, values::globs).unwrap_or_default();
            /// Container images to release in the place of builds.
            IMAGES = "images", "";
            pub(crate) images: Vec<ImageWish> = reader.images(input);
            /// The user at the registry that `images` come from.
            REGISTRY_USERNAME = "registry-username", "";
            pub(crate) registry_username: Option<String> = reader.read(input, values::line);
            /// That user's password or token.
            REGISTRY_PASSWORD = "registry-password", "";
            pub(crate) registry_password: Option<Secret> = reader.token(input);
            /// Config vars of the apps that rules name, in the order given, each name once.
            CONFIG_VARS = "config-vars", "";
            pub(crate) config_vars: SecretVars = reader.config_vars(input);
            /// The same of review apps.
            REVIEW_APP_CONFIG_VARS = "review-app-config-vars", "";
            pub(crate) review_app_config_vars: SecretVars = reader.config_vars(input);
            /// Whether a review app's `SOURCE_VERSION` is kept at its commit.
            SOURCE_VERSION = "source-version", "true";
            pub source_version: bool = reader.flag(input);
            /// How an existing review app is brought up to date.
            UPDATE = "update", "in-place";
            pub update: Update = reader.choice(input);
            /// What happens with pull requests from forks.
            FORKS = "forks", "skip";
            pub forks: Forks = reader.choice(input);
            /// What happens with draft pull requests.
            DRAFTS = "drafts", "deploy";
            pub drafts: Drafts = reader.choice(input);
            /// The label that a pull request needs to have a review app.
            LABEL = "label", "";
            pub label: Option<String> = reader.read(input, values::line);
            /// Whether to wait for build, release and release phase.
            WAIT = "wait", "true";
            pub wait: bool = reader.flag(input);
            /// How long to wait in all; more than nothing, and at most 35 days.
            TIMEOUT = "timeout", "80m";
            pub timeout: Duration = reader.read(input, values::timeout).unwrap_or_default();
            /// Which of the commit's checks have to be green first.
            WAIT_FOR_CHECKS = "wait-for-checks", "false";
            pub wait_for_checks: WaitForChecks = reader.read(input, WaitForChecks::parse).unwrap_or_default();
            /// Whether pending builds of older commits are cancelled.
            CANCEL_SUPERSEDED = "cancel-superseded", "true";
            pub cancel_superseded: bool = reader.flag(input);
            /// Whether the apps that rules name are in maintenance mode meanwhile.
            MAINTENANCE = "maintenance", "false";
            pub maintenance: bool = reader.flag(input);
            /// Commands to run after the release, in this order.
            RUN = "run", "";
            pub run: Vec<String> = reader.read(input, values::commands).unwrap_or_default();
            /// Whether all dynos are restarted after them.
            RESTART = "restart", "false";
            pub restart: bool = reader.flag(input);
            /// The address that must answer once the new release is up.
            HEALTH_CHECK = "health-check", "";
            pub(crate) health_check: Option<Place> = reader.read(input, Place::parse);
            /// What that answer must contain.
            HEALTH_CHECK_TEXT = "health-check-text", "";
            pub(crate) health_check_text: Option<String> = reader.read(input, values::line);
            /// Whether an app goes back where its release is not well.
            ROLLBACK = "rollback", "false";
            pub rollback: bool = reader.flag(input);
            /// Whether there are GitHub deployments.
            DEPLOYMENTS = "deployments", "true";
            pub deployments: bool = reader.flag(input);
            /// Whether there is a comment on the pull request.
            COMMENT = "comment", "true";
            pub comment: bool = reader.flag(input);
            /// Where the commit gets a status.
            COMMIT_STATUS = "commit-status", "auto";
            pub commit_status: CommitStatuses = reader.choice(input);
            /// Whether to write nothing and only say what would be done.
            DRY_RUN = "dry-run", "false";
            pub dry_run: bool = reader.flag(input);
            /// Whether to run against the embedded sandbox.
            REHEARSE = "rehearse", "false";
            pub rehearse: bool = reader.flag(input);
            /// Where Heroku's API is: https, or http on loopback.
            HEROKU_API_URL = "heroku-api-url", "https://api.heroku.com";
            pub heroku_api_url: Url = reader.address(input)?;
            /// Where Heroku's registry is: https, or http on loopback.
            HEROKU_REGISTRY_URL = "heroku-registry-url", "https://registry.heroku.com";
            pub(crate) heroku_registry_url: Url = reader.address(input)?;
        }
    };
}

pub(super) use of_every_input;
