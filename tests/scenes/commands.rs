//! Commands in comments, and who may give them.

use branchline::sandbox::World;
use serde_json::json;

use super::events::skips;
use crate::{
    payloads::repository,
    pull::{NUMBER, commit, older_commit, workflow, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

async fn commented(body: &str, author: &str, mut world: World) -> Workflow {
    let people = &mut world.add_repository(REPOSITORY).collaborators;
    people.insert("alice".to_owned(), "write".to_owned());
    people.insert("rita".to_owned(), "read".to_owned());
    let payload = json!({
        "action": "created",
        "issue": { "number": NUMBER, "state": "open", "title": "A change", "pull_request": { "url": "https://…" } },
        "comment": { "id": 1, "body": body, "user": { "login": author } },
        "repository": repository(),
    });
    workflow(world).await.event("issue_comment", &payload)
}

#[tokio::test]
async fn a_comment_deploys() {
    let workflow = commented("/DEPLOY", "alice", world()).await;
    workflow.run().await.ended(0, "created");
    let workflow = commented("Please\r\n/deploy\r\n", "alice", world()).await;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    let workflow = commented("/deploy", "alice", world_with_review_app(&older_commit())).await;
    workflow.run().await.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_person_who_asks_for_a_build_gets_one_even_of_the_same_commit() {
    let workflow = commented("/deploy", "alice", world_with_review_app(&commit())).await;
    workflow.run().await.ended(0, "updated");
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 1);
}

#[tokio::test]
async fn a_comment_recreates() {
    let workflow = commented("/redeploy", "alice", world_with_review_app(&commit())).await;
    let before = workflow.sandbox.world().heroku.review_apps[0].id;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_ne!(workflow.sandbox.world().heroku.review_apps[0].id, before);
}

#[tokio::test]
async fn a_comment_destroys() {
    let workflow = commented("/destroy", "alice", world_with_review_app(&commit())).await;
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
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
        let workflow = commented(body, "alice", world()).await;
        workflow.run().await.ended(0, "skipped");
        assert!(workflow.sandbox.requests().is_empty(), "{body}");
    }
}
