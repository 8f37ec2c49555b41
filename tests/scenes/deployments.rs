//! Deployments on GitHub: one an app and commit, in the state that the app is in.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::{Deployment, sha_of},
    heroku::{Coupling, Stage as PipelineStage},
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    payloads::push,
    pull::{BRANCH, NUMBER, commit, older_commit, payload, stage_of, world, world_with_review_app},
    stage::{REPOSITORY, Stage},
    told::{repository, slow_build},
};

const APP: &str = "acme-production";

async fn stage(world: World) -> Stage {
    let stage = Stage::new(world).await.input("rules", &format!("main: {APP}"));
    stage.event("push", &push("refs/heads/main", &sha_of("main")))
}

fn production() -> World {
    World::for_rehearsal(REPOSITORY, &[APP], Some("acme"))
}

fn seed(world: &mut World, deployment: Deployment) {
    world.github.repository_mut(REPOSITORY).unwrap().deployments.push(deployment);
}

/// Deployments of an app that are active, or not, the first of which is the oldest.
fn seed_states(world: &mut World, environment: &str, states: &[&str]) {
    for (index, state) in states.iter().enumerate() {
        let id = 100 + index as u64;
        let mut old = Deployment::new(id, &sha_of(&format!("old {index}")), environment).with_status(id + 5000, state);
        (old.transient, old.production) = (true, true);
        seed(world, old);
    }
}

#[tokio::test]
async fn a_deploy_has_a_deployment_as_other_tools_read_it() {
    let stage = stage(production()).await;
    let run = stage.run().await;
    run.ended(0, "deployed");
    let url = run.output("url");
    let asked = stage.sandbox.requests_like("POST", "/repos/acme/shop/deployments");
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].body,
        json!({
            "ref": sha_of("main"),
            "task": "deploy",
            "auto_merge": false,
            "required_contexts": [],
            "environment": APP,
            "description": "Deployed to Heroku by Branchline",
            "transient_environment": false,
            "production_environment": true,
            "payload": { "web_url": url },
        })
    );
    let deployments = stage.deployments(APP);
    assert_eq!(run.output("deployment-id"), deployments[0].id.to_string());
    let told: Vec<_> = deployments[0]
        .statuses
        .iter()
        .map(|status| (status.state.as_str(), status.environment_url.as_str(), status.log_url.as_str()))
        .collect();
    let log = "https://github.com/acme/shop/actions/runs/4711";
    assert_eq!(told, [("in_progress", "", log), ("success", url, log)]);
}

#[tokio::test]
async fn it_is_in_progress_while_the_build_runs() {
    let mut world = production();
    world.heroku.build_script = BuildScript::endless();
    let stage = stage(world).await;
    let _child = stage.start();
    stage.comes_to(|world| repository(world).deployments.first().is_some_and(|it| it.state() == "in_progress")).await;
    assert_eq!(stage.deployments(APP)[0].statuses[0].log_url, "https://github.com/acme/shop/actions/runs/4711");
}

#[tokio::test]
async fn what_ends_badly_is_a_failure_and_what_does_not_come_to_that_an_error() {
    let failed_release =
        BuildScript::default().with_release_phase(PhaseScript::new(&["rake aborted!"], Outcome::Failed));
    for script in [BuildScript::new(&["no"], Outcome::Failed), failed_release] {
        let mut world = production();
        world.heroku.build_script = script;
        seed_states(&mut world, APP, &["success"]);
        let stage = stage(world).await;
        stage.run().await.ended(1, "failed");
        assert_eq!(stage.states(APP), ["success", "failure"], "the one before is still there");
    }
    let stage = stage(production()).await;
    let refused = FaultKind::Status(403, json!({ "id": "forbidden", "message": "No" }));
    stage.sandbox.fault(
        Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::Delay(Duration::from_millis(300)))
            .at(Turn::Only(1)),
    );
    stage.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", refused));
    stage.run().await.ended(3, "failed");
    assert_eq!(stage.states(APP), ["error"]);
}

