//! Where the hosts are.

/// Where all hosts listen; filled in when the sandbox starts. No slash at the end.
#[derive(Clone, Debug, Default)]
pub struct Urls {
    /// GitHub's API.
    pub github: String,
    /// GitHub's archives.
    pub codeload: String,
    /// Heroku's API.
    pub heroku: String,
    /// Where source code is put for Heroku's builds.
    pub storage: String,
    /// Heroku's registry of container images.
    pub heroku_registry: String,
    /// The registry that images come from.
    pub registry: String,
    /// Heroku's output streams.
    pub streams: String,
    /// Where one-off dynos are joined.
    pub rendezvous: String,
}
