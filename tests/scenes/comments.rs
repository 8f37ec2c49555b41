//! The comment on the pull request: one, whoever else writes there, and current.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::Comment,
    heroku::{App, ReviewApp},
};
use futures_util::future::join_all;

use crate::{
    posted::{redacted, repository, slow_build},
    pull::{BRANCH, NUMBER, commit, older_commit, payload, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

pub(crate) const MARKER: &str = "<!-- branchline -->";

pub(crate) fn write(world: &mut World, id: u64, author: &str, body: &str) {
    let comments = &mut world.github.repository_mut(REPOSITORY).unwrap().comments;
    comments.push(Comment::new(id, NUMBER, author, body));
}

/// An update in place of the review app `acme-pr-7`, whose build goes so.
pub(crate) async fn update(script: BuildScript) -> Workflow {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = script;
    workflow_of("synchronize", world).await
}

#[tokio::test]
async fn it_goes_from_building_to_live_to_destroyed() {
    let mut workflow = update(slow_build(700)).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        workflow.comes_to(|world| !repository(world).comments.is_empty()).await;
        insta::assert_snapshot!("comment_building", redacted(&workflow.comment()));
    });
    run.ended(0, "updated");
    insta::assert_snapshot!("comment_live", redacted(&workflow.comment()));
    assert!(workflow.comment().contains("build 0."), "{}", workflow.comment());
    workflow.close();
    workflow.happens("pull_request", &payload("closed"));
    workflow.run().await.ended(0, "destroyed");
    insta::assert_snapshot!("comment_destroyed", redacted(&workflow.comment()));
}

#[tokio::test]
async fn a_new_review_app_is_building_before_it_has_a_name() {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_millis(2600);
    world.heroku.review_app_script.app_after = Duration::from_millis(2600);
    let workflow = workflow_of("opened", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        workflow.comes_to(|world| !repository(world).comments.is_empty()).await;
        insta::assert_snapshot!("comment_building_without_a_name", redacted(&workflow.comment()));
    });
    run.ended(0, "created");
    assert!(workflow.comment().contains("Review app ready"), "{}", workflow.comment());
}

#[tokio::test]
async fn a_failed_build_shows_the_end_of_its_log() {
    let lines = [
        "-----> Installing dependencies",
        "       npm error code ERESOLVE",
        " !     Push rejected, failed to compile Node.js app.",
    ];
    let workflow = update(BuildScript::new(&lines, Outcome::Failed)).await;
    workflow.run().await.ended(1, "failed");
    insta::assert_snapshot!("comment_failed_build", redacted(&workflow.comment()));
}

#[tokio::test]
async fn a_failed_release_says_that_the_old_one_still_runs() {
    let phase = PhaseScript::new(&["Running migrations…", "rake aborted!"], Outcome::Failed);
    let workflow = update(BuildScript::default().with_release_phase(phase)).await;
    workflow.run().await.ended(1, "failed");
    insta::assert_snapshot!("comment_failed_release", redacted(&workflow.comment()));
}

#[tokio::test]
async fn a_review_app_that_cannot_be_created_says_why() {
    let mut world = world();
    world.heroku.review_app_script.manifest_errors = vec!["`formation` is <b>odd</b>".to_owned()];
    let workflow = workflow_of("opened", world).await;
    workflow.run().await.ended(1, "failed");
    insta::assert_snapshot!("comment_failed_review_app", redacted(&workflow.comment()));
}

#[tokio::test]
async fn a_cancelled_run_says_so() {
    let workflow = update(BuildScript::endless()).await;
    let child = workflow.start();
    workflow.comes_to(|world| !repository(world).comments.is_empty()).await;
    crate::overtaken::asked(&workflow, "GET", "/streams/*").await;
    crate::posted::terminate(&child).await;
    workflow.end(child, Instant::now()).await.ended(4, "cancelled");
    let comment = workflow.comment();
    let build = workflow.sandbox.world().heroku.app("acme-pr-7").unwrap().builds[1].id.to_string();
    insta::assert_snapshot!("comment_cancelled", redacted(&comment.replace(&build, "BUILD")));
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let lines = [
        "``` <script>alert(1)</script> </pre></details> --> @octocat #1",
        "<!-- /branchline:acme --> <!-- branchline -->",
        "::error::no [click](https://evil.example) & **bold**",
    ];
    let script = BuildScript::new(&lines, Outcome::Failed);
    let mut world = world();
    world.heroku.review_app_script.build = Some(script);
    world.heroku.review_app_script.manifest_errors = Vec::new();
    let mut pull = payload("opened");
    let branch = "feature/`@octocat`-<img>-]([x)-->";
    pull["pull_request"]["head"]["ref"] = branch.into();
    pull["pull_request"]["title"] = "<h1>@octocat</h1>".into();
    world.github.repository_mut(REPOSITORY).unwrap().push(branch, &commit());
    let mut workflow = workflow_of("opened", world).await;
    workflow.happens("pull_request", &pull);
    let run = workflow.run().await;
    run.ended(1, "failed");
    insta::assert_snapshot!("comment_hostile", redacted(&workflow.comment()));
    insta::assert_snapshot!("summary_hostile", redacted(&run.summary));
    workflow.run().await;
    assert_eq!(workflow.comment().matches("<!-- /branchline:acme -->").count(), 1, "{}", workflow.comment());
}

