//! What deployments cost, and what becomes of them where GitHub does not take them or the run is cancelled.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Fault, FaultKind, Service, Turn, World};
use futures_util::future::join_all;

use super::deployments::{APP, production, seed_states, workflow};
use crate::{
    posted::{repository, slow_build},
    pull::{NUMBER, payload, workflow_of, world},
    workflow::REPOSITORY,
};

#[tokio::test]
async fn nothing_is_asked_about_deployments_that_are_not_wanted() {
    let workflow = workflow(production()).await.input("deployments", "false");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.output("deployment-id"), "");
    assert!(workflow.sandbox.requests().iter().all(|request| !request.path.contains("deployments")));
    assert_eq!(workflow.times("GET", "/apps/*/pipeline-couplings"), 0);
}

#[tokio::test]
async fn a_cancelled_run_leaves_none_in_progress() {
    for slow in [false, true] {
        let mut world = production();
        world.heroku.build_script = BuildScript::endless();
        let workflow = workflow(world).await;
        if slow {
            let late = FaultKind::Delay(Duration::from_millis(700));
            workflow.sandbox.fault(Fault::new(Service::GitHub, "POST", "/repos/*/deployments", late));
        }
        let child = workflow.start();
        let posts = if slow { 1 } else { 2 };
        workflow.comes_to(|world| !world.heroku.apps[0].builds.is_empty()).await;
        let asked = async {
            while workflow.times("POST", "/repos/*/deployments*") < posts {
                crate::pull::pause(5).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
        crate::posted::terminate(&child).await;
        let run = workflow.end(child, std::time::Instant::now()).await;
        run.ended(4, "cancelled");
        // The runner kills a step 7.5 s after its first signal.
        assert!(run.took < Duration::from_secs(7), "{:?}", run.took);
        assert_eq!(workflow.states(APP), ["error"]);
    }
}

#[tokio::test]
async fn the_build_is_accepted_no_later_for_them() {
    let workflow = workflow(production()).await;
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/deployments", FaultKind::Hang));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/pipeline-couplings", FaultKind::Hang));
    let started = std::time::Instant::now();
    let _child = workflow.start();
    workflow.comes_to(|world| world.heroku.apps[0].current_release().unwrap().version > 2).await;
    // So long it is waited for an answer.
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
    let requests = workflow.sandbox.requests();
    let at = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    assert!(at("POST", "/apps/*/builds") < at("GET", "/repos/*/deployments"), "{requests:#?}");
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_one() {
    for path in ["/repos/*/deployments", "/repos/*/deployments/*/statuses"] {
        let workflow = workflow(production()).await;
        workflow.sandbox.fault(Fault::new(Service::GitHub, "POST", path, FaultKind::ResetAfter).at(Turn::Only(1)));
        workflow.run().await.ended(0, "deployed");
        let deployments = workflow.deployments(APP);
        assert_eq!(deployments.len(), 1, "{path}");
        let states: Vec<_> = deployments[0].statuses.iter().map(|status| status.state.as_str()).collect();
        assert_eq!(states, ["in_progress", "success"], "{path}");
    }
}

#[tokio::test]
async fn each_app_of_a_rule_has_its_own() {
    let world = World::for_rehearsal(REPOSITORY, &[APP, "acme-mirror"], None);
    let workflow = workflow(world).await.input("rules", &format!("main: {APP}, acme-mirror"));
    workflow.run().await.ended(0, "deployed");
    assert_eq!(
        (workflow.states(APP), workflow.states("acme-mirror")),
        (vec!["success".to_owned()], vec!["success".to_owned()])
    );
}

#[tokio::test]
async fn without_the_permission_the_deploy_goes_on() {
    let mut world = world();
    world.github.permissions = branchline::sandbox::github::Permissions::read_only();
    let workflow = workflow_of("opened", world).await.input("commit-status", "true");
    let run = workflow.run().await;
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
            let workflow = workflow_of("opened", world).await.input("commit-status", "true");
            let run = workflow.run().await;
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
    let workflow = workflow_of("opened", world).await;
    let child = workflow.start();
    workflow
        .comes_to(|world| repository(world).deployments.first().is_some_and(|it| it.state() == "in_progress"))
        .await;
    workflow.close();
    let mut closing = workflow.beside();
    closing.happens("pull_request", &payload("closed"));
    closing.run().await.ended(0, "destroyed");
    workflow.end(child, std::time::Instant::now()).await;
    let states: Vec<_> = workflow.repository().deployments.iter().map(|it| it.state().to_owned()).collect();
    assert_eq!(states, ["inactive"]);
    assert!(workflow.comment().contains("Review app destroyed"), "{}", workflow.comment());
    assert_eq!(workflow.marked_comments()[0].issue, NUMBER);
}

#[tokio::test]
async fn a_push_asks_for_no_more_than_this_and_all_of_it_beside_the_work() {
    let mut world = production();
    world.heroku.build_script = slow_build(1500);
    world.latency.request = Duration::from_millis(30);
    seed_states(&mut world, APP, &["inactive", "inactive", "inactive", "success"]);
    let workflow = workflow(world).await;
    workflow.run().await.ended(0, "deployed");
    let requests = workflow.sandbox.requests();
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
    let said = workflow.sandbox.requests_like("POST", "/repos/*/statuses");
    assert!(said[1].at_ms > said[0].at_ms + 1000, "all but the last two runs beside the build: {}", listing.join("\n"));
}
