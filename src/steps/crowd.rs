//! What the tasks of a sweep share, of which there may be hundreds: turns, so that few requests are under way at a
//! time, and lists, since asking about each review app by itself would use up the rate limits.

use std::{cell::Cell, future::Future, rc::Rc, time::Duration};

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use crate::{
    clients::Clients,
    event::PullRequest,
    heroku::ReviewApp,
    http::{ApiError, Instant},
    names::PipelineId,
    outcome::Trouble,
};

/// How many review apps to check and delete side by side.
const AT_ONCE: usize = 8;
/// The greatest age of GitHub's list when a deletion is requested.
const PULLS_KNOWN_FOR: Duration = Duration::from_secs(10);
/// The same for Heroku's list while waiting until they are gone, at first and later.
const LISTED_FOR: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// How many deletions one line of the log reports.
const TOLD_OF: usize = 25;

/// What the tasks of a sweep share.
pub(crate) struct Crowd {
    begun: Instant,
    turns: Semaphore,
    review_apps: Shared<ReviewApp, ApiError>,
    pulls: Shared<PullRequest, Trouble>,
    all: usize,
    gone: Cell<usize>,
}

/// A list that several tasks may need at the same time, with the time of its request.
struct Shared<T, E>(Mutex<Option<(Instant, Answer<T, E>)>>);
/// The list that they share.
type Answer<T, E> = Result<Rc<Vec<T>>, E>;

impl Crowd {
    /// The crowd of a sweep with this many tasks.
    pub(crate) fn of(all: usize) -> Self {
        Self {
            begun: Instant::now(),
            turns: Semaphore::new(AT_ONCE),
            review_apps: Shared::default(),
            pulls: Shared::default(),
            all,
            gone: Cell::new(0),
        }
    }

    /// The pipeline's review apps as they were a moment ago. The longer the wait, the older the list may be.
    pub(super) async fn review_apps(&self, clients: Clients<'_>, pipeline: &PipelineId) -> Answer<ReviewApp, ApiError> {
        let age = (self.begun.elapsed() / 2).clamp(LISTED_FOR.0, LISTED_FOR.1);
        self.review_apps.no_older_than(age, || clients.heroku.many_review_apps(pipeline)).await
    }

    /// Waits for the task's turn, which ends when the returned value is dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// The open pull requests that changed since then, as of a moment ago.
    pub(super) async fn pulls_changed_since(&self, moment: &str, clients: Clients<'_>) -> Answer<PullRequest, Trouble> {
        self.pulls.no_older_than(PULLS_KNOWN_FOR, || clients.open_pulls_changed_since(moment)).await
    }

    /// Counts one that is gone, and reports the number now and then.
    pub(super) fn one_is_gone(&self) -> Option<String> {
        let gone = self.gone.get() + 1;
        self.gone.set(gone);
        gone.is_multiple_of(TOLD_OF).then(|| format!("{gone} of {} review apps are gone", self.all))
    }
}

impl<T, E: Clone> Shared<T, E> {
    async fn no_older_than<F: Future<Output = Result<Vec<T>, E>>>(
        &self,
        age: Duration,
        ask: impl FnOnce() -> F,
    ) -> Answer<T, E> {
        let mut known = self.0.lock().await;
        match known.as_ref() {
            Some((at, answer)) if at.elapsed() < age => answer.clone(),
            _ => {
                let at = Instant::now();
                let answer = ask().await.map(Rc::new);
                *known = Some((at, answer.clone()));
                answer
            }
        }
    }
}

impl<T, E> Default for Shared<T, E> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}
