//! What the sandbox was asked, in order of arrival.

use std::fmt;

use serde_json::Value;

use super::pattern;

/// The seven hosts that the sandbox plays; each listens on a port of its own, as each is an origin of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// GitHub's REST API.
    GitHub,
    /// The host of the archives that GitHub's tarball redirect points to.
    Codeload,
    /// Heroku's Platform API.
    Heroku,
    /// The host of Heroku's build and release output.
    Streams,
    /// The host that keeps source code for Heroku's builds.
    Storage,
    /// The registry that images come from.
    Registry,
    /// Heroku's registry of images.
    HerokuRegistry,
}

/// One request and what became of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Which host was asked.
    pub service: Service,
    /// The method, in capitals.
    pub method: String,
    /// The path as it came over the wire, still percent-encoded, without the query.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// All headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as JSON; `Null` without a body, a string where it was not JSON.
    pub body: Value,
    /// The reply's status; `None` where no reply was sent (yet).
    pub status: Option<u16>,
    /// The reply's JSON, or its text as a string; `Null` for empty bodies and streams.
    pub reply: Value,
    /// Milliseconds between the sandbox's start and the request's arrival.
    pub at_ms: u64,
    /// The number of the connection that it came on, counted over all services.
    pub connection: u64,
}

impl Recorded {
    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        Some(value)
    }

    /// Whether this is a `method` on a path like `pattern`, in which `*` stands for anything.
    #[must_use]
    pub fn is(&self, method: &str, pattern: &str) -> bool {
        self.method == method && pattern::matches(pattern, &self.path)
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, method, path, at_ms, .. } = self;
        write!(f, "{at_ms:>6} ms  {service:?} {method} {path}")?;
        match self.status {
            Some(status) => write!(f, " → {status}"),
            None => write!(f, " → no reply"),
        }
    }
}
