//! What the tasks of a sweep share, of which there may be hundreds: turns, so that few requests are under way at a time, and
//! lists, since asking about each review app by itself would use up the rate limits.

use std::{cell::Cell, future::Future, rc::Rc, time::Duration};

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use super::desk::Desk;
use crate::{
    event::PullRequest,
    heroku::ReviewApp,
    http::{ApiError, Instant},
    names::PipelineId,
    outcome::Trouble,
};

/// So many review apps are looked at and asked to go side by side.
const AT_ONCE: usize = 8;
/// What GitHub lists is no older when a deletion is asked for.
const PULLS_KNOWN_FOR: Duration = Duration::from_secs(10);
/// The same of what Heroku lists while it is waited until they are gone, at the beginning and later on.
const LISTED_FOR: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// One line tells of so many that are gone.
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

/// A list that several may need at the same time, with the moment at which it was asked for.
struct Shared<T, E>(Mutex<Option<(Instant, Answer<T, E>)>>);
type Answer<T, E> = Result<Rc<Vec<T>>, E>;

impl Crowd {
    /// That of a sweep of so many.
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

    /// The pipeline's review apps as they were a moment ago. The longer it is waited, the longer the moment.
    pub(super) async fn review_apps(&self, desk: &Desk<'_>, pipeline: &PipelineId) -> Answer<ReviewApp, ApiError> {
        let age = (self.begun.elapsed() / 2).clamp(LISTED_FOR.0, LISTED_FOR.1);
        self.review_apps.no_older_than(age, || desk.clients.heroku.many_review_apps(pipeline)).await
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

impl<'a> Desk<'a> {
    /// Waits until it is the task's turn, which is over when this is dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'a>> {
        self.crowd?.turns.acquire().await.ok()
    }

    /// The open pull requests of which something was changed since then, as of a moment ago.
    pub(super) async fn pulls_changed_since(&self, moment: &str) -> Answer<PullRequest, Trouble> {
        let ask = || self.clients.open_pulls_changed_since(moment);
        match self.crowd {
            Some(crowd) => crowd.pulls.no_older_than(PULLS_KNOWN_FOR, ask).await,
            None => ask().await.map(Rc::new),
        }
    }

    /// Tells now and then how many are gone by now.
    pub(super) fn note_gone(&self) {
        let Some(crowd) = self.crowd else { return };
        let gone = crowd.gone.get() + 1;
        crowd.gone.set(gone);
        if gone.is_multiple_of(TOLD_OF) {
            self.console.line(&format!("{gone} of {} review apps are gone", crowd.all));
        }
    }
}
