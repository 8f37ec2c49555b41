use tokio::signal::unix::{SignalKind, signal};

/// Ends when the runner cancels: it sends SIGINT, and SIGTERM 7.5 s later.
/// As PID 1 a process that handles neither would get neither.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>
pub async fn stopped() {
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
