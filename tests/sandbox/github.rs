//! The sandbox's GitHub, asked over HTTP as any client would.

use branchline::sandbox::github::{Access, CheckRun, Comment, Permissions, PullRequest, Repository, Scope, sha_of};
use branchline::sandbox::{Sandbox, Service, World};
use serde_json::{Value, json};

use super::client::Client;

const REPOSITORY: &str = "/repos/acme/shop";

async fn start(change: impl FnOnce(&mut World)) -> (Sandbox, Client) {
    let mut world = World::for_rehearsal("acme/shop", &[], None);
    let pull_request = PullRequest::new(7, "feature/cart", &sha_of("cart")).labeled("preview");
    world.add_pull_request("acme/shop", pull_request);
    change(&mut world);
    let sandbox = Sandbox::start(world).await.unwrap();
    let client = Client::github(&sandbox);
    (sandbox, client)
}

fn repository(world: &mut World) -> &mut Repository {
    world.github.repository_mut("acme/shop").unwrap()
}

fn at(path: &str) -> String {
    format!("{REPOSITORY}{path}")
}

fn names(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item[field].to_string().trim_matches('"').to_owned()).collect()
}

#[tokio::test]
async fn a_wrong_or_missing_token_is_refused() {
    let (_sandbox, client) = start(|_| {}).await;
    let wrong = client.with_header("authorization", "Bearer wrong");
    let reply = wrong.get(REPOSITORY).await;
    assert_eq!((reply.status, &reply.body["message"]), (401, &json!("Bad credentials")));
    let old_style = client.with_header("authorization", "token ghs_sandbox");
    assert_eq!(old_style.get(REPOSITORY).await.status, 200);
}

#[tokio::test]
async fn branches_are_found_with_their_slash_encoded_or_not() {
    let (_sandbox, client) = start(|_| {}).await;
    for path in ["/branches/feature%2Fcart", "/branches/feature/cart"] {
        let reply = client.get(&at(path)).await;
        assert_eq!(reply.body["commit"]["sha"], sha_of("cart"), "{path}");
    }
    let reply = client.get(&at("/branches/feature")).await;
    assert_eq!((reply.status, &reply.body["message"]), (404, &json!("Branch not found")));
}

#[tokio::test]
async fn a_commit_goes_by_sha_branch_or_tag() {
    let (_sandbox, client) = start(|world| {
        let tagged = repository(world).clone().tag("v1", &sha_of("one"));
        *repository(world) = tagged;
    })
    .await;
    let cart = sha_of("cart");
    let references = [
        (cart.as_str(), "cart"),
        (&cart[..8], "cart"),
        ("feature%2Fcart", "cart"),
        ("heads/feature/cart", "cart"),
        ("refs%2Fheads%2Fmain", "main"),
        ("v1", "one"),
        ("tags/v1", "one"),
    ];
    for (reference, expected) in references {
        let reply = client.get(&at(&format!("/commits/{reference}"))).await;
        assert_eq!(reply.body["sha"], sha_of(expected), "{reference}");
    }
    let reply = client.get(&at("/commits/nothing")).await;
    let message = "No commit found for SHA: nothing";
    assert_eq!((reply.status, &reply.body["message"]), (422, &json!(message)));
    let short = client.with_header("accept", "application/vnd.github.sha");
    let reply = short.get(&at("/commits/main")).await;
    assert_eq!(reply.body, json!(sha_of("main")));
}

#[tokio::test]
async fn an_archive_needs_no_more_than_the_address_of_its_redirect() {
    let (sandbox, client) = start(|_| {}).await;
    let sha = sha_of("cart");
    let reply = client.get(&at(&format!("/tarball/{sha}"))).await;
    assert_eq!(reply.status, 302);
    let location = reply.headers["location"].to_str().unwrap();
    let host = &sandbox.urls().codeload;
    let start = format!("{host}/acme/shop/legacy.tar.gz/{sha}?token=");
    assert!(location.starts_with(&start), "{location}");
    assert_eq!(Client::bare().get(location).await.status, 200);
    assert_eq!(Client::bare().get(&format!("{location}0")).await.status, 404);
    assert_eq!(client.get(&at("/tarball/nothing")).await.status, 404);
    let requests = sandbox.requests();
    let followed = requests.iter().find(|request| request.service == Service::Codeload).unwrap();
    assert_eq!((followed.header("authorization"), followed.status), (None, Some(200)));
    assert_eq!(sandbox.world().github.archive_links.len(), 1);
}

