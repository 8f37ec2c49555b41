//! `source: workspace`, `include` and `directory`: what is packed is what is built, and nothing of it stays behind.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    time::{Duration, Instant},
};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Service, Turn, World,
    github::sha_of,
    heroku::{App, Release, Status},
};
use flate2::read::MultiGzDecoder;
use serde_json::json;
use tokio::process::Command;

use crate::{
    payloads::push,
    pull::{older_commit, workflow_of, world as pull_world, world_with_review_app},
    workflow::{REPOSITORY, Run, Workflow},
};

fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production", "acme-mirror"], None);
    let files = [("README.md", "# Shop"), ("api/Procfile", "web: ./run"), ("api/run", "#!/bin/sh"), ("web/x", "y")];
    let repository = world.add_repository(REPOSITORY);
    repository.files = files.map(|(place, text)| (place.to_owned(), text.to_owned())).into();
    world
}

/// A push to main, with a checkout of a few files.
async fn pushed(world: World) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production");
    checked_out(workflow.event("push", &push("refs/heads/main", &sha_of("main"))))
}

fn checked_out(workflow: Workflow) -> Workflow {
    for (place, text) in [
        (".gitignore", "dist/\n"),
        ("Procfile", "web: node ."),
        ("dist/app.js", "built"),
        ("api/Procfile", "web: api"),
        ("api/.gitignore", "*.log\n"),
        ("api/debug.log", "noise"),
    ] {
        let path = workflow.path("workspace").join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::create_dir(workflow.path("temporary")).unwrap();
    let folder = |name: &str| workflow.path(name).display().to_string();
    let (workspace, temporary) = (folder("workspace"), folder("temporary"));
    workflow.set("GITHUB_WORKSPACE", &workspace).set("RUNNER_TEMP", &temporary)
}

/// The files of the source that an app's newest build was made of.
fn built(workflow: &Workflow, app: &str) -> BTreeMap<String, String> {
    let world = workflow.sandbox.world();
    let source = world.heroku.app(app).unwrap().builds.last().unwrap().source.clone().expect("it was uploaded");
    let mut archive = tar::Archive::new(MultiGzDecoder::new(&source[..]));
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (path.strip_prefix("source").unwrap().display().to_string(), text)
    });
    entries.collect()
}

fn names(files: &BTreeMap<String, String>) -> Vec<&str> {
    files.keys().map(String::as_str).collect()
}

/// Asserts that nothing is left: neither at Heroku nor on the runner.
#[track_caller]
fn nothing_stays(workflow: &Workflow) {
    let world = workflow.sandbox.world();
    for stored in &world.heroku.stored {
        assert!(stored.content.as_ref().is_none_or(Vec::is_empty), "the upload is still there");
    }
    assert_eq!(fs::read_dir(workflow.path("temporary")).unwrap().count(), 0, "a temporary file is left");
}

fn uploads(workflow: &Workflow) -> usize {
    workflow.sandbox.world().heroku.stored.len()
}

#[tokio::test]
async fn what_is_checked_out_is_built_and_the_upload_goes_again() {
    let workflow = pushed(world()).await.input("source", "workspace").input("include", "dist/**");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let files = built(&workflow, "acme-production");
    assert_eq!(names(&files), [".gitignore", "Procfile", "api/.gitignore", "api/Procfile", "dist/app.js"]);
    assert_eq!(files["dist/app.js"], "built");
    nothing_stays(&workflow);
    let world = workflow.sandbox.world();
    let build = &world.heroku.app("acme-production").unwrap().builds[0];
    assert_eq!(build.source_version, Some(sha_of("main")));
    let source = build.source.as_ref().unwrap();
    let digest = ring::digest::digest(&ring::digest::SHA256, source);
    let digits: Vec<_> = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(build.source_checksum, Some(format!("SHA256:{}", digits.concat())));
    assert!(run.log.text().contains("Packed 5 files"), "{}", run.output);
    let puts = workflow.sandbox.requests();
    let puts: Vec<_> = puts.iter().filter(|request| request.service == Service::Storage).collect();
    assert_eq!(puts.len(), 2, "put once, and emptied");
    assert_eq!(puts[0].header("content-length"), Some(source.len().to_string().as_str()));
    assert!(!workflow.sandbox.requests().iter().any(|request| request.path.contains("/tarball/")));
}

