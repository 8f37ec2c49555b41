//! Commit statuses and check runs.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::activity::CommitStatus;
use super::context::Context;
use super::permissions::{Access, Scope};
use super::refusals::{error, invalid};
use super::{contents, pages, wire};

const STATES: [&str; 4] = ["error", "failure", "pending", "success"];

pub(super) fn set_status(context: &mut Context, call: &Call, sha: &str) -> Answer {
    context.need(&[Scope::Statuses], Access::Write)?;
    if !context.repository.commits.contains_key(sha) {
        return Err(error(422, &format!("No commit found for SHA: {sha}")));
    }
    let state = call.text("state").filter(|state| STATES.contains(state));
    let state = state.ok_or_else(|| invalid("Status", "state", "inclusion"))?;
    let status_context = call.text("context").unwrap_or("default");
    let status = CommitStatus {
        description: call.text("description").map(str::to_owned),
        target_url: call.text("target_url").map(str::to_owned),
        creator: context.login.to_owned(),
        ..CommitStatus::new(context.next_id(), sha, status_context, state)
    };
    let mut reply = wire::commit_status(context, &status);
    reply["creator"] = wire::user(context.urls, context.login);
    context.repository.statuses.push(status);
    Ok(Reply::json(201, reply))
}

/// The newest status of each context; together they are as good as the worst of them.
pub(super) fn combined_status(context: &Context, call: &Call, reference: &str) -> Answer {
    context.need(&[Scope::Statuses], Access::Read)?;
    let sha = contents::resolve(context, reference)?;
    let mut newest: Vec<&CommitStatus> = Vec::new();
    for status in context.repository.statuses.iter().rev() {
        let known = newest.iter().any(|newer| newer.context == status.context);
        if status.sha == sha && !known {
            newest.push(status);
        }
    }
    let has = |state: &str| newest.iter().any(|status| status.state == state);
    let state = match () {
        () if has("error") || has("failure") => "failure",
        () if newest.is_empty() || has("pending") => "pending",
        () => "success",
    };
    let total = newest.len();
    let items = newest.into_iter().map(|status| wire::commit_status(context, status)).collect();
    let (items, links) = pages::cut(call, &context.urls.github, items);
    let reply = json!({
        "state": state,
        "statuses": items,
        "sha": sha,
        "total_count": total,
        "repository": wire::repository(context.urls, context.repository),
        "commit_url": context.url(&format!("/commits/{sha}")),
        "url": context.url(&format!("/commits/{sha}/status")),
    });
    Ok(pages::linked(Reply::ok(reply), links))
}

pub(super) fn check_runs(context: &Context, call: &Call, reference: &str) -> Answer {
    context.need(&[Scope::Checks], Access::Read)?;
    let sha = contents::resolve(context, reference)?;
    let runs = context.repository.check_runs.iter().filter(|run| run.sha == sha);
    let items: Vec<Value> = runs.map(|run| wire::check_run(context, run)).collect();
    let total = items.len();
    let (items, links) = pages::cut(call, &context.urls.github, items);
    let reply = json!({ "total_count": total, "check_runs": items });
    Ok(pages::linked(Reply::ok(reply), links))
}