#[tokio::test]
async fn a_missing_permission_hides_private_contents_and_forbids_the_rest() {
    let (sandbox, client) = start(|world| world.github.permissions = Permissions::none()).await;
    assert_eq!(client.get(&at("/tarball/main")).await.status, 404);
    let reply = client.get(&at("/pulls/7")).await;
    let message = "Resource not accessible by integration";
    assert_eq!((reply.status, &reply.body["message"]), (403, &json!(message)));
    repository(&mut sandbox.world()).private = false;
    assert_eq!(client.get(&at("/tarball/main")).await.status, 302);
    assert_eq!(client.get(&at("/pulls/7")).await.status, 200);
    let body = json!({ "body": "hello" });
    assert_eq!(client.post(&at("/issues/7/comments"), &body).await.status, 403);
    sandbox.world().github.permissions.set(Scope::PullRequests, Access::Write);
    assert_eq!(client.post(&at("/issues/7/comments"), &body).await.status, 201);
}

#[tokio::test]
async fn a_renamed_repository_redirects_to_its_id() {
    let (sandbox, client) = start(|world| {
        repository(world).former_names.push("acme/store".to_owned());
    })
    .await;
    let reply = client.get("/repos/acme/store/branches/feature%2Fcart").await;
    assert_eq!(reply.status, 301);
    let location = reply.headers["location"].to_str().unwrap();
    let path = location.strip_prefix(sandbox.github_url()).unwrap();
    assert!(path.starts_with("/repositories/"), "{path}");
    assert_eq!(client.get(path).await.body["name"], "feature/cart");
}

#[tokio::test]
async fn pull_requests_are_found_by_number_head_and_commit() {
    let (_sandbox, client) = start(|world| {
        let fork = PullRequest::new(8, "patch", &sha_of("patch")).from_fork("mona/shop", 42);
        world.add_pull_request("acme/shop", fork);
    })
    .await;
    let own = client.get(&at("/pulls/7")).await.body;
    assert_eq!((&own["head"]["ref"], &own["draft"]), (&json!("feature/cart"), &json!(false)));
    assert_eq!(names(&own["labels"], "name"), ["preview"]);
    let fork = client.get(&at("/pulls/8")).await.body;
    assert_eq!((&fork["head"]["repo"]["id"], &fork["head"]["repo"]["fork"]), (&json!(42), &json!(true)));
    for (query, expected) in [
        ("?head=acme:feature/cart", vec!["7"]),
        ("?head=mona%3Apatch&state=all", vec!["8"]),
        ("?head=acme:patch", vec![]),
        ("?state=closed", vec![]),
        ("", vec!["8", "7"]),
    ] {
        let list = client.get(&at(&format!("/pulls{query}"))).await.body;
        assert_eq!(names(&list, "number"), expected, "{query}");
    }
    let list = client.get(&at(&format!("/commits/{}/pulls", sha_of("cart")))).await.body;
    assert_eq!(names(&list, "number"), ["7"]);
    assert_eq!(client.get(&at("/pulls/9")).await.status, 404);
    assert_eq!(client.get("/repos/mona/shop/tarball/patch").await.status, 302);
}

#[tokio::test]
async fn a_push_moves_the_pull_request_that_it_is_for() {
    let (sandbox, client) = start(|_| {}).await;
    repository(&mut sandbox.world()).push("feature/cart", &sha_of("cart 2"));
    let pull = client.get(&at("/pulls/7")).await.body;
    assert_eq!(pull["head"]["sha"], sha_of("cart 2"));
}

#[tokio::test]
async fn comments_come_in_pages_and_can_be_written_changed_and_deleted() {
    let (_sandbox, client) = start(|world| {
        let comments = (1..=130).map(|id| Comment::new(id, 7, "octocat", &format!("number {id}")));
        repository(world).comments = comments.collect();
    })
    .await;
    let path = at("/issues/7/comments?per_page=100");
    let first = client.get(&path).await;
    assert_eq!(first.body.as_array().unwrap().len(), 100);
    let links = first.headers["link"].to_str().unwrap();
    let next = links.split(['<', '>']).nth(1).unwrap();
    assert!(links.contains("rel=\"next\""), "{links}");
    let second = client.get(&next[next.find("/repos").unwrap()..]).await;
    assert_eq!(names(&second.body, "id").first().unwrap(), "101");
    assert!(!second.headers["link"].to_str().unwrap().contains("next"));

    let body = json!({ "body": "<!-- mark --> hello" });
    let written = client.post(&at("/issues/7/comments"), &body).await.body;
    assert_eq!(written["user"]["login"], "github-actions[bot]");
    let path = at(&format!("/issues/comments/{}", written["id"]));
    let changed = client.patch(&path, &json!({ "body": "bye" })).await;
    assert_eq!(changed.body["body"], "bye");
    let reaction = json!({ "content": "rocket" });
    let path_of_reactions = format!("{path}/reactions");
    assert_eq!(client.post(&path_of_reactions, &reaction).await.status, 201);
    assert_eq!(client.post(&path_of_reactions, &reaction).await.status, 200);
    assert_eq!(client.get(&path).await.body["reactions"]["rocket"], 1);
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.delete(&path).await.status, 404);
    assert_eq!(client.post(&at("/issues/7/comments"), &json!({})).await.status, 422);
}

