//! The triggers of a workflow.

use globset::{GlobBuilder, GlobMatcher};

use super::node::{Node, Place};

/// The types of `pull_request` that GitHub uses if the workflow names none.
const USUAL_TYPES: [&str; 3] = ["opened", "synchronize", "reopened"];

/// The value of `on:`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Triggers<'a>(Option<&'a Node>);

impl<'a> Triggers<'a> {
    pub(crate) fn of(on: Option<&'a Node>) -> Self {
        Self(on)
    }

    /// Whether an event starts a run.
    pub(crate) fn has(self, event: &str) -> bool {
        self.0.is_some_and(|on| on.texts().contains(&event))
    }

    /// The place of an event.
    pub(crate) fn place(self, event: &str) -> Option<Place> {
        let on = self.0?;
        if let Some((place, _)) = on.entry(event) {
            return Some(place);
        }
        let item = on.items().iter().find(|item| item.text() == Some(event));
        Some(item.map_or(on.place, |item| item.place))
    }

    /// The types of an event about pull requests.
    pub(crate) fn types(self, event: &str) -> Vec<&'a str> {
        self.named_types(event).unwrap_or_else(|| USUAL_TYPES.to_vec())
    }

    /// The types that an event names; `None` if it names none.
    pub(crate) fn named_types(self, event: &str) -> Option<Vec<&'a str>> {
        self.settings(event).and_then(|settings| settings.get("types")).map(Node::texts)
    }

    fn settings(self, event: &str) -> Option<&'a Node> {
        self.0?.get(event)
    }

    /// Whether a push of any of these names starts a run; `kind` says whether they are branches or tags. If in doubt,
    /// it does.
    pub(crate) fn pushes(self, samples: &[String], matches: &dyn Fn(&str) -> bool, kind: &str) -> bool {
        if !self.has("push") {
            return false;
        }
        let Some(settings) = self.settings("push") else { return true };
        let (other, ignored) = (if kind == "branches" { "tags" } else { "branches" }, format!("{kind}-ignore"));
        let is_named = |name: &str| settings.get(name).is_some();
        match (settings.get(kind), settings.get(&ignored)) {
            (Some(filter), _) => overlaps(&filter.texts(), samples, matches),
            (None, Some(ignored)) => {
                let ignored: Vec<_> = ignored.texts().into_iter().filter_map(glob).collect();
                samples.iter().any(|name| !ignored.iter().any(|glob| glob.is_match(name)))
            }
            (None, None) => !is_named(other) && !is_named(&format!("{other}-ignore")),
        }
    }
}

/// Whether there may be a name that both the filter and the rule match.
fn overlaps(filter: &[&str], samples: &[String], matches: &dyn Fn(&str) -> bool) -> bool {
    if filter.iter().any(|pattern| pattern.contains("${{")) {
        return true;
    }
    let named: Vec<_> = filter.iter().map(|pattern| (pattern.strip_prefix('!'), *pattern)).collect();
    // At GitHub, the last pattern that matches decides.
    let is_let_in = |name: &str| {
        let last = named
            .iter()
            .rfind(|(without, pattern)| glob(without.unwrap_or(pattern)).is_none_or(|glob| glob.is_match(name)));
        last.is_some_and(|(without, _)| without.is_none())
    };
    let of_filter = named.iter().filter(|(without, _)| without.is_none()).flat_map(|(_, pattern)| samples_of(pattern));
    samples.iter().any(|name| is_let_in(name)) || of_filter.into_iter().any(|name| matches(&name) && is_let_in(&name))
}

/// Turns GitHub's glob into one of ours.
fn glob(pattern: &str) -> Option<GlobMatcher> {
    let near = in_our_syntax(pattern);
    let mut builder = GlobBuilder::new(&near);
    builder.literal_separator(true).empty_alternates(true);
    builder.build().ok().map(|glob| glob.compile_matcher())
}

/// At GitHub, `?` makes the character or class before it optional, and `+` repeats it; an asterisk is close enough to that.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>
fn in_our_syntax(pattern: &str) -> String {
    let (mut near, mut last) = (String::new(), 0);
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '?' if last < near.len() => {
                let optional = near.split_off(last);
                near.extend(["{", &optional, ",}"]);
            }
            '+' => near.push('*'),
            _ => {
                last = near.len();
                near.push(letter);
                if letter == '[' {
                    near.extend(letters.by_ref().take_while(|inner| *inner != ']'));
                    near.push(']');
                } else if letter == '\\' {
                    near.extend(letters.next());
                }
            }
        }
    }
    near
}

/// Names that a glob matches.
pub(crate) fn samples_of(pattern: &str) -> Vec<String> {
    let plain: String = pattern.chars().filter(|letter| !matches!(letter, '+' | '?' | '\\')).collect();
    let classes = in_classes(&plain);
    let filled = |deep: &str, flat: &str| classes.replace("**", deep).replace('*', flat);
    vec![filled("x/y", "x"), filled("x", "x"), filled("", ""), filled("x", "1.0")]
}

/// Replaces each class by its first letter, and each choice by its first part.
fn in_classes(pattern: &str) -> String {
    let (mut sample, mut rest) = (String::new(), pattern);
    while let Some(at) = rest.find(['[', '{']) {
        let close = if rest[at..].starts_with('[') { ']' } else { '}' };
        sample.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        let Some((class, behind)) = inner.split_once(close) else { break };
        let first = if close == ']' { class.trim_start_matches('!').get(..1) } else { class.split(',').next() };
        sample.push_str(first.unwrap_or_default());
        rest = behind;
    }
    sample + rest.trim_start_matches(['[', '{'])
}

#[cfg(test)]
mod tests {
    use super::{Node, Triggers, samples_of};
    use crate::names::GitRef;
    use crate::rules::Rules;

    #[test]
    fn a_rule_is_started_by_what_its_pattern_overlaps_with() {
        for (on, rule, starts) in [
            ("push", "main", true),
            ("{push: {branches: [main]}}", "main", true),
            ("{push: {branches: [main]}}", "staging", false),
            ("{push: {branches: [main]}}", "**", true),
            ("{push: {branches: ['**']}}", "staging-*", true),
            ("{push: {branches: ['staging-*']}}", "staging-eu", true),
            ("{push: {branches: ['release/**']}}", "release/*", true),
            ("{push: {branches: ['**', '!main']}}", "main", false),
            ("{push: {branches-ignore: [main]}}", "main", false),
            ("{push: {branches-ignore: [main]}}", "staging", true),
            ("{push: {tags: ['v*']}}", "main", false),
            ("[pull_request]", "main", false),
            ("{push: {branches: ['v[0-9]+.x']}}", "v1.x", true),
            ("{push: {branches: ['colou?r']}}", "color", true),
            ("{push: {branches: ['colou?r']}}", "colour", true),
            ("{push: {branches: ['colou?r']}}", "colr", false),
            ("{push: {branches: ['v[0-9]?.x']}}", "v.x", true),
            ("{push: {branches: ['v[0-9]?.x']}}", "vx.x", false),
        ] {
            let on = Node::read(&format!("on: {on}")).unwrap();
            let rules = Rules::parse(&format!("{rule}: acme-web")).unwrap();
            let pattern = &rules.iter().next().unwrap().pattern;
            let is = |name: &str| format!("refs/heads/{name}").parse::<GitRef>().is_ok_and(|it| pattern.matches(&it));
            let triggers = Triggers::of(on.get("on"));
            assert_eq!(triggers.pushes(&samples_of(rule), &is, "branches"), starts, "{rule} on {on:?}");
        }
    }
}
