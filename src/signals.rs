use std::future::Future;

use tokio::signal::unix::{SignalKind, signal};

/// Completes when the runner cancels: it sends SIGINT, and SIGTERM 7.5 s later.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>
///
/// Catches both from the call on, even before the future is polled: PID 1 gets no signal that it does not handle.
pub fn stopped() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
