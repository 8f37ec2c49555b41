//! Runs of other workflows (`workflow_run`), releases, tags, merge queues: what they are of, and which of them count.

use branchline::sandbox::{
    World,
    github::sha_of,
    heroku::{App, ReviewApp},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    deploys::built,
    payloads::{pull_request, push, repository},
    pull::{BRANCH, NUMBER, commit, world},
    workflow::{REPOSITORY, Workflow},
};

const RULES: &str = "main: acme-production\nrefs/tags/v*: acme-release\n**: review-app";

fn two_apps() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production", "acme-release"], Some("acme"));
    world.add_repository(REPOSITORY).tags.insert("v1.2.0".to_owned(), sha_of("tagged"));
    world.add_repository(REPOSITORY).commits.insert(sha_of("tagged"), "A release".to_owned());
    world
}

async fn on(world: World) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", RULES).input("pipeline", "acme");
    workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"))
}

fn ran(event: &str, branch: &str, commit: &str) -> Value {
    json!({
        "action": "completed",
        "workflow_run": {
            "conclusion": "success",
            "event": event,
            "head_branch": branch,
            "head_sha": commit,
            "head_repository": repository(),
            "pull_requests": [],
            "repository": repository(),
        },
        "repository": repository(),
    })
}

#[tokio::test]
async fn a_run_after_what_anybody_can_cause_deploys_nothing() {
    let events =
        ["issue_comment", "issues", "watch", "fork", "discussion", "workflow_run", "create", "pull_request_review"];
    for event in events {
        for (input, value) in [("ref", ""), ("ref", "main"), ("command", "deploy"), ("command", "destroy")] {
            let workflow = on(two_apps()).await.event("workflow_run", &ran(event, "main", &sha_of("main")));
            let workflow = workflow.input(input, value);
            let run = workflow.run().await;
            run.ended(0, "skipped");
            assert!(run.output("reason").contains(&format!("`{event}`")), "{}", run.output("reason"));
            assert_eq!(run.log.of("notice"), [run.output("reason")]);
            assert_eq!(workflow.sandbox.requests().len(), 0);
        }
    }
}

#[tokio::test]
async fn a_run_at_its_ref_deploys_that() {
    for event in ["push", "schedule", "workflow_dispatch", "repository_dispatch"] {
        let workflow = on(two_apps()).await.event("workflow_run", &ran(event, "main", &sha_of("main")));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(built(&workflow, "acme-production"), [sha_of("main")], "{event}");
    }
}

#[tokio::test]
async fn a_run_for_a_tag_goes_by_the_rule_of_the_tag() {
    for event in ["release", "push", "workflow_dispatch"] {
        let workflow = on(two_apps()).await.event("workflow_run", &ran(event, "v1.2.0", &sha_of("tagged")));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(built(&workflow, "acme-release"), [sha_of("tagged")], "{event}");
    }
}

#[tokio::test]
async fn a_run_for_a_release_destroys_no_branch_s_review_app_of_that_name() {
    let mut world = two_apps();
    let app = App::new("acme-v1-2-0");
    world.add_repository(REPOSITORY).push("v1.2.0", &sha_of("tagged"));
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.review_apps.push(ReviewApp::created(pipeline, "v1.2.0", None, &app));
    world.heroku.apps.push(app);
    let workflow = on(world).await.event("workflow_run", &ran("release", "v1.2.0", &sha_of("tagged")));
    let run = workflow.input("command", "destroy");
    let (workflow, run) = (&run, run.run().await);
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("is a tag"), "{}", run.output("reason"));
    assert_eq!(workflow.times("DELETE", "*"), 0);
}

#[tokio::test]
async fn a_run_whose_repository_had_another_name_is_of_this_one() {
    let mut payload = ran("push", "main", &sha_of("main"));
    payload["workflow_run"]["head_repository"]["full_name"] = json!("acme/store");
    let workflow = on(two_apps()).await.event("workflow_run", &payload);
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-production"), [sha_of("main")]);
}

#[tokio::test]
async fn a_run_s_pull_requests_in_other_repositories_are_none_of_ours() {
    let other = json!({ "number": 5, "base": { "ref": "main", "repo": { "id": 99, "name": "upstream" } } });
    let own = json!({ "number": NUMBER, "base": { "ref": "main", "repo": { "id": 1, "name": "shop" } } });
    join_all([json!([other]), json!([other, own])].map(async |pulls| {
        let mut payload = ran("pull_request", BRANCH, &commit());
        payload["workflow_run"]["pull_requests"] = pulls;
        let workflow = on(world()).await.event("workflow_run", &payload);
        workflow.run().await.ended(0, "created");
        workflow.has_one_review_app_at_the_commit();
        assert_eq!(workflow.times("GET", "/repos/acme/shop/pulls/5"), 0);
    }))
    .await;
}

#[tokio::test]
async fn a_run_with_its_own_branch_as_ref_deploys_what_it_tested_or_nothing() {
    for (head, result) in [(sha_of("main"), "deployed"), (sha_of("untested"), "skipped")] {
        for reference in ["main", "refs/heads/main", &sha_of("main")] {
            let workflow = on(two_apps()).await.event("workflow_run", &ran("push", "main", &sha_of("main")));
            workflow.sandbox.world().add_repository(REPOSITORY).push("main", &head);
            let workflow = workflow.input("ref", reference);
            workflow.run().await.ended(0, result);
            assert_eq!(built(&workflow, "acme-production").len(), usize::from(result == "deployed"), "{reference}");
        }
    }
}

