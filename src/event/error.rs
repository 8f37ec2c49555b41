//! What can be wrong with a payload.

/// A payload or a runner's fact that an event of this kind cannot have.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// It is larger than any that GitHub sends.
    #[error("the payload is larger than 32 MiB; GitHub's have at most 25 MB")]
    TooLarge,
    /// It is empty.
    #[error("the payload is empty")]
    Empty,
    /// It ends too early.
    #[error("the payload is cut off: it ends after {bytes} bytes, in the middle of its JSON")]
    CutOff {
        /// Its length.
        bytes: usize,
    },
    /// It is not JSON at all.
    #[error("the payload is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// It is JSON of another shape.
    #[error("{field} should be {wanted}, but is {found}")]
    Field {
        /// The payload itself, or the path of one of its fields, such as `pull_request.head.sha`.
        field: String,
        /// What an event of this kind has there.
        wanted: String,
        /// What is there instead.
        found: String,
    },
    /// The runner did not pass what this event needs.
    #[error("{variable} should be {wanted}, but is {found}; the runner sets it for every step")]
    Variable {
        /// The environment variable.
        variable: &'static str,
        /// What the variable holds in a run for this event.
        wanted: &'static str,
        /// What is there instead.
        found: String,
    },
}
