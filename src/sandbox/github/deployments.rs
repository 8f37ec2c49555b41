//! Deployments and their statuses (<https://docs.github.com/en/rest/deployments>).

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::{Access, Deployment, DeploymentStatus, Desk, Scope, error, invalid, not_found, pages, wire};

const STATES: [&str; 7] = ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];
const LONGEST_DESCRIPTION: usize = 140;

pub(super) fn route(desk: &mut Desk, call: &Call, rest: &[&str]) -> Answer {
    let access = if call.method == "GET" { Access::Read } else { Access::Write };
    desk.need(&[Scope::Deployments], access)?;
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok(list(desk, call)),
        ("POST", []) => create(desk, call),
        ("GET", [id]) => {
            let deployment = &desk.repository.deployments[position(desk, id)?];
            Ok(Reply::ok(wire::deployment(desk, deployment)))
        }
        ("DELETE", [id]) => delete(desk, id),
        ("GET", [id, "statuses"]) => statuses(desk, call, id),
        ("POST", [id, "statuses"]) => add_status(desk, call, id),
        _ => Err(not_found()),
    }
}

fn position(desk: &Desk, id: &str) -> Result<usize, Reply> {
    let mut deployments = desk.repository.deployments.iter();
    deployments.position(|deployment| deployment.id.to_string() == id).ok_or_else(not_found)
}

/// Newest first.
fn list(desk: &Desk, call: &Call) -> Reply {
    let same = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
    let wanted = |deployment: &&Deployment| {
        same("sha", &deployment.sha)
            && same("ref", &deployment.reference)
            && same("task", &deployment.task)
            && same("environment", &deployment.environment)
    };
    let deployments = desk.repository.deployments.iter().rev().filter(wanted);
    let items = deployments.map(|deployment| wire::deployment(desk, deployment)).collect();
    pages::reply(call, &desk.urls.github, items)
}

/// Unless told otherwise, GitHub merges the default branch in and wants every status to be green.
fn create(desk: &mut Desk, call: &Call) -> Answer {
    let reference = call.text("ref").ok_or_else(|| invalid("Deployment", "ref", "missing_field"))?;
    let sha = desk.repository.resolve(reference).map(str::to_owned);
    let sha = sha.ok_or_else(|| error(422, &format!("No ref found for: {reference}")))?;
    let contexts = call.body["required_contexts"].as_array();
    if contexts.is_none() && !is_green(desk, &sha) {
        return Err(error(409, "Conflict: Commit status checks failed for this commit."));
    }
    let environment = call.text("environment").unwrap_or("production");
    let flag = |name: &str| call.body[name].as_bool();
    let new = Deployment::new(desk.next_id(), &sha, environment);
    let deployment = Deployment {
        reference: reference.to_owned(),
        task: call.text("task").unwrap_or("deploy").to_owned(),
        description: call.text("description").map(str::to_owned),
        payload: payload(&call.body["payload"]),
        transient: flag("transient_environment").unwrap_or(false),
        production: flag("production_environment").unwrap_or(new.production),
        creator: desk.login.to_owned(),
        ..new
    };
    let reply = wire::deployment(desk, &deployment);
    desk.repository.deployments.push(deployment);
    Ok(Reply::json(201, reply))
}

fn payload(given: &Value) -> Value {
    if given.is_null() { json!({}) } else { given.clone() }
}

fn is_green(desk: &Desk, sha: &str) -> bool {
    let mut statuses = desk.repository.statuses.iter().filter(|status| status.sha == sha);
    statuses.all(|status| status.state == "success")
}

/// Only what is inactive can be deleted, unless it is the only deployment.
fn delete(desk: &mut Desk, id: &str) -> Answer {
    let index = position(desk, id)?;
    let deployments = &mut desk.repository.deployments;
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
fn statuses(desk: &Desk, call: &Call, id: &str) -> Answer {
    let deployment = &desk.repository.deployments[position(desk, id)?];
    let statuses = deployment.statuses.iter().rev();
    let items = statuses.map(|status| wire::deployment_status(desk, deployment, status)).collect();
    Ok(pages::reply(call, &desk.urls.github, items))
}

fn add_status(desk: &mut Desk, call: &Call, id: &str) -> Answer {
    let index = position(desk, id)?;
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
        ..DeploymentStatus::new(desk.next_id(), state, desk.login)
    };
    if state == "success" && call.body["auto_inactive"].as_bool() != Some(false) {
        retire_older(desk, index);
    }
    let reply = wire::deployment_status(desk, &desk.repository.deployments[index], &status);
    desk.repository.deployments[index].statuses.push(status);
    Ok(Reply::json(201, reply))
}

/// The earlier successes in an environment become inactive, if that is neither transient nor production.
fn retire_older(desk: &mut Desk, newest: usize) {
    let environment = desk.repository.deployments[newest].environment.clone();
    let older = |index: usize, deployment: &Deployment| {
        index != newest
            && deployment.environment == environment
            && deployment.state() == "success"
            && !deployment.transient
            && !deployment.production
    };
    for index in 0..desk.repository.deployments.len() {
        if !older(index, &desk.repository.deployments[index]) {
            continue;
        }
        let status = DeploymentStatus::new(desk.next_id(), "inactive", desk.login);
        desk.repository.deployments[index].statuses.push(status);
    }
}
