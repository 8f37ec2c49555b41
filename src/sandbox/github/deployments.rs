//! Deployments and their statuses (<https://docs.github.com/en/rest/deployments>).

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::activity::{Deployment, DeploymentStatus};
use super::context::Context;
use super::permissions::{Access, Scope};
use super::refusals::{error, invalid, not_found};
use super::{pages, wire};

const STATES: [&str; 7] = ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];
const LONGEST_DESCRIPTION: usize = 140;

pub(super) fn route(context: &mut Context, call: &Call, rest: &[&str]) -> Answer {
    let access = if call.method == "GET" { Access::Read } else { Access::Write };
    context.need(&[Scope::Deployments], access)?;
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok(list(context, call)),
        ("POST", []) => create(context, call),
        ("GET", [id]) => {
            let deployment = &context.repository.deployments[position(context, id)?];
            Ok(Reply::ok(wire::deployment(context, deployment)))
        }
        ("DELETE", [id]) => delete(context, id),
        ("GET", [id, "statuses"]) => statuses(context, call, id),
        ("POST", [id, "statuses"]) => add_status(context, call, id),
        _ => Err(not_found()),
    }
}

fn position(context: &Context, id: &str) -> Result<usize, Reply> {
    let mut deployments = context.repository.deployments.iter();
    deployments.position(|deployment| deployment.id.to_string() == id).ok_or_else(not_found)
}

/// Newest first.
fn list(context: &Context, call: &Call) -> Reply {
    let same = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
    let wanted = |deployment: &&Deployment| {
        same("sha", &deployment.sha)
            && same("ref", &deployment.reference)
            && same("task", &deployment.task)
            && same("environment", &deployment.environment)
    };
    let deployments = context.repository.deployments.iter().rev().filter(wanted);
    let items = deployments.map(|deployment| wire::deployment(context, deployment)).collect();
    pages::reply(call, &context.urls.github, items)
}

/// Unless told otherwise, GitHub merges the default branch in and wants every status to be green.
fn create(context: &mut Context, call: &Call) -> Answer {
    let reference = call.text("ref").ok_or_else(|| invalid("Deployment", "ref", "missing_field"))?;
    let sha = context.repository.resolve(reference).map(str::to_owned);
    let sha = sha.ok_or_else(|| error(422, &format!("No ref found for: {reference}")))?;
    let contexts = call.body["required_contexts"].as_array();
    if contexts.is_none() && !is_green(context, &sha) {
        return Err(error(409, "Conflict: Commit status checks failed for this commit."));
    }
    let environment = call.text("environment").unwrap_or("production");
    let flag = |name: &str| call.body[name].as_bool();
    let new = Deployment::new(context.next_id(), &sha, environment);
    let deployment = Deployment {
        reference: reference.to_owned(),
        task: call.text("task").unwrap_or("deploy").to_owned(),
        description: call.text("description").map(str::to_owned),
        payload: payload(&call.body["payload"]),
        transient: flag("transient_environment").unwrap_or(false),
        production: flag("production_environment").unwrap_or(new.production),
        creator: context.login.to_owned(),
        ..new
    };
    let reply = wire::deployment(context, &deployment);
    context.repository.deployments.push(deployment);
    Ok(Reply::json(201, reply))
}

fn payload(given: &Value) -> Value {
    if given.is_null() { json!({}) } else { given.clone() }
}

fn is_green(context: &Context, sha: &str) -> bool {
    let mut statuses = context.repository.statuses.iter().filter(|status| status.sha == sha);
    statuses.all(|status| status.state == "success")
}

/// Only what is inactive can be deleted, unless it is the only deployment.
fn delete(context: &mut Context, id: &str) -> Answer {
    let index = position(context, id)?;
    let deployments = &mut context.repository.deployments;
    if deployments.len() > 1 && deployments[index].state() == "success" {
        return Err(error(
            422,
            "We cannot delete an active deployment unless it is the only deployment in a given environment.",
        ));
    }
    deployments.remove(index);
    Ok(Reply::empty(204))
}

/// Newest first.
fn statuses(context: &Context, call: &Call, id: &str) -> Answer {
    let deployment = &context.repository.deployments[position(context, id)?];
    let statuses = deployment.statuses.iter().rev();
    let items = statuses.map(|status| wire::deployment_status(context, deployment, status)).collect();
    Ok(pages::reply(call, &context.urls.github, items))
}

fn add_status(context: &mut Context, call: &Call, id: &str) -> Answer {
    let index = position(context, id)?;
    let state = call.text("state").filter(|state| STATES.contains(state));
    let state = state.ok_or_else(|| invalid("DeploymentStatus", "state", "inclusion"))?;
    let text = |name: &str| call.text(name).unwrap_or_default().to_owned();
    if text("description").chars().count() > LONGEST_DESCRIPTION {
        return Err(invalid("DeploymentStatus", "description", "too_long"));
    }
    let status = DeploymentStatus {
        description: text("description"),
        environment_url: text("environment_url"),
        log_url: text("log_url"),
        ..DeploymentStatus::new(context.next_id(), state, context.login)
    };
    if state == "success" && call.body["auto_inactive"].as_bool() != Some(false) {
        retire_older(context, index);
    }
    let reply = wire::deployment_status(context, &context.repository.deployments[index], &status);
    context.repository.deployments[index].statuses.push(status);
    Ok(Reply::json(201, reply))
}

/// The earlier successes in an environment become inactive, if that is neither transient nor production.
fn retire_older(context: &mut Context, newest: usize) {
    let environment = context.repository.deployments[newest].environment.clone();
    let older = |index: usize, deployment: &Deployment| {
        index != newest
            && deployment.environment == environment
            && deployment.state() == "success"
            && !deployment.transient
            && !deployment.production
    };
    for index in 0..context.repository.deployments.len() {
        if !older(index, &context.repository.deployments[index]) {
            continue;
        }
        let status = DeploymentStatus::new(context.next_id(), "inactive", context.login);
        context.repository.deployments[index].statuses.push(status);
    }
}
