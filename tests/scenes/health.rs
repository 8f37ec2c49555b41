//! `health-check`: the web dynos of the new release are up, and the app answers.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

use branchline::sandbox::{
    Fault, FaultKind, Service, World,
    github::{Deployment, sha_of},
    heroku::Release,
};
use serde_json::json;

use crate::{
    payloads::push,
    pull::{commit, older_commit, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

/// An app's own server: the answers that it gives, the last one again and again; and what it was asked.
fn answering(answers: &'static [&'static str]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for (stream, number) in listener.incoming().zip(0..) {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or_default();
            noted.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
            let answer = answers[answers.len().min(number + 1) - 1];
            let _ = stream.write_all(format!("HTTP/1.1 {answer}").as_bytes());
        }
    });
    (address, asked)
}

const WELL: &str = "200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\nall good!";
const BOOTING: &str = "503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const ELSEWHERE: &str = "302 Found\r\nlocation: /login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

fn with_app(address: &str) -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.releases.push(Release::of_commit(3, "Deploy", &sha_of("old")));
    app.web_url = Some(address.to_owned());
    world
}

async fn pushed(world: World) -> Workflow {
    let workflow =
        Workflow::new(world).await.input("rules", "main: acme-production").input("health-check", "/up?full=1");
    workflow.event("push", &push("refs/heads/main", &sha_of("main")))
}

fn current_commit(workflow: &Workflow) -> Option<String> {
    workflow.sandbox.world().heroku.app("acme-production").unwrap().current_release().unwrap().commit.clone()
}

#[tokio::test]
async fn an_app_that_answers_is_well_and_is_asked_without_any_key() {
    let (address, asked) = answering(&[BOOTING, BOOTING, WELL]);
    let workflow = pushed(with_app(&address)).await.input("health-check-text", "all good");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.log.text().contains("Health check passed with status 200"), "{}", run.output);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 3);
    for request in asked.iter() {
        assert!(request.starts_with("GET /up?full=1 "), "{request}");
        assert!(!request.to_lowercase().contains("authorization") && !request.contains("HRKU"), "{request}");
    }
}

#[tokio::test]
async fn it_is_not_asked_before_its_new_web_dynos_are_up() {
    let (address, asked) = answering(&[WELL]);
    let mut world = with_app(&address);
    world.heroku.app_mut("acme-production").unwrap().web.boot = Duration::from_millis(700);
    let workflow = pushed(world).await;
    workflow.run().await.ended(0, "deployed");
    assert!(workflow.times("GET", "/apps/*/dynos") > 1);
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_app_whose_dynos_sleep_is_woken_by_the_question() {
    for (answers, code, result) in [(&[BOOTING, WELL][..], 0, "deployed"), (&[BOOTING], 1, "failed")] {
        let (address, asked) = answering(answers);
        let mut world = with_app(&address);
        world.heroku.app_mut("acme-production").unwrap().web.state = "asleep".to_owned();
        let workflow = pushed(world).await.at_speed(60);
        workflow.run().await.ended(code, result);
        assert!(asked.lock().unwrap().len() > 1);
        assert!(workflow.times("GET", "/apps/*/dynos") > 1, "the list is not empty for a moment only");
    }
}

#[tokio::test]
async fn a_crashed_dyno_fails_it_with_the_end_of_its_log() {
    let (address, _) = answering(&[WELL]);
    let mut world = with_app(&address);
    world.heroku.app_mut("acme-production").unwrap().web.state = "crashed".to_owned();
    let workflow = pushed(world).await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    let deployments = workflow.sandbox.world().github.repository(REPOSITORY).unwrap().deployments.clone();
    assert_eq!(deployments.iter().map(Deployment::state).collect::<Vec<_>>(), ["failure"]);
    assert!(run.output("reason").contains("web.1 crashed"), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("Process exited with status 1"), "{}", run.output);
}

#[tokio::test]
async fn no_good_answer_in_five_minutes_fails_it_and_says_what_came() {
    for (answers, text, told) in [
        (&[BOOTING][..], "", "status 503"),
        (&[ELSEWHERE], "", "status 302"),
        (&[WELL], "something else", "without the text of `health-check-text`"),
    ] {
        let (address, _) = answering(answers);
        let workflow = pushed(with_app(&address)).await.input("health-check-text", text).at_speed(60);
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains(told), "{}", run.output("reason"));
        assert_eq!(current_commit(&workflow), Some(sha_of("main")));
    }
}

#[tokio::test]
async fn with_rollback_the_release_before_comes_back() {
    let (address, _) = answering(&[WELL]);
    let mut world = with_app(&address);
    world.heroku.app_mut("acme-production").unwrap().web.state = "crashed".to_owned();
    let workflow = pushed(world).await.input("rollback", "true");
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(current_commit(&workflow), Some(sha_of("old")));
    assert!(run.log.of("error")[0].contains("The app runs v3 again."), "{}", run.output);
    assert!(
        run.log.text().contains("then check that /up?full=1 answers; if that fails, go back to v3"),
        "{}",
        run.output
    );
}