#[tokio::test]
async fn the_stage_in_the_pipeline_says_what_is_production() {
    for (place, expected) in [
        (Some(PipelineStage::Production), json!(true)),
        (Some(PipelineStage::Staging), json!(false)),
        (None, json!(null)),
    ] {
        let mut world = production();
        let (app, pipeline) = (world.heroku.apps[0].id, world.heroku.pipelines[0].id);
        world.heroku.couplings = place.map(|place| Coupling::new(app, pipeline, place)).into_iter().collect();
        let stage = stage(world).await;
        stage.run().await.ended(0, "deployed");
        let asked = stage.sandbox.requests_like("POST", "/repos/acme/shop/deployments");
        assert_eq!(asked[0].body["production_environment"], expected);
        assert_eq!(asked[0].body["transient_environment"], false);
    }
}

#[tokio::test]
async fn a_review_app_is_transient_and_never_production() {
    let stage = stage_of("opened", world()).await;
    let run = stage.run().await;
    run.ended(0, "created");
    let deployment = &stage.deployments(run.output("app"))[0];
    assert_eq!((deployment.transient, deployment.production, deployment.state()), (true, false, "success"));
    assert_eq!(deployment.statuses.last().unwrap().environment_url, run.output("url"));
}

#[tokio::test]
async fn a_repeated_run_has_the_same_deployment() {
    let stage = stage(production()).await;
    let first = stage.run().await;
    let stage = stage.set("GITHUB_RUN_ATTEMPT", "2");
    let second = stage.run().await;
    assert_eq!(first.output("deployment-id"), second.output("deployment-id"));
    assert_eq!(stage.states(APP), ["success"]);
}

#[tokio::test]
async fn a_push_and_a_pull_request_at_the_same_moment_have_one_deployment() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    let late = FaultKind::Delay(Duration::from_millis(150));
    stage.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/deployments", late.clone()));
    stage.sandbox.fault(Fault::new(Service::GitHub, "POST", "/repos/*/deployments", late));
    let mut other = stage.beside();
    other.happens("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    let (one, two) = tokio::join!(stage.run(), other.run());
    assert_eq!((one.code, two.code), (0, 0));
    assert_eq!(stage.times("POST", "/repos/acme/shop/deployments"), 2, "else this scene shows nothing");
    assert_eq!(stage.states("acme-pr-7"), ["success"]);
}

#[tokio::test]
async fn older_deployments_become_inactive_after_the_success_and_not_before() {
    let mut world = production();
    world.heroku.build_script = slow_build(800);
    seed_states(&mut world, APP, &["inactive", "success", "failure", "in_progress", "success"]);
    seed_states(&mut world, "acme-staging", &["success"]);
    let stage = stage(world).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        stage.comes_to(|world| repository(world).deployments.last().unwrap().state() == "in_progress").await;
        assert_eq!(stage.states(APP)[..5], ["inactive", "success", "failure", "in_progress", "success"]);
    });
    run.ended(0, "deployed");
    assert_eq!(stage.states(APP), ["inactive", "inactive", "inactive", "inactive", "inactive", "success"]);
    assert_eq!(stage.states("acme-staging"), ["success"]);
}

#[tokio::test]
async fn a_newer_deployment_that_began_meanwhile_stays_as_it_is() {
    let mut world = production();
    world.heroku.build_script = slow_build(500);
    let stage = stage(world).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        stage.comes_to(|world| !repository(world).deployments.is_empty()).await;
        seed(
            &mut stage.sandbox.world(),
            Deployment::new(9_000_000, &sha_of("newer"), APP).with_status(1, "in_progress"),
        );
    });
    run.ended(0, "deployed");
    assert_eq!(stage.states(APP), ["success", "in_progress"]);
}

#[tokio::test]
async fn an_end_makes_all_of_them_inactive_over_all_pages() {
    let mut world = world_with_review_app(&commit());
    let mut states = vec!["success", "in_progress"];
    states.extend(["inactive"; 120]);
    states.push("success");
    seed_states(&mut world, "acme-pr-7", &states);
    let stage = stage_of("closed", world).await;
    stage.close();
    stage.run().await.ended(0, "destroyed");
    assert_eq!(stage.states("acme-pr-7"), vec!["inactive"; 123]);
}

