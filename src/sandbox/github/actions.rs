//! Check suites and runs of workflows.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::context::Context;
use super::permissions::{Access, Scope};
use super::{contents, pages, wire};

pub(super) fn check_suites(context: &Context, call: &Call, reference: &str) -> Answer {
    context.need(&[Scope::Checks], Access::Read)?;
    let sha = contents::resolve(context, reference)?;
    let suites = context.repository.check_suites.iter().filter(|suite| suite.sha == sha);
    let items: Vec<Value> = suites.map(|suite| wire::check_suite(context, suite)).collect();
    Ok(listed(context, call, items, "check_suites"))
}

/// Newest first.
pub(super) fn workflow_runs(context: &Context, call: &Call) -> Answer {
    context.need(&[Scope::Actions], Access::Read)?;
    let is_wanted = |sha: &str| call.query("head_sha").is_none_or(|wanted| wanted == sha);
    let runs = context.repository.workflow_runs.iter().rev().filter(|run| is_wanted(&run.sha));
    let items: Vec<Value> = runs.map(|run| wire::workflow_run(context, run)).collect();
    Ok(listed(context, call, items, "workflow_runs"))
}

fn listed(context: &Context, call: &Call, items: Vec<Value>, name: &str) -> Reply {
    let total = items.len();
    let (items, links) = pages::cut(call, &context.urls.github, items);
    pages::linked(Reply::ok(json!({ "total_count": total, name: items })), links)
}
