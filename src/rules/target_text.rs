//! Parses the text after a line's colon, and reports above all what is surely meant otherwise.

use super::address::app_in_address;
use super::target::{AppTemplate, RuleTarget};
use crate::names::Found;
use crate::nearest::nearest;

/// What people write instead of our words, without hyphens and the like.
const FOR_NONE: &[&str] = &[
    "disable", "disabled", "exclude", "excluded", "false", "ignore", "ignored", "never", "nil", "no", "none", "noop",
    "nothing", "nowhere", "null", "off", "skip", "skipped",
];
const FOR_REVIEW_APP: &[&str] = &["review", "reviewapp", "reviewapps", "reviews"];
const FOR_A_COMMAND: &[&str] = &["delete", "deploy", "destroy", "remove"];

/// A line's target, or each mistake in it.
pub(super) fn parse(text: &str) -> Result<RuleTarget, Vec<String>> {
    match text {
        "" => Err(vec!["nothing follows the colon. Write an app's name, `review-app` or `none`".to_owned()]),
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
            Ok(app) if apps.contains(&app) => complaints.push(format!("{word} is listed twice")),
            Ok(app) => apps.push(app),
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() { Ok(apps) } else { Err(complaints) }
}

fn app(word: &str) -> Result<AppTemplate, String> {
    match word {
        "" => return Err("there is a comma without a target".to_owned()),
        "review-app" | "none" => return Err(format!("{word} must stand alone on its line")),
        _ => {}
    }
    if let Some(complaint) = meant_otherwise(word).or_else(|| placeholder(word)).or_else(|| several(word)) {
        return Err(complaint);
    }
    word.parse().map_err(|error| match spelt_right(word) {
        Some(meant) if meant == word.to_lowercase() => format!("app names are lower case. Write `{meant}`"),
        Some(meant) => format!("{error}; did you mean {meant}?"),
        None => format!("{error}"),
    })
}

fn spelt_right(word: &str) -> Option<String> {
    let allowed = |letter: char| if letter.is_ascii_alphanumeric() || "{}".contains(letter) { letter } else { '-' };
    let spelt: String = word.to_lowercase().chars().map(allowed).collect();
    let ours = nearest(word, ["review-app", "none"]).map(str::to_owned);
    ours.or_else(|| spelt.parse::<AppTemplate>().is_ok().then_some(spelt).filter(|spelt| spelt != word))
}

fn meant_otherwise(word: &str) -> Option<String> {
    let bare: String = word.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let is_one_of = |words: &[&str]| words.contains(&bare.as_str());
    if is_one_of(FOR_NONE) {
        return Some(format!("{} is not a target. Write `none` to do nothing", Found(word)));
    }
    if is_one_of(FOR_REVIEW_APP) {
        return Some(format!("{} is not a target; did you mean review-app?", Found(word)));
    }
    if is_one_of(FOR_A_COMMAND) {
        return Some(format!(
            "{} is not a target: a rule says where a branch goes. Write an app's name, `review-app` or `none`",
            Found(word)
        ));
    }
    if word.len() == 36 && uuid::Uuid::parse_str(word).is_ok() {
        return Some(format!("{} is an app's id. Write its name", Found(word)));
    }
    is_address(word).then(|| {
        let name = app_in_address(word)
            .map_or_else(|| "Write the app's name".to_owned(), |name| format!("Write the app's name: {name}"));
        format!("{} is an address. {name}", Found(word))
    })
}

fn is_address(word: &str) -> bool {
    let parts = ["://", "heroku.com", "herokuapp.com"];
    word.starts_with("//")
        || word.starts_with("www.")
        || parts.iter().any(|part| word.contains(part))
        || (word.contains('/') && word.contains('.') && !word.contains(char::is_whitespace))
}

/// Reports other languages' placeholders for the branch, and braces that mean nothing here.
fn placeholder(word: &str) -> Option<String> {
    let rest = word.replace("{branch}", "");
    let start = rest.find(['{', '}', '$', '%', '<', '*'])?;
    let known = "`{branch}` stands for the branch, and is the only one";
    let (before, found) = rest.split_at(start);
    let after = match found.chars().next() {
        Some('%') => found[1..].split_once('%').map(|(_, after)| after),
        Some('<') => found.split_once('>').map(|(_, after)| after),
        Some('*') => Some(&found[1..]),
        Some('$') if !found.starts_with("${") => {
            Some(found[1..].trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_'))
        }
        _ => found.split_once('}').map(|(_, after)| after.trim_start_matches('}')),
    };
    let meant =
        after.map(|after| format!("{before}{{branch}}{after}")).filter(|meant| meant.parse::<AppTemplate>().is_ok());
    let meant =
        meant.filter(|_| !word.contains("{branch}")).map(|meant| format!(". Write `{meant}`")).unwrap_or_default();
    Some(format!("{} contains a placeholder that stands for nothing: {known}{meant}", Found(word)))
}

fn several(word: &str) -> Option<String> {
    (word.contains(char::is_whitespace) || word.contains(':')).then(|| {
        format!(
            "{} is not one target: put commas between targets, and each rule on its own line (`rules: |` in the workflow \
             keeps lines, `rules: >` joins them)",
            Found(word)
        )
    })
}
