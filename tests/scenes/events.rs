//! The table of events, as far as it is about review apps: comments, labels, drafts, forks, Dependabot, other workflows.

use branchline::sandbox::{
    Service, World,
    github::{PullRequest, SourceRepository, sha_of},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    payloads::{push, repository},
    pull::{
        BRANCH, NUMBER, add_review_app, commit, older_commit, payload, stage, stage_of, world, world_with_review_app,
    },
    stage::{REPOSITORY, Stage},
};

const FORK: u64 = 4242;

#[track_caller]
fn nothing_was_written(stage: &Stage) {
    let written: Vec<_> = stage
        .sandbox
        .requests()
        .into_iter()
        .filter(|request| request.service == Service::Heroku && request.method != "GET")
        .map(|it| it.to_string())
        .collect();
    assert!(written.is_empty(), "{written:?}");
}

async fn skips(stage: Stage, reason: &str) {
    let run = stage.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains(reason), "{}", run.output("reason"));
    assert_eq!(run.log.of("notice"), [run.output("reason")]);
    nothing_was_written(&stage);
}

// Actions of a pull request

#[tokio::test]
async fn all_that_gives_a_pull_request_something_to_show_makes_a_review_app() {
    join_all(["opened", "reopened", "synchronize", "ready_for_review", "labeled", "edited"].map(async |action| {
        for event in ["pull_request", "pull_request_target"] {
            let mut payload = payload(action);
            payload["label"] = json!({ "name": "anything" });
            payload["changes"] = json!({ "base": { "ref": { "from": "next" } } });
            let stage = stage(world()).await.event(event, &payload);
            stage.run().await.ended(0, "created");
            stage.has_one_review_app_at_the_commit();
        }
    }))
    .await;
}

#[tokio::test]
async fn an_edited_title_is_nothing_to_deploy() {
    let mut payload = payload("edited");
    payload["changes"] = json!({ "title": { "from": "A chance" } });
    skips(stage(world()).await.event("pull_request", &payload), "edited").await;
}

#[tokio::test]
async fn a_branch_whose_rule_names_an_app_is_deployed_by_its_push() {
    let stage = stage_of("opened", world()).await.input("rules", "feature/**: acme-production");
    skips(stage, "names an app").await;
}

#[tokio::test]
async fn an_old_commit_is_superseded() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    stage.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &sha_of("two"));
    skips(stage, "superseded").await;
}

#[tokio::test]
async fn a_pull_request_that_is_closed_by_now_gets_none() {
    let stage = stage_of("opened", world()).await;
    stage.close();
    skips(stage, "closed").await;
}

#[tokio::test]
async fn an_unknown_pipeline_is_refused_with_advice() {
    let stage = stage_of("opened", world()).await.input("pipeline", "acne");
    let run = stage.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("`acne`"), "{}", run.output("reason"));
    nothing_was_written(&stage);
}

// Pushes

#[tokio::test]
async fn a_push_makes_the_review_app_of_its_branchs_pull_request() {
    let stage = stage(world()).await.event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(stage.sandbox.world().heroku.review_apps[0].pr_number, Some(NUMBER));
}

#[tokio::test]
async fn a_push_of_a_branch_without_a_pull_request_makes_a_review_app_too() {
    let mut world = world();
    world.add_repository(REPOSITORY).pull_requests.clear();
    let stage = stage(world).await.event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(stage.sandbox.world().heroku.review_apps[0].pr_number, None);
}

