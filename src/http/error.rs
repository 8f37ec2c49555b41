use std::{fmt, time::Duration};

use reqwest::Method;

use crate::redact::Redactor;

/// Whose API it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// GitHub's REST API.
    GitHub,
    /// Heroku's Platform API, and the streams that it points to.
    Heroku,
    /// A registry of container images.
    Registry,
}

impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::GitHub => "GitHub",
            Self::Heroku => "Heroku",
            Self::Registry => "the registry",
        })
    }
}

/// A failed request: what was asked, and why it failed. `report::words` has the sentences.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{service} {method} {path}: {failure}")]
pub struct ApiError {
    /// Who was asked.
    pub service: Service,
    /// The method.
    pub method: Method,
    /// What was asked for, without host and query.
    pub path: String,
    /// Why it failed.
    pub failure: Failure,
}

/// How a request can fail.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// No connection: the request was not sent.
    #[error("not reached: {0}")]
    Unreachable(String),
    /// The request may have been carried out, but its answer is missing or incomplete.
    #[error("no answer: {0}")]
    Lost(String),
    /// The answer came but is not what the API promises.
    #[error("an answer that cannot be read: {0}")]
    Unreadable(String),
    /// The answer has more than this many MiB, which is larger than any that the API promises.
    #[error("an answer larger than {0} MiB")]
    TooLarge(usize),
    /// No address can express the request, so nothing was sent.
    #[error("not asked: {0}")]
    Unaskable(String),
    /// The API said no.
    #[error("{0}")]
    Refused(Box<Refusal>),
}

/// An answer that is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Heroku's error id, such as `not_found`; empty on GitHub.
    pub id: String,
    /// The API's own words, or the beginning of a body that is no JSON.
    pub message: String,
    /// The `Request-Id` of the answer, for a support case; empty if there was none.
    pub request_id: String,
    /// How long the API wants to be left alone, where it is a rate limit: `Retry-After`, or GitHub's reset time.
    pub wait: Option<Duration>,
    /// Whether this is a rate limit: by its status, its id, or its words.
    pub rate_limited: bool,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.status)?;
        for part in [&self.id, &self.message] {
            if !part.is_empty() {
                write!(formatter, " {part}")?;
            }
        }
        Ok(())
    }
}

impl ApiError {
    /// The HTTP status, if the answer was an error.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.failure {
            Failure::Refused(refusal) => Some(refusal.status),
            _ => None,
        }
    }

    /// Whether the requested thing does not exist, or no longer exists.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.status(), Some(404 | 410))
    }

    /// Whether Heroku refuses to show, or to do, just this. Of what was deleted a moment ago it says so too, as if it was
    /// another's: <https://github.com/heroku/hatchet/blob/main/CHANGELOG.md>, 4.1.0 and 8.0.4. What is wrong with the key or
    /// its account has an id of its own.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        let is_plain = |refusal: &Refusal| {
            refusal.status == 403 && !refusal.rate_limited && matches!(refusal.id.as_str(), "" | "forbidden")
        };
        self.service == Service::Heroku && matches!(&self.failure, Failure::Refused(refusal) if is_plain(refusal))
    }

    /// Whether the thing to create exists already.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(&self.failure, Failure::Refused(refusal) if refusal.is_conflict())
    }

    /// Whether the same request may well work a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match &self.failure {
            Failure::Unreachable(_) | Failure::Lost(_) | Failure::Unreadable(_) => true,
            Failure::TooLarge(_) | Failure::Unaskable(_) => false,
            Failure::Refused(refusal) => refusal.is_passing(),
        }
    }

    /// Whether the request asks for too much at once.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.failure, Failure::TooLarge(_))
    }

    /// Whether the request may have been carried out although it looks as if it failed.
    #[must_use]
    pub fn may_have_worked(&self) -> bool {
        match &self.failure {
            Failure::Unreachable(_) | Failure::Unaskable(_) => false,
            Failure::Lost(_) | Failure::Unreadable(_) | Failure::TooLarge(_) => true,
            Failure::Refused(refusal) => refusal.status >= 500,
        }
    }
}

impl Failure {
    /// The same without secrets. Call this before anything else uses its words.
    pub(crate) fn redacted(self, redactor: &Redactor) -> Self {
        let clean = |text: String| redactor.clean_foreign(&text).into_owned();
        match self {
            Self::Unreachable(why) => Self::Unreachable(clean(why)),
            Self::Lost(why) => Self::Lost(clean(why)),
            Self::Unreadable(why) => Self::Unreadable(clean(why)),
            Self::Unaskable(why) => Self::Unaskable(clean(why)),
            Self::TooLarge(size) => Self::TooLarge(size),
            Self::Refused(refusal) => Self::Refused(Box::new(Refusal {
                id: clean(refusal.id),
                message: clean(refusal.message),
                request_id: clean(refusal.request_id),
                ..*refusal
            })),
        }
    }
}

impl Refusal {
    /// Whether it is a redirect that was not followed.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 300..400)
    }

    /// Whether the thing to create exists already. Heroku has two statuses for that, 409 and 422
    /// (<https://devcenter.heroku.com/articles/platform-api-reference#error-responses>), and does not say which is when.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status == 409 || self.status == 422 && self.message.to_lowercase().contains("already exists")
    }

    /// Whether the account has reached its limit of concurrent builds. Heroku documents no status for it, only
    /// [the limit](https://devcenter.heroku.com/articles/limits#concurrent-builds).
    #[must_use]
    pub fn is_build_limit(&self) -> bool {
        self.message.to_lowercase().contains("concurrent builds")
    }

    /// Whether it is about the moment (overload, an outage, a rate limit) and not about what was asked.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.rate_limited || self.is_build_limit() || self.status == 408 || self.status >= 500
    }
}
