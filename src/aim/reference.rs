//! What the input `ref` can mean: a branch, a tag, or a commit by its hash.

use crate::{
    event::{Event, Runner},
    names::{CommitSha, Found, GitRef, RepoSlug, wrong_letter, wrong_shape},
};

/// Events that run at the ref they are about. Others run at the default branch or at a pull request's base.
const AT_THEIR_REF: [&str; 6] = ["push", "create", "workflow_dispatch", "schedule", "repository_dispatch", "release"];
/// The shortest text that counts as a commit hash.
const SHORTEST: usize = 7;

/// Whether a text can be a commit hash, full or short.
pub(crate) fn is_hash(text: &str) -> bool {
    let is_long_enough = (SHORTEST..=40).contains(&text.len()) || text.parse::<CommitSha>().is_ok();
    is_long_enough && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a text is the hash of this commit.
pub(super) fn is_hash_of(text: &str, commit: &CommitSha) -> bool {
    is_hash(text) && commit.as_str().starts_with(&text.to_ascii_lowercase())
}

/// Why `ref` cannot mean anything, whatever branches and tags exist.
pub(super) fn mistake(text: &str) -> Option<String> {
    let found = Found(text);
    if let Some(number) = pull_request_in(text) {
        return Some(format!(
            "{found} is neither a branch nor a tag. Leave `ref` empty on events of a pull request, whose head is deployed; \
             elsewhere use `pull-request: {number}`"
        ));
    }
    if let Some(branch) = text.strip_prefix("refs/remotes/").and_then(|rest| rest.split_once('/')) {
        return Some(format!("{found} is a branch of a clone. Write the branch alone: `{}`", branch.1));
    }
    if text.starts_with("refs/") && text.parse::<GitRef>().is_err() {
        return Some(format!(
            "{found} is neither a branch nor a tag. Write refs/heads/… or refs/tags/…, or the name alone"
        ));
    }
    if text.contains("://") {
        return Some(format!("{found} is an address. Write the name of a branch or tag, or a commit's hash"));
    }
    if matches!(text, "HEAD" | "@") {
        return Some(format!("{found} is not a branch, tag or commit. Leave `ref` empty for the event's own commit"));
    }
    (wrong_shape(text).is_some() || wrong_letter(text).is_some())
        .then(|| format!("{found} is not the name of a branch or tag. Write a name, or a commit's hash"))
}

/// The number in `refs/pull/7/merge` or `pull/7/head`.
fn pull_request_in(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("refs/").unwrap_or(text).strip_prefix("pull/")?;
    let (number, what) = rest.split_once('/')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && matches!(what, "head" | "merge")).then_some(number)
}

/// The message for a `ref` that names nothing that exists.
pub(super) fn not_there(text: &str, repository: &RepoSlug) -> String {
    let number = text.strip_prefix('#').unwrap_or(text);
    let hint = if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("For pull request #{number}, use `pull-request: {number}`")
    } else if let Some(name) = text.strip_prefix("origin/").or(text.strip_prefix("heads/")) {
        format!("Write the branch alone: `{name}`")
    } else if let Some(name) = text.strip_prefix("tags/") {
        format!("Write the tag alone: `{name}`")
    } else {
        "Check its spelling, and whether it was deleted".to_owned()
    };
    format!("there is no branch, tag or commit `{text}` in {repository}. {hint}")
}

/// The message for a commit outside the branch or tag whose rule decides, or without such a branch or tag.
pub(super) fn not_in(commit: &CommitSha, base: Option<&GitRef>) -> String {
    match base {
        Some(base) => format!(
            "commit {} is not in `{}`, whose rule decides. Merge it first, or name the branch that has it, so that its rule decides",
            commit.short(),
            base.short()
        ),
        None => {
            "a commit alone does not say which rule applies. Name a branch or tag, or use `pull-request`".to_owned()
        }
    }
}

/// The ref that the run is at.
pub(super) fn current(runner: &Runner) -> Option<GitRef> {
    runner.git_ref.as_deref()?.parse().ok()
}

/// The ref whose rule decides for a bare commit. Do not guess it: a run for a fork's pull request may be at the default
/// branch, and its commit must not reach production.
pub(super) fn of_commits(event: &Event, runner: &Runner) -> Option<GitRef> {
    match event {
        Event::Push { reference, .. } | Event::Redeploy { reference, .. } => Some(reference.clone()),
        Event::Released { tag } => Some(GitRef::Tag(tag.clone())),
        _ => current(runner).filter(|_| AT_THEIR_REF.contains(&runner.event_name.as_str())),
    }
}
