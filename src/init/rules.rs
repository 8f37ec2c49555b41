//! Which branch goes to which apps: what Heroku tells, and what may be guessed.

use super::found::{Found, FoundApp};
use crate::{
    names::{AppName, BranchName},
    rules::Rules,
};

/// What becomes of the pipeline's apps.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sorted {
    /// Branches, each with its apps.
    pub(super) rules: Vec<(BranchName, Vec<AppName>)>,
    /// Apps that get no rule, with the branch that they are connected to, if that can be written, and why.
    pub(super) others: Vec<(AppName, Option<BranchName>, NoRule)>,
}

/// Why an app gets no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoRule {
    /// Nobody says which branch it is for.
    Unknown,
    /// Pushes do not deploy it at Heroku.
    ByHand,
    /// An app of an earlier stage is deployed from its branch, so that it is likely to be promoted to.
    Promoted,
    /// The branch's name is none that can be written into a workflow as it is.
    OddBranch(String),
}

/// Sorts the apps of a pipeline. A production app that is not known to be connected is deployed from `default_branch`.
pub(super) fn sort(found: &Found, default_branch: &BranchName) -> Sorted {
    let mut sorted = Sorted::default();
    for app in &found.apps {
        match branch_of(app, found, default_branch) {
            Ok(branch) => match sorted.rules.iter_mut().find(|(known, _)| *known == branch) {
                Some((_, apps)) => apps.push(app.name.clone()),
                None => sorted.rules.push((branch, vec![app.name.clone()])),
            },
            Err((branch, why)) => sorted.others.push((app.name.clone(), branch, why)),
        }
    }
    sorted
}

fn branch_of(
    app: &FoundApp,
    found: &Found,
    default_branch: &BranchName,
) -> Result<BranchName, (Option<BranchName>, NoRule)> {
    match &app.connection {
        Some(connection) => {
            let branch =
                plain(&connection.branch).ok_or_else(|| (None, NoRule::OddBranch(connection.branch.clone())))?;
            if connection.is_automatic { Ok(branch) } else { Err((Some(branch), NoRule::ByHand)) }
        }
        None if app.stage != "production" => Err((None, NoRule::Unknown)),
        None if is_deployed_elsewhere(default_branch, found) => Err((Some(default_branch.clone()), NoRule::Promoted)),
        None => plain(default_branch.as_str()).ok_or_else(|| (None, NoRule::OddBranch(default_branch.to_string()))),
    }
}

/// Whether Heroku deploys an app of an earlier stage from a branch.
fn is_deployed_elsewhere(branch: &BranchName, found: &Found) -> bool {
    let mut others =
        found.apps.iter().filter(|app| app.stage != "production").filter_map(|app| app.connection.as_ref());
    others.any(|connection| connection.branch == branch.as_str())
}

/// A branch whose name says the same to YAML, to GitHub's filters and to our rules.
fn plain(name: &str) -> Option<BranchName> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/');
    let begins_well = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let is_pattern = || Rules::parse(&format!("{name}: my-app")).is_ok();
    (begins_well && name.chars().all(is_plain) && is_pattern()).then(|| name.parse().ok()).flatten()
}
