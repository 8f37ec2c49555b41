//! What the inputs' texts may be: each function takes a text that is not empty and says what to write instead.

use std::time::Duration;

use globset::Glob;
use url::Url;

use super::choices::Choice;
use crate::{
    http::is_loopback,
    names::{AppName, Found, NameError, PipelineRef},
    nearest::nearest,
};

/// The longest that a job on a runner can last.
const LONGEST: Duration = Duration::from_hours(35 * 24);

/// What people write for our words.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("true", &["yes", "on", "1", "y", "always"]),
    ("false", &["no", "off", "0", "n", "never"]),
    ("deploy", &["true", "yes", "on", "1"]),
    ("allow", &["true", "yes", "on", "1", "all"]),
    ("skip", &["false", "no", "off", "0", "none", "never", "ignore"]),
    ("development", &["dev"]),
    ("staging", &["stage"]),
    ("production", &["prod", "live"]),
];

/// One of a few words.
pub(super) fn choice<T: Choice>(text: &str) -> Result<T, String> {
    if let Some((_, value)) = T::WORDS.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
    let complaint = match words.as_slice() {
        [one, other] => format!("{} is neither {one} nor {other}", Found(text)),
        _ => format!("{} is none of {}", Found(text), words.join(", ")),
    };
    Err(with_nearest(complaint, text, words))
}

fn with_nearest(complaint: String, text: &str, words: Vec<&str>) -> String {
    let text = text.to_lowercase();
    let synonym = SYNONYMS.iter().find(|(word, others)| words.contains(word) && others.contains(&text.as_str()));
    match synonym.map(|(word, _)| *word).or_else(|| nearest(&text, words)) {
        Some(word) => format!("{complaint}; did you mean {word}?"),
        None => complaint,
    }
}

/// The version of a release.
pub(super) fn version(text: &str) -> Result<u64, String> {
    let number = text.strip_prefix('v').unwrap_or(text);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match number.parse() {
        Ok(version) if is_number && version > 0 => Ok(version),
        _ => Err(format!("{} is not a release. Write its version, such as v41", Found(text))),
    }
}

/// A boolean as the runner's own toolkit reads it.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text {
        "true" | "True" | "TRUE" => Ok(true),
        "false" | "False" | "FALSE" => Ok(false),
        _ => Err(with_nearest(format!("{} is neither true nor false", Found(text)), text, vec!["true", "false"])),
    }
}

/// A text that fits on one line.
pub(super) fn line(text: &str) -> Result<String, String> {
    if text.contains(char::is_control) {
        return Err(format!("{} is not one line of text", Found(text)));
    }
    Ok(text.to_owned())
}

/// A name at Heroku that is no app's.
pub(super) fn word(text: &str) -> Result<String, String> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if text.len() > 100 || !text.chars().all(is_letter) {
        return Err(format!("{} is not a name at Heroku. Use letters, digits, `-`, `_` and `.`", Found(text)));
    }
    Ok(text.to_owned())
}

/// A stage of a pipeline that apps of rules can have.
pub(super) fn stage(text: &str) -> Result<String, String> {
    const STAGES: [&str; 4] = ["review", "development", "staging", "production"];
    if STAGES.contains(&text) {
        return Ok(text.to_owned());
    }
    let complaint = format!("{} is none of {}", Found(text), STAGES.join(", "));
    Err(with_nearest(complaint, text, STAGES.to_vec()))
}

/// Apps, by comma or line.
pub(super) fn apps(text: &str) -> Result<Vec<AppName>, String> {
    let mut apps: Vec<AppName> = Vec::new();
    for name in text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
        let app: AppName = name.parse().map_err(|error: NameError| error.to_string())?;
        if apps.contains(&app) {
            return Err(format!("{} is listed twice. Name each app once", Found(name)));
        }
        apps.push(app);
    }
    Ok(apps)
}

/// Commands, one a line.
pub(super) fn commands(text: &str) -> Result<Vec<String>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let odd = |line: &&str| line.contains(|letter: char| letter.is_control() && letter != '\t');
    if let Some(line) = lines.clone().find(odd) {
        return Err(format!("{} contains control characters. Write one command a line", Found(line)));
    }
    if let Some(line) = lines.clone().find(|line| line.ends_with('\\')) {
        return Err(format!(
            "{} continues on the next line, but each line is a command of its own. Write it on one line",
            Found(line)
        ));
    }
    Ok(lines.map(str::to_owned).collect())
}

/// A number of days, from one on.
pub(super) fn days(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(days) if (1..=3650).contains(&days) => Ok(days),
        _ => Err(format!("{} is not a number of days. Write one such as 14", Found(text))),
    }
}

/// Globs, one a line.
pub(super) fn globs(text: &str) -> Result<Vec<String>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(glob).collect()
}

fn glob(line: &str) -> Result<String, String> {
    let found = Found(line);
    if line.starts_with('/') || line.split('/').any(|part| part == "..") {
        return Err(format!(
            "{found} leads out of the folder that is deployed. Write a path seen from it, such as dist/**"
        ));
    }
    if line.starts_with('!') {
        return Err(format!("{found} excludes nothing. Write only what goes along"));
    }
    if line.starts_with("- ") {
        return Err(format!("{found} starts with a dash. Write the glob alone, one on each line"));
    }
    match Glob::new(line) {
        Ok(_) => Ok(line.to_owned()),
        Err(error) => Err(format!("{found} is not a glob: {}", error.kind())),
    }
}

/// A pipeline. People paste the address that their browser shows.
pub(super) fn pipeline(text: &str) -> Result<PipelineRef, String> {
    if !["://", "heroku.com", "herokuapp.com"].iter().any(|part| text.contains(part)) {
        return text.parse().map_err(|error: NameError| error.to_string());
    }
    let id = text.split_once("/pipelines/").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    let right = match id.filter(|id| id.parse::<PipelineRef>().is_ok()) {
        Some(id) => format!("Write only this part of it: {id}"),
        None => "Write the pipeline's name or id".to_owned(),
    };
    Err(format!("{} is an address. {right}", Found(text)))
}

/// A span of time, such as `1h 30m`.
pub(super) fn timeout(text: &str) -> Result<Duration, String> {
    let found = Found(text);
    let zero = || Err(format!("{found} is no time at all. Write a length of time such as 80m"));
    if text.bytes().all(|byte| byte == b'0') {
        return zero();
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{found} has no unit. Write {text}m for minutes or {text}s for seconds"));
    }
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => zero(),
        Ok(timeout) if timeout > LONGEST => Err(format!("{found} is longer than the 35 days that a workflow can run")),
        Ok(timeout) => Ok(timeout),
        Err(_) => Err(format!("{found} is not a length of time. Write one such as 90s, 80m or \"1h 30m\"")),
    }
}

/// The address of an API that a token is sent to.
pub(super) fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| {
        let found = if text.contains('@') { "this".to_owned() } else { Found(text).to_string() };
        format!("{found} is not a web address ({error}). Write one such as https://api.heroku.com")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Without the text, which may hold a password.
        return Err("the address contains a user or password. Leave them out".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{} must end before ? or #", Found(text)));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(format!("{} is neither https nor on this machine: the token would be sent unencrypted", Found(text))),
    }
}

#[cfg(test)]
mod tests;
