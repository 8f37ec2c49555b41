//! The action's post step. A killed step could neither cancel its build nor tell GitHub that it ended; a cancelled step
//! may not have had the time.

use futures_util::future::join_all;

use crate::{
    clients::Clients,
    progress::obligations::Obligation,
    report::{Console, in_one_line},
};

/// Closes what a step left open, and logs it.
pub(crate) async fn close(left: &[Obligation], clients: Clients<'_>, console: &Console) {
    let closing = left.iter().map(async |what| match what.discharge(clients).await {
        Ok(Some(closed)) => console.line(&format!("{closed}: its step ended too early")),
        Ok(None) => {}
        Err(error) => console.warning(trouble(what), &in_one_line(&error)),
    });
    join_all(closing).await;
}

fn trouble(left: &Obligation) -> &'static str {
    match left {
        Obligation::Build(_) => "Build not cancelled",
        Obligation::Deployment(_) => "Deployment not closed",
        Obligation::Status(_) => "Commit status not closed",
        Obligation::Dyno(_) => "Dyno not stopped",
        Obligation::Maintenance(_) => "Maintenance mode not ended",
        Obligation::TestRun(_) => "Test run not cancelled",
        Obligation::Upload(_) => "Uploaded source not removed",
    }
}
