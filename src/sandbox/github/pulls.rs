//! Pull requests, their labels, and what people may do.

use serde_json::json;

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::context::Context;
use super::permissions::{Access, Scope};
use super::refusals::{error, not_found};
use super::repository::{PullRequest, PullRequestState, SourceRepository};
use super::{pages, wire};

const READERS: [Scope; 1] = [Scope::PullRequests];

pub(super) fn info(context: &Context, number: &str) -> Answer {
    context.need(&READERS, Access::Read)?;
    let mut pulls = context.repository.pull_requests.iter();
    let found = pulls.find(|pull| pull.number.to_string() == number);
    Ok(Reply::ok(wire::pull_request(context, found.ok_or_else(not_found)?)))
}

/// Newest first, by their opening or by their latest change. A head of an unknown form is ignored, as GitHub does.
pub(super) fn list(context: &Context, call: &Call) -> Answer {
    context.need(&READERS, Access::Read)?;
    let state = call.query("state").unwrap_or("open");
    let head = call.query("head").filter(|head| head.contains(':'));
    let base = call.query("base");
    let wanted = |pull: &&PullRequest| {
        let open = pull.state == PullRequestState::Open;
        (state == "all" || open == (state == "open"))
            && head.is_none_or(|head| head == label(context, pull))
            && base.is_none_or(|base| base == pull.base_branch)
    };
    Ok(page(context, call, wanted))
}

pub(super) fn of_commit(context: &Context, call: &Call, reference: &str) -> Answer {
    context.need(&READERS, Access::Read)?;
    let sha = super::contents::resolve(context, reference)?;
    Ok(page(context, call, |pull| pull.head_sha == sha))
}

fn page(context: &Context, call: &Call, wanted: impl Fn(&&PullRequest) -> bool) -> Reply {
    let mut pulls: Vec<_> = context.repository.pull_requests.iter().rev().filter(wanted).collect();
    if call.query("sort") == Some("updated") {
        pulls.sort_by_key(|pull| std::cmp::Reverse(pull.updated));
    }
    let items = pulls.into_iter().map(|pull| wire::simple_pull_request(context, pull)).collect();
    pages::reply(call, &context.urls.github, items)
}

/// `owner:branch`, as in the `head` of a query.
fn label(context: &Context, pull: &PullRequest) -> String {
    let repository = match &pull.head_repository {
        SourceRepository::Fork { full_name, .. } => full_name,
        SourceRepository::Same | SourceRepository::Deleted => &context.repository.full_name,
    };
    let (owner, _) = repository.split_once('/').unwrap_or_default();
    format!("{owner}:{}", pull.head_branch)
}

pub(super) fn remove_label(context: &mut Context, number: &str, label: &str) -> Answer {
    context.need(&[Scope::Issues, Scope::PullRequests], Access::Write)?;
    let mut pulls = context.repository.pull_requests.iter_mut();
    let found = pulls.find(|pull| pull.number.to_string() == number);
    let pull = found.ok_or_else(not_found)?;
    let there = pull.labels.iter().position(|name| name == label);
    let there = there.ok_or_else(|| error(404, "Label does not exist"))?;
    pull.labels.remove(there);
    let labels = pull.labels.clone();
    let labels: Vec<_> = labels.iter().map(|name| wire::label(context, name)).collect();
    Ok(Reply::ok(json!(labels)))
}

pub(super) fn permission(context: &Context, login: &str) -> Reply {
    let permission = context.repository.collaborators.get(login).map_or("none", String::as_str);
    Reply::ok(wire::permission(context, login, permission))
}
