//! The sandbox's GitHub: what is read.

use branchline::sandbox::Service;
use branchline::sandbox::github::{Access, Permissions, PullRequest, Scope, sha_of};
use serde_json::json;

use super::client::Client;
use super::services::{at, github as start, names, repository};

#[tokio::test]
async fn a_wrong_or_missing_token_is_refused() {
    let (_sandbox, client) = start(|_| {}).await;
    let wrong = client.with_header("authorization", "Bearer wrong");
    let reply = wrong.get(&at("")).await;
    assert_eq!((reply.status, &reply.body["message"]), (401, &json!("Bad credentials")));
    let old_style = client.with_header("authorization", "token ghs_sandbox");
    assert_eq!(old_style.get(&at("")).await.status, 200);
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
async fn two_commits_are_compared_by_what_they_were_made_upon() {
    let (_sandbox, client) = start(|world| {
        let there = repository(world);
        there.push("main", &sha_of("two"));
        there.push("main", &sha_of("three"));
        there.commits.insert(sha_of("orphan"), "From nowhere".to_owned());
    })
    .await;
    let [one, two, three, cart, orphan] = ["main", "two", "three", "cart", "orphan"].map(sha_of);
    for (base, head, status, ahead, behind) in [
        (&three, &three, "identical", 0, 0),
        (&three, &one, "behind", 0, 2),
        (&one, &three, "ahead", 2, 0),
        (&three, &cart, "diverged", 1, 2),
    ] {
        let reply = client.get(&at(&format!("/compare/{base}...{head}"))).await;
        let found = (&reply.body["status"], &reply.body["ahead_by"], &reply.body["behind_by"]);
        assert_eq!(found, (&json!(status), &json!(ahead), &json!(behind)));
        assert_eq!(reply.body["commits"].as_array().unwrap().len(), ahead);
    }
    let reply = client.get(&at(&format!("/compare/main...{two}?per_page=1"))).await;
    assert_eq!(reply.body["status"], "behind");
    for unknown in [format!("main...{orphan}"), format!("main...{}", sha_of("nothing")), "main".to_owned()] {
        assert_eq!(client.get(&at(&format!("/compare/{unknown}"))).await.status, 404, "{unknown}");
    }
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
async fn an_enterprise_servers_api_has_a_path_of_its_own() {
    let (_sandbox, client) = start(|_| {}).await;
    let path = format!("/api/v3{}", at("/branches/main"));
    assert_eq!(client.get(&path).await.body["name"], "main");
}
