//! What can be wrong with a payload.

/// A payload, or a fact of the runner's, that an event of its kind cannot have.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Larger than any that GitHub sends.
    #[error("the payload is larger than 32 MiB; GitHub's have at most 25 MB")]
    TooLarge,
    /// There is nothing in it.
    #[error("the payload is empty")]
    Empty,
    /// It ends too early.
    #[error("the payload is cut off: it ends after {bytes} bytes, in the middle of its JSON")]
    CutOff {
        /// How long it is.
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
    /// The runner did not say what this event needs.
    #[error("{variable} should be {wanted}, but is {found}; the runner sets it for every step")]
    Variable {
        /// The environment variable.
        variable: &'static str,
        /// What it has in a run for this event.
        wanted: &'static str,
        /// What is there instead.
        found: String,
    },
}
