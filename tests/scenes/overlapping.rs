//! Runs for one pull request that overlap: what the later one says is not undone by the earlier one.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, World,
    github::{Comment, Deployment, DeploymentStatus, sha_of},
    heroku::{Build, Status},
};

use crate::{
    payloads::pull_request,
    posted::{repository, slow_build},
    pull::{BRANCH, NUMBER, commit, older_commit, pause, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Run, Workflow},
};

const APP: &str = "acme-pr-7";

fn page(run: &str) -> String {
    format!("https://github.com/{REPOSITORY}/actions/runs/{run}")
}

/// The comment as it stands after a run whose mark is this, or that made none, with these words about the app.
fn write(world: &mut World, mark: &str, words: &str) {
    let body = format!("<!-- branchline -->\n<!-- branchline:acme -->{mark}\n{words}\n<!-- /branchline:acme -->\n");
    let comments = &mut world.github.repository_mut(REPOSITORY).unwrap().comments;
    comments.push(Comment::new(1, NUMBER, "github-actions[bot]", &body));
}

#[tokio::test]
async fn the_comment_and_the_deployments_end_at_the_newer_commit() {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(500);
    world.latency.request = Duration::from_millis(20);
    let opened = workflow_of("opened", world).await;
    let (first, first_started) = (opened.start(), Instant::now());
    pause(150).await;
    let newer = sha_of("two");
    opened.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &newer);
    let pushed = opened.beside().set("GITHUB_RUN_ID", "4712");
    let pushed = pushed.event("pull_request", &pull_request("synchronize", NUMBER, BRANCH, &newer));
    let (second, second_started) = (pushed.start(), Instant::now());
    let (one, two) = tokio::join!(opened.end(first, first_started), pushed.end(second, second_started));
    assert_eq!((one.code, two.code), (0, 0), "{}\n{}", one.output, two.output);
    assert!(opened.comment().contains(&newer[..7]), "{}", opened.comment());
    let written = opened.times("PATCH", "/repos/*/issues/comments/*");
    assert!(written <= 4, "{written} times");
    let deployments = opened.deployments(two.output("app"));
    let alive: Vec<_> = deployments.iter().filter(|it| it.state() != "inactive").map(|it| it.sha.clone()).collect();
    assert_eq!(alive, [newer]);
}

async fn after(mark: &str, words: &str) -> Workflow {
    let mut world = world_with_review_app(&older_commit());
    write(&mut world, mark, words);
    workflow_of("synchronize", world).await
}

#[tokio::test]
async fn a_later_runs_section_stays_as_it_is() {
    for mark in ["<!-- run 4712/1 -->", "<!-- run 4711/2 -->"] {
        let workflow = after(mark, "✅ **later** is live").await;
        workflow.run().await.ended(0, "updated");
        assert!(workflow.comment().contains("**later**"), "{}", workflow.comment());
        assert_eq!(workflow.times("PATCH", "/repos/*/issues/comments/*"), 0);
    }
}

#[tokio::test]
async fn an_earlier_runs_section_and_one_without_a_mark_are_written_anew() {
    for mark in ["", "<!-- run 999/7 -->", "<!-- run 4711/1 -->", "<!-- run of old -->"] {
        let workflow = after(mark, "✅ **earlier** is live").await;
        workflow.run().await.ended(0, "updated");
        let comment = workflow.comment();
        assert!(!comment.contains("earlier") && comment.contains("<!-- branchline:acme --><!-- run 4711/1 -->\n"));
    }
}

#[tokio::test]
async fn a_run_that_was_started_again_tells_of_its_commit_what_is_so_by_now() {
    for (of, is_told) in [(commit(), true), (sha_of("another"), false)] {
        let workflow = after("<!-- run 4712/1 -->", &format!("❌ **{APP}**: the build failed\n\n`{}`", &of[..7])).await;
        let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "2");
        workflow.run().await.ended(0, "updated");
        assert_eq!(workflow.comment().contains("Review app ready"), is_told, "{}", workflow.comment());
    }
}

#[tokio::test]
async fn the_end_of_an_app_is_told_over_what_a_later_run_says_of_it() {
    for (words, is_told) in [
        (format!("✅ **Review app ready: [open {APP}](<https://example.com/>)**"), true),
        (format!("➖ **Not deployed: review app {APP}**"), true),
        (format!("✅ **Review app ready: [open {APP}0](<https://example.com/>)**"), false),
        ("⏳ **Building review app in acme**".to_owned(), false),
    ] {
        let mut world = world_with_review_app(&commit());
        write(&mut world, "<!-- run 4712/1 -->", &words);
        let workflow = workflow_of("closed", world).await;
        workflow.close();
        workflow.run().await.ended(0, "destroyed");
        assert_eq!(workflow.comment().contains("Review app destroyed"), is_told, "{}", workflow.comment());
    }
}

