//! Text to rules, with every mistake noticed, above all those that YAML habits lead to.

use super::super::{nearest::nearest, spec};
use super::{AppTemplate, Complaint, Pattern, Rule, RuleLine, RuleTarget};
use crate::names::Found;

/// More than anybody wrote by hand.
const MOST_BYTES: usize = 64 * 1024;
const MOST_LINES: usize = 500;

const WITHOUT_QUOTES: &str =
    "rules are plain lines, not YAML: without quotes, such as `main: acme-production`";
const WITHOUT_DASH: &str =
    "rules are plain lines, not YAML: without `- `, such as `main: acme-production`";
const OWN_LINE: &str = "a comment stands on a line of its own";

/// All rules, or all mistakes.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, Vec<Complaint>> {
    if text.len() > MOST_BYTES || text.lines().count() > MOST_LINES {
        let complaint = format!("there are more than {MOST_LINES} lines or 64 KiB of rules");
        return Err(vec![Complaint::new(&spec::RULES, complaint)]);
    }
    let mut rules = Vec::new();
    let mut complaints = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = RuleLine {
            number: index + 1,
            text: line.trim().to_owned(),
        };
        if line.text.is_empty() || line.text.starts_with('#') {
            continue;
        }
        match parts(&line.text) {
            Ok((pattern, target)) => rules.push(Rule {
                line,
                pattern,
                target,
            }),
            Err(texts) => complaints.extend(
                texts
                    .into_iter()
                    .map(|text| Complaint::new(&spec::RULES, text).at(&line)),
            ),
        }
    }
    if complaints.is_empty() {
        Ok(rules)
    } else {
        Err(complaints)
    }
}

fn parts(line: &str) -> Result<(Pattern, RuleTarget), Vec<String>> {
    foreign(line).map_err(|complaint| vec![complaint.to_owned()])?;
    let Some((pattern, targets)) = line.split_once(':') else {
        let complaint = "there is no colon in it: `pattern: target` would be a rule";
        return Err(vec![complaint.to_owned()]);
    };
    match (
        self::pattern(pattern.trim_end()),
        self::targets(targets.trim()),
    ) {
        (Ok(pattern), Ok(target)) => Ok((pattern, target)),
        (Ok(_), Err(complaints)) => Err(complaints),
        (Err(complaint), other) => Err(std::iter::once(complaint)
            .chain(other.err().unwrap_or_default())
            .collect()),
    }
}

/// What people write because it would be right elsewhere.
fn foreign(line: &str) -> Result<(), &'static str> {
    if line.starts_with("- ") {
        return Err(WITHOUT_DASH);
    }
    let in_quotes = |part: &str| part.trim_start().starts_with(['"', '\'']);
    if line.split([':', ',']).any(in_quotes) {
        return Err(WITHOUT_QUOTES);
    }
    if line.contains(" #") || line.contains("\t#") {
        return Err(OWN_LINE);
    }
    Ok(())
}

fn pattern(text: &str) -> Result<Pattern, String> {
    if text.is_empty() {
        return Err(
            "there is no pattern before the colon: `**` would match every branch".to_owned(),
        );
    }
    if text.contains(char::is_whitespace) {
        let complaint = "no branch has white space in its name, so this pattern matches none: \
                         a rule has one pattern, and {a,b} in it matches either";
        return Err(complaint.to_owned());
    }
    Pattern::parse(text).map_err(|reason| format!("{} is not a glob: {reason}", Found(text)))
}

fn targets(text: &str) -> Result<RuleTarget, Vec<String>> {
    match text {
        "" => Err(vec![
            "there is no target after the colon: an app, review-app or none would be".to_owned(),
        ]),
        "review-app" => Ok(RuleTarget::ReviewApp),
        "none" => Ok(RuleTarget::Nothing),
        _ => apps(text).map(RuleTarget::Apps),
    }
}

