//! GitHub's REST API, as <https://docs.github.com/en/rest> and the published `OpenAPI` description have it.

mod actions;
mod activity;
mod archive_link;
mod checks;
mod comments;
mod contents;
mod context;
mod deployments;
mod pages;
mod permissions;
mod pulls;
pub(super) mod rate_limit;
mod refusals;
mod repository;
mod state;
mod wire;
mod workflows;

use serde_json::json;
use uuid::Uuid;

use super::call::Call;
use super::reply::{Answer, Reply};
use super::urls::Urls;
use context::Context;
use refusals::{error, not_found};

pub use activity::{CheckRun, Comment, CommitStatus, Deployment, DeploymentStatus};
pub use archive_link::ArchiveLink;
pub use permissions::{Access, Permissions, Scope};
pub use repository::{PullRequest, PullRequestState, Repository, SourceRepository, sha_of};
pub use state::GitHub;
pub use workflows::{CheckSuite, WorkflowRun};

pub(super) fn answer(github: &mut GitHub, urls: &Urls, mut call: Call) -> Reply {
    github.rate_limit_used += 1;
    let used = github.rate_limit_used;
    let answer = admit(github, &call).and_then(|()| {
        github.rewrite(&mut call);
        route(github, urls, &call)
    });
    let reply = answer
        .unwrap_or_else(|refusal| refusal)
        .header("x-github-request-id", Uuid::new_v4().simple().to_string())
        .header("x-github-media-type", "github.v3; format=json");
    rate_limit::add_headers(reply, used)
}

fn admit(github: &GitHub, call: &Call) -> Result<(), Reply> {
    if call.header("user-agent").is_empty() {
        let message =
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.";
        return Err(error(403, message));
    }
    let given = call.header("authorization").split_once(' ').unwrap_or_default();
    if !matches!(given, ("Bearer" | "token", token) if token == github.token) {
        return Err(error(401, "Bad credentials"));
    }
    Ok(())
}

fn route(github: &mut GitHub, urls: &Urls, call: &Call) -> Answer {
    match call.segments().as_slice() {
        ["rate_limit"] => Ok(Reply::ok(rate_limit::in_full(github.rate_limit_used))),
        ["graphql"] if call.text("query").is_some_and(|query| query.contains("viewer")) => {
            Ok(Reply::ok(json!({ "data": { "viewer": { "login": github.login } } })))
        }
        ["user"] => user(github, urls),
        ["repos", owner, name, rest @ ..] => {
            let mut context = github.context(urls, &format!("{owner}/{name}"), rest, call)?;
            in_repository(&mut context, call, rest)
        }
        _ => Err(not_found()),
    }
}

/// An app's token stands for no user.
fn user(github: &GitHub, urls: &Urls) -> Answer {
    let login = &github.login;
    if login.ends_with("[bot]") {
        return Err(error(403, "Resource not accessible by integration"));
    }
    Ok(Reply::ok(wire::public_user(urls, login)))
}

fn in_repository(context: &mut Context, call: &Call, rest: &[&str]) -> Answer {
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok(Reply::ok(wire::full_repository(context.urls, context.repository))),
        ("GET", ["branches"]) => contents::branches(context, call),
        ("GET", ["branches", branch @ ..]) => contents::branch(context, &branch.join("/")),
        ("GET" | "HEAD", ["tarball", reference @ ..]) => contents::tarball(context, &reference.join("/")),
        ("GET", ["commits", reference @ .., "pulls"]) => pulls::of_commit(context, call, &reference.join("/")),
        ("GET", ["commits", reference @ .., "status"]) => checks::combined_status(context, call, &reference.join("/")),
        ("GET", ["commits", reference @ .., "check-suites"]) => {
            actions::check_suites(context, call, &reference.join("/"))
        }
        ("GET", ["actions", "runs"]) => actions::workflow_runs(context, call),
        ("GET", ["commits", reference @ .., "check-runs"]) => checks::check_runs(context, call, &reference.join("/")),
        ("GET", ["compare", pair @ ..]) => contents::compare(context, call, &pair.join("/")),
        ("GET", ["commits", reference @ ..]) => contents::commit(context, call, &reference.join("/")),
        ("POST", ["statuses", sha]) => checks::set_status(context, call, sha),
        ("GET", ["pulls"]) => pulls::list(context, call),
        ("GET", ["pulls", number]) => pulls::info(context, number),
        ("GET", ["collaborators", login, "permission"]) => Ok(pulls::permission(context, login)),
        ("DELETE", ["issues", number, "labels", label]) => pulls::remove_label(context, number, label),
        ("POST", ["issues", "comments", id, "reactions"]) => comments::react(context, call, id),
        ("GET", ["issues", "comments"]) => comments::all(context, call),
        (_, ["issues", "comments", id]) => comments::one(context, call, id),
        (_, ["issues", number, "comments"]) => comments::of_issue(context, call, number),
        (_, ["deployments", rest @ ..]) => deployments::route(context, call, rest),
        _ => Err(not_found()),
    }
}
