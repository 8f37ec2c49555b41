//! Which commit is deployed: the head of its branch, a tag's, or the one that somebody chose.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Service,
    github::{Access, Scope, sha_of},
    heroku::Status,
};
use serde_json::json;

use crate::{
    deploys::{built, workflow},
    payloads::{push, repository},
    workflow::{REPOSITORY, Workflow},
};

const RULES: &str = "main: acme-one\nrefs/tags/v*: acme-two";

/// A repository whose `main` has moved on since `sha_of("main")`.
async fn later() -> Workflow {
    let workflow = workflow(&["acme-one", "acme-two"], RULES).await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().push("main", &sha_of("newer"));
    workflow
}

fn dispatch(workflow: Workflow, commit: &str) -> Workflow {
    let payload = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    workflow.event("workflow_dispatch", &payload).set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", commit)
}

#[tokio::test]
async fn a_commit_that_is_not_the_head_any_more_is_skipped() {
    let workflow = later().await;
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").starts_with("superseded: "), "{}", run.output("reason"));
    assert!(run.output("reason").contains(&sha_of("newer")[..7]), "{}", run.output("reason"));
    assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"));
}

/// An app on which a build of `sha_of("main")` is pending, and a push of `sha_of("newer")`.
async fn overtaken() -> Workflow {
    let mut workflow = workflow(&["acme-one"], RULES).await.input("wait", "false");
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().next_builds.push_back(BuildScript::endless());
    workflow.run().await.ended(0, "started");
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().push("main", &sha_of("newer"));
    workflow.happens("push", &push("refs/heads/main", &sha_of("newer")));
    workflow.input("wait", "true")
}

fn first_build(workflow: &Workflow) -> Status {
    workflow.sandbox.world().heroku.app("acme-one").unwrap().builds[0].status
}

#[tokio::test]
async fn a_pending_build_of_an_older_commit_is_cancelled() {
    let workflow = overtaken().await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("main"), sha_of("newer")]);
    assert_eq!(first_build(&workflow), Status::Failed);
}

#[tokio::test]
async fn an_older_pending_build_goes_on_where_the_newer_one_is_refused() {
    let workflow = overtaken().await;
    let refusal = FaultKind::Status(422, json!({ "id": "invalid_params", "message": "No." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "*", refusal));
    workflow.run().await.ended(3, "failed");
    assert_eq!(first_build(&workflow), Status::Pending);
}

#[tokio::test]
async fn a_branch_that_is_gone_meanwhile_is_skipped() {
    let workflow = later().await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().branches.remove("main");
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert_eq!(run.output("reason"), "superseded: `main` was deleted");
    assert!(built(&workflow, "acme-one").is_empty());
}

#[tokio::test]
async fn a_token_that_may_not_read_the_repository_is_no_branch_that_is_gone() {
    let workflow = workflow(&["acme-one"], RULES).await;
    workflow.sandbox.world().github.permissions.set(Scope::Contents, Access::None);
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.log.of("error")[0].contains("contents: read"), "{}", run.output);
    assert!(built(&workflow, "acme-one").is_empty());
}

#[tokio::test]
async fn a_branch_with_a_review_app_is_not_gone_for_such_a_token_either() {
    let workflow = workflow(&[], "**: review-app").await.input("pipeline", "acme");
    workflow.sandbox.world().add_pipeline("acme");
    workflow.sandbox.world().github.permissions.set(Scope::Contents, Access::None);
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.log.of("error")[0].contains("contents: read"), "{}", run.output);
}

#[tokio::test]
async fn a_token_that_may_not_know_the_head_deploys_all_the_same() {
    let workflow = later().await;
    let forbidden = FaultKind::Status(403, json!({ "message": "Resource not accessible by integration" }));
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/acme/shop/branches/*", forbidden));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.log.of("warning")[0].contains("`main`"), "{}", run.output);
}

#[tokio::test]
async fn a_run_by_hand_may_deploy_an_old_commit() {
    let workflow = dispatch(later().await, &sha_of("main"));
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("main")]);
    assert!(workflow.sandbox.requests_like("GET", "*/branches/*").is_empty());
}

#[tokio::test]
async fn a_tag_is_matched_by_its_full_name_and_has_no_head() {
    let mut workflow = later().await;
    let tagged = workflow.sandbox.world().github.repositories.remove(0).tag("v1.2", &sha_of("tagged"));
    workflow.sandbox.world().github.repositories.push(tagged);
    workflow.happens("push", &push("refs/tags/v1.2", &sha_of("tagged")));
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-two"), [sha_of("tagged")]);
    assert!(workflow.sandbox.requests_like("GET", "*/branches/*").is_empty());
}

#[tokio::test]
async fn an_annotated_tag_deploys_its_commit_and_not_the_tag_object() {
    let mut workflow = later().await;
    let mut payload = push("refs/tags/v1.2", &sha_of("main"));
    payload["after"] = json!(sha_of("tag object"));
    workflow.happens("push", &payload);
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-two"), [sha_of("main")]);
}

#[tokio::test]
async fn a_tag_is_not_matched_by_the_patterns_of_branches() {
    let mut workflow = workflow(&["acme-one"], "**: acme-one").await;
    workflow.happens("push", &push("refs/tags/main", &sha_of("main")));
    workflow.run().await.ended(0, "skipped");
    assert!(workflow.sandbox.requests().is_empty());
}

#[tokio::test]
async fn ref_can_be_a_branch_a_tag_or_a_commit() {
    let old = sha_of("main");
    for (reference, app, commit) in [
        ("main", "acme-one", sha_of("newer")),
        ("refs/heads/main", "acme-one", sha_of("newer")),
        ("v1.2", "acme-two", sha_of("tagged")),
        ("refs/tags/v1.2", "acme-two", sha_of("tagged")),
        (old.as_str(), "acme-one", old.clone()),
        (&old[..8], "acme-one", old.clone()),
    ] {
        let workflow = dispatch(later().await, &sha_of("newer")).input("ref", reference);
        let tagged = workflow.sandbox.world().github.repositories.remove(0).tag("v1.2", &sha_of("tagged"));
        workflow.sandbox.world().github.repositories.push(tagged);
        workflow.run().await.ended(0, "deployed");
        assert_eq!(built(&workflow, app), [commit], "{reference}");
    }
}

#[tokio::test]
async fn a_ref_that_is_not_there_is_refused_with_its_name() {
    let workflow = dispatch(later().await, &sha_of("newer")).input("ref", "mian");
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("`mian`"), "{}", run.output("reason"));
}

#[tokio::test]
async fn an_old_commit_is_exempt_where_ref_names_it_on_a_push() {
    let workflow = later().await.input("ref", &sha_of("main")).set("GITHUB_REF", "refs/heads/main");
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("main")]);
}