#[tokio::test]
async fn a_folder_of_the_workspace_becomes_the_root() {
    for written in ["api", "./api/"] {
        let workflow = pushed(world()).await.input("source", "workspace").input("directory", written);
        workflow.run().await.ended(0, "deployed");
        assert_eq!(names(&built(&workflow, "acme-production")), [".gitignore", "Procfile"], "{written}");
        nothing_stays(&workflow);
    }
}

#[tokio::test]
async fn a_folder_of_the_commit_needs_no_checkout() {
    let workflow = pushed(world()).await.unset("GITHUB_WORKSPACE").input("directory", "api/");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let files = built(&workflow, "acme-production");
    assert_eq!(names(&files), ["Procfile", "run"]);
    assert_eq!(files["Procfile"], "web: ./run");
    nothing_stays(&workflow);
    let plan: serde_json::Value = serde_json::from_str(run.output("plan")).unwrap();
    assert_eq!(plan["tasks"][0]["steps"][0]["directory"], json!("api"));
}

#[tokio::test]
async fn several_apps_are_built_from_one_upload() {
    let workflow = pushed(world()).await.input("rules", "main: acme-production, acme-mirror");
    let workflow = workflow.input("source", "workspace");
    workflow.run().await.ended(0, "deployed");
    for app in ["acme-production", "acme-mirror"] {
        assert_eq!(built(&workflow, app).len(), 4, "{app}");
    }
    assert_eq!(uploads(&workflow), 1);
    nothing_stays(&workflow);
}

#[tokio::test]
async fn another_folder_or_source_of_the_same_commit_is_another_thing() {
    let one = [("directory", "api")];
    let runs: [(&[(&str, &str)], &str); 6] = [
        (&one, "deployed"),
        (&one, "skipped"),
        (&[("directory", "web")], "deployed"),
        (&[], "deployed"),
        (&[], "skipped"),
        (&[("source", "workspace")], "deployed"),
    ];
    let mut workflow = pushed(world()).await;
    for (inputs, result) in runs {
        for name in ["directory", "source"] {
            workflow = workflow.input(name, "");
        }
        for (name, value) in inputs {
            workflow = workflow.input(name, value);
        }
        let run = workflow.run().await;
        run.ended(0, result);
        assert_eq!(run.output("commit"), sha_of("main"), "{inputs:?}");
    }
}

#[tokio::test]
async fn what_a_promotion_brought_is_not_made_of_a_folder() {
    let mut world = world();
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.releases.push(Release::of_commit(3, "Promote acme-staging v7", &sha_of("main")));
    let workflow = pushed(world).await;
    workflow.run().await.ended(0, "skipped");
    workflow.input("directory", "api").run().await.ended(0, "deployed");
}

#[tokio::test]
async fn mistakes_in_it_are_told_by_name_and_nothing_is_touched() {
    let inputs: [(&[(&str, &str)], &str); 11] = [
        (&[("directory", "../x")], "directory: \"../x\" leads out of the repository"),
        (&[("directory", "/etc")], "directory: \"/etc\" is outside the repository"),
        (&[("directory", "nowhere")], "directory: `nowhere` is not in the commit"),
        (&[("directory", "README.md")], "directory: `README.md` is a file"),
        (&[("directory", "nowhere"), ("source", "workspace")], "directory: `nowhere` is not in the workspace"),
        (&[("include", "dist/**")], "include: set, but `source` is `github`"),
        (&[("include", "../x"), ("source", "workspace")], "include: \"../x\" leads out"),
        (&[("include", "a[b"), ("source", "workspace")], "include: \"a[b\" is not a glob"),
        (&[("source", "checkout")], "source: \"checkout\" is neither github nor workspace"),
        (&[("directory", "dist"), ("source", "workspace")], "directory: `dist` has no file to deploy"),
        (&[("source", "workspace"), ("maintenance", "true"), ("directory", "no")], "`no` is not in the workspace"),
    ];
    for (inputs, told) in inputs {
        for dry_run in ["false", "true"] {
            let mut workflow = pushed(world()).await.input("dry-run", dry_run);
            for (name, value) in inputs {
                workflow = workflow.input(name, value);
            }
            let run = workflow.run().await;
            run.ended(2, "failed");
            assert!(run.output("reason").contains(told), "{told}: {}", run.output("reason"));
            assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"), "{told}");
            nothing_stays(&workflow);
        }
    }
}

