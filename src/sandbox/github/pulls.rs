//! Pull requests, their labels, and what people may do.

use serde_json::json;

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::{Access, Desk, PullRequest, PullRequestState, Scope, SourceRepository, error, not_found, pages, wire};

const READERS: [Scope; 1] = [Scope::PullRequests];

pub(super) fn info(desk: &Desk, number: &str) -> Answer {
    desk.need(&READERS, Access::Read)?;
    let mut pulls = desk.repository.pull_requests.iter();
    let found = pulls.find(|pull| pull.number.to_string() == number);
    Ok(Reply::ok(wire::pull_request(desk, found.ok_or_else(not_found)?)))
}

/// Newest first. A head of an unknown form is ignored, as GitHub does.
pub(super) fn list(desk: &Desk, call: &Call) -> Answer {
    desk.need(&READERS, Access::Read)?;
    let state = call.query("state").unwrap_or("open");
    let head = call.query("head").filter(|head| head.contains(':'));
    let base = call.query("base");
    let wanted = |pull: &&PullRequest| {
        let open = pull.state == PullRequestState::Open;
        (state == "all" || open == (state == "open"))
            && head.is_none_or(|head| head == label(desk, pull))
            && base.is_none_or(|base| base == pull.base_branch)
    };
    Ok(page(desk, call, wanted))
}

pub(super) fn of_commit(desk: &Desk, call: &Call, reference: &str) -> Answer {
    desk.need(&READERS, Access::Read)?;
    let sha = super::contents::resolve(desk, reference)?;
    Ok(page(desk, call, |pull| pull.head_sha == sha))
}

fn page(desk: &Desk, call: &Call, wanted: impl Fn(&&PullRequest) -> bool) -> Reply {
    let pulls = desk.repository.pull_requests.iter().rev().filter(wanted);
    let items = pulls.map(|pull| wire::simple_pull_request(desk, pull)).collect();
    pages::reply(call, &desk.urls.github, items)
}

/// `owner:branch`, as in the `head` of a query.
fn label(desk: &Desk, pull: &PullRequest) -> String {
    let repository = match &pull.head_repository {
        SourceRepository::Fork { full_name, .. } => full_name,
        SourceRepository::Same | SourceRepository::Deleted => &desk.repository.full_name,
    };
    let (owner, _) = repository.split_once('/').unwrap_or_default();
    format!("{owner}:{}", pull.head_branch)
}

pub(super) fn remove_label(desk: &mut Desk, number: &str, label: &str) -> Answer {
    desk.need(&[Scope::Issues, Scope::PullRequests], Access::Write)?;
    let mut pulls = desk.repository.pull_requests.iter_mut();
    let found = pulls.find(|pull| pull.number.to_string() == number);
    let pull = found.ok_or_else(not_found)?;
    let there = pull.labels.iter().position(|name| name == label);
    let there = there.ok_or_else(|| error(404, "Label does not exist"))?;
    pull.labels.remove(there);
    let labels = pull.labels.clone();
    let labels: Vec<_> = labels.iter().map(|name| wire::label(desk, name)).collect();
    Ok(Reply::ok(json!(labels)))
}

pub(super) fn permission(desk: &Desk, login: &str) -> Reply {
    let permission = desk.repository.collaborators.get(login).map_or("none", String::as_str);
    Reply::ok(wire::permission(desk, login, permission))
}
