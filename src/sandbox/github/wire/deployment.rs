//! Deployments, their statuses, and comments.

use serde_json::{Value, json};

use super::super::super::clock::timestamp;
use super::super::activity::{Comment, Deployment, DeploymentStatus};
use super::super::context::Context;
use super::ids::node_id;
use super::people::user;

pub(in crate::sandbox::github) fn deployment(context: &Context, deployment: &Deployment) -> Value {
    let address = context.url(&format!("/deployments/{}", deployment.id));
    json!({
        "statuses_url": format!("{address}/statuses"),
        "url": address,
        "repository_url": context.url(""),
        "id": deployment.id,
        "node_id": node_id("DE", deployment.id),
        "sha": deployment.sha,
        "ref": deployment.reference,
        "task": deployment.task,
        "payload": deployment.payload,
        "environment": deployment.environment,
        "original_environment": deployment.environment,
        "description": deployment.description,
        "creator": user(context.urls, &deployment.creator),
        "created_at": timestamp(deployment.created),
        "updated_at": timestamp(deployment.created),
        "transient_environment": deployment.transient,
        "production_environment": deployment.production,
        "performed_via_github_app": null,
    })
}

pub(in crate::sandbox::github) fn deployment_status(
    context: &Context,
    deployment: &Deployment,
    status: &DeploymentStatus,
) -> Value {
    let deployment_url = context.url(&format!("/deployments/{}", deployment.id));
    let mut wire = json!({
        "url": format!("{deployment_url}/statuses/{}", status.id),
        "deployment_url": deployment_url,
        "repository_url": context.url(""),
        "id": status.id,
        "node_id": node_id("DES", status.id),
        "state": status.state,
        "creator": user(context.urls, &status.creator),
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

pub(in crate::sandbox::github) fn comment(context: &Context, comment: &Comment) -> Value {
    let page = format!("https://github.com/{}", context.repository.full_name);
    let (id, issue) = (comment.id, comment.issue);
    json!({
        "id": id,
        "node_id": node_id("IC", id),
        "url": context.url(&format!("/issues/comments/{id}")),
        "html_url": format!("{page}/issues/{issue}#issuecomment-{id}"),
        "issue_url": context.url(&format!("/issues/{issue}")),
        "body": comment.body,
        "user": user(context.urls, &comment.author),
        "created_at": timestamp(comment.created),
        "updated_at": timestamp(comment.updated),
        "author_association": "NONE",
        "performed_via_github_app": null,
        "reactions": reactions(context, comment),
    })
}

fn reactions(context: &Context, comment: &Comment) -> Value {
    let given = &comment.reactions;
    let mut rollup = json!({
        "url": context.url(&format!("/issues/comments/{}/reactions", comment.id)),
        "total_count": given.len(),
    });
    for name in ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] {
        let count = given.iter().filter(|(_, content)| content == name).count();
        rollup[name] = json!(count);
    }
    rollup
}
