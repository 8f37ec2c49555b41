//! A fork's commit gets a review app or nothing, whatever led to it: the event, `ref`, `pull-request`, a command.

use branchline::sandbox::{
    World,
    github::{Comment, PullRequest, sha_of},
    heroku::{App, ReviewApp},
};
use serde_json::{Value, json};

use crate::{
    chat::COMMENT,
    payloads::{pull_request, push, repository},
    pull::{BRANCH, NUMBER, commit, workflow},
    workflow::{REPOSITORY, Workflow},
};

pub(crate) const FORK: u64 = 4242;
const THEIRS: &str = "mallory/shop";
const RULES: &str = "main: acme-production\nrefs/tags/v*: acme-release\n**: review-app";

/// A stranger's pull request #7 of a branch of his fork, which carries the label `preview`; and what we have of that name: a
/// branch, a tag, and a review app of our own #3.
fn world(branch: &str) -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production", "acme-release"], Some("acme"));
    world.add_pull_request(REPOSITORY, PullRequest::new(3, branch, &sha_of("ours")));
    let there = world.add_repository(REPOSITORY);
    there.tags.insert(branch.to_owned(), sha_of("ours"));
    let app = App::new("acme-pr-3");
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.review_apps.push(ReviewApp::created(pipeline, branch, Some(3), &app));
    world.heroku.apps.push(app);
    let theirs = PullRequest::new(NUMBER, branch, &commit()).from_fork(THEIRS, FORK).labeled("preview");
    world.add_pull_request(REPOSITORY, theirs);
    world.add_repository(REPOSITORY).collaborators.insert("octocat".to_owned(), "write".to_owned());
    world
}

pub(crate) async fn on(branch: &str) -> Workflow {
    workflow(world(branch))
        .await
        .input("rules", RULES)
        .set("GITHUB_REF", "refs/heads/main")
        .set("GITHUB_SHA", &sha_of("main"))
}

/// The same without the review app of ours, since Heroku has one for each name of a branch.
pub(crate) async fn alone(branch: &str) -> Workflow {
    let workflow = on(branch).await;
    let mut world = workflow.sandbox.world();
    world.heroku.review_apps.clear();
    world.heroku.apps.retain(|app| app.name != "acme-pr-3");
    world.add_repository(REPOSITORY).comments.push(Comment::new(COMMENT, NUMBER, "octocat", "/deploy"));
    drop(world);
    workflow
}

fn fork() -> Value {
    json!({ "id": FORK, "name": "shop", "full_name": THEIRS })
}

pub(crate) fn of_pull_request(action: &str, branch: &str) -> Value {
    let mut event = pull_request(action, NUMBER, branch, &commit());
    event["pull_request"]["head"]["repo"] = fork();
    event["pull_request"]["labels"] = json!([{ "name": "preview" }]);
    event["label"] = json!({ "name": "preview" });
    event
}

pub(crate) fn of_run(branch: &str) -> Value {
    json!({
        "action": "completed",
        "workflow_run": {
            "conclusion": "success",
            "event": "pull_request",
            "head_branch": branch,
            "head_sha": commit(),
            "head_repository": fork(),
            "pull_requests": [],
            "repository": repository(),
        },
        "repository": repository(),
    })
}

#[track_caller]
pub(crate) fn ours_is_there(workflow: &Workflow) {
    let world = workflow.sandbox.world();
    assert!(world.heroku.app("acme-pr-3").unwrap().builds.is_empty());
    let ours = world.heroku.review_apps.iter().filter(|app| app.pr_number == Some(3)).count();
    assert_eq!(ours, 1, "{:?}", world.heroku.review_apps);
}

#[track_caller]
pub(crate) fn no_named_app_was_touched(workflow: &Workflow) {
    for app in ["acme-production", "acme-release"] {
        assert!(workflow.sandbox.world().heroku.app(app).unwrap().builds.is_empty(), "{app} was built");
    }
}

