//! Answers that are right, and not as usual: what may be left out is, what nobody has heard of is there, pages are small.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, Turn, World,
    github::sha_of,
    heroku::{CommandScript, Release, SetupScript, Status},
};
use serde_json::{Value, json};

use crate::{
    commands_run,
    comments::{MARKER, write},
    promoted,
    pull::{A_BUILD_LINE, commit, older_commit, workflow_of, world as pull_world, world_with_review_app},
    ready::push_workflow,
    rolled_back, set_up, swept, tested,
    workflow::{REPOSITORY, Workflow},
};

/// What Heroku's schema lets be null, or has not had for long.
const OPTIONAL: [&str; 31] = [
    "addon_plan_names",
    "artifacts",
    "build_stack",
    "buildpacks",
    "checksum",
    "current",
    "dyno",
    "eligible_for_rollback",
    "error_message",
    "error_status",
    "failure_message",
    "generation",
    "labs",
    "maintenance",
    "manifest_errors",
    "message",
    "organization",
    "owner",
    "postdeploy",
    "region",
    "released_at",
    "resolved_success_url",
    "slug_size",
    "space",
    "stack",
    "team",
    "updated_at",
    "user",
    "version_description",
    "warning_message",
    "web_url",
];

/// Changes every object of an answer.
fn each_object(value: &mut Value, change: fn(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        Value::Object(object) => {
            change(object);
            object.values_mut().for_each(|item| each_object(item, change));
        }
        _ => {}
    }
}

fn leave_out(value: &mut Value) {
    each_object(value, |object| object.retain(|name, _| !OPTIONAL.contains(&name.as_str())));
}

fn say_null(value: &mut Value) {
    each_object(value, |object| {
        let all = object.iter_mut().filter(|(name, _)| OPTIONAL.contains(&name.as_str()));
        all.for_each(|(_, value)| *value = Value::Null);
    });
}

/// Times with fractions of a second, and a field that nobody has heard of.
fn say_more(value: &mut Value) {
    each_object(value, |object| {
        for value in object.values_mut() {
            if let Some(time) = value.as_str().filter(|text| text.len() == 20 && text.ends_with('Z')) {
                *value = json!(time.replace('Z', ".123456Z"));
            }
        }
        if object.contains_key("id") {
            object.insert("news".to_owned(), json!({ "words": ["new"], "status": 7 }));
        }
    });
}

async fn story(name: &str) -> (Workflow, &'static str) {
    match name {
        "deploy" => (push_workflow().await, "deployed"),
        "run" => (commands_run::pushed(commands_run::world(&[]), "bin/check").await, "deployed"),
        "create" => (workflow_of("opened", pull_world()).await, "created"),
        "update" => (workflow_of("synchronize", world_with_review_app(&older_commit())).await, "updated"),
        "keep" => (workflow_of("reopened", world_with_review_app(&commit())).await, "skipped"),
        "destroy" => (workflow_of("closed", world_with_review_app(&commit())).await, "destroyed"),
        "promote" => (promoted::workflow(promoted::world(), "acme-production").await, "promoted"),
        "rollback" => (rolled_back::workflow(rolled_back::world(), "main: acme-one").await, "rolled-back"),
        "test" => (tested::pushed(tested::world(), Vec::new()).await, "tested"),
        "setup" => (set_up::workflow(set_up::world(&[]), Vec::new()).await, "created"),
        _ => (swept::swept(swept::world()).await, "swept"),
    }
}

const STORIES: [&str; 11] =
    ["deploy", "run", "create", "update", "keep", "destroy", "promote", "rollback", "test", "setup", "sweep"];

#[tokio::test]
async fn heroku_may_leave_out_what_is_optional_and_add_what_is_new() {
    for (how, tell) in [("left out", leave_out as fn(&mut Value)), ("null", say_null), ("more", say_more)] {
        for name in STORIES {
            let (workflow, result) = story(name).await;
            if name == "destroy" {
                workflow.close();
            }
            workflow.sandbox.fault(Fault::on(Service::Heroku, FaultKind::Told(tell)));
            let run = workflow.run().await;
            assert_eq!(run.output("result"), result, "{name}, {how}: {}", run.output);
        }
    }
}

/// What GitHub's schema lets be null, or leave out, in what is read here.
const OPTIONAL_AT_GITHUB: [&str; 24] = [
    "app",
    "author_association",
    "body",
    "conclusion",
    "description",
    "details_url",
    "draft",
    "html_url",
    "log_url",
    "maintainer_can_modify",
    "merge_commit_sha",
    "merged",
    "merged_at",
    "merged_by",
    "name",
    "node_id",
    "original_environment",
    "performed_via_github_app",
    "production_environment",
    "pull_requests",
    "started_at",
    "target_url",
    "title",
    "url",
];