#[tokio::test]
async fn the_app_that_a_fresh_one_replaces_leaves_no_deployment_alive() {
    let mut world = world_with_review_app(&older_commit());
    seed_states(&mut world, "acme-pr-7", &["success"]);
    let stage = stage_of("synchronize", world).await.input("update", "recreate");
    let run = stage.run().await;
    run.ended(0, "created");
    assert_eq!(stage.states("acme-pr-7"), ["inactive"]);
    assert_eq!(stage.states(run.output("app")), ["success"]);
}

#[tokio::test]
async fn nothing_is_asked_about_deployments_that_are_not_wanted() {
    let stage = stage(production()).await.input("deployments", "false");
    let run = stage.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.output("deployment-id"), "");
    assert!(stage.sandbox.requests().iter().all(|request| !request.path.contains("deployments")));
    assert_eq!(stage.times("GET", "/apps/*/pipeline-couplings"), 0);
}

#[tokio::test]
async fn a_cancelled_run_leaves_none_in_progress() {
    for slow in [false, true] {
        let mut world = production();
        world.heroku.build_script = BuildScript::endless();
        let stage = stage(world).await;
        if slow {
            let late = FaultKind::Delay(Duration::from_millis(700));
            stage.sandbox.fault(Fault::new(Service::GitHub, "POST", "/repos/*/deployments", late));
        }
        let child = stage.start();
        let posts = if slow { 1 } else { 2 };
        stage.comes_to(|world| !world.heroku.apps[0].builds.is_empty()).await;
        let asked = async {
            while stage.times("POST", "/repos/*/deployments*") < posts {
                crate::pull::pause(5).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
        crate::told::terminate(&child).await;
        let run = stage.end(child, std::time::Instant::now()).await;
        run.ended(4, "cancelled");
        // The runner kills a step 7.5 s after its first signal.
        assert!(run.took < Duration::from_secs(7), "{:?}", run.took);
        assert_eq!(stage.states(APP), ["error"]);
    }
}

#[tokio::test]
async fn the_build_is_accepted_no_later_for_them() {
    let stage = stage(production()).await;
    stage.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/deployments", FaultKind::Hang));
    stage.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/pipeline-couplings", FaultKind::Hang));
    let started = std::time::Instant::now();
    let _child = stage.start();
    stage.comes_to(|world| world.heroku.apps[0].current_release().unwrap().version > 2).await;
    // So long it is waited for an answer.
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
    let requests = stage.sandbox.requests();
    let at = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    assert!(at("POST", "/apps/*/builds") < at("GET", "/repos/*/deployments"), "{requests:#?}");
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_one() {
    for path in ["/repos/*/deployments", "/repos/*/deployments/*/statuses"] {
        let stage = stage(production()).await;
        stage.sandbox.fault(Fault::new(Service::GitHub, "POST", path, FaultKind::ResetAfter).at(Turn::Only(1)));
        stage.run().await.ended(0, "deployed");
        let deployments = stage.deployments(APP);
        assert_eq!(deployments.len(), 1, "{path}");
        let states: Vec<_> = deployments[0].statuses.iter().map(|status| status.state.as_str()).collect();
        assert_eq!(states, ["in_progress", "success"], "{path}");
    }
}

#[tokio::test]
async fn each_app_of_a_rule_has_its_own() {
    let world = World::for_rehearsal(REPOSITORY, &[APP, "acme-mirror"], None);
    let stage = stage(world).await.input("rules", &format!("main: {APP}, acme-mirror"));
    stage.run().await.ended(0, "deployed");
    assert_eq!(
        (stage.states(APP), stage.states("acme-mirror")),
        (vec!["success".to_owned()], vec!["success".to_owned()])
    );
}

#[tokio::test]
async fn without_the_permission_the_deploy_goes_on() {
    let mut world = world();
    world.github.permissions = branchline::sandbox::github::Permissions::read_only();
    let stage = stage_of("opened", world).await.input("commit-status", "true");
    let run = stage.run().await;
    run.ended(0, "created");
    let mut warnings = run.annotations("warning");
    warnings.sort();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    for (warning, line) in warnings.iter().zip(["deployments: write", "pull-requests: write", "statuses: write"]) {
        assert!(warning.starts_with(&format!("Missing permission: Add `{line}` under `permissions:`")), "{warning}");
    }
}

#[tokio::test]
async fn each_missing_permission_is_one_warning_also_where_nothing_may_be_read() {
    use branchline::sandbox::github::{Access, Scope};
    join_all(
        [
            (Scope::Deployments, "deployments: write"),
            (Scope::PullRequests, "pull-requests: write"),
            (Scope::Statuses, "statuses: write"),
        ]
        .map(async |(scope, line)| {
            let mut world = world();
            world.github.permissions.set(scope, Access::None);
            if scope == Scope::PullRequests {
                world.github.permissions.set(Scope::Issues, Access::None);
            }
            let stage = stage_of("opened", world).await.input("commit-status", "true");
            let run = stage.run().await;
            run.ended(0, "created");
            let warnings = run.annotations("warning");
            let about: Vec<_> = warnings.iter().filter(|warning| warning.contains(line)).collect();
            assert_eq!(about.len(), 1, "{warnings:?}");
        }),
    )
    .await;
}

#[tokio::test]
async fn a_review_app_that_vanishes_meanwhile_leaves_nothing_alive() {
    let mut world = world();
    world.heroku.review_app_script.build = Some(slow_build(3000));
    let stage = stage_of("opened", world).await;
    let child = stage.start();
    stage.comes_to(|world| repository(world).deployments.first().is_some_and(|it| it.state() == "in_progress")).await;
    stage.close();
    let mut closing = stage.beside();
    closing.happens("pull_request", &payload("closed"));
    closing.run().await.ended(0, "destroyed");
    stage.end(child, std::time::Instant::now()).await;
    let states: Vec<_> = stage.repository().deployments.iter().map(|it| it.state().to_owned()).collect();
    assert_eq!(states, ["inactive"]);
    assert!(stage.comment().contains("is destroyed"), "{}", stage.comment());
    assert_eq!(stage.marked_comments()[0].issue, NUMBER);
}

#[tokio::test]
async fn a_push_asks_for_no_more_than_this_and_all_of_it_beside_the_work() {
    let mut world = production();
    world.heroku.build_script = slow_build(1500);
    world.latency.request = Duration::from_millis(30);
    seed_states(&mut world, APP, &["inactive", "inactive", "inactive", "success"]);
    let stage = stage(world).await;
    stage.run().await.ended(0, "deployed");
    let requests = stage.sandbox.requests();
    let added: Vec<_> = requests
        .iter()
        .filter(|request| request.path.contains("deployments") || request.path.contains("pipeline-couplings"))
        .map(|request| {
            let (method, path) = (&request.method, request.path.replace("/repos/acme/shop", ""));
            let path =
                path.split('/').map(|part| if part.len() > 20 || part.parse::<u64>().is_ok() { "ID" } else { part });
            let sha = if request.query.iter().any(|(name, _)| name == "sha") { "?sha" } else { "" };
            format!("{method} {}{sha}", path.collect::<Vec<_>>().join("/"))
        })
        .collect();
    let mut first = added[..3].to_vec();
    first.sort();
    assert_eq!(first, ["GET /apps/ID/pipeline-couplings", "GET /deployments", "GET /deployments?sha"], "side by side");
    let mut last = added[10..12].to_vec();
    last.sort();
    assert_eq!(last, ["GET /deployments", "GET /deployments/ID/statuses"], "side by side");
    assert_eq!(
        [&added[3..10], &added[12..]].concat(),
        [
            "POST /deployments",
            "GET /deployments?sha",
            "POST /deployments/ID/statuses",
            "GET /deployments/ID/statuses",
            "GET /deployments/ID/statuses",
            "GET /deployments/ID/statuses",
            "GET /deployments/ID/statuses",
            "POST /deployments/ID/statuses",
            "POST /deployments/ID/statuses",
        ]
    );
    let listing: Vec<_> = requests.iter().map(ToString::to_string).collect();
    let at = |path: &str| requests.iter().find(|request| request.is("POST", path)).unwrap().at_ms;
    assert!(at("/apps/*/builds") <= at("/repos/*/deployments"), "{}", listing.join("\n"));
    let said = stage.sandbox.requests_like("POST", "/repos/*/statuses");
    assert!(said[1].at_ms > said[0].at_ms + 1000, "all but the last two runs beside the build: {}", listing.join("\n"));
}
