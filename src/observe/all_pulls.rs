//! The repository's pull requests, listed: there may be more of them than may be asked about one by one.

use std::collections::{BTreeSet, HashMap};

use futures_util::stream::{StreamExt, TryStreamExt, iter};
use serde_json::Value;

use crate::{
    clients::Clients,
    event::PullRequest,
    http::{ApiError, Failure, Service},
    names::PullNumber,
    outcome::{Doing, Trouble},
    ownership::subject::Subject,
};

/// So many are asked about side by side.
const AT_ONCE: usize = 8;
/// So many are on a page.
const ON_A_PAGE: u64 = 100;

impl Clients<'_> {
    /// All open pull requests.
    ///
    /// # Errors
    /// Where GitHub does not list them, or one of them cannot be read.
    pub(crate) async fn all_open_pulls(self) -> Result<Vec<PullRequest>, Trouble> {
        read_all(&self.github.all_open_pull_requests(self.repository).await.map_err(unlisted)?)
    }

    /// Those open pull requests that anything was changed about since `moment`; perhaps others, too.
    ///
    /// # Errors
    /// As for all of them.
    pub(crate) async fn open_pulls_changed_since(self, moment: &str) -> Result<Vec<PullRequest>, Trouble> {
        let changed = self.github.open_pull_requests_changed_since(self.repository, moment).await;
        read_all(&changed.map_err(unlisted)?)
    }

    /// The pull requests of these numbers, which are not among the open ones, of which the newest is `newest`. They are listed
    /// from the newest on as long as that takes fewer requests than asking for each of the others.
    ///
    /// # Errors
    /// Where GitHub does not show them. That there is none of a number is no error.
    pub(crate) async fn pulls_by_number(
        self,
        mut missing: BTreeSet<u64>,
        newest: u64,
    ) -> Result<HashMap<u64, PullRequest>, Trouble> {
        let (mut found, mut reached) = (HashMap::new(), missing.last().copied().unwrap_or_default().max(newest) + 1);
        for page in 1.. {
            if !is_worth_a_page(&missing, reached) {
                break;
            }
            let (values, more) = self.github.closed_pull_requests(self.repository, page).await.map_err(unlisted)?;
            for pull in values.iter().filter_map(|value| read(value).ok()) {
                reached = pull.number.get();
                if missing.remove(&reached) {
                    found.insert(reached, pull);
                }
            }
            if !more {
                break;
            }
        }
        let asked = missing.into_iter().filter_map(PullNumber::new).map(|number| self.pull_if_there(number));
        let rest: Vec<Option<PullRequest>> = iter(asked).buffer_unordered(AT_ONCE).try_collect().await?;
        found.extend(rest.into_iter().flatten().map(|pull| (pull.number.get(), pull)));
        Ok(found)
    }

    /// A pull request; none where there is none of that number.
    async fn pull_if_there(self, number: PullNumber) -> Result<Option<PullRequest>, Trouble> {
        let trouble = |error| Trouble::api(Doing::ReadingPullRequest(number), error);
        match self.github.pull_request(self.repository, number).await {
            Ok(value) => read(&value).map(Some).map_err(trouble),
            // The list of them was to be seen, so it means what it says.
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(trouble(error)),
        }
    }
}

/// Another open pull request of the same branch, which needs the review app.
pub(crate) fn other_pull(open: &[PullRequest], subject: &Subject) -> Option<PullNumber> {
    let is_other = |pull: &&PullRequest| {
        pull.open
            && Some(pull.number) != subject.pull
            && pull.head_branch == subject.branch
            && pull.fork_id() == subject.fork
    };
    open.iter().find(is_other).map(|pull| pull.number)
}

/// Whether a page of what is older than `reached` saves requests, if each number is a pull request's.
fn is_worth_a_page(missing: &BTreeSet<u64>, reached: u64) -> bool {
    let below = missing.range(..reached).count() as u64;
    let pages = missing.first().map_or(0, |lowest| reached.saturating_sub(*lowest).div_ceil(ON_A_PAGE));
    below > pages.max(1)
}

fn read_all(values: &[Value]) -> Result<Vec<PullRequest>, Trouble> {
    values.iter().map(read).collect::<Result<_, _>>().map_err(unlisted)
}

fn read(value: &Value) -> Result<PullRequest, ApiError> {
    PullRequest::from_api(value).map_err(|error| {
        let failure = Failure::Unreadable(error.to_string());
        ApiError { service: Service::GitHub, method: reqwest::Method::GET, path: String::new(), failure }
    })
}

fn unlisted(error: ApiError) -> Trouble {
    Trouble::api(Doing::ListingPullRequests, error)
}

#[cfg(test)]
mod tests {
    use super::is_worth_a_page;

    #[test]
    fn pages_are_turned_where_that_takes_fewer_requests() {
        let many: Vec<u64> = (1..=300).collect();
        for (missing, reached, expected) in [
            (&many[..], 1001, true),
            (&many[..2], 101, true),
            (&many[..1], 101, false),
            (&many[..2], 1001, false),
            (&many[..11], 1001, true),
            (&many[..], 1, false),
            (&[], 1, false),
        ] {
            let missing = missing.iter().copied().collect();
            assert_eq!(is_worth_a_page(&missing, reached), expected, "{missing:?} below {reached}");
        }
    }
}