fn leave_out_at_github(value: &mut Value) {
    let is_named = |value: &Value| value.get("commit").is_some() || value.get("status").is_some();
    if !value.as_array().is_some_and(|items| items.iter().any(is_named)) {
        each_object(value, |object| object.retain(|name, _| !OPTIONAL_AT_GITHUB.contains(&name.as_str())));
    }
}

#[tokio::test]
async fn github_may_leave_out_what_is_optional_and_add_what_is_new() {
    for (how, tell) in [("left out", leave_out_at_github as fn(&mut Value)), ("more", say_more)] {
        for name in STORIES {
            let (workflow, result) = story(name).await;
            if name == "destroy" {
                workflow.close();
            }
            workflow.sandbox.fault(Fault::on(Service::GitHub, FaultKind::Told(tell)));
            let run = workflow.run().await;
            assert_eq!(run.output("result"), result, "{name}, {how}: {}", run.output);
            assert!(run.log.of("warning").is_empty(), "{name}, {how}: {}", run.output);
        }
    }
}

#[tokio::test]
async fn a_token_whose_account_graphql_does_not_tell_is_asked_about_once() {
    let refused = json!({ "data": null, "errors": [{ "type": "FORBIDDEN", "message": "not accessible" }] });
    for body in [refused, json!({ "data": { "viewer": null } }), json!({ "errors": [] })] {
        let (workflow, result) = story("update").await;
        write(&mut workflow.sandbox.world(), 100, "mallory", &format!("{MARKER}\nnot ours"));
        workflow.sandbox.fault(Fault::new(Service::GitHub, "POST", "/graphql", FaultKind::StatusAfter(200, body)));
        let run = workflow.run().await;
        run.ended(0, result);
        assert_eq!(workflow.sandbox.requests_like("POST", "/graphql").len(), 1);
        assert_eq!(workflow.times("POST", "/repos/*/issues/7/comments"), 1);
        assert!(!run.output.contains("asking again"), "{}", run.output);
    }
}

#[tokio::test]
async fn small_pages_and_unknown_ranges_hide_nothing() {
    for (pages, unknown) in [(1, None), (2, None), (1000, Some("version")), (2, Some("created_at"))] {
        let mut world = rolled_back::world();
        let app = world.heroku.app_mut("acme-one").unwrap();
        let failed = |version| {
            let mut release = Release::of_commit(version, "Deploy", &sha_of("x"));
            release.status = Status::Failed;
            release
        };
        app.releases.insert(2, failed(5));
        app.releases.insert(3, failed(6));
        app.releases[4].version = 7;
        (world.heroku.largest_page, world.heroku.unknown_range) = (pages, unknown);
        let run = rolled_back::workflow(world, "main: acme-one").await.run().await;
        run.ended(0, "rolled-back");
        assert!(run.log.text().contains("go back to v4"), "{pages}, {unknown:?}: {}", run.output);
        for name in ["deploy", "update", "destroy", "test"] {
            let (workflow, result) = story(name).await;
            if name == "destroy" {
                workflow.close();
            }
            (workflow.sandbox.world().heroku.largest_page, workflow.sandbox.world().heroku.unknown_range) =
                (pages, unknown);
            workflow.run().await.ended(0, result);
        }
    }
}

#[tokio::test]
async fn output_without_an_address_is_done_without() {
    fn without(value: &mut Value) {
        each_object(value, |object| {
            if let Some(address) = object.get_mut("output_stream_url") {
                *address = json!("");
            }
        });
    }
    for name in ["deploy", "create", "update", "promote", "test", "setup"] {
        let (workflow, result) = story(name).await;
        workflow.sandbox.fault(Fault::on(Service::Heroku, FaultKind::Told(without)));
        let run = workflow.run().await;
        assert_eq!((run.output("result"), run.output("reason")), (result, ""), "{name}: {}", run.output);
    }
}

/// Names an end by a word that Heroku does not publish.
fn in_other_words(value: &mut Value) {
    each_object(value, |object| {
        if object.get("status") == Some(&json!("failed")) {
            object.insert("status".to_owned(), json!("canceled"));
        }
    });
}

#[tokio::test]
async fn an_end_in_other_words_is_one_and_no_success() {
    let no = || BuildScript::new(&["no"], Outcome::Failed);
    let mut push_world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    push_world.heroku.build_script = no();
    let push = crate::payloads::push("refs/heads/main", &sha_of("main"));
    let deploy = Workflow::new(push_world).await.input("rules", "main: acme-production").event("push", &push);
    let mut new = pull_world();
    new.heroku.build_script = no();
    let mut there = world_with_review_app(&older_commit());
    there.heroku.build_script = no();
    let failing = SetupScript { build: Some(no()), ..SetupScript::default() };
    for (name, workflow) in [
        ("deploy", deploy),
        ("create", workflow_of("opened", new).await),
        ("update", workflow_of("synchronize", there).await),
        ("setup", set_up::workflow(set_up::world(&[]), vec![failing]).await),
    ] {
        workflow.sandbox.fault(Fault::on(Service::Heroku, FaultKind::Told(in_other_words)));
        let workflow = workflow.input("timeout", "20s");
        let run = workflow.run().await;
        assert!(!run.output("reason").contains("timed out"), "{name}: {}", run.output("reason"));
        run.ended(1, "failed");
        assert_eq!(workflow.times("DELETE", "*"), 0, "{name}: an unknown word destroys nothing");
    }
}

