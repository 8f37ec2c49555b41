//! Explains why no rule matches although one almost does.

use super::pattern::Pattern;
use super::rule::Rule;
use crate::names::GitRef;

/// The most common slips, the likeliest first.
const SLIPS: [fn(&str, &GitRef) -> Option<String>; 4] = [one_star, comma, branch_pattern_for_tag, other_case];

/// What to change in which rule, if one almost matches.
pub(super) fn hint(rules: &[Rule], reference: &GitRef) -> Option<String> {
    let of_rule = |slip: &fn(&str, &GitRef) -> Option<String>, rule: &Rule| {
        slip(rule.pattern.as_str(), reference).map(|words| format!("In {}, {words}", rule.name()))
    };
    SLIPS.iter().find_map(|slip| rules.iter().find_map(|rule| of_rule(slip, rule)))
}

fn matches(pattern: &str, reference: &GitRef) -> bool {
    Pattern::parse(pattern).is_ok_and(|pattern| pattern.matches(reference))
}

fn one_star(pattern: &str, reference: &GitRef) -> Option<String> {
    let wider = two_stars(pattern);
    matches(&wider, reference).then(|| format!("`*` stops at `/`: write `{wider}` to match it"))
}

/// Doubles each single star outside character classes.
fn two_stars(pattern: &str) -> String {
    let mut wider = String::new();
    let mut letters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        wider.push(letter);
        match letter {
            '[' => in_class = true,
            ']' => in_class = false,
            '*' if !in_class => {
                while letters.next_if_eq(&'*').is_some() {}
                wider.push('*');
            }
            _ => {}
        }
    }
    wider
}

fn comma(pattern: &str, reference: &GitRef) -> Option<String> {
    let either = format!("{{{pattern}}}");
    let is_list = pattern.contains(',') && !pattern.contains(['{', '}']);
    (is_list && matches(&either, reference))
        .then(|| format!("a comma is part of the name: write `{either}` to match it"))
}

/// A pattern for every branch, or for one, is not meant for tags.
fn branch_pattern_for_tag(pattern: &str, reference: &GitRef) -> Option<String> {
    let full = format!("refs/tags/{pattern}");
    let is_for_some =
        pattern.contains(['*', '?', '[', '{']) && !pattern.chars().all(|letter| matches!(letter, '*' | '/'));
    let is_meant = matches!(reference, GitRef::Tag(_)) && is_for_some;
    (is_meant && matches(&full, reference))
        .then(|| format!("the pattern is for branches: write `{full}` to match the tag"))
}

fn other_case(pattern: &str, reference: &GitRef) -> Option<String> {
    let lower = reference.full().to_lowercase().parse().ok()?;
    matches(&pattern.to_lowercase(), &lower).then(|| "capitals count, and only they differ".to_owned())
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    fn hint(rules: &str, reference: &str) -> Option<String> {
        Rules::parse(rules).unwrap().near_miss(&reference.parse().unwrap())
    }

    #[test]
    fn a_rule_that_nearly_matches_says_what_to_write() {
        for (rules, reference, words) in [
            (
                "main: acme-web\n*: review-app",
                "refs/heads/feature/x",
                "In rule \"*\" (line 2), `*` stops at `/`: write `**`",
            ),
            ("feature/*: review-app", "refs/heads/feature/a/b", "write `feature/**`"),
            ("[!*]*: review-app", "refs/heads/a/b", "write `[!*]**`"),
            ("refs/tags/*: acme-web", "refs/tags/a/v1", "write `refs/tags/**`"),
            ("main,staging: acme-web", "refs/heads/main", "write `{main,staging}`"),
            ("v*: acme-web", "refs/tags/v1.2", "write `refs/tags/v*`"),
            ("Main: acme-web", "refs/heads/main", "capitals count"),
            ("main: acme-web", "refs/heads/MAIN", "capitals count"),
        ] {
            let told = hint(rules, reference).unwrap_or_else(|| panic!("{rules} {reference}"));
            assert!(told.contains(words), "{rules} {reference}: {told}");
        }
    }

    #[test]
    fn where_none_nearly_matches_nothing_is_said() {
        for (rules, reference) in [
            ("main: acme-web", "refs/heads/feature/x"),
            ("**: review-app", "refs/tags/v1"),
            ("*: review-app", "refs/tags/v1"),
            ("feature/*: review-app", "refs/heads/fix/a"),
            ("main: acme-web", "refs/tags/v1"),
            ("a,b: acme-web", "refs/heads/c"),
        ] {
            assert_eq!(hint(rules, reference), None, "{rules} {reference}");
        }
    }
}