#[tokio::test]
async fn without_a_checkout_the_lines_that_make_one_are_named() {
    let empty = pushed(world()).await.input("source", "workspace");
    fs::remove_dir_all(empty.path("workspace")).unwrap();
    for workflow in [pushed(world()).await.input("source", "workspace").unset("GITHUB_WORKSPACE"), empty] {
        let run = workflow.run().await;
        run.ended(2, "failed");
        assert!(run.output("reason").contains("- uses: actions/checkout@"), "{}", run.output("reason"));
    }
}

#[tokio::test]
async fn a_folder_behind_a_link_is_a_mistake_that_names_the_link() {
    for (link, directory) in [("linked", "linked"), ("api/linked", "api/linked"), ("linked", "linked/deep")] {
        let workflow = pushed(world()).await.input("source", "workspace").input("directory", directory);
        fs::create_dir_all(workflow.path("workspace/real/deep")).unwrap();
        fs::write(workflow.path("workspace/real/deep/x"), "x").unwrap();
        std::os::unix::fs::symlink(workflow.path("workspace/real"), workflow.path("workspace").join(link)).unwrap();
        let run = workflow.run().await;
        run.ended(2, "failed");
        let error = run.annotations("error").join("\n");
        assert!(error.contains(&format!("directory: `{link}` is a symbolic link")), "{error}");
    }
}

#[tokio::test]
async fn a_store_s_refusal_is_told_in_its_own_words() {
    let workflow = pushed(world()).await.input("source", "workspace");
    let page = "<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message><StringToSign>x-secret</StringToSign></Error>";
    workflow.sandbox.fault(Fault::new(Service::Storage, "PUT", "*", FaultKind::Status(403, json!(page))));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(
        run.output("reason").contains("RequestTimeTooSkewed: The difference is too large."),
        "{}",
        run.output("reason")
    );
    let error = &run.log.of("error")[0];
    assert!(error.contains("runner's clock") && !error.contains("heroku access:add"), "{error}");
    assert!(!run.output.contains("x-secret"), "{}", run.output);
}

#[tokio::test]
async fn a_store_that_does_not_answer_holds_several_apps_up_no_longer_than_one() {
    let workflow = pushed(world()).await.input("command", "setup").input("directory", "api").at_speed(20);
    let workflow = workflow.input("rules", "main: acme-a, acme-b, acme-c, acme-d");
    workflow.sandbox.fault(Fault::new(Service::Storage, "PUT", "*", FaultKind::Hang));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.took < Duration::from_secs(100), "{:?}", run.took);
    assert_eq!((workflow.times("POST", "/sources"), run.log.of("error").len()), (1, 4));
}

#[tokio::test]
async fn a_link_that_leads_out_is_a_mistake() {
    let workflow = pushed(world()).await.input("source", "workspace");
    std::os::unix::fs::symlink("/etc/passwd", workflow.path("workspace/etc")).unwrap();
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("`etc` leads out of the folder"), "{}", run.output("reason"));
    let mut world = world();
    world.add_repository(REPOSITORY).files.insert("api/out".to_owned(), "-> ../../x".to_owned());
    let run = pushed(world).await.input("directory", "api").run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("`out` leads out of the folder"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_dry_run_packs_and_uploads_nothing() {
    for (name, value) in [("source", "workspace"), ("directory", "api")] {
        let workflow = pushed(world()).await.input(name, value).input("dry-run", "true");
        let run = workflow.run().await;
        run.ended(0, "planned");
        assert!(run.log.text().contains("Packed "), "{}", run.output);
        assert_eq!(uploads(&workflow), 0);
        nothing_stays(&workflow);
    }
}

#[tokio::test]
async fn without_waiting_the_upload_stays_for_the_build() {
    let workflow = pushed(world()).await.input("source", "workspace").input("wait", "false");
    workflow.run().await.ended(0, "started");
    let world = workflow.sandbox.world();
    assert!(world.heroku.stored[0].content.as_ref().is_some_and(|content| !content.is_empty()));
}

#[tokio::test]
async fn an_upload_that_is_lost_is_sent_again_and_one_that_is_refused_told() {
    let lost = [FaultKind::ResetBefore, FaultKind::ResetAfter, FaultKind::Status(503, json!("Slow down"))];
    for kind in lost {
        let workflow = pushed(world()).await.input("source", "workspace");
        workflow.sandbox.fault(Fault::new(Service::Storage, "PUT", "*", kind).at(Turn::Only(1)));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(built(&workflow, "acme-production").len(), 4);
        nothing_stays(&workflow);
    }
    let workflow = pushed(world()).await.input("source", "workspace");
    workflow.sandbox.fault(Fault::new(Service::Storage, "PUT", "*", FaultKind::Status(403, json!("<Error/>"))));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("could not upload the source to Heroku"), "{}", run.output("reason"));
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn a_download_that_breaks_off_begins_anew() {
    for kind in [FaultKind::ResetBefore, FaultKind::TruncatedJson] {
        let workflow = pushed(world()).await.input("directory", "api");
        workflow.sandbox.fault(Fault::new(Service::Codeload, "GET", "*", kind).at(Turn::Only(1)));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(names(&built(&workflow, "acme-production")), ["Procfile", "run"]);
    }
    let workflow = pushed(world()).await.input("directory", "api");
    workflow.sandbox.fault(Fault::new(Service::Codeload, "GET", "*", FaultKind::TruncatedJson));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("could not download the archive of"), "{}", run.output("reason"));
    nothing_stays(&workflow);
}

