//! Which comment is ours: it is found again, whosever token it is, and no other is taken for it.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Fault, FaultKind, Recorded, Service};
use futures_util::future::join_all;
use serde_json::json;

use super::comments::{MARKER, update, write};
use crate::{
    posted::slow_build,
    pull::{older_commit, payload, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

#[tokio::test]
async fn it_is_found_again_among_others_however_long_they_are() {
    let mut workflow = workflow_of("opened", world()).await;
    {
        let mut world = workflow.sandbox.world();
        let long = "\u{1f600}".repeat(65_536);
        (100..170).for_each(|id| write(&mut world, id, "mallory", &long));
    }
    let run = workflow.run().await;
    run.ended(0, "created");
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
    assert!(workflow.comment().contains("Review app ready"), "{}", workflow.comment());
    let pages = |size: &str| {
        let is_of_size = |request: &&Recorded| request.query.contains(&("per_page".to_owned(), size.to_owned()));
        workflow.sandbox.requests_like("GET", "/repos/*/issues/7/comments").iter().filter(is_of_size).count()
    };
    assert!(pages("100") >= 1 && pages("50") >= 2 && pages("25") == 0, "{} and {}", pages("100"), pages("50"));
    workflow.close();
    workflow.happens("pull_request", &payload("closed"));
    workflow.run().await.ended(0, "destroyed");
    assert!(workflow.comment().contains("Review app destroyed"), "{}", workflow.comment());
}

#[tokio::test]
async fn it_is_found_again_behind_a_hundred_others() {
    let mut world = world_with_review_app(&older_commit());
    for id in 1..=130 {
        write(&mut world, id, "octocat", "Looks good to me");
    }
    let workflow = workflow_of("synchronize", world).await;
    workflow.run().await.ended(0, "updated");
    for id in 2000..2130 {
        write(&mut workflow.sandbox.world(), id, "octocat", "Still does");
    }
    let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "2");
    workflow.run().await.ended(0, "updated");
    workflow.run().await.ended(0, "updated");
    assert!(workflow.comment().contains("Review app ready"));
    assert_eq!(workflow.times("POST", "/repos/*/issues/7/comments"), 1);
}

#[tokio::test]
async fn a_strangers_comment_with_the_marker_is_not_taken_for_ours() {
    join_all(
        [
            ("mallory", "github-actions[bot]"),
            ("evil[bot]", "github-actions[bot]"),
            ("github-actions[bot]", "acme-deployer[bot]"),
            ("mallory", "acme-deployer"),
        ]
        .map(async |(stranger, own)| {
            let body = format!("{MARKER}\n<!-- branchline:acme -->\nmine\n<!-- /branchline:acme -->");
            let mut world = world_with_review_app(&older_commit());
            world.github.login = own.to_owned();
            write(&mut world, 1, stranger, &body);
            let workflow = workflow_of("synchronize", world).await;
            workflow.run().await.ended(0, "updated");
            let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "2");
            workflow.run().await.ended(0, "updated");
            let comments = workflow.marked_comments();
            assert_eq!(comments.len(), 2, "{comments:?}");
            assert_eq!((comments[0].body.as_str(), comments[1].author.as_str()), (body.as_str(), own));
        }),
    )
    .await;
}

/// GitHub refuses the question whose token it is, in these of its two APIs.
fn refuse_to_tell_who_we_are(workflow: &Workflow, apis: &[(&str, &str)]) {
    for (method, path) in apis {
        let no = FaultKind::Status(403, json!({ "message": "Resource not accessible by integration" }));
        workflow.sandbox.fault(Fault::new(Service::GitHub, method, path, no));
    }
}

const GRAPHQL: (&str, &str) = ("POST", "/graphql");
const USER: (&str, &str) = ("GET", "/user");

#[tokio::test]
async fn there_is_one_comment_whosever_token_it_is() {
    join_all(["github-actions[bot]", "acme-deployer[bot]", "acme-deployer"].map(async |login| {
        for refused in [&[][..], &[GRAPHQL], &[GRAPHQL, USER]] {
            let workflow = update(BuildScript::default()).await.set("GITHUB_RUN_ATTEMPT", "2");
            workflow.sandbox.world().github.login = login.to_owned();
            refuse_to_tell_who_we_are(&workflow, refused);
            for _ in 0..3 {
                workflow.run().await.ended(0, "updated");
            }
            assert!(workflow.comment().contains("Review app ready"), "{login}, {refused:?}");
            let writes = workflow.times("POST", "/repos/*/issues/7/comments");
            assert_eq!(writes, 1, "{login}, {refused:?}");
        }
    }))
    .await;
}

