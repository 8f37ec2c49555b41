//! Lines that can never decide, because an earlier one decides everything that they match.

use super::mistake::RuleMistake;
use super::pattern::{Everything, Pattern};
use super::place::RuleLine;

/// A line, and what it is compared by.
struct Line<'a> {
    at: &'a RuleLine,
    pattern: &'a Pattern,
    full: String,
    everything: Option<Everything>,
}

/// A mistake for each line that can never decide. Reports only what is certain: `m*` above `main` may be intended.
pub(super) fn among(lines: &[(RuleLine, Pattern)]) -> Vec<RuleMistake> {
    let lines: Vec<_> = lines
        .iter()
        .map(|(line, pattern)| Line { at: line, pattern, full: pattern.full(), everything: pattern.everything() })
        .collect();
    let mistake = |(index, line): (usize, &Line<'_>)| {
        let text = lines[..index].iter().find_map(|earlier| in_the_shade(line, earlier))?;
        Some(RuleMistake::at(line.at, text))
    };
    lines.iter().enumerate().filter_map(mistake).collect()
}

fn in_the_shade(line: &Line<'_>, earlier: &Line<'_>) -> Option<String> {
    let number = earlier.at.number;
    if line.full == earlier.full {
        return Some(format!(
            "line {number} has the same pattern and decides first, so this line never does. Remove one of them; \
             write apps that go together on one line, with commas between them"
        ));
    }
    let everything = earlier.everything.filter(|everything| line.pattern.is_within(*everything))?;
    Some(format!(
        "line {number} matches every {everything} and decides first, so this line never does. Move it above that"
    ))
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    fn told(rules: &str) -> Vec<String> {
        Rules::parse(rules).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_below_its_twin_or_below_everything_is_a_mistake() {
        for (rules, line, words) in [
            ("**: review-app\nmain: acme-web", 2, "Move it above that"),
            ("**: none\nfeature/*: acme-web", 2, "line 1 matches every branch"),
            ("refs/heads/**: none\nmain: acme-web", 2, "Move it above that"),
            ("refs/**: none\nmain: acme-web", 2, "line 1 matches every branch and tag"),
            ("refs/**: none\nrefs/tags/v*: acme-web", 2, "Move it above that"),
            ("refs/tags/**: none\nrefs/tags/v*: acme-web", 2, "line 1 matches every tag"),
            ("**: none\nrefs/heads/main: acme-web", 2, "Move it above that"),
            ("**/*: none\nmain: acme-web", 2, "Move it above that"),
            ("***: none\nmain: acme-web", 2, "Move it above that"),
            ("main: acme-web\nmain: acme-api", 2, "line 1 has the same pattern"),
            ("main: acme-web\nrefs/heads/main: acme-api", 2, "line 1 has the same pattern"),
            ("refs/heads/v*: acme-web\n# x\n\nv*: acme-api", 4, "line 1 has the same pattern"),
            ("refs/tags/v*: acme-web\nrefs/tags/v*: none", 2, "line 1 has the same pattern"),
            ("a/**: acme-web\na/***: none", 2, "line 1 has the same pattern"),
            ("**: review-app\n**: none", 2, "line 1 has the same pattern"),
            ("**: no such target\nmain: acme-web", 2, "Move it above that"),
        ] {
            let told = told(rules);
            let last = told.last().unwrap_or_else(|| panic!("{rules} is taken"));
            assert!(last.starts_with(&format!("rules, line {line} ")) && last.contains(words), "{rules}: {told:?}");
        }
    }

    #[test]
    fn a_line_of_which_something_may_be_left_is_left_alone() {
        for rules in [
            "m*: acme-web\nmain: acme-api",
            "*: acme-web\nmain: acme-api",
            "*: acme-web\n**: review-app",
            "main: acme-web\n**: review-app",
            "**: review-app\nrefs/tags/v*: acme-web",
            "refs/heads/**: review-app\nrefs/tags/**: acme-web",
            "**: review-app\nrefs/**: acme-web",
            "**: review-app\nrefs/*/v1: acme-web",
            "refs/tags/**: acme-web\n**: review-app",
            "refs/tags/main: acme-web\nmain: acme-api",
            "Main: acme-web\nmain: acme-api",
            "a/**: none\nmain: acme-web",
            "**/a: none\nmain: acme-web",
            "{main,staging}: acme-web\nmain: acme-api",
            "?*: none\nmain: acme-web",
        ] {
            assert_eq!(told(rules), Vec::<String>::new(), "{rules}");
        }
    }
}