/// A run whose build has begun and does not end.
async fn building() -> (Workflow, tokio::process::Child) {
    let mut world = world();
    world.heroku.build_script = BuildScript::endless();
    let workflow = pushed(world).await.input("source", "workspace");
    let child = workflow.start();
    let is_building = |world: &World| !world.heroku.app("acme-production").unwrap().builds.is_empty();
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), is_building).await);
    (workflow, child)
}

#[tokio::test]
async fn a_cancelled_run_takes_the_upload_away() {
    let (workflow, child) = building().await;
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    workflow.end(child, Instant::now()).await.ended(4, "cancelled");
    nothing_stays(&workflow);
}

#[tokio::test]
async fn the_post_step_of_a_killed_run_takes_the_upload_away() {
    let (workflow, mut child) = building().await;
    workflow.saves("upload").await;
    child.kill().await.unwrap();
    let workflow = workflow.with_state();
    let post: Run = workflow.post().await;
    assert!(post.output.contains("The uploaded source is removed from Heroku"), "{}", post.output);
    nothing_stays(&workflow);
    let world = workflow.sandbox.world();
    assert_eq!(world.heroku.app("acme-production").unwrap().builds[0].status, Status::Failed);
}

#[tokio::test]
async fn review_apps_are_made_and_updated_from_it() {
    let created = checked_out(workflow_of("opened", pull_world()).await).input("source", "workspace");
    created.run().await.ended(0, "created");
    let app = created.sandbox.world().heroku.apps.last().unwrap().name.clone();
    assert_eq!(built(&created, &app).len(), 4);
    nothing_stays(&created);
    let updated = checked_out(workflow_of("synchronize", world_with_review_app(&older_commit())).await);
    let updated = updated.input("source", "workspace").input("directory", "api");
    updated.run().await.ended(0, "updated");
    assert_eq!(names(&built(&updated, "acme-pr-7")), [".gitignore", "Procfile"]);
    nothing_stays(&updated);
}

#[tokio::test]
async fn a_checkout_of_another_commit_is_warned_of() {
    let workflow = pushed(world()).await.input("source", "workspace");
    let git = workflow.path("workspace/.git");
    fs::create_dir_all(&git).unwrap();
    for (head, warned) in [(sha_of("merge"), true), (sha_of("main"), false)] {
        fs::write(git.join("HEAD"), format!("{head}\n")).unwrap();
        let run = workflow.run().await;
        let warnings = run.annotations("warning");
        assert_eq!(
            warnings.iter().any(|text| text.contains("to the `with:` of `actions/checkout`")),
            warned,
            "{warnings:?}"
        );
    }
}

#[tokio::test]
async fn a_build_that_fails_leaves_no_upload() {
    let mut world = world();
    world.heroku.apps.push(App::new("acme-other"));
    world.heroku.build_script = BuildScript::new(&["no"], branchline::sandbox::Outcome::Failed);
    let workflow = pushed(world).await.input("source", "workspace");
    workflow.run().await.ended(1, "failed");
    nothing_stays(&workflow);
}

#[tokio::test]
async fn both_are_rehearsed_without_anything_real() {
    for (name, value) in [("source", "workspace"), ("directory", "api")] {
        let workflow = pushed(world()).await.input(name, value).input("rehearse", "true");
        let run = workflow.run().await;
        run.ended(0, "deployed");
        assert!(run.log.text().contains("Uploaded "), "{}", run.output);
        assert!(workflow.sandbox.requests().is_empty());
    }
}
