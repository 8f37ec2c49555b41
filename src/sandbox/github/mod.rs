//! GitHub's REST API, as <https://docs.github.com/en/rest> and the published `OpenAPI` description have it.

mod actions;
mod activity;
mod checks;
mod comments;
mod contents;
mod deployments;
mod pages;
mod permissions;
mod pulls;
mod repository;
mod state;
mod wire;

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::clock;
use super::reply::{Answer, Reply};
use super::world::{Urls, World};

pub use actions::{CheckSuite, WorkflowRun};
pub use activity::{CheckRun, Comment, CommitStatus, Deployment, DeploymentStatus};
pub use permissions::{Access, Permissions, Scope};
pub use repository::{PullRequest, PullRequestState, Repository, SourceRepository, sha_of};
pub use state::{ArchiveLink, GitHub};

const RATE_LIMIT: u32 = 1000;

/// What a handler works with: one repository, and what is around it.
struct Desk<'a> {
    urls: &'a Urls,
    login: &'a str,
    permissions: &'a Permissions,
    next_id: &'a mut u64,
    archive_links: &'a mut Vec<ArchiveLink>,
    repository: &'a mut Repository,
}

impl Desk<'_> {
    fn next_id(&mut self) -> u64 {
        *self.next_id += 1;
        *self.next_id
    }

    /// Refuses what the token may not do; what is public may always be read.
    fn need(&self, scopes: &[Scope], access: Access) -> Result<(), Reply> {
        let public = access == Access::Read && !self.repository.private;
        if public || self.permissions.allow(scopes, access) {
            Ok(())
        } else {
            Err(error(403, "Resource not accessible by integration"))
        }
    }

    /// A private repository's contents are not even there without the permission.
    fn need_contents(&self) -> Result<(), Reply> {
        self.need(&[Scope::Contents], Access::Read).map_err(|_| not_found())
    }

    fn url(&self, rest: &str) -> String {
        let (github, name) = (&self.urls.github, &self.repository.full_name);
        format!("{github}/repos/{name}{rest}")
    }
}

pub(super) fn answer(world: &mut World, mut call: Call) -> Reply {
    world.github.rate_limit_used += 1;
    let used = world.github.rate_limit_used;
    let answer = admit(&world.github, &call).and_then(|()| {
        world.github.rewrite(&mut call);
        route(world, &call)
    });
    let reply = answer
        .unwrap_or_else(|refusal| refusal)
        .header("x-github-request-id", Uuid::new_v4().simple().to_string())
        .header("x-github-media-type", "github.v3; format=json");
    rate_limit_headers(reply, used)
}

fn rate_limit_headers(reply: Reply, used: u32) -> Reply {
    reply
        .header("x-ratelimit-limit", RATE_LIMIT.to_string())
        .header("x-ratelimit-remaining", RATE_LIMIT.saturating_sub(used).to_string())
        .header("x-ratelimit-used", used.to_string())
        .header("x-ratelimit-reset", clock::in_an_hour().to_string())
        .header("x-ratelimit-resource", "core")
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

fn route(world: &mut World, call: &Call) -> Answer {
    let used = world.github.rate_limit_used;
    match call.segments().as_slice() {
        ["rate_limit"] => Ok(Reply::ok(rate_limit(used))),
        ["graphql"] if call.text("query").is_some_and(|query| query.contains("viewer")) => {
            Ok(Reply::ok(json!({ "data": { "viewer": { "login": world.github.login } } })))
        }
        ["user"] => user(world),
        ["repos", owner, name, rest @ ..] => {
            let (urls, github) = (&world.urls, &mut world.github);
            let mut desk = github.desk(urls, &format!("{owner}/{name}"), rest, call)?;
            in_repository(&mut desk, call, rest)
        }
        _ => Err(not_found()),
    }
}

/// An app's token stands for no user.
fn user(world: &World) -> Answer {
    let login = &world.github.login;
    if login.ends_with("[bot]") {
        return Err(error(403, "Resource not accessible by integration"));
    }
    Ok(Reply::ok(wire::public_user(&world.urls, login)))
}

fn in_repository(desk: &mut Desk, call: &Call, rest: &[&str]) -> Answer {
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok(Reply::ok(wire::full_repository(desk.urls, desk.repository))),
        ("GET", ["branches", branch @ ..]) => contents::branch(desk, &branch.join("/")),
        ("GET" | "HEAD", ["tarball", reference @ ..]) => contents::tarball(desk, &reference.join("/")),
        ("GET", ["commits", reference @ .., "pulls"]) => pulls::of_commit(desk, call, &reference.join("/")),
        ("GET", ["commits", reference @ .., "status"]) => checks::combined_status(desk, call, &reference.join("/")),
        ("GET", ["commits", reference @ .., "check-suites"]) => actions::check_suites(desk, call, &reference.join("/")),
        ("GET", ["actions", "runs"]) => actions::workflow_runs(desk, call),
        ("GET", ["commits", reference @ .., "check-runs"]) => checks::check_runs(desk, call, &reference.join("/")),
        ("GET", ["compare", pair @ ..]) => contents::compare(desk, call, &pair.join("/")),
        ("GET", ["commits", reference @ ..]) => contents::commit(desk, call, &reference.join("/")),
        ("POST", ["statuses", sha]) => checks::set_status(desk, call, sha),
        ("GET", ["pulls"]) => pulls::list(desk, call),
        ("GET", ["pulls", number]) => pulls::info(desk, number),
        ("GET", ["collaborators", login, "permission"]) => Ok(pulls::permission(desk, login)),
        ("DELETE", ["issues", number, "labels", label]) => pulls::remove_label(desk, number, label),
        ("POST", ["issues", "comments", id, "reactions"]) => comments::react(desk, call, id),
        (_, ["issues", "comments", id]) => comments::one(desk, call, id),
        (_, ["issues", number, "comments"]) => comments::of_issue(desk, call, number),
        (_, ["deployments", rest @ ..]) => deployments::route(desk, call, rest),
        _ => Err(not_found()),
    }
}

fn rate_limit(used: u32) -> Value {
    let core = json!({
        "limit": RATE_LIMIT,
        "remaining": RATE_LIMIT.saturating_sub(used),
        "reset": clock::in_an_hour(),
        "used": used,
    });
    json!({ "resources": { "core": core, "search": core }, "rate": core })
}

/// Too many requests at once (<https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>).
pub(super) fn secondary_rate_limit() -> Reply {
    let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    error(429, message).header("retry-after", "1")
}

/// Too many requests in this hour.
pub(super) fn primary_rate_limit() -> Reply {
    rate_limit_headers(error(403, "API rate limit exceeded for installation."), RATE_LIMIT)
}

fn error(status: u16, message: &str) -> Reply {
    let body = json!({
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": status.to_string(),
    });
    Reply::json(status, body)
}

fn not_found() -> Reply {
    error(404, "Not Found")
}

fn invalid(resource: &str, field: &str, code: &str) -> Reply {
    let body = json!({
        "message": "Validation Failed",
        "errors": [{ "resource": resource, "field": field, "code": code }],
        "documentation_url": "https://docs.github.com/rest",
        "status": "422",
    });
    Reply::json(422, body)
}