async fn deploy(client: &Client, environment: &str, more: Value) -> Value {
    let mut body = json!({
        "ref": sha_of("main"),
        "environment": environment,
        "auto_merge": false,
        "required_contexts": [],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post(&at("/deployments"), &body).await.body
}

async fn set_state(client: &Client, deployment: &Value, state: &str) -> u16 {
    let path = at(&format!("/deployments/{}/statuses", deployment["id"]));
    client.post(&path, &json!({ "state": state })).await.status
}

async fn state(client: &Client, deployment: &Value) -> Value {
    let path = at(&format!("/deployments/{}/statuses", deployment["id"]));
    client.get(&path).await.body[0]["state"].clone()
}

#[tokio::test]
async fn a_success_retires_the_environments_older_ones_unless_they_are_transient_or_production() {
    let (_sandbox, client) = start(|_| {}).await;
    for (environment, more, expected) in [
        ("staging", json!({}), "inactive"),
        ("production", json!({}), "success"),
        ("live", json!({ "production_environment": true }), "success"),
        ("review", json!({ "transient_environment": true }), "success"),
    ] {
        let older = deploy(&client, environment, more.clone()).await;
        assert_eq!(set_state(&client, &older, "success").await, 201);
        let newer = deploy(&client, environment, more).await;
        set_state(&client, &newer, "success").await;
        assert_eq!(state(&client, &older).await, expected, "{environment}");
        assert_eq!(state(&client, &newer).await, "success");
    }
}

#[tokio::test]
async fn deployments_are_listed_newest_first_filtered_and_deleted_when_inactive() {
    let (_sandbox, client) = start(|_| {}).await;
    let first = deploy(&client, "a", json!({})).await;
    let second = deploy(&client, "b", json!({})).await;
    let all = client.get(&at("/deployments")).await.body;
    assert_eq!(names(&all, "environment"), ["b", "a"]);
    let some = client.get(&at("/deployments?environment=a")).await.body;
    assert_eq!(names(&some, "environment"), ["a"]);
    let none = client.get(&at(&format!("/deployments?sha={}", sha_of("cart")))).await.body;
    assert_eq!(none, json!([]));
    set_state(&client, &first, "success").await;
    let path = |deployment: &Value| at(&format!("/deployments/{}", deployment["id"]));
    assert_eq!(client.delete(&path(&first)).await.status, 422);
    assert_eq!(client.delete(&path(&second)).await.status, 204);
    assert_eq!(client.get(&path(&second)).await.status, 404);
    assert_eq!(set_state(&client, &first, "finished").await, 422);
}

#[tokio::test]
async fn a_deployment_waits_for_green_statuses_unless_told_not_to() {
    let (_sandbox, client) = start(|_| {}).await;
    let status = json!({ "state": "pending", "context": "ci" });
    client.post(&at(&format!("/statuses/{}", sha_of("main"))), &status).await;
    let careless = json!({ "ref": "main" });
    assert_eq!(client.post(&at("/deployments"), &careless).await.status, 409);
    let careful = json!({ "ref": "main", "required_contexts": [] });
    assert_eq!(client.post(&at("/deployments"), &careful).await.status, 201);
}

#[tokio::test]
async fn the_combined_status_is_the_worst_of_the_newest_of_each_context() {
    let (_sandbox, client) = start(|world| {
        let run = CheckRun::new(1, &sha_of("main"), "tests", Some("failure"));
        repository(world).check_runs.push(run);
    })
    .await;
    let statuses = at(&format!("/statuses/{}", sha_of("main")));
    let combined = at("/commits/main/status");
    assert_eq!(client.get(&combined).await.body["state"], "pending");
    for (context, state, expected) in [
        ("ci", "failure", "failure"),
        ("ci", "pending", "pending"),
        ("ci", "success", "success"),
        ("lint", "error", "failure"),
    ] {
        let body = json!({ "context": context, "state": state });
        assert_eq!(client.post(&statuses, &body).await.status, 201);
        assert_eq!(client.get(&combined).await.body["state"], expected);
    }
    let runs = client.get(&at("/commits/heads%2Fmain/check-runs")).await.body;
    assert_eq!(names(&runs["check_runs"], "conclusion"), ["failure"]);
}

#[tokio::test]
async fn permissions_of_people_and_labels_of_pull_requests() {
    let (_sandbox, client) = start(|world| {
        let shop = repository(world).clone().collaborator("hubot", "write");
        *repository(world) = shop;
    })
    .await;
    for (login, expected) in [("hubot", "write"), ("stranger", "none")] {
        let path = at(&format!("/collaborators/{login}/permission"));
        assert_eq!(client.get(&path).await.body["permission"], expected);
    }
    let label = at("/issues/7/labels/preview");
    assert_eq!(client.delete(&label).await.body, json!([]));
    assert_eq!(client.delete(&label).await.status, 404);
}
