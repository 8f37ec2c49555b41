//! The right side of a rule: apps, perhaps named after the branch; a review app; or nothing.

use std::fmt;
use std::str::FromStr;

use super::destination::Destination;
use super::place::RuleName;
use crate::names::{AppName, Found, GitRef, NameError};

/// Stands for the branch in an app's name.
const PLACEHOLDER: &str = "{branch}";

/// Where a rule's refs go, before the branch is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleTarget {
    /// At least one app, each once.
    Apps(Vec<AppTemplate>),
    /// A review app.
    ReviewApp,
    /// Nowhere, on purpose.
    Nothing,
}

/// An app's name in which `{branch}` may stand for the branch. At least one branch makes it valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppTemplate(String);

/// Why a rule that matches a ref cannot name the app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The branch makes a name that Heroku does not allow.
    #[error("{rule} names an app after {}, and {source}", Found(.branch))]
    Name {
        /// The rule that matched.
        rule: RuleName,
        /// The short name of the branch or tag.
        branch: String,
        /// The name, and why Heroku does not allow it.
        source: NameError,
    },
    /// The branch makes the same name twice.
    #[error("{rule} names apps after {}, and two of them become {name}", Found(.branch))]
    Twice {
        /// The rule that matched.
        rule: RuleName,
        /// The short name of the branch or tag.
        branch: String,
        /// The name that occurs twice in the line.
        name: AppName,
    },
    /// The branch makes the name of an app that another rule names.
    #[error(
        "{rule} makes {name} of {}, and {other} names that app. Write a line for this branch above line {}, or rename it",
        Found(.branch), .rule.line
    )]
    OfAnother {
        /// The rule that matched.
        rule: RuleName,
        /// The rule that names the app.
        other: RuleName,
        /// The short name of the branch or tag.
        branch: String,
        /// The app.
        name: AppName,
    },
}

impl RuleTarget {
    /// The target for this ref.
    pub(super) fn fill_in(&self, rule: &RuleName, reference: &GitRef) -> Result<Destination, RuleError> {
        match self {
            Self::Apps(templates) => apps(templates, rule, reference.short()).map(Destination::Apps),
            Self::ReviewApp => Ok(Destination::ReviewApp),
            Self::Nothing => Ok(Destination::Nothing),
        }
    }
}

fn apps(templates: &[AppTemplate], rule: &RuleName, branch: &str) -> Result<Vec<AppName>, RuleError> {
    let mut apps: Vec<AppName> = Vec::new();
    for template in templates {
        let app = template.fill_in(branch).parse().map_err(|source| RuleError::Name {
            rule: rule.clone(),
            branch: branch.to_owned(),
            source,
        })?;
        if apps.contains(&app) {
            return Err(RuleError::Twice { rule: rule.clone(), branch: branch.to_owned(), name: app });
        }
        apps.push(app);
    }
    Ok(apps)
}

impl RuleTarget {
    /// The names that it makes from a branch.
    pub(super) fn named_after(&self, branch: &str) -> Vec<AppName> {
        let Self::Apps(templates) = self else { return Vec::new() };
        let named = templates.iter().filter(|template| template.0.contains(PLACEHOLDER));
        named.filter_map(|template| template.fill_in(branch).parse().ok()).collect()
    }

    /// Whether it names this app literally.
    pub(super) fn names(&self, app: &AppName) -> bool {
        matches!(self, Self::Apps(templates) if templates.iter().any(|template| template.0 == app.as_str()))
    }

    /// Whether it can lead to this app. A name with a placeholder is assumed to.
    pub(super) fn may_be(&self, app: &AppName) -> bool {
        match self {
            Self::Apps(templates) => {
                templates.iter().any(|template| template.0.contains(PLACEHOLDER) || template.0 == app.as_str())
            }
            Self::ReviewApp | Self::Nothing => false,
        }
    }
}

impl AppTemplate {
    fn fill_in(&self, branch: &str) -> String {
        let allowed = |letter: char| match letter.to_ascii_lowercase() {
            lower if lower.is_ascii_alphanumeric() => lower,
            _ => '-',
        };
        self.0.replace(PLACEHOLDER, &branch.chars().map(allowed).collect::<String>())
    }
}

impl FromStr for AppTemplate {
    type Err = NameError;

    /// Rejects here a name that is too short or too long for every branch, or has invalid characters, by trying the
    /// shortest branches as `{branch}`.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let template = Self(text.to_owned());
        let right = |branch: &&str| template.fill_in(branch).parse::<AppName>().is_ok();
        if !["a", "aa", "aaa"].iter().any(right) {
            text.parse::<AppName>()?;
        }
        Ok(template)
    }
}

impl fmt::Display for AppTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
