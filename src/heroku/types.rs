use std::time::SystemTime;

use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer};

use crate::{
    http::{SecretUrl, or_default},
    names::{
        AppId, AppSetupId, BuildId, BuildStatus, PipelineId, ReleaseId, ReleaseStatus, ReviewAppId, ReviewAppStatus,
        SlugId,
    },
    secret::Secret,
};

/// Something that a reply names by its id alone.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Reference<Id> {
    pub(crate) id: Id,
}

/// An address that may be missing or empty; the run can do without its content.
pub(super) fn perhaps_an_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretUrl>, D::Error> {
    let text = Option::<Secret>::deserialize(deserializer)?;
    Ok(text.and_then(|text| SecretUrl::parse(text.expose_secret()).ok()))
}

/// An app.
#[derive(Debug, Clone, Deserialize)]
pub struct App {
    /// Stays when the app is renamed.
    pub id: AppId,
    /// The name as of now.
    pub name: String,
    /// The app's address. It has a random part, so only Heroku knows it.
    pub web_url: Option<String>,
    /// Whether it is in maintenance mode.
    #[serde(default, deserialize_with = "or_default")]
    pub maintenance: bool,
    #[serde(default)]
    pub(crate) stack: Option<Stack>,
    #[serde(default)]
    pub(crate) build_stack: Option<Stack>,
    #[serde(default)]
    pub(crate) released_at: Option<String>,
}

impl App {
    /// When its latest release was made.
    #[must_use]
    pub fn released(&self) -> Option<SystemTime> {
        moment(self.released_at.as_deref())
    }

    /// An app with only these fields, for tests.
    #[cfg(test)]
    pub(crate) fn called(id: &str, name: &str) -> Self {
        serde_json::from_value(serde_json::json!({ "id": id, "name": name })).unwrap()
    }
}

/// A time as the API writes it, in UTC.
fn moment(text: Option<&str>) -> Option<SystemTime> {
    let text = text?.trim_end_matches("+00:00").trim_end_matches('Z');
    humantime::parse_rfc3339_weak(text).ok()
}

/// What an app's dynos are made from.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Stack {
    /// Such as `heroku-24`, or `container`.
    pub(crate) name: String,
}

impl App {
    /// The stack of its next release.
    pub(crate) fn next_stack(&self) -> Option<&str> {
        let stack = self.build_stack.as_ref().or(self.stack.as_ref());
        stack.map(|stack| stack.name.as_str())
    }
}

/// Where Heroku gets the code of a build from.
#[derive(Debug, Clone)]
pub struct SourceBlob {
    /// A gzipped tarball, which Heroku fetches without any key.
    pub url: SecretUrl,
    /// The full commit SHA, so that the build can be found again by it.
    pub version: String,
    /// The full ref that the commit was deployed from, so that a later build of the same one can tell.
    pub description: Option<String>,
    /// What Heroku checks the archive by, as `SHA256:` and hexadecimal digits.
    pub checksum: Option<String>,
}

/// A build.
#[derive(Debug, Clone, Deserialize)]
pub struct Build {
    /// Its id.
    pub id: BuildId,
    /// How far it is.
    pub status: BuildStatus,
    /// Where its output can be read, by whoever knows the address.
    #[serde(default, deserialize_with = "perhaps_an_address")]
    pub output_stream_url: Option<SecretUrl>,
    #[serde(default)]
    pub(super) created_at: Option<String>,
    #[serde(default)]
    source_blob: Option<BuiltSource>,
    #[serde(default)]
    release: Option<Reference<ReleaseId>>,
    #[serde(default)]
    slug: Option<Reference<SlugId>>,
}

#[derive(Debug, Clone, Deserialize)]
struct BuiltSource {
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    version_description: Option<String>,
}

impl Build {
    /// When it was asked for.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        moment(self.created_at.as_deref())
    }

    /// The build's version: a commit SHA, if Branchline made the build.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.source_blob.as_ref()?.version.as_deref()
    }

    /// The version's description: the full ref, if Branchline made the build.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.source_blob.as_ref()?.version_description.as_deref()
    }

    /// The release that it led to, once it has succeeded.
    #[must_use]
    pub fn release(&self) -> Option<&ReleaseId> {
        self.release.as_ref().map(|release| &release.id)
    }

    /// The slug that it made, likewise.
    #[must_use]
    pub fn slug(&self) -> Option<&SlugId> {
        self.slug.as_ref().map(|slug| &slug.id)
    }
}

