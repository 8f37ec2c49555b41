//! `images`: copied from their registry to Heroku's, and released.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    Fault, FaultKind, Outcome, PhaseScript, Recorded, Service, Turn, World,
    github::sha_of,
    registry::{Door, Registry, Way},
};
use serde_json::{Value, json};

use crate::{
    payloads::push,
    workflow::{REPOSITORY, Workflow},
};

const LAYERS: [&str; 3] = ["a base", "the dependencies", "the code"];

fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production", "acme-mirror"], None);
    for app in &mut world.heroku.apps {
        "container".clone_into(&mut app.stack);
    }
    world.registry.add_image("acme/shop", &sha_of("main"), "amd64", &LAYERS);
    world.registry.add_image("acme/shop", "worker", "amd64", &["a base", "the work"]);
    world
}

async fn pushed(world: World, images: &str) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production");
    let host = workflow.sandbox.urls().registry.replace("http://", "");
    let images = images.replace("REGISTRY", &host);
    workflow.input("images", &images).event("push", &push("refs/heads/main", &sha_of("main")))
}

async fn web(world: World) -> Workflow {
    pushed(world, "web: REGISTRY/acme/shop:{commit}").await
}

fn image_of(workflow: &Workflow, app: &str, process: &str) -> Option<String> {
    workflow.sandbox.world().heroku.app(app).unwrap().images.get(process).cloned()
}

fn releases(workflow: &Workflow, app: &str) -> usize {
    let world = workflow.sandbox.world();
    let releases = &world.heroku.app(app).unwrap().releases;
    releases.iter().filter(|release| release.description.starts_with("Deployed")).count()
}

fn of(workflow: &Workflow, service: Service) -> Vec<Recorded> {
    workflow.sandbox.requests().into_iter().filter(|request| request.service == service).collect()
}

fn written(workflow: &Workflow) -> usize {
    workflow.sandbox.requests().iter().filter(|request| !matches!(request.method.as_str(), "GET" | "HEAD")).count()
}

#[tokio::test]
async fn an_image_is_copied_in_dockers_form_and_released() {
    let workflow = web(world()).await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let (id, releases) =
        (image_of(&workflow, "acme-production", "web").unwrap(), releases(&workflow, "acme-production"));
    assert_eq!((releases, run.output("release-version"), run.output("commit")), (1, "3", sha_of("main").as_str()));
    let world = workflow.sandbox.world();
    let (kind, manifest) = &world.heroku.registry.manifests[&("acme-production/web".to_owned(), "latest".to_owned())];
    assert_eq!(kind, "application/vnd.docker.distribution.manifest.v2+json");
    let manifest: Value = serde_json::from_slice(manifest).unwrap();
    assert_eq!(manifest["config"]["digest"], json!(id));
    assert_eq!(manifest["layers"].as_array().unwrap().len(), LAYERS.len());
    assert_eq!((world.heroku.registry.puts, workflow.times("POST", "/apps/*/builds")), (4, 0));
    let plan: Value = serde_json::from_str(run.output("plan")).unwrap();
    assert_eq!(plan["tasks"][0]["steps"][0]["images"][0]["id"], json!(id));
}

#[tokio::test]
async fn all_processes_are_released_at_once_and_share_their_layers() {
    let workflow = pushed(world(), "web: REGISTRY/acme/shop:{commit}\nworker: REGISTRY/acme/shop:worker").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(releases(&workflow, "acme-production"), 1);
    assert!(image_of(&workflow, "acme-production", "worker").is_some());
    let world = workflow.sandbox.world();
    let registry = &world.heroku.registry;
    assert_eq!((registry.puts, registry.mounts), (6, 1), "the base is taken over");
}

#[tokio::test]
async fn what_is_there_is_not_sent_again_and_what_runs_is_done() {
    let workflow = web(world()).await;
    workflow.run().await.ended(0, "deployed");
    let puts = workflow.sandbox.world().heroku.registry.puts;
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert_eq!(run.output("commit"), sha_of("main"));
    let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "2");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.log.text().contains("all layers were there"), "{}", run.output);
    let puts_again = workflow.sandbox.world().heroku.registry.puts;
    assert_eq!((puts_again, releases(&workflow, "acme-production")), (puts, 2));
    workflow.sandbox.world().registry.add_image("acme/shop", &sha_of("main"), "amd64", &["another"]);
    let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "1");
    workflow.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn several_apps_get_it_each_in_its_own_repository() {
    let workflow = web(world()).await.input("rules", "main: acme-production, acme-mirror");
    workflow.run().await.ended(0, "deployed");
    let ids = ["acme-production", "acme-mirror"].map(|app| image_of(&workflow, app, "web"));
    assert!(ids[0].is_some() && ids[0] == ids[1]);
}