fn apps(text: &str) -> Result<Vec<AppTemplate>, Vec<String>> {
    let mut apps = Vec::new();
    let mut complaints = Vec::new();
    for word in text.split(',').map(str::trim) {
        match app(word) {
            Ok(app) if apps.contains(&app) => complaints.push(format!("{word} is there twice")),
            Ok(app) => apps.push(app),
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() {
        Ok(apps)
    } else {
        Err(complaints)
    }
}

fn app(word: &str) -> Result<AppTemplate, String> {
    match word {
        "" => return Err("there is a comma without a target".to_owned()),
        "review-app" | "none" => return Err(format!("{word} stands alone on its line")),
        _ => {}
    }
    if word.contains(char::is_whitespace) || word.contains(':') {
        let complaint = "is not one target: commas stand between targets, and each rule has its own line \
                         (`rules: |` in the workflow keeps lines, `rules: >` joins them)";
        return Err(format!("{} {complaint}", Found(word)));
    }
    if word.replace("{branch}", "").contains(['{', '}']) {
        let complaint = "has a placeholder that is not known: {branch} is the only one";
        return Err(format!("{} {complaint}", Found(word)));
    }
    word.parse()
        .map_err(|error| match nearest(word, ["review-app", "none"]) {
            Some(meant) => format!("{error}; did you mean {meant}?"),
            None => format!("{error}"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The complaints about one line.
    fn complaints(line: &str) -> Vec<String> {
        let complaints = rules(line).expect_err(line);
        complaints
            .into_iter()
            .map(|complaint| complaint.text)
            .collect()
    }

    #[test]
    fn a_list_of_rules_keeps_its_order_and_its_line_numbers() {
        let text = "\n# where it goes\r\nmain : acme-production ,acme-mirror\r\n\n  staging-*: acme-{branch}\n\
                    dependabot/**:none\n**: review-app";
        let shown: Vec<_> = rules(text)
            .unwrap()
            .into_iter()
            .map(|rule| {
                (
                    rule.line.number,
                    rule.pattern.as_str().to_owned(),
                    rule.target,
                )
            })
            .collect();
        let apps = |names: &[&str]| {
            RuleTarget::Apps(names.iter().map(|name| name.parse().unwrap()).collect())
        };
        assert_eq!(
            shown,
            [
                (
                    3,
                    "main".to_owned(),
                    apps(&["acme-production", "acme-mirror"])
                ),
                (5, "staging-*".to_owned(), apps(&["acme-{branch}"])),
                (6, "dependabot/**".to_owned(), RuleTarget::Nothing),
                (7, "**".to_owned(), RuleTarget::ReviewApp),
            ]
        );
    }

    #[test]
    fn every_wrong_line_is_complained_about_with_its_number_and_text() {
        let complaints = rules("main: acme-web\n  [a: Acme\n\nmain acme").unwrap_err();
        let shown: Vec<_> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 3, "{shown:?}");
        assert!(
            shown[0].starts_with(r#"rules, line 2 ("[a: Acme"): "[a" is not a glob: "#),
            "{}",
            shown[0]
        );
        assert!(
            shown[1].starts_with(r#"rules, line 2 ("[a: Acme"): "Acme" is not a name "#),
            "{}",
            shown[1]
        );
        assert!(
            shown[2].starts_with(r#"rules, line 4 ("main acme"): there is no colon"#),
            "{}",
            shown[2]
        );
    }

    #[test]
    fn each_mistake_is_called_by_its_name() {
        for (line, expected) in [
            ("main", "no colon"),
            (": acme-web", "no pattern"),
            ("main:", "no target"),
            ("main: acme-web,,acme-api", "comma without a target"),
            ("main: acme-web,", "comma without a target"),
            ("main: acme-web, acme-web", "acme-web is there twice"),
            ("main: acme-web, review-app", "review-app stands alone"),
            ("main: none, acme-web", "none stands alone"),
            ("main: acme-{ref}", "{branch} is the only one"),
            ("main: acme-{branch", "{branch} is the only one"),
            ("main: acme-${{ github.ref }}", "not one target"),
            (
                "main: Acme-{branch}",
                "not a name that a Heroku app can have",
            ),
            ("main: {branch}-", "not a name that a Heroku app can have"),
            ("main: 1{branch}", "not a name that a Heroku app can have"),
            ("main: Review_App", "did you mean review-app?"),
            ("main: None", "did you mean none?"),
            (
                "main: acme-web # production",
                "comment stands on a line of its own",
            ),
            (
                "main: acme-web\t# production",
                "comment stands on a line of its own",
            ),
            ("- main: acme-web", "without `- `"),
            ("\"main\": acme-web", "without quotes"),
            ("'main: acme-web'", "without quotes"),
            ("main: \"acme-web\"", "without quotes"),
            ("main, staging: acme-web", "white space"),
            ("main: acme-web staging: acme-staging", "`rules: |`"),
            ("ma{in: acme-web", "is not a glob: unclosed alternate group"),
        ] {
            let found = complaints(line);
            assert!(
                found.len() == 1 && found[0].contains(expected),
                "{line}: {found:?}"
            );
        }
    }

    #[test]
    fn a_template_that_some_branch_makes_right_is_right() {
        for name in [
            "{branch}",
            "a{branch}",
            "acme-{branch}",
            "{branch}-{branch}",
            "abcdefghijklmnopqrstuvwxyz012{branch}",
        ] {
            assert!(rules(&format!("main: {name}")).is_ok(), "{name}");
        }
        let name = "abcdefghijklmnopqrstuvwxyz0123{branch}";
        assert!(complaints(&format!("main: {name}"))[0].contains("3 to 30"));
    }

    #[test]
    fn a_number_sign_inside_a_pattern_is_no_comment() {
        assert!(rules("fix-#12/**: review-app").is_ok());
    }

    #[test]
    fn rules_have_a_limit() {
        for text in [
            "#\n".repeat(MOST_LINES + 1),
            format!("#{}", "x".repeat(MOST_BYTES)),
        ] {
            let complaints = rules(&text).unwrap_err();
            assert!(
                complaints[0].text.contains("more than 500 lines"),
                "{complaints:?}"
            );
        }
        assert!(rules(&"#\n".repeat(MOST_LINES)).is_ok());
    }
}