/// A release.
#[derive(Debug, Clone, Deserialize)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// Counts up from 1 within the app.
    pub version: u64,
    /// How far its release phase is.
    pub status: ReleaseStatus,
    /// Where its release phase's output can be read; `None` without a release phase.
    #[serde(default, deserialize_with = "perhaps_an_address")]
    pub output_stream_url: Option<SecretUrl>,
    /// Whether it is what the app runs.
    #[serde(default)]
    pub current: Option<bool>,
    /// Whether the app can be rolled back to it.
    #[serde(default)]
    pub eligible_for_rollback: Option<bool>,
    /// Why there is one, in a few words.
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    slug: Option<Reference<SlugId>>,
}

impl Release {
    /// What it runs; a release of config vars runs the slug of the one before.
    #[must_use]
    pub fn slug(&self) -> Option<&SlugId> {
        self.slug.as_ref().map(|slug| &slug.id)
    }
}

/// What a release runs.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Slug {
    #[serde(default)]
    pub(super) commit: Option<String>,
}

/// An app's place in its pipeline.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Coupling {
    pub(super) stage: String,
}

/// A pipeline.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Pipeline {
    pub(super) id: PipelineId,
}

/// How a pipeline makes review apps by itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ReviewAppConfig {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) automatic_review_apps: bool,
}

/// A review app: the record within its pipeline. Name and address are the app's.
#[derive(Debug, Clone, Deserialize)]
pub struct ReviewApp {
    /// Its id, which is not the app's.
    pub id: ReviewAppId,
    /// The branch that it was made for; one review app a branch and pipeline.
    pub branch: String,
    /// How far it is.
    pub status: ReviewAppStatus,
    /// The pull request that it was made for, if any.
    #[serde(default)]
    pub pr_number: Option<u64>,
    /// Heroku's short word for what went wrong.
    #[serde(default)]
    pub error_status: Option<String>,
    /// Heroku's sentence on what went wrong.
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default)]
    app: Option<Reference<AppId>>,
    #[serde(default)]
    app_setup: Option<Reference<AppSetupId>>,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    fork_repo: Option<ForkRepository>,
}

#[derive(Debug, Clone, Deserialize)]
struct ForkRepository {
    #[serde(default)]
    id: Option<u64>,
}

impl ReviewApp {
    /// When it was asked for.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        moment(self.created_at.as_deref())
    }

    /// The app, once there is one; an errored review app may never have got one.
    #[must_use]
    pub fn app(&self) -> Option<&AppId> {
        self.app.as_ref().map(|app| &app.id)
    }

    /// The app setup, which has the first build's output; not there at once.
    #[must_use]
    pub fn app_setup(&self) -> Option<&AppSetupId> {
        self.app_setup.as_ref().map(|setup| &setup.id)
    }

    /// GitHub's id of the fork that the branch is in, if it is in one.
    #[must_use]
    pub fn fork(&self) -> Option<u64> {
        self.fork_repo.as_ref()?.id
    }
}

/// The making of a review app's app: build, release, and `postdeploy`.
#[derive(Debug, Clone, Deserialize)]
pub struct AppSetup {
    #[serde(default)]
    id: Option<AppSetupId>,
    #[serde(default)]
    app: Option<Reference<AppId>>,
    /// How far it is as a whole.
    pub status: BuildStatus,
    /// Why it failed.
    #[serde(default)]
    pub failure_message: Option<String>,
    /// The first build, once there is one.
    #[serde(default)]
    pub build: Option<SetupBuild>,
    /// The result of `app.json`'s `postdeploy` script, once it has run.
    #[serde(default)]
    pub postdeploy: Option<Postdeploy>,
    #[serde(default)]
    manifest_errors: Option<Vec<String>>,
}

impl AppSetup {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Option<&AppSetupId> {
        self.id.as_ref()
    }

    /// The app that it makes.
    #[must_use]
    pub fn app(&self) -> Option<&AppId> {
        self.app.as_ref().map(|app| &app.id)
    }

    /// What is wrong with `app.json`.
    #[must_use]
    pub fn manifest_errors(&self) -> &[String] {
        self.manifest_errors.as_deref().unwrap_or_default()
    }
}

/// An app setup's build, with fewer fields than a build.
#[derive(Debug, Clone, Deserialize)]
pub struct SetupBuild {
    /// Its id.
    pub id: BuildId,
    /// How far it is.
    pub status: BuildStatus,
    /// Where its output can be read.
    #[serde(default, deserialize_with = "perhaps_an_address")]
    pub output_stream_url: Option<SecretUrl>,
}

/// The result of a `postdeploy` script.
#[derive(Debug, Clone, Deserialize)]
pub struct Postdeploy {
    /// What it printed.
    #[serde(default)]
    pub output: Option<String>,
    /// 0 if it succeeded.
    #[serde(default)]
    pub exit_code: Option<i64>,
}
