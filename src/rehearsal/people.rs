//! What people would see on GitHub: the summary, the deployments, the comment.

use super::{plain::lines_of, shown::Detail};
use crate::{
    outcome::Outcome,
    report::{Console, summary},
    sandbox::{Sandbox, github::Repository},
};

/// Shows what people would see after a run: in the story just what changed, in a line or two each.
pub(super) fn seen(outcome: &Outcome, detail: Detail, sandbox: &Sandbox, console: &Console) {
    let summary = summary(outcome, console);
    match detail {
        Detail::Every => shown("summary", &summary, console),
        Detail::Few => console.line(&format!("summary: {}", first(&summary))),
    }
    let world = sandbox.world();
    for repository in &world.github.repositories {
        deployments(repository, outcome, console);
        for comment in &repository.comments {
            match detail {
                Detail::Every => shown("comment", &comment.body, console),
                Detail::Few => {
                    console.line(&format!("comment: {}", first(&comment.body)));
                }
            }
        }
    }
}

/// The deployments of the run's apps; of those that have a button, which leads to the app's address.
fn deployments(repository: &Repository, outcome: &Outcome, console: &Console) {
    let is_ours = |environment: &str| outcome.targets.iter().any(|target| target.app.as_deref() == Some(environment));
    for deployment in repository.deployments.iter().filter(|deployment| is_ours(&deployment.environment)) {
        let has_button = deployment.statuses.last().is_some_and(|status| !status.environment_url.is_empty());
        let button = if has_button { ", with a button \"View deployment\"" } else { "" };
        let commit = deployment.sha.get(..7).unwrap_or_default();
        console.line(&format!("deployment: {} of {commit} is {}{button}", deployment.environment, deployment.state()));
    }
}

/// A page in a box.
fn shown(what: &str, markdown: &str, console: &Console) {
    console.line(&format!("┌─ {what}"));
    for line in lines_of(markdown) {
        console.line(&format!("│ {line}"));
    }
    console.line("└─");
}

/// What stands first on a page.
fn first(markdown: &str) -> String {
    lines_of(markdown).into_iter().next().unwrap_or_default()
}
