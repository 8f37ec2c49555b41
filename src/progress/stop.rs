//! What cuts a run short.

use std::{future::Future, time::Duration};

use tokio::sync::watch;

use crate::{
    http::{Pauses, Service},
    outcome::{Trouble, Waiting},
};

/// Why a run is cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It took longer than this.
    Deadline(Duration),
    /// The runner cancelled it.
    Cancelled,
}

/// Tells when a run is cut short.
#[derive(Debug, Clone)]
pub(crate) struct StopSignal(watch::Receiver<Option<Stop>>);

impl Stop {
    /// A signal, and the sender that triggers it.
    pub(crate) fn signal() -> (watch::Sender<Option<Self>>, StopSignal) {
        let (give, take) = watch::channel(None);
        (give, StopSignal(take))
    }

    /// The trouble of work that was waiting for `waiting_for`.
    pub(crate) fn trouble(self, waiting_for: Waiting, pauses: &Pauses) -> Trouble {
        match self {
            Self::Cancelled => Trouble::Cancelled { waiting_for },
            Self::Deadline(after) if waiting_for.is_before_work() => {
                let limit = pauses.limit(&[Service::Heroku, Service::GitHub]);
                Trouble::TimedOutEarly { after, waiting_for, limit }
            }
            Self::Deadline(after) => {
                // GitHub's limit may hold up announcements alone, and then did not delay this work.
                let limit = pauses.limit(&[Service::Heroku]);
                Trouble::TimedOut { after, waiting_for, limit, now: None }
            }
        }
    }
}

impl StopSignal {
    /// Waits until the run is cut short.
    pub(crate) async fn stopped(&mut self) -> Stop {
        match self.0.wait_for(Option::is_some).await.map(|stop| *stop) {
            Ok(Some(stop)) => stop,
            _ => std::future::pending().await,
        }
    }

    /// Waits until the runner cancels the run, even if a deadline has passed before.
    pub(crate) async fn cancelled(&mut self) {
        if self.0.wait_for(|stop| *stop == Some(Stop::Cancelled)).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Runs the work until it ends or the run is cut short, and returns what cut it short.
    pub(crate) async fn bound(&self, work: impl Future<Output = ()>) -> Option<Stop> {
        let mut signal = self.clone();
        tokio::select! {
            () = work => None,
            stop = signal.stopped() => Some(stop),
        }
    }
}
