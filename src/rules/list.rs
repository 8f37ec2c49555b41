//! The list of rules. The first that matches a ref decides.

use super::destination::Decision;
use super::mistake::RuleMistake;
use super::rule::Rule;
use super::target::{RuleError, RuleTarget};
use super::{near_miss, parse};
use crate::names::{AppName, GitRef};

/// The rules in order. May be empty.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// Parses the whole list.
    ///
    /// # Errors
    ///
    /// Every mistake, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<RuleMistake>> {
        parse::rules(text).map(Self)
    }

    /// Finds the first rule that matches and fills in its apps' names.
    ///
    /// # Errors
    ///
    /// If `{branch}` makes a name that Heroku does not allow, the same name twice, or a name that belongs to another
    /// rule.
    pub fn decide(&self, reference: &GitRef) -> Result<Decision, RuleError> {
        let Some(rule) = self.iter().find(|rule| rule.pattern.matches(reference)) else {
            return Ok(Decision::NoRule);
        };
        let target = rule.target.fill_in(&rule.name(), reference)?;
        self.lead_elsewhere(rule, reference)?;
        Ok(Decision::Matched { rule: rule.name(), target })
    }

    /// The name of a branch must not lead to an app that another rule names.
    fn lead_elsewhere(&self, rule: &Rule, reference: &GitRef) -> Result<(), RuleError> {
        for name in rule.target.named_after(reference.short()) {
            let others = self.iter().filter(|other| other.line.number != rule.line.number);
            if let Some(other) = others.into_iter().find(|other| other.target.names(&name)) {
                let (rule, other, branch) = (rule.name(), other.name(), reference.short().to_owned());
                return Err(RuleError::OfAnother { rule, other, branch, name });
            }
        }
        Ok(())
    }

    /// What to change in which rule so that a ref matches, if no rule matches but one almost does.
    #[must_use]
    pub fn near_miss(&self, reference: &GitRef) -> Option<String> {
        near_miss::hint(&self.0, reference)
    }

    /// All rules in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.0.iter()
    }

    /// Whether an app is deployed from this branch or tag alone: its rule names the ref literally, and no other rule
    /// leads to the app.
    #[must_use]
    pub fn only_from(&self, reference: &GitRef, app: &AppName) -> bool {
        let leading: Vec<_> = self.iter().filter(|rule| rule.target.may_be(app)).collect();
        matches!(leading.as_slice(), [only] if only.pattern.is_literal() && only.pattern.matches(reference))
    }

    /// Whether there are no rules at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any rule names an app.
    #[must_use]
    pub fn has_app(&self) -> bool {
        self.iter().any(|rule| matches!(rule.target, RuleTarget::Apps(_)))
    }

    /// Whether any rule leads to a review app.
    #[must_use]
    pub fn has_review_app(&self) -> bool {
        self.iter().any(|rule| rule.target == RuleTarget::ReviewApp)
    }
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{destination::Destination, place::RuleName};

    const RULES: &str = "\
main: acme-production, acme-mirror
staging-*: acme-{branch}
refs/tags/v*: acme-{branch}
twins/*: acme-{branch}, acme-twins-1
dependabot/**: none
feature/**: review-app
m*: never-reached
";

    fn decide(reference: &str) -> Result<Decision, RuleError> {
        Rules::parse(RULES).unwrap().decide(&reference.parse().unwrap())
    }

    fn target(reference: &str) -> Destination {
        match decide(reference).unwrap() {
            Decision::Matched { target, .. } => target,
            Decision::NoRule => panic!("no rule for {reference}"),
        }
    }

    fn apps(names: &[&str]) -> Destination {
        Destination::Apps(names.iter().map(|name| name.parse().unwrap()).collect())
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let expected = Decision::Matched {
            rule: RuleName { line: 1, pattern: "main".to_owned() },
            target: apps(&["acme-production", "acme-mirror"]),
        };
        assert_eq!(decide("refs/heads/main").unwrap(), expected);
        assert_eq!(target("refs/heads/dependabot/npm/x"), Destination::Nothing);
        assert_eq!(target("refs/heads/feature/a/b"), Destination::ReviewApp);
        assert_eq!(decide("refs/heads/other").unwrap(), Decision::NoRule);
        assert_eq!(decide("refs/tags/main").unwrap(), Decision::NoRule);
    }

    #[test]
    fn the_branch_becomes_what_heroku_allows() {
        for (reference, app) in [
            ("refs/heads/staging-EU", "acme-staging-eu"),
            ("refs/heads/staging-a_b.c", "acme-staging-a-b-c"),
            ("refs/heads/staging-éx", "acme-staging--x"),
            ("refs/heads/staging-$(x)1", "acme-staging---x-1"),
            ("refs/tags/v1.2", "acme-v1-2"),
        ] {
            assert_eq!(target(reference), apps(&[app]), "{reference}");
        }
    }

    #[test]
    fn a_name_that_heroku_cannot_have_names_rule_branch_and_name() {
        let error = decide("refs/heads/staging-x_").unwrap_err().to_string();
        let expected = r#"rule "staging-*" (line 2) names an app after "staging-x_", and "acme-staging-x-" is not"#;
        assert!(error.starts_with(expected), "{error}");
        assert!(decide("refs/heads/staging-of-somebody-else-now").is_err());
    }

    #[test]
    fn two_apps_of_a_line_cannot_become_one() {
        let error = decide("refs/heads/twins/1").unwrap_err().to_string();
        let expected = r#"rule "twins/*" (line 4) names apps after "twins/1", and two of them become acme-twins-1"#;
        assert_eq!(error, expected);
        assert_eq!(target("refs/heads/twins/2"), apps(&["acme-twins-2", "acme-twins-1"]));
    }

    #[test]
    fn an_app_of_one_rule_is_never_made_of_another_rules_placeholder() {
        let decide = |rules: &str, reference: &str| Rules::parse(rules).unwrap().decide(&reference.parse().unwrap());
        let rules = "main: acme-production, acme-mirror\n*: acme-{branch}\nrefs/tags/*: acme-{branch}";
        for reference in ["refs/heads/production", "refs/heads/Production", "refs/tags/PRODUCTION", "refs/heads/mirror"]
        {
            let error = decide(rules, reference).unwrap_err().to_string();
            assert!(error.contains("(line 1)") && error.contains("above"), "{reference}: {error}");
        }
        for reference in ["refs/heads/feature", "refs/heads/main", "refs/heads/productions", "refs/tags/v1"] {
            assert!(decide(rules, reference).is_ok(), "{reference}");
        }
        assert!(decide("a: x-{branch}\nb: x-{branch}", "refs/heads/a").is_ok(), "neither names it");
        assert!(decide("*: acme-{branch}, acme-mirror", "refs/heads/main").is_ok(), "its own line may");
    }

    #[test]
    fn rules_know_whether_they_lead_to_a_review_app() {
        assert!(Rules::parse(RULES).unwrap().has_review_app());
        assert!(!Rules::parse("main: acme-web").unwrap().has_review_app());
        assert!(!Rules::default().has_review_app());
    }
}
