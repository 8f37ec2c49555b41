//! Names at GitHub: repositories and pull requests.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::Serialize;

use super::text::NameError;

/// Stands before a run's number in the address of its page, and of the checks that its jobs make.
pub(crate) const RUNS: &str = "/actions/runs/";

/// The context of Branchline's own commit statuses begins so. A run that waits for all checks must not wait for these.
pub(crate) const OWN_STATUS: &str = "branchline (";

/// A repository as `owner/name`. Both become path segments, so neither can be anything but GitHub's own characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoSlug {
    owner: String,
    name: String,
}

impl RepoSlug {
    /// The user or organization.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The repository's name without its owner.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for RepoSlug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.owner, self.name)
    }
}

impl FromStr for RepoSlug {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        match text.split_once('/') {
            Some((owner, name)) if is_owner(owner) && is_repository_name(name) => {
                Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
            }
            _ => Err(NameError::new(text, "a repository", "write owner/name")),
        }
    }
}

parsed_from_text!(RepoSlug);

// The underscore is in the names of managed users, such as `mona_octo`.
fn is_owner(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.bytes().all(allowed)
}

fn is_repository_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !matches!(text, "" | "." | "..") && text.bytes().all(allowed)
}

/// The number of a pull request, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PullNumber(NonZeroU64);

impl PullNumber {
    /// The pull request with this number; none has the number 0.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.get()
    }
}

impl fmt::Display for PullNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for PullNumber {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits).and_then(Self::new);
        let wanted = "use a number such as 42, without #";
        number.ok_or_else(|| NameError::new(text, "a pull request's number", wanted))
    }
}

impl TryFrom<&str> for PullNumber {
    type Error = NameError;

    fn try_from(text: &str) -> Result<Self, NameError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_an_owner_and_a_name() {
        let slug: RepoSlug = "octo-org/acme.web_2".parse().unwrap();
        assert_eq!((slug.owner(), slug.name()), ("octo-org", "acme.web_2"));
        assert_eq!(slug.to_string(), "octo-org/acme.web_2");
        for wrong in ["", "acme", "/", "a/", "/b", "a/b/c", "a/.", "a/..", "../b", "a/b?c", "a /b", "ä/b"] {
            assert!(wrong.parse::<RepoSlug>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_pull_request_has_a_number_from_one() {
        assert_eq!("12".parse::<PullNumber>().unwrap().get(), 12);
        for wrong in ["", "0", "-1", "+1", "#12", "1.0", "99999999999999999999"] {
            assert!(wrong.parse::<PullNumber>().is_err(), "{wrong:?}");
        }
    }
}
