//! Commands in comments, and who may give them.

use branchline::sandbox::World;
use serde_json::json;

use super::events::skips;
use crate::{
    payloads::repository,
    pull::{NUMBER, commit, older_commit, stage, world, world_with_review_app},
    stage::{REPOSITORY, Stage},
};

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