#[tokio::test]
async fn a_dyno_may_greet_in_any_way_and_print_nothing() {
    for greeting in ["rendezvous\r\n", "rendezvous\n", "rendezvous", ""] {
        for (output, status, result) in [("", 0, "deployed"), ("done\n", 0, "deployed"), ("", 3, "failed")] {
            let mut world = commands_run::world(&[]);
            let app = world.heroku.app_mut("acme-production").unwrap();
            let output = output.to_owned();
            app.next_commands =
                [CommandScript { greeting, output, status: Some(status), ..CommandScript::default() }].into();
            let run = commands_run::pushed(world, "bin/check").await.run().await;
            let told = format!("exited with {status}");
            assert!(run.output("result") == result && run.output.contains(&told), "{greeting:?}: {}", run.output);
        }
    }
}

#[tokio::test]
async fn a_dyno_that_cannot_be_joined_is_asked_for_once_and_stopped() {
    fn none(value: &mut Value) {
        value["attach_url"] = Value::Null;
    }
    fn another(value: &mut Value) {
        value["attach_url"] = json!("wss://rendezvous.example/secret-secret");
    }
    for tell in [none as fn(&mut Value), another] {
        let workflow = commands_run::pushed(commands_run::world(&[]), "bin/check").await;
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/dynos", FaultKind::Told(tell)));
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains("did not tell how it ended"), "{}", run.output("reason"));
        assert_eq!(workflow.times("POST", "/apps/*/dynos"), 1);
        assert!(commands_run::dynos(&workflow)[0].stopped);
    }
}

/// A push of which one folder is deployed.
async fn packed(folder: &str) -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let file = (format!("{folder}/Procfile"), "web: ./run".to_owned());
    world.add_repository(REPOSITORY).files = [file].into();
    let push = crate::payloads::push("refs/heads/main", &sha_of("main"));
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production").input("directory", folder);
    workflow.event("push", &push)
}

#[tokio::test]
async fn output_and_archives_are_read_where_they_are_sent_on_to() {
    let workflow = push_workflow().await;
    workflow.sandbox.fault(Fault::on(Service::Streams, FaultKind::SentOn).at(Turn::Only(1)));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.shown(A_BUILD_LINE), 1, "{}", run.output);
    assert!(!run.output.contains("could not be read"), "{}", run.output);
    let workflow = packed("api").await;
    workflow.sandbox.fault(Fault::on(Service::Codeload, FaultKind::SentOn).at(Turn::Only(1)));
    workflow.run().await.ended(0, "deployed");
}

/// 15 seconds of the run's time, which passes ten times as fast.
const A_WHILE: Duration = Duration::from_millis(1500);

#[tokio::test]
async fn a_store_may_take_its_time_once_it_has_all() {
    let workflow = packed("api").await.at_speed(10);
    workflow.sandbox.fault(Fault::new(Service::Storage, "PUT", "*", FaultKind::Delay(A_WHILE)).at(Turn::Only(1)));
    workflow.run().await.ended(0, "deployed");
    let puts = workflow.sandbox.requests().into_iter().filter(|request| request.service == Service::Storage);
    assert_eq!(
        puts.filter(|request| request.header("content-length") != Some("0")).count(),
        1,
        "nothing is sent twice"
    );
}

#[tokio::test]
async fn an_archive_may_be_named_without_its_host() {
    let workflow = push_workflow().await;
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/*/tarball/*", FaultKind::SentOn));
    workflow.run().await;
    let asked = workflow.sandbox.requests_like("POST", "/apps/*/builds");
    let url = asked[0].body["source_blob"]["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.contains("/tarball/"), "{url}");
}

#[tokio::test]
async fn a_promotion_that_fails_after_its_release_is_no_success() {
    fn failed(value: &mut Value) {
        each_object(value, |object| {
            object.insert("status".to_owned(), json!("failed"));
            object.insert("error_message".to_owned(), json!("Could not scale the dynos."));
        });
    }
    for turn in [Turn::Every, Turn::After(1)] {
        let (workflow, _) = story("promote").await;
        let path = "/pipeline-promotions/*/promotion-targets";
        workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", path, FaultKind::Told(failed)).at(turn));
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains("Could not scale the dynos"), "{}", run.output("reason"));
    }
}
