//! Text to rules, with every mistake noticed, above all those that YAML habits lead to.

use super::super::{nearest::nearest, spec};
use super::{AppTemplate, Complaint, Pattern, Rule, RuleLine, RuleTarget};
use crate::names::Found;

/// More than anybody wrote by hand.
const MOST_BYTES: usize = 64 * 1024;
const MOST_LINES: usize = 500;

const WITHOUT_QUOTES: &str = "rules are plain lines, not YAML: without quotes, such as `main: acme-production`";
const WITHOUT_DASH: &str = "rules are plain lines, not YAML: without `- `, such as `main: acme-production`";
const OWN_LINE: &str = "a comment stands on a line of its own";

/// All rules, or all mistakes.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, Vec<Complaint>> {
    // Some editors put a byte order mark before a file, which nobody sees and no branch begins with.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MOST_BYTES || text.lines().count() > MOST_LINES {
        let complaint = format!("there are more than {MOST_LINES} lines or 64 KiB of rules");
        return Err(vec![Complaint::new(&spec::RULES, complaint)]);
    }
    let mut rules = Vec::new();
    let mut complaints = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = RuleLine { number: index + 1, text: line.trim().to_owned() };
        if line.text.is_empty() || line.text.starts_with('#') {
            continue;
        }
        match parts(&line.text) {
            Ok((pattern, target)) => rules.push(Rule { line, pattern, target }),
            Err(texts) => complaints.extend(texts.into_iter().map(|text| Complaint::new(&spec::RULES, text).at(&line))),
        }
    }
    if complaints.is_empty() { Ok(rules) } else { Err(complaints) }
}

fn parts(line: &str) -> Result<(Pattern, RuleTarget), Vec<String>> {
    foreign(line).map_err(|complaint| vec![complaint.to_owned()])?;
    let Some((pattern, targets)) = line.split_once(':') else {
        let complaint = "there is no colon in it: `pattern: target` would be a rule";
        return Err(vec![complaint.to_owned()]);
    };
    match (self::pattern(pattern.trim_end()), self::targets(targets.trim())) {
        (Ok(pattern), Ok(target)) => Ok((pattern, target)),
        (Ok(_), Err(complaints)) => Err(complaints),
        (Err(complaint), other) => Err(std::iter::once(complaint).chain(other.err().unwrap_or_default()).collect()),
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
        return Err("there is no pattern before the colon: `**` would match every branch".to_owned());
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
        "" => Err(vec!["there is no target after the colon: an app, review-app or none would be".to_owned()]),
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
    if complaints.is_empty() { Ok(apps) } else { Err(complaints) }
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
    word.parse().map_err(|error| match nearest(word, ["review-app", "none"]) {
        Some(meant) => format!("{error}; did you mean {meant}?"),
        None => format!("{error}"),
    })
}

#[cfg(test)]
mod tests;
