//! Heroku fails the first build on an old stack on purpose, with a notice; the next one works. It has to be on the same app.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, ReviewAppScript, Service, World,
    heroku::{ReviewAppStatus, Status},
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    deploys::{built, workflow},
    payloads::pull_request,
    pull::{A_BUILD_LINE, BRANCH, NUMBER, commit, older_commit, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Run, Workflow},
};

const NOTICE: [&str; 5] = [
    "-----> Building on the Heroku-22 stack",
    " !     This stack is end-of-life on April 30, 2027.",
    "       THIS IS A ONE-OFF NOTICE. THE NEXT DEPLOY WILL FUNCTION WITHOUT INTERRUPTION.",
    "       The next warning of this kind will occur in: 7 day(s).",
    " !     Push rejected, failed to compile.",
];

fn noticed() -> BuildScript {
    BuildScript::new(&NOTICE, Outcome::Failed)
}

fn says_that_the_stack_is_old(run: &Run) -> usize {
    run.log.of("warning").iter().filter(|text| text.contains("one-off notice")).count()
}

#[tokio::test]
async fn an_app_on_an_old_stack_is_built_once_more() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().next_builds.push_back(noticed());
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one").len(), 2);
    let world = workflow.sandbox.world();
    let app = world.heroku.app("acme-one").unwrap();
    assert_eq!((app.builds[0].status, app.builds[1].status), (Status::Failed, Status::Succeeded));
    assert_eq!(run.output("build-id"), app.builds[1].id.to_string());
    assert_eq!((says_that_the_stack_is_old(&run), run.shown(A_BUILD_LINE)), (1, 1), "{}", run.output);
}

#[tokio::test]
async fn a_build_that_prints_the_notice_every_time_is_built_twice_and_fails() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.world().heroku.build_script = noticed();
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!((built(&workflow, "acme-one").len(), says_that_the_stack_is_old(&run)), (2, 1), "{}", run.output);
    assert!(run.output("reason").contains("the build of `acme-one` failed"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_build_that_fails_otherwise_after_the_notice_is_a_failure() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    {
        let mut world = workflow.sandbox.world();
        let scripts = [noticed(), BuildScript::new(&["npm error ERESOLVE"], Outcome::Failed)];
        world.heroku.app_mut("acme-one").unwrap().next_builds.extend(scripts);
    }
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(built(&workflow, "acme-one").len(), 2);
    assert!(run.log.of("error")[0].contains("npm error ERESOLVE"), "{}", run.output);
}

#[tokio::test]
async fn who_does_not_wait_for_the_build_does_not_see_the_notice() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await.input("wait", "false");
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().next_builds.push_back(noticed());
    workflow.run().await.ended(0, "started");
    assert_eq!(built(&workflow, "acme-one").len(), 1);
}

#[tokio::test]
async fn a_review_app_on_an_old_stack_is_built_in_place_once_more() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    workflow.sandbox.world().heroku.app_mut("acme-pr-7").unwrap().next_builds.push_back(noticed());
    let run = workflow.run().await;
    run.ended(0, "updated");
    assert_eq!((workflow.times("POST", "/apps/*/builds"), workflow.times("DELETE", "*")), (2, 0));
    assert_eq!(says_that_the_stack_is_old(&run), 1, "{}", run.output);
}

fn world_with_first_build(build: BuildScript) -> World {
    let mut world = world();
    world.heroku.review_app_script = ReviewAppScript { build: Some(build), ..Default::default() };
    world
}

#[tokio::test]
async fn the_first_build_of_a_review_app_is_repeated_on_the_same_app() {
    let mut workflow = workflow_of("opened", world_with_first_build(noticed())).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    assert_eq!((workflow.times("POST", "/review-apps"), workflow.times("DELETE", "*")), (1, 0));
    let id = {
        let world = workflow.sandbox.world();
        assert_eq!(world.heroku.review_apps.len(), 1);
        let review_app = &world.heroku.review_apps[0];
        assert_eq!(review_app.status, ReviewAppStatus::Errored, "Heroku goes on calling it so");
        let app = world.heroku.app(&review_app.app.unwrap().to_string()).unwrap();
        assert_eq!(app.current_release().unwrap().commit.as_deref(), Some(&*commit()));
        assert_eq!((run.output("app"), run.output("build-id")), (&*app.name, &*app.builds[1].id.to_string()));
        app.id
    };
    assert_eq!(says_that_the_stack_is_old(&run), 1, "{}", run.output);
    assert!(run.log.of("warning").iter().any(|text| text.contains("postdeploy")), "{}", run.output);
    assert!(workflow.comment().contains('✅'), "{}", workflow.comment());
    workflow.next_push_is_built_on(&id.to_string()).await;
}

impl Workflow {
    /// The app that was mended is never recreated: the next push is built in place, and its repetition is left alone.
    async fn next_push_is_built_on(&mut self, app: &str) {
        let newer = branchline::sandbox::github::sha_of("two");
        self.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &newer);
        for (action, result) in [("synchronize", "updated"), ("ready_for_review", "skipped")] {
            self.happens("pull_request", &pull_request(action, NUMBER, BRANCH, &newer));
            let run = self.run().await;
            run.ended(0, result);
            assert_eq!((run.output("app-id"), self.times("DELETE", "*")), (app, 0), "{}", run.output);
        }
    }
}

#[tokio::test]
async fn a_first_build_that_always_prints_the_notice_fails_after_two() {
    let mut world = world_with_first_build(noticed());
    world.heroku.build_script = noticed();
    let workflow = workflow_of("opened", world).await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!((workflow.times("POST", "/review-apps"), workflow.times("POST", "/apps/*/builds")), (1, 1));
}

#[tokio::test]
async fn a_review_app_whose_app_is_gone_or_whose_script_failed_is_not_mended() {
    let gone = ReviewAppScript { build: Some(noticed()), keeps_app: false, ..Default::default() };
    let output = format!("{}\n", NOTICE.join("\n"));
    let postdeploy = Some(branchline::sandbox::Postdeploy { output, exit_code: 1 });
    let script = ReviewAppScript { postdeploy, ..Default::default() };
    let runs = [gone, script].map(async |script| {
        let mut world = world();
        world.heroku.review_app_script = script;
        let workflow = workflow_of("opened", world).await;
        if workflow.sandbox.world().heroku.review_app_script.postdeploy.is_none() {
            workflow.loses_the_app_with_its_setup();
        }
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert_eq!(workflow.times("POST", "/review-apps"), 1);
        run
    });
    join_all(runs).await;
}

impl Workflow {
    /// The app of a review app that failed is not there for a build either.
    fn loses_the_app_with_its_setup(&self) {
        let body = json!({ "id": "not_found", "message": "Couldn't find that app." });
        let gone = FaultKind::Status(404, body);
        self.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", gone));
    }
}