// Releases and tags

fn release(action: &str, tag: &str) -> Value {
    json!({
        "action": action,
        "release": { "tag_name": tag, "target_commitish": "main", "prerelease": action == "prereleased", "draft": false },
        "repository": repository(),
    })
}

#[tokio::test]
async fn a_release_that_is_new_deploys_its_own_tag_wherever_the_run_is() {
    for action in ["published", "released"] {
        for (reference, commit) in
            [("refs/tags/v1.2.0", sha_of("tagged")), ("refs/heads/main", sha_of("main")), ("", String::new())]
        {
            let workflow = on(two_apps()).await.event("release", &release(action, "v1.2.0"));
            let workflow = workflow.set("GITHUB_REF", reference).set("GITHUB_SHA", &commit);
            workflow.run().await.ended(0, "deployed");
            assert_eq!(built(&workflow, "acme-release"), [sha_of("tagged")], "{action} {reference}");
            assert!(built(&workflow, "acme-production").is_empty());
        }
    }
}

#[tokio::test]
async fn any_other_action_of_a_release_deploys_nothing() {
    for action in ["edited", "created", "prereleased", "unpublished", "deleted", "renamed"] {
        let workflow = on(two_apps()).await.event("release", &release(action, "v1.2.0"));
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").ends_with(&format!("this one was {action}")), "{}", run.output("reason"));
        assert_eq!(workflow.sandbox.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_release_whose_tag_is_gone_deploys_nothing() {
    let workflow = on(two_apps()).await.event("release", &release("published", "v9"));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert_eq!(run.output("reason"), "superseded: the tag `v9` no longer exists");
}

#[tokio::test]
async fn a_tag_that_was_moved_meanwhile_deploys_what_it_is_at_now() {
    let mut world = two_apps();
    world.add_repository(REPOSITORY).tags.insert("v1.2.0".to_owned(), sha_of("main"));
    let workflow = on(world).await.event("push", &push("refs/tags/v1.2.0", &sha_of("tagged")));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.output("commit"), sha_of("main"));
    assert_eq!(built(&workflow, "acme-release"), [sha_of("main")]);
}

// Merge queues

#[tokio::test]
async fn nothing_about_a_merge_queue_s_branch_is_deployed() {
    let queue = format!("gh-readonly-queue/main/pr-7-{}", sha_of("main"));
    let full = format!("refs/heads/{queue}");
    let deleted = json!({ "ref": full, "deleted": true, "after": "0".repeat(40), "repository": repository() });
    let named = json!({ "ref": queue, "ref_type": "branch", "repository": repository() });
    let group = json!({ "action": "checks_requested", "merge_group": { "head_ref": full, "head_sha": commit() } });
    for (event, payload) in [
        ("push", push(&full, &commit())),
        ("push", deleted),
        ("delete", named.clone()),
        ("create", named),
        ("merge_group", group),
        ("pull_request", pull_request("opened", 9, &queue, &commit())),
        ("workflow_run", ran("push", &queue, &commit())),
        ("workflow_run", ran("merge_group", &queue, &commit())),
        ("workflow_dispatch", json!({ "inputs": null, "ref": full, "repository": repository() })),
        ("check_suite", json!({ "action": "completed", "check_suite": { "head_branch": queue } })),
        ("status", json!({ "state": "success", "branches": [{ "name": queue }] })),
    ] {
        for command in ["auto", "deploy", "destroy", "rollback", "promote", "setup", "test", "sweep"] {
            let mut world = world();
            world.add_repository(REPOSITORY).push(&queue, &commit());
            let workflow =
                on(world).await.event(event, &payload).input("command", command).input("rules", "**: review-app");
            let workflow = workflow.set("GITHUB_REF", &full).set("GITHUB_SHA", &commit());
            let workflow = workflow.input("promote-to", if command == "promote" { "acme-release" } else { "" });
            let run = workflow.run().await;
            run.ended(0, "skipped");
            assert_eq!(workflow.sandbox.requests().len(), 0, "{event} {command}: {}", run.output);
        }
    }
}

// Dependabot

#[tokio::test]
async fn dependabot_s_push_that_leaves_an_app_behind_is_no_silent_skip() {
    for (reference, code, result, words) in [
        ("refs/heads/main", 2, "failed", "`acme-production` stays behind"),
        ("refs/heads/dependabot/npm/x", 0, "skipped", "Dependabot"),
    ] {
        let workflow = on(two_apps()).await.event("push", &push(reference, &sha_of("main")));
        let workflow = workflow.set("GITHUB_ACTOR", "dependabot[bot]").input("heroku-api-key", "");
        let run = workflow.run().await;
        run.ended(code, result);
        assert!(run.output("reason").contains(words), "{}", run.output("reason"));
        assert_eq!(workflow.sandbox.requests().len(), 0);
    }
}

// Anything else

#[tokio::test]
async fn an_event_that_says_nothing_is_skipped_with_a_notice_whatever_it_holds() {
    for event in
        ["create", "fork", "deployment_status", "pull_request_review", "check_suite", "page_build", "new_thing"]
    {
        for payload in [json!({}), json!([]), json!({ "action": 7, "pull_request": 5 }), json!(null)] {
            let workflow = on(two_apps()).await.event(event, &payload);
            let run = workflow.run().await;
            run.ended(0, "skipped");
            assert!(run.log.of("notice")[0].contains(event), "{}", run.output);
        }
    }
}