#[tokio::test]
async fn every_kind_of_login_is_answered_and_goes_to_its_own_registry() {
    for door in [Door::Token, Door::Basic] {
        for sends_on in [false, true] {
            let mut world = world();
            world.registry.login = Some(("mona".to_owned(), "a-registry-password".to_owned()));
            (world.registry.door, world.registry.sends_on) = (door, sends_on);
            (world.heroku.registry.door, world.heroku.registry.sends_on) = (door, sends_on);
            let workflow = web(world).await;
            let workflow =
                workflow.input("registry-username", "mona").input("registry-password", "a-registry-password");
            let run = workflow.run().await;
            run.ended(0, "deployed");
            assert!(!run.log.text().contains("a-registry-password"), "{}", run.output);
            for request in of(&workflow, Service::HerokuRegistry) {
                let key = request.header("authorization").unwrap_or_default();
                assert!(!key.contains("bW9uYTp"), "mona's login went to Heroku");
            }
        }
    }
}

#[tokio::test]
async fn registries_that_go_their_own_way_are_copied_from_and_to() {
    for (door, ways) in [
        (Door::Token, vec![Way::AccessToken]),
        (Door::Token, vec![Way::BothNames]),
        (Door::Token, vec![Way::OffersMore, Way::BothNames]),
        (Door::Token, vec![Way::OffersMoreAtOnce]),
        (Door::Basic, vec![Way::OffersMoreAtOnce]),
        (Door::Basic, vec![Way::SaysNoDoor]),
        (Door::Token, vec![Way::RefusesHead]),
        (Door::Token, vec![Way::RefusesMounts]),
        (Door::Token, vec![Way::IgnoresMounts, Way::NamesPlaceOnce]),
    ] {
        let mut world = world();
        world.registry.login = Some(("mona".to_owned(), "a-registry-password".to_owned()));
        for registry in [&mut world.registry, &mut world.heroku.registry] {
            (registry.door, registry.ways) = (door, ways.clone());
        }
        let workflow = pushed(world, "web: REGISTRY/acme/shop:{commit}\nworker: REGISTRY/acme/shop:worker").await;
        let workflow = workflow.input("registry-username", "mona");
        let run = workflow.input("registry-password", "a-registry-password").run().await;
        assert_eq!((run.output("result"), run.output("reason")), ("deployed", ""), "{ways:?}");
    }
}

