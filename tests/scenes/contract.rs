//! Whether all that is asked, and told on GitHub, is as Heroku's and GitHub's published descriptions have it.

use branchline::sandbox::{
    Fault, FaultKind, Service, Turn, World,
    github::{CheckRun, PullRequest, sha_of},
    heroku::Release,
};
use serde_json::json;

use crate::{
    chat::said,
    payloads::push,
    published::complaints,
    pull::{BRANCH, NUMBER, commit, older_commit, payload, workflow_of, world_with_review_app},
    set_up, superseded,
    workflow::{REPOSITORY, Workflow},
};

#[tokio::test]
#[ignore = "needs the published descriptions: BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI name them"]
async fn the_life_of_a_pull_request_is_told_as_github_wants_it() {
    let mut world = world_with_review_app(&older_commit());
    let repository = world.github.repository_mut(REPOSITORY).unwrap();
    repository.collaborators.insert("octocat".to_owned(), "write".to_owned());
    repository.check_runs.push(CheckRun::new(1, &commit(), "tests", Some("success")));
    repository.comments.push(branchline::sandbox::github::Comment::new(55, NUMBER, "octocat", "/redeploy"));
    let mut workflow =
        workflow_of("synchronize", world).await.input("commit-status", "true").input("wait-for-checks", "true");
    workflow.run().await.ended(0, "updated");
    workflow.happens("issue_comment", &said("/redeploy", "octocat"));
    workflow.run().await.ended(0, "created");
    workflow.close();
    workflow.happens("pull_request", &payload("closed"));
    workflow.run().await.ended(0, "destroyed");

    let stranger = PullRequest::new(8, BRANCH, &commit()).from_fork("mallory/shop", 4242).labeled("preview");
    workflow.sandbox.world().add_pull_request(REPOSITORY, stranger);
    let mut event = payload("synchronize");
    event["number"] = json!(8);
    event["pull_request"]["number"] = json!(8);
    event["pull_request"]["head"]["repo"] = json!({ "id": 4242, "full_name": "mallory/shop" });
    event["pull_request"]["labels"] = json!([{ "name": "preview" }]);
    workflow = workflow.input("forks", "labeled").input("label", "preview");
    workflow.happens("pull_request_target", &event);
    workflow.run().await.ended(0, "skipped");

    nobody_complains(&workflow);
}

#[tokio::test]
#[ignore = "needs the published descriptions: BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI name them"]
async fn a_push_that_cancels_and_loses_an_answer_asks_as_both_apis_want_it() {
    let workflow = superseded::workflow("main: acme-production").await;
    let lost = Fault::new(Service::Heroku, "POST", "*/builds", FaultKind::ResetAfter).at(Turn::Only(1));
    workflow.sandbox.fault(lost);
    workflow.run().await.ended(0, "deployed");
    nobody_complains(&workflow);
}

#[tokio::test]
#[ignore = "needs the published descriptions: BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI name them"]
async fn what_an_app_runs_is_asked_for_as_heroku_wants_it() {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let promoted = Release::of_commit(3, "Promote acme-staging v9", &sha_of("main"));
    world.heroku.app_mut("acme-production").unwrap().releases.push(promoted);
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production");
    let workflow = workflow.event("push", &push("refs/heads/main", &sha_of("main")));
    workflow.run().await.ended(0, "skipped");
    assert_eq!(workflow.sandbox.requests_like("GET", "/apps/*/slugs/*").len(), 1);
    nobody_complains(&workflow);
}

#[tokio::test]
#[ignore = "needs the published descriptions: BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI name them"]
async fn a_chosen_ref_is_asked_for_as_github_wants_it() {
    let world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production").input("ref", "main");
    let workflow = workflow.event("workflow_dispatch", &push("refs/heads/main", &sha_of("main")));
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    workflow.run().await.ended(0, "deployed");
    workflow.sandbox.world().add_repository(REPOSITORY).push("main", &sha_of("newer"));
    let workflow = workflow.input("ref", &sha_of("main"));
    workflow.run().await.ended(0, "deployed");
    assert_eq!(workflow.times("GET", "/repos/acme/shop/compare/*"), 1);
    nobody_complains(&workflow);
}

#[tokio::test]
#[ignore = "needs the published descriptions: BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI name them"]
async fn apps_are_set_up_as_heroku_wants_it() {
    for team in ["acme", ""] {
        let workflow = set_up::workflow(set_up::world(&["acme-mirror"]), Vec::new()).await;
        let workflow = workflow.input("config-vars", "GREETING=hello").input("team", team);
        let workflow = [("region", "eu"), ("space", "acme-space"), ("stack", "heroku-24")]
            .into_iter()
            .filter(|_| !team.is_empty())
            .fold(workflow, |workflow, (name, value)| workflow.input(name, value));
        for path in ["/app-setups", "/pipeline-couplings"] {
            let lost = Fault::new(Service::Heroku, "POST", path, FaultKind::ResetAfter).at(Turn::Only(1));
            workflow.sandbox.fault(lost);
        }
        workflow.run().await.ended(0, "created");
        nobody_complains(&workflow);
        workflow.sandbox.world().heroku.apps.retain(|app| app.name != "acme-production");
        workflow.run().await.ended(0, "created");
        nobody_complains(&workflow);
    }
}

fn nobody_complains(workflow: &Workflow) {
    let mut complaints = complaints(&workflow.sandbox.requests());
    // GitHub's own examples have an empty address where there is none.
    complaints.retain(|complaint| !complaint.ends_with("\"\" is not a \"uri\" at /environment_url"));
    assert_eq!(complaints, Vec::<String>::new());
}
