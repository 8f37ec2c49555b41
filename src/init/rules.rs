//! Which branch goes to which apps: what Heroku tells, and what may be guessed.

use super::found::{Found, FoundApp};
use crate::{
    heroku::integration::Connection,
    names::{AppName, BranchName},
    rules::Rules,
};

/// What becomes of the pipeline's apps.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sorted {
    /// Branches, each with its apps.
    pub(super) rules: Vec<(BranchName, Vec<AppName>)>,
    /// Those of the apps whose branch Heroku does not tell.
    pub(super) guessed: Vec<(AppName, BranchName)>,
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
    /// It runs the code of another repository.
    OtherRepository(String),
}

/// What the clone tells that the workflow is for.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    /// The branch of production apps of which Heroku tells none.
    pub(crate) default_branch: String,
    /// What it is a clone of, as `owner/name`; more than one where it has several remotes, none where that is not known.
    pub(crate) repositories: Vec<String>,
}

impl Checkout {
    /// None: GitHub calls the default branch `main`.
    pub(crate) fn unknown() -> Self {
        Self { default_branch: "main".to_owned(), repositories: Vec::new() }
    }
}

/// Sorts the apps of a pipeline.
pub(super) fn sort(found: &Found, checkout: &Checkout) -> Sorted {
    let mut sorted = Sorted::default();
    for app in &found.apps {
        match branch_of(app, found, checkout) {
            Ok(branch) => {
                if app.connection.is_none() {
                    sorted.guessed.push((app.name.clone(), branch.clone()));
                }
                sorted.add(branch, &app.name);
            }
            Err((branch, why)) => sorted.others.push((app.name.clone(), branch, why)),
        }
    }
    sorted
}

impl Sorted {
    fn add(&mut self, branch: BranchName, app: &AppName) {
        match self.rules.iter_mut().find(|(known, _)| *known == branch) {
            Some((_, apps)) => apps.push(app.clone()),
            None => self.rules.push((branch, vec![app.clone()])),
        }
    }
}

fn branch_of(app: &FoundApp, found: &Found, checkout: &Checkout) -> Result<BranchName, (Option<BranchName>, NoRule)> {
    let Some(connection) = &app.connection else { return guessed(app, found, &checkout.default_branch) };
    if let Some(other) = other_repository(connection, checkout) {
        return Err((None, NoRule::OtherRepository(other)));
    }
    let branch = written(&connection.branch)?;
    if connection.is_automatic { Ok(branch) } else { Err((Some(branch), NoRule::ByHand)) }
}

/// The default branch for a production app, unless an app of an earlier stage has it.
fn guessed(app: &FoundApp, found: &Found, default_branch: &str) -> Result<BranchName, (Option<BranchName>, NoRule)> {
    if app.stage != "production" {
        return Err((None, NoRule::Unknown));
    }
    let branch = written(default_branch)?;
    if is_deployed_elsewhere(&branch, found) { Err((Some(branch), NoRule::Promoted)) } else { Ok(branch) }
}

fn written(branch: &str) -> Result<BranchName, (Option<BranchName>, NoRule)> {
    plain(branch).ok_or_else(|| (None, NoRule::OddBranch(branch.to_owned())))
}

/// The repository that an app is connected to, if it is surely none of the clone's.
fn other_repository(connection: &Connection, checkout: &Checkout) -> Option<String> {
    let repository = connection.repository.as_ref()?;
    let is_known = !checkout.repositories.is_empty();
    let is_ours = checkout.repositories.iter().any(|ours| ours.eq_ignore_ascii_case(repository));
    (is_known && !is_ours).then(|| repository.clone())
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