#[track_caller]
pub(crate) fn is_nowhere(workflow: &Workflow) {
    no_named_app_was_touched(workflow);
    assert_eq!(workflow.times("POST", "/review-apps"), 0);
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

// `ref`

#[tokio::test]
async fn a_fork_s_branch_called_like_one_of_ours_leads_to_nothing_of_ours() {
    for branch in [BRANCH, "main", "v1.2.0"] {
        for command in ["auto", "deploy", "destroy"] {
            for (event, payload) in [
                ("pull_request_target", of_pull_request("opened", branch)),
                ("pull_request_target", of_pull_request("closed", branch)),
                ("pull_request_review", of_pull_request("submitted", branch)),
                ("workflow_run", of_run(branch)),
            ] {
                for reference in [branch.to_owned(), format!("refs/heads/{branch}")] {
                    let workflow = on(branch).await.event(event, &payload).input("command", command);
                    let run = workflow.input("ref", &reference);
                    let (workflow, run) = (&run, run.run().await);
                    assert_eq!(
                        (run.code, run.output("result")),
                        (0, "skipped"),
                        "{branch} {command} {event}: {}",
                        run.output
                    );
                    is_nowhere(workflow);
                    ours_is_there(workflow);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_fork_s_own_review_app_goes_where_ref_names_its_branch() {
    for (event, action) in [("pull_request_target", "closed"), ("workflow_run", "")] {
        let mut world = world(BRANCH);
        let app = App::new("acme-pr-7");
        let mut theirs = ReviewApp::created(world.heroku.pipelines[0].id, BRANCH, Some(NUMBER), &app);
        theirs.fork_repo = Some(FORK);
        world.heroku.review_apps.push(theirs);
        world.heroku.apps.push(app);
        let payload = if event == "workflow_run" { of_run(BRANCH) } else { of_pull_request(action, BRANCH) };
        let workflow = workflow(world).await.event(event, &payload).input("rules", RULES);
        let workflow = workflow.input("command", "destroy").input("ref", BRANCH);
        workflow.run().await.ended(0, "destroyed");
        no_named_app_was_touched(&workflow);
        ours_is_there(&workflow);
        assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), 1);
    }
}

#[tokio::test]
async fn anything_else_named_on_a_fork_s_event_is_refused() {
    for (input, value) in [
        ("ref", "main"),
        ("ref", "refs/tags/v1.2.0"),
        ("ref", "feature/other"),
        ("ref", &sha_of("ours")),
        ("pull-request", "3"),
    ] {
        for command in ["auto", "deploy", "destroy"] {
            for (event, payload) in
                [("pull_request_target", of_pull_request("closed", BRANCH)), ("workflow_run", of_run(BRANCH))]
            {
                let workflow = on(BRANCH).await.event(event, &payload).input("command", command).input(input, value);
                let run = workflow.run().await;
                run.ended(2, "failed");
                let said = run.log.of("error")[0].to_owned();
                assert!(said.contains(&format!("{input}: this event is about a fork's pull request")), "{said}");
                is_nowhere(&workflow);
                ours_is_there(&workflow);
            }
        }
    }
}

#[tokio::test]
async fn a_fork_s_number_from_elsewhere_is_taken_where_it_is_its_own() {
    let workflow = alone(BRANCH).await.event("workflow_run", &of_run(BRANCH));
    let workflow = workflow.input("forks", "allow").input("pull-request", "7");
    workflow.run().await.ended(0, "created");
    no_named_app_was_touched(&workflow);
    assert_eq!(workflow.sandbox.requests_like("POST", "/review-apps")[0].body["fork_repo_id"], FORK);
}

#[tokio::test]
async fn another_ref_on_an_event_of_a_pull_request_is_a_mistake() {
    for reference in ["main", "refs/heads/main", "refs/pull/7/merge", &sha_of("main")] {
        for event in ["pull_request", "pull_request_target"] {
            let payload = pull_request("opened", 3, BRANCH, &sha_of("ours"));
            let workflow = on(BRANCH).await.event(event, &payload).input("ref", reference);
            let run = workflow.run().await;
            run.ended(2, "failed");
            let said = run.log.of("error")[0].to_owned();
            assert!(said.contains("ref: ") && said.contains("Leave `ref` empty"), "{said}");
            is_nowhere(&workflow);
        }
    }
}

#[tokio::test]
async fn its_own_branch_as_ref_is_the_pull_request_and_no_older_commit() {
    for (head, result) in [(sha_of("ours"), "updated"), (sha_of("newer"), "skipped")] {
        let payload = pull_request("synchronize", 3, BRANCH, &sha_of("ours"));
        let workflow = on(BRANCH).await.event("pull_request", &payload).input("ref", BRANCH);
        workflow.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &head);
        workflow.run().await.ended(0, result);
    }
}

// Told apart by id

#[tokio::test]
async fn a_fork_of_the_same_owner_is_a_fork() {
    let push = push(&format!("refs/heads/{BRANCH}"), &commit());
    for has_own in [true, false] {
        let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
        let there = world.add_repository(REPOSITORY);
        there.push(BRANCH, &commit());
        if has_own {
            world.add_pull_request(REPOSITORY, PullRequest::new(NUMBER, BRANCH, &commit()));
        }
        let theirs = PullRequest::new(9, BRANCH, &sha_of("theirs")).from_fork("acme/shop-fork", FORK);
        world.add_pull_request(REPOSITORY, theirs);
        let workflow = workflow(world).await.event("push", &push).input("forks", "allow");
        workflow.run().await.ended(0, "created");
        workflow.has_one_review_app_at_the_commit();
        let number = workflow.sandbox.world().heroku.review_apps[0].pr_number;
        assert_eq!(number, has_own.then_some(NUMBER));
        assert_eq!(workflow.sandbox.requests_like("POST", "/review-apps")[0].body["fork_repo_id"], Value::Null);
    }
}