#[tokio::test]
async fn push_and_pull_request_of_the_same_commit_build_once() {
    let mut stage = stage_of("opened", world()).await;
    stage.run().await.ended(0, "created");
    stage.happens("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    stage.run().await.ended(0, "skipped");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn push_and_pull_request_of_a_commit_build_it_once() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    let other = stage.beside().event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    let started = std::time::Instant::now();
    let (one, two) = (stage.start(), other.start());
    let (one, two) = tokio::join!(stage.end(one, started), other.end(two, started));
    // Whichever comes last may find that it is done already.
    let results = [one.output("result"), two.output("result")];
    assert!(one.code == 0 && two.code == 0 && results.contains(&"updated"), "{}\n{}", one.output, two.output);
}

#[tokio::test]
async fn push_and_pull_request_of_the_same_commit_recreate_once() {
    let mut stage = stage_of("synchronize", world_with_review_app(&older_commit())).await.input("update", "recreate");
    stage.run().await.ended(0, "created");
    stage.happens("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    stage.run().await.ended(0, "skipped");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(stage.times("POST", "/review-apps"), 1);
}

// Drafts and labels

#[tokio::test]
async fn drafts_are_deployed_unless_they_are_to_be_skipped() {
    let mut payload = payload("opened");
    payload["pull_request"]["draft"] = json!(true);
    let deployed = stage(world()).await.event("pull_request", &payload);
    deployed.run().await.ended(0, "created");
    skips(stage(world()).await.event("pull_request", &payload).input("drafts", "skip"), "draft").await;
}

async fn labelled(action: &str, world: World, labels: &[&str], label: &str) -> Stage {
    let mut payload = payload(action);
    payload["pull_request"]["labels"] = labels.iter().map(|name| json!({ "name": name })).collect();
    payload["label"] = json!({ "name": label });
    stage(world).await.event("pull_request", &payload).input("label", "review me")
}

#[tokio::test]
async fn only_what_carries_the_label_has_a_review_app() {
    skips(labelled("opened", world(), &["other"], "").await, "label").await;
    let stage = labelled("labeled", world(), &["other", "review me"], "review me").await;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_pull_request_with_the_label_that_gets_another_stays_as_it_is() {
    let stage = labelled("labeled", world_with_review_app(&commit()), &["review me", "other"], "other").await;
    stage.is_live().await;
    stage.run().await.ended(0, "skipped");
    nothing_was_written(&stage);
}

#[tokio::test]
async fn taking_the_label_off_destroys_the_review_app() {
    let stage = labelled("unlabeled", world_with_review_app(&commit()), &[], "review me").await;
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn taking_another_label_off_changes_nothing() {
    let stage = labelled("unlabeled", world_with_review_app(&commit()), &["review me"], "other").await;
    skips(stage, "`other`").await;
}

// Forks

fn forked(labels: &[&str]) -> (World, Value) {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    let pull = PullRequest::new(NUMBER, BRANCH, &commit()).from_fork("mallory/shop", FORK);
    world.add_pull_request(REPOSITORY, pull);
    let mut payload = payload("opened");
    payload["pull_request"]["head"]["repo"] = json!({ "id": FORK, "name": "shop", "full_name": "mallory/shop" });
    payload["pull_request"]["labels"] = labels.iter().map(|name| json!({ "name": name })).collect();
    (world, payload)
}

async fn forked_stage(forks: &str, labels: &[&str]) -> Stage {
    let (world, mut payload) = forked(labels);
    if let [label] = labels {
        payload["action"] = json!("labeled");
        payload["label"] = json!({ "name": label });
    }
    stage(world).await.event("pull_request_target", &payload).input("forks", forks)
}

#[tokio::test]
async fn forks_are_skipped_unless_they_are_allowed() {
    skips(forked_stage("", &[]).await, "fork").await;
    skips(forked_stage("labeled", &[]).await.input("label", "review me"), "fork").await;
}

#[tokio::test]
async fn a_forks_review_app_is_built_from_the_forks_archive() {
    join_all([("allow", [].as_slice()), ("labeled", &["review me"])].map(async |(forks, labels)| {
        let mut stage = forked_stage(forks, labels).await;
        if forks == "labeled" {
            stage = stage.input("label", "review me");
        }
        stage.run().await.ended(0, "created");
        stage.has_one_review_app_at_the_commit();
        assert_eq!(stage.times("GET", &format!("/repos/mallory/shop/tarball/{}", commit())), 1);
        assert_eq!(stage.sandbox.requests_like("POST", "/review-apps")[0].body["fork_repo_id"], FORK);
    }))
    .await;
}

#[tokio::test]
async fn a_forks_review_app_goes_with_it_even_where_forks_are_skipped() {
    let (mut world, mut payload) = forked(&[]);
    add_review_app(&mut world, Some(NUMBER), &commit());
    world.heroku.review_apps[0].fork_repo = Some(FORK);
    payload["action"] = json!("closed");
    payload["pull_request"]["state"] = json!("closed");
    let stage = stage(world).await.event("pull_request_target", &payload);
    stage.close();
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_fork_that_is_gone_has_no_review_app_and_loses_it() {
    for (action, result) in [("synchronize", "skipped"), ("closed", "destroyed")] {
        let (mut world, mut payload) = forked(&[]);
        world.add_repository(REPOSITORY).pull_requests[0].head_repository = SourceRepository::Deleted;
        add_review_app(&mut world, Some(NUMBER), &commit());
        world.heroku.review_apps[0].fork_repo = Some(FORK);
        payload["action"] = json!(action);
        payload["pull_request"]["state"] = json!(if action == "closed" { "closed" } else { "open" });
        payload["pull_request"]["head"]["repo"] = Value::Null;
        let stage = stage(world).await.event("pull_request_target", &payload).input("forks", "allow");
        if action == "closed" {
            stage.close();
        }
        stage.run().await.ended(0, result);
    }
}

#[tokio::test]
async fn a_forks_run_without_secrets_is_skipped_and_says_why() {
    let (world, payload) = forked(&[]);
    let stage = stage(world).await.event("pull_request", &payload).input("forks", "allow").input("heroku-api-key", "");
    skips(stage, "secrets").await;
}

#[tokio::test]
async fn dependabot_without_a_key_is_skipped_and_says_why() {
    let stage = stage_of("opened", world()).await.input("heroku-api-key", "").set("GITHUB_ACTOR", "dependabot[bot]");
    skips(stage, "Dependabot").await;
}

#[tokio::test]
async fn dependabot_with_a_key_is_like_anybody() {
    let stage = stage_of("opened", world()).await.set("GITHUB_ACTOR", "dependabot[bot]");
    stage.run().await.ended(0, "created");
}

#[tokio::test]
async fn anybody_else_without_a_key_has_a_mistake_in_the_workflow() {
    let run = stage_of("opened", world()).await.input("heroku-api-key", "").run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("heroku-api-key"), "{}", run.output("reason"));
}

// Comments

async fn commented(body: &str, author: &str, mut world: World) -> Stage {
    let people = &mut world.add_repository(REPOSITORY).collaborators;
    people.insert("alice".to_owned(), "write".to_owned());
    people.insert("rita".to_owned(), "read".to_owned());
    let payload = json!({
        "action": "created",
        "issue": { "number": NUMBER, "state": "open", "title": "A change", "pull_request": { "url": "https://…" } },
        "comment": { "id": 1, "body": body, "user": { "login": author } },
        "repository": repository(),
    });
    stage(world).await.event("issue_comment", &payload)
}

#[tokio::test]
async fn a_comment_deploys() {
    let stage = commented("/DEPLOY", "alice", world()).await;
    stage.run().await.ended(0, "created");
    let stage = commented("Please\r\n/deploy\r\n", "alice", world()).await;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    let stage = commented("/deploy", "alice", world_with_review_app(&older_commit())).await;
    stage.run().await.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_person_who_asks_for_a_build_gets_one_even_of_the_same_commit() {
    let stage = commented("/deploy", "alice", world_with_review_app(&commit())).await;
    stage.run().await.ended(0, "updated");
    assert_eq!(stage.times("POST", "/apps/*/builds"), 1);
}

#[tokio::test]
async fn a_comment_recreates() {
    let stage = commented("/redeploy", "alice", world_with_review_app(&commit())).await;
    let before = stage.sandbox.world().heroku.review_apps[0].id;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_ne!(stage.sandbox.world().heroku.review_apps[0].id, before);
}

#[tokio::test]
async fn a_comment_destroys() {
    let stage = commented("/destroy", "alice", world_with_review_app(&commit())).await;
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_strangers_comment_is_skipped() {
    for author in ["rita", "mallory"] {
        for body in ["/deploy", "/redeploy", "/destroy"] {
            skips(commented(body, author, world_with_review_app(&older_commit())).await, author).await;
        }
    }
}

#[tokio::test]
async fn a_comment_without_a_command_is_skipped_without_a_request() {
    for body in [
        "I would not /deploy that",
        "[//]: # (\n/deploy\n)",
        "<?\n/deploy\n?>",
        "    /deploy",
        "<pre>\n/deploy\n</pre>",
        "> /destroy",
        "Yes.\r\n\r\n-----Original Message-----\r\nFrom: Mona\r\n\r\n/destroy\r\n",
    ] {
        let stage = commented(body, "alice", world()).await;
        stage.run().await.ended(0, "skipped");
        assert!(stage.sandbox.requests().is_empty(), "{body}");
    }
}

// Other workflows, people, clocks

async fn after_run(conclusion: &str, event: &str, pulls: Value, world: World) -> Stage {
    let payload = json!({
        "action": "completed",
        "workflow_run": {
            "conclusion": conclusion,
            "event": event,
            "head_branch": BRANCH,
            "head_sha": commit(),
            "head_repository": repository(),
            "pull_requests": pulls,
        },
        "repository": repository(),
    });
    stage(world).await.event("workflow_run", &payload)
}

#[tokio::test]
async fn a_successful_run_is_followed_as_what_it_ran_for() {
    join_all([("pull_request", json!([{ "number": NUMBER }])), ("pull_request", json!([])), ("push", json!([]))].map(
        async |(event, pulls)| {
            let stage = after_run("success", event, pulls, world()).await;
            stage.run().await.ended(0, "created");
            stage.has_one_review_app_at_the_commit();
            assert_eq!(stage.sandbox.world().heroku.review_apps[0].pr_number, Some(NUMBER));
        },
    ))
    .await;
}

#[tokio::test]
async fn a_run_that_failed_is_skipped() {
    skips(after_run("failure", "pull_request", json!([]), world()).await, "failure").await;
}

/// A run for the push of `v1.2.0` is over, be it a branch, a tag, or gone by now.
async fn after_push_of_a_version(branches: &[&str], tags: &[&str]) -> Stage {
    let mut world = world();
    for branch in branches {
        world.add_repository(REPOSITORY).push(branch, &commit());
    }
    for tag in tags {
        world.add_repository(REPOSITORY).tags.insert((*tag).to_owned(), commit());
    }
    let mut stage = after_run("success", "push", json!([]), world).await;
    let mut payload: Value = serde_json::from_str(&stage.read("event.json")).unwrap();
    payload["workflow_run"]["head_branch"] = json!("v1.2.0");
    stage.happens("workflow_run", &payload);
    stage.input("rules", "refs/tags/v*: acme-production\n**: review-app")
}

#[tokio::test]
async fn a_run_for_the_push_of_a_tag_is_as_that_push() {
    let stage = after_push_of_a_version(&[], &["v1.2.0"]).await;
    let run = stage.run().await;
    run.ended(0, "deployed");
    assert!(run.output("plan").contains("refs/tags/v1.2.0"), "{}", run.output("plan"));
    assert_eq!(stage.times("GET", "/repos/acme/shop/branches/v1.2.0"), 1);
}

#[tokio::test]
async fn a_run_for_the_push_of_a_tag_without_a_rule_says_so() {
    let stage = after_push_of_a_version(&[], &["v1.2.0"]).await.input("rules", "**: acme-production");
    skips(stage, "no rule matches `refs/tags/v1.2.0`").await;
}

#[tokio::test]
async fn a_run_for_the_push_of_a_branch_called_like_a_version_is_as_that_push() {
    let stage = after_push_of_a_version(&["v1.2.0"], &["v1.2.0"]).await;
    let run = stage.run().await;
    run.ended(0, "created");
    assert_eq!(stage.times("GET", "/repos/acme/shop/commits/*"), 0);
}

#[tokio::test]
async fn a_run_for_the_push_of_what_is_gone_is_superseded() {
    skips(after_push_of_a_version(&[], &[]).await, "superseded: `v1.2.0` is gone").await;
}

#[tokio::test]
async fn a_run_by_hand_names_a_pull_request() {
    let dispatch = json!({ "inputs": { "pull-request": "7" }, "ref": "refs/heads/main", "repository": repository() });
    join_all([(world(), "created"), (world_with_review_app(&older_commit()), "updated")].map(
        async |(world, result)| {
            let stage = stage(world).await.event("workflow_dispatch", &dispatch);
            let stage = stage.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
            let stage = stage.input("pull-request", "7");
            stage.run().await.ended(0, result);
            stage.has_one_review_app_at_the_commit();
        },
    ))
    .await;
}

#[tokio::test]
async fn a_run_by_hand_redeploys_a_branch() {
    let dispatch = json!({ "inputs": null, "ref": format!("refs/heads/{BRANCH}"), "repository": repository() });
    join_all([(world(), "created"), (world_with_review_app(&commit()), "updated")].map(async |(world, result)| {
        let stage = stage(world).await.event("workflow_dispatch", &dispatch);
        let stage = stage.set("GITHUB_REF", &format!("refs/heads/{BRANCH}")).set("GITHUB_SHA", &commit());
        stage.run().await.ended(0, result);
        let builds = stage.times("POST", "/apps/*/builds");
        assert_eq!(builds, usize::from(result == "updated"), "a person who asks for a build gets one");
    }))
    .await;
}
