//! Deployments, their statuses, and comments.

use serde_json::{Value, json};

use super::super::super::clock::timestamp;
use super::super::{Comment, Deployment, DeploymentStatus, Desk};
use super::{node_id, user};

pub(in crate::sandbox::github) fn deployment(desk: &Desk, deployment: &Deployment) -> Value {
    let address = desk.url(&format!("/deployments/{}", deployment.id));
    json!({
        "statuses_url": format!("{address}/statuses"),
        "url": address,
        "repository_url": desk.url(""),
        "id": deployment.id,
        "node_id": node_id("DE", deployment.id),
        "sha": deployment.sha,
        "ref": deployment.reference,
        "task": deployment.task,
        "payload": deployment.payload,
        "environment": deployment.environment,
        "original_environment": deployment.environment,
        "description": deployment.description,
        "creator": user(desk.urls, &deployment.creator),
        "created_at": timestamp(deployment.created),
        "updated_at": timestamp(deployment.created),
        "transient_environment": deployment.transient,
        "production_environment": deployment.production,
        "performed_via_github_app": null,
    })
}

pub(in crate::sandbox::github) fn deployment_status(
    desk: &Desk,
    deployment: &Deployment,
    status: &DeploymentStatus,
) -> Value {
    let deployment_url = desk.url(&format!("/deployments/{}", deployment.id));
    let mut wire = json!({
        "url": format!("{deployment_url}/statuses/{}", status.id),
        "deployment_url": deployment_url,
        "repository_url": desk.url(""),
        "id": status.id,
        "node_id": node_id("DES", status.id),
        "state": status.state,
        "creator": user(desk.urls, &status.creator),
        "description": status.description,
        "environment": deployment.environment,
        "target_url": status.log_url,
        "log_url": status.log_url,
        "created_at": timestamp(status.created),
        "updated_at": timestamp(status.created),
        "performed_via_github_app": null,
    });
    // An empty text is no address, as which GitHub describes it.
    if !status.environment_url.is_empty() {
        wire["environment_url"] = json!(status.environment_url);
    }
    wire
}

pub(in crate::sandbox::github) fn comment(desk: &Desk, comment: &Comment) -> Value {
    let page = format!("https://github.com/{}", desk.repository.full_name);
    let (id, issue) = (comment.id, comment.issue);
    json!({
        "id": id,
        "node_id": node_id("IC", id),
        "url": desk.url(&format!("/issues/comments/{id}")),
        "html_url": format!("{page}/issues/{issue}#issuecomment-{id}"),
        "issue_url": desk.url(&format!("/issues/{issue}")),
        "body": comment.body,
        "user": user(desk.urls, &comment.author),
        "created_at": timestamp(comment.created),
        "updated_at": timestamp(comment.updated),
        "author_association": "NONE",
        "performed_via_github_app": null,
        "reactions": reactions(desk, comment),
    })
}

fn reactions(desk: &Desk, comment: &Comment) -> Value {
    let given = &comment.reactions;
    let mut rollup = json!({
        "url": desk.url(&format!("/issues/comments/{}/reactions", comment.id)),
        "total_count": given.len(),
    });
    for name in ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] {
        let count = given.iter().filter(|(_, content)| content == name).count();
        rollup[name] = json!(count);
    }
    rollup
}
