//! What the inputs' texts may be: each function takes a text that is not empty and says what would be right.

use std::time::Duration;

use url::Url;

use super::Secret;
use super::nearest::nearest;
use super::settings::{Command, CommitStatuses, Drafts, Forks, Update};
use crate::http::is_loopback;
use crate::names::Found;

pub(super) const COMMANDS: &[(&str, Command)] =
    &[("auto", Command::Auto), ("deploy", Command::Deploy), ("destroy", Command::Destroy)];
pub(super) const UPDATES: &[(&str, Update)] = &[("in-place", Update::InPlace), ("recreate", Update::Recreate)];
pub(super) const FORKS: &[(&str, Forks)] =
    &[("skip", Forks::Skip), ("labeled", Forks::Labeled), ("allow", Forks::Allow)];
pub(super) const COMMIT_STATUSES: &[(&str, CommitStatuses)] =
    &[("auto", CommitStatuses::Auto), ("true", CommitStatuses::Always), ("false", CommitStatuses::Never)];

/// The words for drafts.
pub(super) const DRAFTS: &[(&str, Drafts)] = &[("deploy", Drafts::Deploy), ("skip", Drafts::Skip)];

/// Commands that are announced, but that this version lacks.
const LATER_COMMANDS: [&str; 5] = ["test", "promote", "rollback", "setup", "sweep"];

/// The longest that a job on a runner can last.
const LONGEST: Duration = Duration::from_hours(35 * 24);

/// One of a few words.
pub(super) fn choice<T: Copy>(text: &str, choices: &[(&str, T)]) -> Result<T, String> {
    if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let complaint = match words.as_slice() {
        [one, other] => format!("{} is neither {one} nor {other}", Found(text)),
        _ => format!("{} is none of {}", Found(text), words.join(", ")),
    };
    Err(with_nearest(complaint, text, words))
}

fn with_nearest(complaint: String, text: &str, words: Vec<&str>) -> String {
    match nearest(text, words) {
        Some(word) => format!("{complaint}; did you mean {word}?"),
        None => complaint,
    }
}

/// What to do, among what this version can do.
pub(super) fn command(text: &str) -> Result<Command, String> {
    if LATER_COMMANDS.contains(&text) {
        return Err(format!("this version cannot {text} yet: it knows auto, deploy and destroy"));
    }
    choice(text, COMMANDS)
}

/// A boolean as the runner's own toolkit reads it.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text {
        "true" | "True" | "TRUE" => Ok(true),
        "false" | "False" | "FALSE" => Ok(false),
        _ => Err(format!("{} is neither true nor false", Found(text))),
    }
}

/// A text that fits on one line.
pub(super) fn line(text: &str) -> Result<String, String> {
    if text.contains(char::is_control) {
        return Err(format!("{} is not one line of text", Found(text)));
    }
    Ok(text.to_owned())
}

/// A token. A complaint about it never shows it.
pub(super) fn secret(text: &str) -> Result<Secret, String> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let complaint = "there is white space, or another character that no token has, inside the token; \
                         the secret should hold the token alone, on one line";
        return Err(complaint.to_owned());
    }
    Ok(Secret::from(text))
}

/// A span of time, such as `1h 30m`.
pub(super) fn timeout(text: &str) -> Result<Duration, String> {
    let found = Found(text);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{found} lacks a unit: {text}m are minutes, {text}s seconds"));
    }
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err(format!("{found} leaves no time at all; the default is 45m")),
        Ok(timeout) if timeout > LONGEST => Err(format!("{found} is longer than the 35 days that a workflow can run")),
        Ok(timeout) => Ok(timeout),
        Err(error) => Err(format!("{found} is not a span of time ({error}); such as 90s, 45m or \"1h 30m\" would be")),
    }
}

/// The address of an API that a token is sent to.
pub(super) fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| {
        let found = if text.contains('@') { "this".to_owned() } else { Found(text).to_string() };
        format!("{found} is not a web address ({error}); such as https://api.heroku.com would be")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        // Without the text, which may hold a password.
        return Err("an address must not hold a user or password; the token has its own input".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{} must end before ? or #", Found(text)));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(format!("{} is neither https nor on this machine: the token would travel in the open", Found(text))),
    }
}

#[cfg(test)]
mod tests;
