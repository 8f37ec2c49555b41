//! The comment on the pull request: one, whoever else writes there, and current.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::Comment,
    heroku::{App, ReviewApp},
};
use futures_util::future::join_all;

use crate::{
    pull::{BRANCH, NUMBER, commit, older_commit, payload, stage_of, world, world_with_review_app},
    stage::{REPOSITORY, Stage},
    told::{redacted, repository, slow_build},
};

pub(crate) const MARKER: &str = "<!-- branchline -->";

pub(crate) fn write(world: &mut World, id: u64, author: &str, body: &str) {
    let comments = &mut world.github.repository_mut(REPOSITORY).unwrap().comments;
    comments.push(Comment::new(id, NUMBER, author, body));
}

/// An update in place of the review app `acme-pr-7`, whose build goes so.
pub(crate) async fn update(script: BuildScript) -> Stage {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = script;
    stage_of("synchronize", world).await
}

#[tokio::test]
async fn it_goes_from_building_to_live_to_destroyed() {
    let mut stage = update(slow_build(700)).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        stage.comes_to(|world| !repository(world).comments.is_empty()).await;
        insta::assert_snapshot!("comment_building", redacted(&stage.comment()));
    });
    run.ended(0, "updated");
    insta::assert_snapshot!("comment_live", redacted(&stage.comment()));
    assert!(stage.comment().contains("` · ") && stage.comment().contains("build 0."), "{}", stage.comment());
    stage.close();
    stage.happens("pull_request", &payload("closed"));
    stage.run().await.ended(0, "destroyed");
    insta::assert_snapshot!("comment_destroyed", redacted(&stage.comment()));
}

#[tokio::test]
async fn a_new_review_app_is_building_before_it_has_a_name() {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_millis(2600);
    world.heroku.review_app_script.app_after = Duration::from_millis(2600);
    let stage = stage_of("opened", world).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        stage.comes_to(|world| !repository(world).comments.is_empty()).await;
        insta::assert_snapshot!("comment_building_without_a_name", redacted(&stage.comment()));
    });
    run.ended(0, "created");
    assert!(stage.comment().contains("is live"), "{}", stage.comment());
}

#[tokio::test]
async fn a_failed_build_shows_the_end_of_its_log() {
    let lines = [
        "-----> Installing dependencies",
        "       npm error code ERESOLVE",
        " !     Push rejected, failed to compile Node.js app.",
    ];
    let stage = update(BuildScript::new(&lines, Outcome::Failed)).await;
    stage.run().await.ended(1, "failed");
    insta::assert_snapshot!("comment_failed_build", redacted(&stage.comment()));
}

#[tokio::test]
async fn a_failed_release_says_that_the_old_one_still_runs() {
    let phase = PhaseScript::new(&["Running migrations…", "rake aborted!"], Outcome::Failed);
    let stage = update(BuildScript::default().with_release_phase(phase)).await;
    stage.run().await.ended(1, "failed");
    insta::assert_snapshot!("comment_failed_release", redacted(&stage.comment()));
}

#[tokio::test]
async fn a_review_app_that_cannot_be_created_says_why() {
    let mut world = world();
    world.heroku.review_app_script.manifest_errors = vec!["`formation` is <b>odd</b>".to_owned()];
    let stage = stage_of("opened", world).await;
    stage.run().await.ended(1, "failed");
    insta::assert_snapshot!("comment_failed_review_app", redacted(&stage.comment()));
}

#[tokio::test]
async fn a_cancelled_run_says_so() {
    let stage = update(BuildScript::endless()).await;
    let child = stage.start();
    stage.comes_to(|world| !repository(world).comments.is_empty()).await;
    crate::overtaken::asked(&stage, "GET", "/streams/*").await;
    crate::told::terminate(&child).await;
    stage.end(child, Instant::now()).await.ended(4, "cancelled");
    let comment = stage.comment();
    let build = stage.sandbox.world().heroku.app("acme-pr-7").unwrap().builds[1].id.to_string();
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
    let mut stage = stage_of("opened", world).await;
    stage.happens("pull_request", &pull);
    let run = stage.run().await;
    run.ended(1, "failed");
    insta::assert_snapshot!("comment_hostile", redacted(&stage.comment()));
    insta::assert_snapshot!("summary_hostile", redacted(&run.summary));
    stage.run().await;
    assert_eq!(stage.comment().matches("<!-- /branchline:acme -->").count(), 1, "{}", stage.comment());
}