fn seed(world: &mut World, id: u64, state: &str, run: &str) {
    let mut deployment = Deployment::new(id, &sha_of(run), APP);
    deployment.transient = true;
    let log_url = page(run);
    deployment.statuses.push(DeploymentStatus { log_url, ..DeploymentStatus::new(id + 5000, state, "octocat") });
    world.github.repository_mut(REPOSITORY).unwrap().deployments.push(deployment);
}

/// An update whose deployment is in progress while `meanwhile` happens.
async fn during_an_update(world: World, meanwhile: impl FnOnce(&mut World)) -> (Workflow, Run) {
    let workflow = workflow_of("synchronize", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        let own = |world: &World| {
            let mut all = repository(world).deployments.iter();
            all.any(|it| it.sha == commit() && it.state() == "in_progress")
        };
        workflow.comes_to(own).await;
        pause(200).await;
        meanwhile(&mut workflow.sandbox.world());
    });
    run.ended(0, "updated");
    (workflow, run)
}

fn slow_world() -> World {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = slow_build(900);
    world
}

#[tokio::test]
async fn a_deployment_that_somebody_else_has_made_inactive_meanwhile_stays_so() {
    let (workflow, run) = during_an_update(slow_world(), |world| {
        let own = &mut world.github.repository_mut(REPOSITORY).unwrap().deployments[0];
        own.statuses.push(DeploymentStatus::new(77, "inactive", "octocat"));
    })
    .await;
    assert_eq!(workflow.states(APP), ["inactive"]);
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
}

#[tokio::test]
async fn a_success_leaves_the_deployment_of_a_later_run_at_work_as_it_is() {
    let mut world = slow_world();
    for (id, state, run) in
        [(100, "in_progress", "4700"), (101, "success", "4713"), (102, "in_progress", "4712"), (103, "queued", "4714")]
    {
        seed(&mut world, id, state, run);
    }
    let (workflow, _) = during_an_update(world, |_| {}).await;
    assert_eq!(workflow.states(APP), ["inactive", "inactive", "in_progress", "queued", "success"]);
}

#[tokio::test]
async fn a_success_replaces_an_earlier_runs_deployment_that_came_later() {
    let (workflow, _) = during_an_update(slow_world(), |world| {
        seed(world, 2_000_000, "success", "4710");
        seed(world, 2_000_001, "in_progress", "4710/attempts/3");
        seed(world, 2_000_002, "success", "4712");
    })
    .await;
    assert_eq!(workflow.states(APP), ["success", "inactive", "inactive", "success"]);
}

#[tokio::test]
async fn a_later_runs_deployment_without_a_status_is_not_taken_for_older() {
    let mut world = slow_world();
    world.github.repository_mut(REPOSITORY).unwrap().deployments.push(Deployment::new(100, &sha_of("two"), APP));
    let (workflow, _) = during_an_update(world, |world| {
        let other = &mut world.github.repository_mut(REPOSITORY).unwrap().deployments[0];
        let begun = DeploymentStatus::new(77, "in_progress", "octocat");
        other.statuses.push(DeploymentStatus { log_url: page("4712"), ..begun });
    })
    .await;
    assert_eq!(workflow.states(APP), ["in_progress", "success"]);
}

#[tokio::test]
async fn a_run_that_is_overtaken_leaves_what_the_app_runs_alive() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::endless();
    seed(&mut world, 100, "success", "4700");
    let workflow = workflow_of("synchronize", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        let building = |world: &World| world.heroku.app(APP).unwrap().builds.len() == 2;
        workflow.comes_to(|world| building(world) && repository(world).deployments.len() == 2).await;
        pause(200).await;
        let (mut world, newer) = (workflow.sandbox.world(), sha_of("two"));
        world.add_repository(REPOSITORY).push(BRANCH, &newer);
        let builds = &mut world.heroku.app_mut(APP).unwrap().builds;
        builds[1].status = Status::Failed;
        builds.push(Build::start("https://example.com/a.tar.gz", Some(&newer), BuildScript::endless()));
    });
    run.ended(0, "skipped");
    assert_eq!(workflow.states(APP), ["success", "inactive"]);
}
