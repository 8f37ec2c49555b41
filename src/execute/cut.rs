use std::{future::Future, time::Duration};

use tokio::sync::watch;

use super::Ledger;
use crate::{
    http::{Pauses, Service},
    outcome::{Trouble, Waiting},
};

/// Why a run is cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// It took longer than this.
    Deadline(Duration),
    /// The runner cancelled it.
    Cancelled,
}

/// Tells when a run is cut short.
#[derive(Debug, Clone)]
pub struct CutSignal(watch::Receiver<Option<Cut>>);

impl Cut {
    /// The signal, and what gives it.
    #[must_use]
    pub fn signal() -> (watch::Sender<Option<Self>>, CutSignal) {
        let (give, take) = watch::channel(None);
        (give, CutSignal(take))
    }

    /// What it means for work that was waiting for this.
    #[must_use]
    pub fn trouble(self, waiting_for: Waiting, pauses: &Pauses) -> Trouble {
        match self {
            Self::Deadline(after) => {
                // GitHub's may be one that only what is told there waits for.
                let limit = pauses.limit(&[Service::Heroku]);
                Trouble::TimedOut { after, waiting_for, limit }
            }
            Self::Cancelled => Trouble::Cancelled { waiting_for },
        }
    }

    /// What it means for a run that has asked Heroku for nothing yet.
    #[must_use]
    pub fn trouble_before_work(self, waiting_for: Waiting, pauses: &Pauses) -> Trouble {
        match self {
            Self::Deadline(after) => {
                let limit = pauses.limit(&[Service::Heroku, Service::GitHub]);
                Trouble::TimedOutEarly { after, waiting_for, limit }
            }
            Self::Cancelled => Trouble::Cancelled { waiting_for },
        }
    }
}

impl CutSignal {
    /// Ends when the run is cut short.
    pub async fn given(&mut self) -> Cut {
        match self.0.wait_for(Option::is_some).await.map(|cut| *cut) {
            Ok(Some(cut)) => cut,
            _ => std::future::pending().await,
        }
    }

    /// Ends when the runner cancels the run, whatever has cut it short before.
    pub async fn cancelled(&mut self) {
        if self.0.wait_for(|cut| *cut == Some(Cut::Cancelled)).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Lets work go on until the run is cut short; then what is known of it is settled as it stands.
    pub(super) async fn bounds(&self, work: impl Future<Output = ()>, ledger: &Ledger, pauses: &Pauses) -> Option<Cut> {
        let mut signal = self.clone();
        let cut = tokio::select! {
            () = work => return None,
            cut = signal.given() => cut,
        };
        if !ledger.is_settled() {
            ledger.settle(Err(cut.trouble(ledger.waiting_for(), pauses)));
        }
        Some(cut)
    }
}
