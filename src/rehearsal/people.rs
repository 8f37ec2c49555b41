//! What people would see on GitHub: the summary, the deployments, the comment.

use std::iter;

use super::plain::lines_of;
use crate::{
    outcome::Outcome,
    report::{Console, summary},
    sandbox::{Sandbox, github::Repository},
};

/// The end of an app's login, including the one that owns the workflow's token.
const BOT: &str = "[bot]";

/// Shows what people would see after a run that changed something.
pub(super) fn seen(outcome: &Outcome, sandbox: &Sandbox, console: &Console) {
    let summary = summary(outcome, console);
    let world = sandbox.world();
    let comments = world.github.repositories.iter().flat_map(|repository| &repository.comments);
    let ours = comments.filter(|comment| comment.author.ends_with(BOT)).map(|comment| ("comment", &*comment.body));
    show_in_box(iter::once(("summary", &*summary)).chain(ours), console);
    world.github.repositories.iter().for_each(|repository| deployments(repository, outcome, console));
}

/// Shows the deployments of the run's apps, and which have a button that opens the app.
fn deployments(repository: &Repository, outcome: &Outcome, console: &Console) {
    let is_ours = |environment: &str| outcome.targets.iter().any(|target| target.app.as_deref() == Some(environment));
    for deployment in repository.deployments.iter().filter(|deployment| is_ours(&deployment.environment)) {
        let has_button = deployment.statuses.last().is_some_and(|status| !status.environment_url.is_empty());
        let button = if has_button { ", with a button \"View deployment\"" } else { "" };
        let commit = deployment.sha.get(..7).unwrap_or_default();
        console.line(&format!("deployment: {} of {commit} is {}{button}", deployment.environment, deployment.state()));
    }
}

/// Shows pages in one box.
fn show_in_box<'a>(pages: impl Iterator<Item = (&'a str, &'a str)>, console: &Console) {
    for (index, (what, markdown)) in pages.enumerate() {
        let corner = if index == 0 { '┌' } else { '├' };
        console.line(&format!("{corner}─ {what}"));
        for line in lines_of(markdown) {
            console.line(&format!("│ {line}"));
        }
    }
    console.line("└─");
}