#[tokio::test]
async fn a_locked_conversation_is_told_as_one_and_once() {
    let workflow = workflow_of("opened", world()).await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().locked.insert(NUMBER);
    let run = workflow.run().await;
    run.ended(0, "created");
    let warnings = run.annotations("warning");
    assert!(
        matches!(&warnings[..], [one] if one.contains("locked") && one.contains("`comment: false`")),
        "{warnings:?}"
    );
    assert!(!warnings[0].contains("permission"), "{warnings:?}");
    assert!(workflow.repository().comments.is_empty());
}

fn with_second_pipeline(world: &mut World) {
    let pipeline = world.add_pipeline("docs");
    let app = App::new("docs-pr-7");
    world.heroku.review_apps.push(ReviewApp::created(pipeline, BRANCH, Some(NUMBER), &app));
    world.heroku.apps.push(app);
}

#[tokio::test]
async fn two_pipelines_share_it() {
    let mut world = world_with_review_app(&older_commit());
    with_second_pipeline(&mut world);
    let workflow = workflow_of("synchronize", world).await;
    let other = workflow.beside().input("pipeline", "docs");
    workflow.run().await.ended(0, "updated");
    other.run().await.ended(0, "updated");
    let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "2");
    workflow.run().await.ended(0, "updated");
    insta::assert_snapshot!("comment_two_pipelines", redacted(&workflow.comment()));
}

#[tokio::test]
async fn two_pipelines_that_write_at_the_same_moment_undo_nothing() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::new(&["done"], Outcome::Succeeded);
    with_second_pipeline(&mut world);
    let workflow = workflow_of("synchronize", world).await;
    let other = workflow.beside().input("pipeline", "docs");
    let late = FaultKind::Delay(Duration::from_millis(120));
    for method in ["POST", "PATCH"] {
        workflow.sandbox.fault(Fault::new(Service::GitHub, method, "/repos/*/comments*", late.clone()));
    }
    let (one, two) = tokio::join!(workflow.run(), other.run());
    assert_eq!((one.code, two.code), (0, 0));
    let comment = workflow.comment();
    for app in ["acme-pr-7", "docs-pr-7"] {
        let line = comment.lines().find(|line| line.contains(app));
        assert!(line.is_some_and(|line| line.contains("Review app ready")), "{comment}");
    }
}

#[tokio::test]
async fn a_comment_that_is_full_is_never_too_long() {
    let lines: Vec<String> = (0..60).map(|_| "&".repeat(400)).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let workflow = update(BuildScript::new(&lines, Outcome::Failed)).await;
    let others = "x".repeat(60_000);
    let body = format!("{MARKER}\n<!-- branchline:other -->\n{others}\n<!-- /branchline:other -->\n");
    write(&mut workflow.sandbox.world(), 1, "github-actions[bot]", &body);
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
    let comment = workflow.comment();
    assert!(comment.contains(&others) && comment.contains("Build failed") && !comment.contains("<pre>"), "{comment}");
    assert!(comment.chars().count() <= 65_536);
}

#[tokio::test]
async fn an_end_makes_no_comment() {
    let workflow = workflow_of("closed", world_with_review_app(&commit())).await;
    workflow.close();
    workflow.run().await.ended(0, "destroyed");
    assert!(workflow.repository().comments.is_empty());
}

#[tokio::test]
async fn a_comment_that_somebody_deletes_is_written_anew() {
    let workflow = update(slow_build(500)).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        workflow.comes_to(|world| !repository(world).comments.is_empty()).await;
        crate::pull::pause(100).await;
        workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().comments.clear();
    });
    run.ended(0, "updated");
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
    assert!(workflow.comment().contains("Review app ready"));
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_one() {
    join_all([("POST", "/repos/*/issues/7/comments"), ("PATCH", "/repos/*/issues/comments/*")].map(
        async |(method, path)| {
            let workflow = update(BuildScript::default()).await;
            workflow.sandbox.fault(Fault::new(Service::GitHub, method, path, FaultKind::ResetAfter).at(Turn::Only(1)));
            workflow.run().await.ended(0, "updated");
            assert!(workflow.comment().contains("Review app ready"));
        },
    ))
    .await;
}

#[tokio::test]
async fn none_is_written_where_none_is_wanted() {
    let workflow = update(BuildScript::default()).await.input("comment", "false");
    workflow.run().await.ended(0, "updated");
    assert!(workflow.sandbox.requests().iter().all(|request| !request.path.contains("comments")));
}

#[tokio::test]
async fn a_secret_in_a_log_does_not_reach_the_comment() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.api_key = "HRKU-a_b*c<d>e&f@g".to_owned();
    world.heroku.build_script = BuildScript::new(&["key: HRKU-a_b*c<d>e&f@g"], Outcome::Failed);
    let workflow = workflow_of("synchronize", world).await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(workflow.comment().contains("key: &#42;&#42;&#42;"), "{}", workflow.comment());
    assert!(run.summary.contains("key: &#42;&#42;&#42;"), "{}", run.summary);
}