#[tokio::test]
async fn a_locked_conversation_is_told_as_one_and_once() {
    let stage = stage_of("opened", world()).await;
    stage.sandbox.world().github.repository_mut(REPOSITORY).unwrap().locked.insert(NUMBER);
    let run = stage.run().await;
    run.ended(0, "created");
    let warnings = run.annotations("warning");
    assert!(
        matches!(&warnings[..], [one] if one.contains("locked") && one.contains("`comment: false`")),
        "{warnings:?}"
    );
    assert!(!warnings[0].contains("permission"), "{warnings:?}");
    assert!(stage.repository().comments.is_empty());
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
    let stage = stage_of("synchronize", world).await;
    let other = stage.beside().input("pipeline", "docs");
    stage.run().await.ended(0, "updated");
    other.run().await.ended(0, "updated");
    let stage = stage.set("GITHUB_RUN_ATTEMPT", "2");
    stage.run().await.ended(0, "updated");
    insta::assert_snapshot!("comment_two_pipelines", redacted(&stage.comment()));
}

#[tokio::test]
async fn two_pipelines_that_write_at_the_same_moment_undo_nothing() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::new(&["done"], Outcome::Succeeded);
    with_second_pipeline(&mut world);
    let stage = stage_of("synchronize", world).await;
    let other = stage.beside().input("pipeline", "docs");
    let late = FaultKind::Delay(Duration::from_millis(120));
    for method in ["POST", "PATCH"] {
        stage.sandbox.fault(Fault::new(Service::GitHub, method, "/repos/*/comments*", late.clone()));
    }
    let (one, two) = tokio::join!(stage.run(), other.run());
    assert_eq!((one.code, two.code), (0, 0));
    let comment = stage.comment();
    for app in ["acme-pr-7", "docs-pr-7"] {
        let line = comment.lines().find(|line| line.contains(app));
        assert!(line.is_some_and(|line| line.contains("is live")), "{comment}");
    }
}

#[tokio::test]
async fn a_comment_that_is_full_is_never_too_long() {
    let lines: Vec<String> = (0..60).map(|_| "&".repeat(400)).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let stage = update(BuildScript::new(&lines, Outcome::Failed)).await;
    let others = "x".repeat(60_000);
    let body = format!("{MARKER}\n<!-- branchline:other -->\n{others}\n<!-- /branchline:other -->\n");
    write(&mut stage.sandbox.world(), 1, "github-actions[bot]", &body);
    let run = stage.run().await;
    run.ended(1, "failed");
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
    let comment = stage.comment();
    assert!(comment.contains(&others) && comment.contains("build failed") && !comment.contains("<pre>"), "{comment}");
    assert!(comment.chars().count() <= 65_536);
}

#[tokio::test]
async fn an_end_makes_no_comment() {
    let stage = stage_of("closed", world_with_review_app(&commit())).await;
    stage.close();
    stage.run().await.ended(0, "destroyed");
    assert!(stage.repository().comments.is_empty());
}

#[tokio::test]
async fn a_comment_that_somebody_deletes_is_written_anew() {
    let stage = update(slow_build(500)).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        stage.comes_to(|world| !repository(world).comments.is_empty()).await;
        crate::pull::pause(100).await;
        stage.sandbox.world().github.repository_mut(REPOSITORY).unwrap().comments.clear();
    });
    run.ended(0, "updated");
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
    assert!(stage.comment().contains("is live"));
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_one() {
    join_all([("POST", "/repos/*/issues/7/comments"), ("PATCH", "/repos/*/issues/comments/*")].map(
        async |(method, path)| {
            let stage = update(BuildScript::default()).await;
            stage.sandbox.fault(Fault::new(Service::GitHub, method, path, FaultKind::ResetAfter).at(Turn::Only(1)));
            stage.run().await.ended(0, "updated");
            assert!(stage.comment().contains("is live"));
        },
    ))
    .await;
}

#[tokio::test]
async fn none_is_written_where_none_is_wanted() {
    let stage = update(BuildScript::default()).await.input("comment", "false");
    stage.run().await.ended(0, "updated");
    assert!(stage.sandbox.requests().iter().all(|request| !request.path.contains("comments")));
}

#[tokio::test]
async fn a_secret_in_a_log_does_not_reach_the_comment() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.api_key = "HRKU-a_b*c<d>e&f@g".to_owned();
    world.heroku.build_script = BuildScript::new(&["key: HRKU-a_b*c<d>e&f@g"], Outcome::Failed);
    let stage = stage_of("synchronize", world).await;
    let run = stage.run().await;
    run.ended(1, "failed");
    assert!(stage.comment().contains("key: &#42;&#42;&#42;"), "{}", stage.comment());
    assert!(run.summary.contains("key: &#42;&#42;&#42;"), "{}", run.summary);
}