#[tokio::test]
async fn a_refused_login_and_an_unknown_tag_are_told_with_what_to_do() {
    let mut closed = world();
    closed.registry.login = Some(("mona".to_owned(), "a-registry-password".to_owned()));
    let unknown = pushed(world(), "web: REGISTRY/acme/shop:v9").await;
    for (workflow, words) in [(web(closed).await, "registry-username"), (unknown, "There is no such image or tag")] {
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert!(run.log.of("error")[0].contains(words), "{}", run.output);
        assert!(run.output("reason").contains("could not look up the images for `acme-production`"));
        assert_eq!(releases(&workflow, "acme-production"), 0);
    }
    let mut locked = world();
    locked.heroku.registry.login = Some(("_".to_owned(), "another".to_owned()));
    let run = web(locked).await.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("to Heroku's registry"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_registry_whose_answer_never_ends_is_given_up_on() {
    for (service, path, status) in [
        (Service::Registry, "/token", None),
        (Service::Registry, "/v2/acme/shop/manifests/*", None),
        (Service::Registry, "/v2/acme/shop/manifests/*", Some(500)),
        (Service::HerokuRegistry, "/token", None),
    ] {
        let mut world = world();
        world.registry.login = Some(("mona".to_owned(), "a-registry-password".to_owned()));
        let workflow = web(world).await.input("registry-username", "mona");
        let workflow = workflow.input("registry-password", "a-registry-password");
        workflow.sandbox.fault(Fault::new(service, "GET", path, FaultKind::EndlessBody(status)));
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert!(status.is_some() || run.output("reason").contains("16 MiB"), "{}", run.output("reason"));
        assert_eq!(releases(&workflow, "acme-production"), 0);
    }
}

fn index(registry: &mut Registry, platforms: &[&str]) {
    let manifests: Vec<_> = platforms
        .iter()
        .map(|platform| {
            let (os, architecture) = platform.split_once('/').unwrap();
            let (_, digest) = registry.add_image("acme/shop", &format!("of-{architecture}"), architecture, &LAYERS);
            json!({ "digest": digest, "size": 1, "platform": { "os": os, "architecture": architecture } })
        })
        .collect();
    let kind = "application/vnd.oci.image.index.v1+json";
    let index = json!({ "schemaVersion": 2, "mediaType": kind, "manifests": manifests });
    registry.add_manifest("acme/shop", "all", kind, &index);
}

#[tokio::test]
async fn of_an_index_herokus_own_platform_is_taken() {
    let mut world = world();
    index(&mut world.registry, &["linux/arm64", "linux/amd64", "unknown/unknown"]);
    let id = world.registry.image("acme/shop", "of-amd64");
    let workflow = pushed(world, "web: REGISTRY/acme/shop:all").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(image_of(&workflow, "acme-production", "web"), id);
}

#[tokio::test]
async fn what_heroku_cannot_run_is_told_before_anything_is_sent() {
    let other = |kind: &str| {
        let mut world = world();
        let mut manifest: Value =
            serde_json::from_slice(&world.registry.manifests[&("acme/shop".to_owned(), sha_of("main"))].1).unwrap();
        manifest["layers"][0]["mediaType"] = json!(kind);
        let form = "application/vnd.oci.image.manifest.v1+json";
        world.registry.add_manifest("acme/shop", &sha_of("main"), form, &manifest);
        world
    };
    let mut arm = world();
    arm.registry.add_image("acme/shop", &sha_of("main"), "arm64", &LAYERS);
    let mut arms = world();
    index(&mut arms.registry, &["linux/arm64", "linux/s390x"]);
    let mut on_heroku_24 = world();
    on_heroku_24.heroku.app_mut("acme-mirror").unwrap().stack = "heroku-24".to_owned();
    let commit = "web: REGISTRY/acme/shop:{commit}";
    for (world, images, words) in [
        (other("application/vnd.oci.image.layer.v1.tar+zstd"), commit, "compressed with zstd"),
        (other("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"), commit, "may not be copied"),
        (arm, commit, "it is for linux/arm64, and Heroku runs linux/amd64"),
        (arms, "web: REGISTRY/acme/shop:all", "it is for linux/arm64, linux/s390x"),
        (on_heroku_24, commit, "`heroku stack:set container --app acme-mirror`"),
    ] {
        let workflow = pushed(world, images).await.input("rules", "main: acme-production, acme-mirror");
        let workflow = workflow.input("maintenance", "true");
        let run = workflow.run().await;
        run.ended(2, "failed");
        assert!(run.output("reason").contains(words), "{words}: {}", run.output("reason"));
        assert_eq!(written(&workflow), 0, "{words}");
    }
}

#[tokio::test]
async fn mistakes_in_it_are_told_together_before_anything_is_asked() {
    for (inputs, told) in [
        (vec![("images", "ghcr.io/acme/shop")], "images: line 1: \"ghcr.io/acme/shop\" names no process"),
        (vec![("images", "web: a/b:{tag}")], "`{tag}` stands for nothing"),
        (vec![("images", "web: a/b\nweb: a/c")], "`web` is listed twice"),
        (vec![("images", "web: a/b"), ("directory", "api")], "images: cannot be combined with `directory`"),
        (vec![("images", "web: a/b"), ("source", "workspace")], "images: cannot be combined with `source: workspace`"),
        (vec![("registry-username", "mona")], "registry-username: set, but `registry-password` is not"),
        (vec![("registry-password", "hunter2hunter2")], "registry-password: set, but `registry-username` is not"),
        (
            vec![
                ("images", "web: a/b\nworker: quay.io/c/d"),
                ("registry-username", "mona"),
                ("registry-password", "hunter2hunter2"),
            ],
            "is for one registry, and `images` come from docker.io and quay.io",
        ),
        (vec![("heroku-registry-url", "http://registry.example")], "heroku-registry-url: "),
    ] {
        let mut workflow = web(world()).await;
        for (name, value) in &inputs {
            workflow = workflow.input(name, value);
        }
        let run = workflow.run().await;
        run.ended(2, "failed");
        assert!(run.output("reason").contains(told), "{told}: {}", run.output("reason"));
        assert!(workflow.sandbox.requests().is_empty());
    }
}

#[tokio::test]
async fn a_dry_run_shows_what_would_be_released() {
    let workflow = web(world()).await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    assert!(run.log.text().contains("- acme-production: release 127.0.0.1:"), "{}", run.output);
    assert_eq!(written(&workflow), 0);
}

#[tokio::test]
async fn a_lost_reply_to_the_release_releases_once() {
    for kind in [FaultKind::ResetAfter, FaultKind::ResetBefore] {
        let workflow = web(world()).await;
        workflow.sandbox.fault(Fault::new(Service::Heroku, "PATCH", "*/formation", kind).at(Turn::Only(1)));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(releases(&workflow, "acme-production"), 1);
    }
}

#[tokio::test]
async fn a_copy_that_breaks_off_begins_anew_and_a_wrong_piece_is_never_taken() {
    for (service, method, path, kind) in [
        (Service::Registry, "GET", "/v2/acme/shop/blobs/*", FaultKind::TruncatedJson),
        (Service::Registry, "GET", "/v2/acme/shop/blobs/*", FaultKind::ResetBefore),
        (Service::HerokuRegistry, "PATCH", "*", FaultKind::ResetAfter),
        (Service::HerokuRegistry, "PUT", "*", FaultKind::Status(503, json!({}))),
        (Service::HerokuRegistry, "POST", "*", FaultKind::ResetBefore),
        (Service::HerokuRegistry, "PUT", "*", FaultKind::HangAfter),
        (Service::Registry, "GET", "/v2/acme/shop/manifests/*", FaultKind::Status(429, json!({}))),
        (Service::Registry, "GET", "/v2/acme/shop/manifests/*", FaultKind::StalledBody),
        (Service::Registry, "GET", "/v2/acme/shop/blobs/*", FaultKind::StalledBody),
    ] {
        let workflow = web(world()).await.at_speed(20);
        workflow.sandbox.fault(Fault::new(service, method, path, kind).at(Turn::Only(2)));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(releases(&workflow, "acme-production"), 1, "{method} {path}");
    }
    let mut world = world();
    let key = world
        .registry
        .blobs
        .keys()
        .find(|(_, digest)| world.registry.blobs[&("acme/shop".to_owned(), digest.clone())] == b"the code");
    let key = key.cloned().unwrap();
    world.registry.blobs.insert(key, b"bad code".to_vec());
    let workflow = web(world).await;
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("does not match its digest"), "{}", run.output("reason"));
    assert_eq!(releases(&workflow, "acme-production"), 0);
}

#[tokio::test]
async fn a_release_phase_that_fails_fails_the_step() {
    let mut world = world();
    let phase = PhaseScript::new(&["rake aborted!"], Outcome::Failed);
    world.heroku.app_mut("acme-production").unwrap().next_phases.push_back(phase);
    let run = web(world).await.run().await;
    run.ended(1, "failed");
    assert!(run.output.contains("rake aborted!"), "{}", run.output);
}

#[tokio::test]
async fn without_waiting_the_step_ends_once_it_is_released() {
    let workflow = web(world()).await.input("wait", "false");
    workflow.run().await.ended(0, "started");
    assert_eq!(releases(&workflow, "acme-production"), 1);
}

#[tokio::test]
async fn a_cancelled_copy_releases_nothing() {
    let workflow = web(world()).await;
    workflow.sandbox.fault(Fault::new(Service::HerokuRegistry, "PATCH", "*", FaultKind::Hang));
    let child = workflow.start();
    let asked = |_: &World| !of(&workflow, Service::HerokuRegistry).iter().all(|request| request.method != "PATCH");
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), asked).await);
    let id = child.id().unwrap().to_string();
    assert!(tokio::process::Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    workflow.end(child, Instant::now()).await.ended(4, "cancelled");
    assert_eq!(releases(&workflow, "acme-production"), 0);
}

#[tokio::test]
async fn commands_and_checks_come_after_it_and_maintenance_around_it() {
    let workflow = web(world()).await.input("run", "bin/check").input("maintenance", "true");
    workflow.run().await.ended(0, "deployed");
    let requests = workflow.sandbox.requests();
    let at = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    assert!(at("PATCH", "/apps/acme-production") < at("PATCH", "/apps/*/formation"));
    assert!(at("PATCH", "/apps/*/formation") < at("POST", "/apps/*/dynos"));
}

#[tokio::test]
async fn it_is_rehearsed_whatever_the_image_is_called() {
    let workflow = pushed(world(), "web: ghcr.io/acme/shop:{commit}").await.input("rehearse", "true");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.log.text().contains("Copied ghcr.io/acme/shop:"), "{}", run.output);
    assert!(workflow.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_release_in_other_words_is_found_too() {
    let mut world = world();
    world.heroku.image_release = Some("Container image v2".to_owned());
    let run = web(world).await.at_speed(30).run().await;
    run.ended(0, "deployed");
    assert_eq!(run.output("release-version"), "3");
}
