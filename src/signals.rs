use std::future::Future;

use tokio::signal::unix::{SignalKind, signal};

/// Ends when the runner cancels: it sends SIGINT, and SIGTERM 7.5 s later.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>
///
/// Both are caught from the call on, not only once this is awaited: as PID 1 a process that handles neither gets neither.
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