#[tokio::test]
async fn where_time_runs_out_the_release_before_comes_back_as_well() {
    for (rollback, commit, told) in [
        ("true", sha_of("old"), "The app runs v3 again."),
        ("false", sha_of("main"), "The app runs the new release all the same."),
    ] {
        let (address, _) = answering(&[BOOTING]);
        let workflow = pushed(with_app(&address)).await.input("rollback", rollback).input("timeout", "2m").at_speed(60);
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains("timed out after 2m"), "{}", run.output("reason"));
        assert_eq!(current_commit(&workflow), Some(commit), "{rollback}");
        assert!(run.log.of("error")[0].contains(told), "{}", run.output);
    }
}

#[tokio::test]
async fn where_time_runs_out_during_the_build_nothing_is_taken_back() {
    let (address, _) = answering(&[WELL]);
    let workflow = pushed(with_app(&address)).await.input("rollback", "true").input("timeout", "1s");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", FaultKind::HangAfter));
    workflow.run().await.ended(1, "failed");
    assert_eq!(workflow.times("POST", "/apps/*/releases"), 0);
}

#[tokio::test]
async fn where_it_cannot_go_back_that_is_told() {
    let (address, _) = answering(&[WELL]);
    let mut world = with_app(&address);
    world.heroku.app_mut("acme-production").unwrap().web.state = "crashed".to_owned();
    let workflow = pushed(world).await.input("rollback", "true");
    let refused = FaultKind::Status(422, json!({ "id": "invalid_params", "message": "Not eligible." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/releases", refused));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.log.of("error")[0].contains("could not return to its previous release"), "{}", run.output);
}

#[tokio::test]
async fn an_app_that_ran_nothing_before_goes_nowhere() {
    let (address, _) = answering(&[WELL]);
    let mut world = with_app(&address);
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.releases.pop();
    app.web.state = "crashed".to_owned();
    let workflow = pushed(world).await.input("rollback", "true");
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(workflow.times("POST", "/apps/*/releases"), 0);
    assert!(run.log.of("error")[0].contains("return to the previous release, if there is one"), "{}", run.output);
}

#[tokio::test]
async fn a_failed_build_takes_nothing_back() {
    let (address, asked) = answering(&[WELL]);
    let mut world = with_app(&address);
    world.heroku.build_script = branchline::sandbox::BuildScript::new(&["no"], branchline::sandbox::Outcome::Failed);
    let workflow = pushed(world).await.input("rollback", "true");
    workflow.run().await.ended(1, "failed");
    assert_eq!((workflow.times("POST", "/apps/*/releases"), asked.lock().unwrap().len()), (0, 0));
}

#[tokio::test]
async fn an_app_without_web_dynos_is_warned_of_and_passes() {
    let (address, asked) = answering(&[BOOTING]);
    let mut world = with_app(&address);
    world.heroku.app_mut("acme-production").unwrap().web.quantity = 0;
    let run = pushed(world).await.run().await;
    run.ended(0, "deployed");
    assert!(run.log.of("warning")[0].contains("acme-production has no web dynos"), "{}", run.output);
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_review_app_is_checked_too() {
    let (address, asked) = answering(&[WELL]);
    let address: &'static str = address.leak();
    let check = format!("{address}up");
    let workflow = workflow_of("opened", world()).await.input("health-check", &check);
    workflow.run().await.ended(0, "created");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_review_app_goes_back_to_what_it_ran_if_that_is_wanted() {
    for (rollback, ends_at) in [("true", older_commit()), ("false", commit())] {
        let mut world = world_with_review_app(&older_commit());
        world.heroku.app_mut("acme-pr-7").unwrap().web.state = "crashed".to_owned();
        let workflow = workflow_of("synchronize", world).await;
        workflow.is_live().await;
        let workflow = workflow.input("health-check", "/up").input("rollback", rollback);
        workflow.run().await.ended(1, "failed");
        let world = workflow.sandbox.world();
        let app = world.heroku.app("acme-pr-7").unwrap();
        assert_eq!(app.current_release().unwrap().commit.as_ref(), Some(&ends_at), "{rollback}");
    }
}

#[tokio::test]
async fn mistakes_in_it_are_told_together_before_anything_is_asked() {
    let workflow = pushed(with_app("http://127.0.0.1:9/")).await;
    let workflow = workflow.input("health-check", "healthz").input("wait", "false").input("timeout", "soon");
    let run = workflow.run().await;
    run.ended(2, "failed");
    for told in ["health-check: \"healthz\" is neither a path nor a web address", "timeout: "] {
        assert!(run.output.contains(told), "{told}: {}", run.output);
    }
    let alone =
        pushed(with_app("http://127.0.0.1:9/")).await.input("health-check", "").input("health-check-text", "ok");
    let run = alone.run().await;
    run.ended(2, "failed");
    assert!(
        run.output("reason").contains("health-check-text: set, but `health-check` is not"),
        "{}",
        run.output("reason")
    );
    assert!(workflow.sandbox.requests().is_empty() && alone.sandbox.requests().is_empty());
}