#[tokio::test]
async fn a_comment_is_found_again_though_github_no_longer_tells_who_we_are() {
    join_all(["github-actions[bot]", "acme-deployer[bot]", "acme-deployer"].map(async |login| {
        let workflow = update(BuildScript::default()).await.set("GITHUB_RUN_ATTEMPT", "2");
        workflow.sandbox.world().github.login = login.to_owned();
        workflow.run().await.ended(0, "updated");
        refuse_to_tell_who_we_are(&workflow, &[GRAPHQL, USER]);
        for _ in 0..2 {
            workflow.run().await.ended(0, "updated");
        }
        assert!(workflow.comment().contains("Review app ready"), "{login}");
        assert!(workflow.times("POST", "/repos/*/issues/7/comments") <= 2, "{login}");
    }))
    .await;
}

#[tokio::test]
async fn another_bots_comment_that_must_not_be_changed_is_left_alone() {
    let body = format!("{MARKER}\n<!-- branchline:acme -->\nmine\n<!-- /branchline:acme -->");
    join_all(
        [
            ("github-actions[bot]", "acme-deployer[bot]"),
            ("evil[bot]", "acme-deployer[bot]"),
            ("evil[bot]", "github-actions[bot]"),
            ("github-actions[bot]", "acme-deployer"),
        ]
        .map(async |(other, own)| {
            let mut world = world_with_review_app(&older_commit());
            world.github.login = own.to_owned();
            write(&mut world, 1, other, &body);
            let workflow = workflow_of("synchronize", world).await.set("GITHUB_RUN_ATTEMPT", "2");
            refuse_to_tell_who_we_are(&workflow, &[GRAPHQL, USER]);
            refuse_to_tell_who_we_are(&workflow, &[("PATCH", "/repos/*/issues/comments/1")]);
            for _ in 0..3 {
                let run = workflow.run().await;
                run.ended(0, "updated");
                assert_eq!(run.annotations("warning"), Vec::<String>::new(), "{other}, {own}");
            }
            let comments = workflow.marked_comments();
            assert_eq!(comments.len(), 2, "{other}, {own}: {comments:?}");
            assert_eq!((comments[0].body.as_str(), comments[1].author.as_str()), (body.as_str(), own));
            assert!(comments[1].body.contains("Review app ready"));
            assert_eq!(workflow.times("POST", "/repos/*/issues/7/comments"), 1, "{other}, {own}");
        }),
    )
    .await;
}

#[tokio::test]
async fn a_seal_that_was_copied_into_another_comment_makes_it_none_of_ours() {
    let workflow = update(BuildScript::default()).await.set("GITHUB_RUN_ATTEMPT", "2");
    workflow.sandbox.world().github.login = "acme-deployer[bot]".to_owned();
    refuse_to_tell_who_we_are(&workflow, &[GRAPHQL, USER]);
    workflow.run().await.ended(0, "updated");
    let sealed = workflow.comment();
    assert!(sealed.contains("<!-- seal "), "{sealed}");
    write(&mut workflow.sandbox.world(), 1, "mallory", &sealed);
    workflow.run().await.ended(0, "updated");
    let comments = workflow.marked_comments();
    assert_eq!(comments.len(), 2, "{comments:?}");
    assert!(comments.iter().any(|comment| comment.author == "mallory" && comment.body == sealed));
}

#[tokio::test]
async fn runs_that_begin_at_once_share_one_comment_although_githubs_lists_lag() {
    join_all(["github-actions[bot]", "acme-deployer"].map(async |login| {
        let mut world = world_with_review_app(&older_commit());
        world.heroku.build_script = slow_build(600);
        world.github.login = login.to_owned();
        world.github.repository_mut(REPOSITORY).unwrap().comments_lag = Duration::from_millis(1500);
        let workflow = workflow_of("synchronize", world).await;
        let other = workflow.beside().set("GITHUB_RUN_ID", "4712");
        let (one, two) = tokio::join!(workflow.run(), other.run());
        assert_eq!((one.code, two.code), (0, 0));
        assert!(workflow.comment().contains("Review app ready"), "{}", workflow.comment());
    }))
    .await;
}

#[tokio::test]
async fn a_run_whose_comment_is_not_listed_yet_writes_no_second_one() {
    let mut world = world();
    world.github.repository_mut(REPOSITORY).unwrap().comments_lag = Duration::from_secs(30);
    let workflow = workflow_of("opened", world).await;
    workflow.run().await.ended(0, "created");
    assert!(workflow.comment().contains("Review app ready"));
    assert_eq!(workflow.times("POST", "/repos/*/issues/7/comments"), 1);
}
