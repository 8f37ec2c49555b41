//! Names, titles and answers that others wrote: none gives orders to the runner, breaks a file, or is markup.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, World,
    github::{PullRequest, sha_of},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    payloads::{pull_request, push},
    stage::{REPOSITORY, Run, Stage},
};

/// What the binary may say to the runner; `debug` only where it was asked for.
const OURS: [&str; 6] = ["add-mask", "error", "warning", "notice", "group", "endgroup"];
/// What stands in every hostile text, to be found again.
const MARK: &str = "PWNED";

/// Texts that mean something to the runner, to a shell, to Markdown, or to a file of outputs.
fn texts() -> Vec<String> {
    let long = format!("{MARK}{}", "x".repeat(5000));
    [
        "$(touch PWNED)",
        "`touch PWNED`",
        "::error::PWNED",
        "##[add-mask]PWNED",
        "a\n::add-mask::PWNED",
        "a\r::set-env name=PATH::PWNED",
        "a%0A::warning::PWNED",
        "\u{200b}::notice::PWNED",
        "<img src=x onerror=PWNED>",
        "[PWNED](https://evil.example) **PWNED**",
        "@everyone PWNED #1",
        "\u{202e}PWNED\u{2066}",
        "PWNED\nresult=deployed",
        "ghadelimiter_PWNED",
        "PWNED\0\u{1b}[31m",
        &long,
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The runner obeyed no order but ours, and neither outputs nor summary became anything that others chose.
#[track_caller]
fn is_harmless(run: &Run, text: &str) {
    let shown = &run.output;
    for command in &run.log.commands {
        assert!(OURS.contains(&&*command.name), "{text:?} gave the order {command:?} in {shown}");
        let to_be_read = matches!(&*command.name, "error" | "warning" | "notice" | "group");
        assert!(to_be_read || !command.data.contains(MARK), "{text:?} gave the order {command:?} in {shown}");
        assert!(!command.properties.values().any(|value| value.contains(MARK)), "{text:?}: {command:?}");
    }
    assert_eq!(run.log.of("group").len(), run.log.of("endgroup").len(), "{shown}");
    assert_eq!(run.outputs.len(), 14, "{text:?}: {:?}", run.outputs);
    assert!(!run.output("reason").contains(['\n', '\r', '\0', '\u{1b}']), "{text:?}: {}", run.output("reason"));
    let outside_code = markup_of(&run.summary);
    for markup in ["<img", "](https://evil", "**PWNED", "@everyone", "`touch", " #1"] {
        assert!(!outside_code.contains(markup), "{markup} of {text:?} is in the summary:\n{}", run.summary);
    }
    assert!(run.summary.len() < 1024 * 1024);
    assert_ne!(run.code, 70, "{shown}");
    assert_eq!(run.errors, "", "{text:?}");
}

/// Markdown without its blocks of code and without what a backslash makes plain.
fn markup_of(summary: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut markup = String::new();
    for line in summary.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if is_address(line) => {}
            None => {
                let mut characters = line.chars();
                while let Some(character) = characters.next() {
                    match character {
                        '\\' => drop(characters.next()),
                        _ => markup.push(character),
                    }
                }
                markup.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "a block of code has no end in {summary}");
    markup
}

/// Whether it is an address between angle brackets, in which nothing else is markup
/// (<https://spec.commonmark.org/0.31.2/#autolinks>).
fn is_address(line: &str) -> bool {
    let address = line.strip_prefix("<https://").and_then(|rest| rest.strip_suffix('>'));
    address.is_some_and(|address| address.chars().all(|character| character.is_ascii_graphic() && character != '<'))
}

fn world() -> World {
    World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"))
}

async fn review_stage(branch: &str, payload: &Value) -> Stage {
    let mut world = world();
    world.add_pull_request(REPOSITORY, PullRequest::new(7, branch, &sha_of("feature")));
    let stage = Stage::new(world).await.input("rules", "**: review-app").input("pipeline", "acme");
    stage.event("pull_request", payload)
}

#[tokio::test]
async fn a_branch_may_be_called_anything() {
    for text in texts() {
        let payload = pull_request("opened", 7, &text, &sha_of("feature"));
        let stage = review_stage(&text, &payload).await;
        let run = stage.run().await;
        is_harmless(&run, &text);
        assert!(matches!(run.code, 0 | 2), "{text:?}: {}", run.output);
        assert!(!stage.path(MARK).exists());
    }
}

#[tokio::test]
async fn a_branch_that_is_pushed_may_be_called_anything() {
    for text in texts() {
        for name in [text.clone(), format!("x/{text}")] {
            let stage = Stage::new(world()).await.input("rules", "x/*: acme-{branch}\n**: none");
            let stage = stage.event("push", &push(&format!("refs/heads/{name}"), &sha_of("main")));
            is_harmless(&stage.run().await, &name);
        }
    }
}

#[tokio::test]
async fn titles_labels_and_people_may_be_called_anything() {
    for text in texts() {
        let mut payload = pull_request("labeled", 7, "feature", &sha_of("feature"));
        payload["label"] = json!({ "name": text });
        payload["pull_request"]["labels"] = json!([{ "name": text }]);
        payload["pull_request"]["title"] = json!(text);
        payload["pull_request"]["user"] = json!({ "login": text });
        let wanted = review_stage("feature", &payload).await;
        is_harmless(&wanted.run().await, &text);
        payload["action"] = json!("unlabeled");
        let taken_off = review_stage("feature", &payload).await.set("GITHUB_ACTOR", &text.replace('\0', ""));
        is_harmless(&taken_off.run().await, &text);
        payload["action"] = json!(text);
        let unheard_of = review_stage("feature", &payload).await;
        is_harmless(&unheard_of.run().await, &text);
    }
}

#[tokio::test]
async fn a_comment_may_be_by_anybody_and_a_run_may_have_ended_anyhow() {
    for text in texts() {
        let comment = json!({
            "action": "created",
            "issue": { "number": 7, "pull_request": {} },
            "comment": { "id": 1, "body": "/deploy", "user": { "login": text } },
        });
        let commented = review_stage("feature", &json!({})).await.event("issue_comment", &comment);
        is_harmless(&commented.run().await, &text);
        let run = json!({ "conclusion": text, "event": "push", "head_branch": "main", "head_sha": sha_of("main") });
        let ended = json!({ "action": "completed", "workflow_run": run });
        is_harmless(&review_stage("feature", &json!({})).await.event("workflow_run", &ended).run().await, &text);
    }
}

#[tokio::test]
async fn inputs_may_hold_anything() {
    for text in texts().into_iter().filter(|text| !text.contains('\0')) {
        for input in ["rules", "pipeline", "command", "ref", "pull-request", "environment", "timeout", "label"] {
            let stage = Stage::new(world()).await.input("rules", "main: acme-production");
            let stage = stage.event("push", &push("refs/heads/main", &sha_of("main"))).input(input, &text);
            is_harmless(&stage.run().await, &text);
        }
    }
}

#[tokio::test]
async fn an_apis_error_may_say_anything() {
    for text in texts() {
        let body = json!({ "id": text, "message": text });
        for service in [Service::Heroku, Service::GitHub] {
            let stage = Stage::new(world()).await.input("rules", "main: acme-production");
            let stage = stage.event("push", &push("refs/heads/main", &sha_of("main")));
            stage.sandbox.fault(Fault::on(service, FaultKind::Status(422, body.clone())));
            let run = stage.run().await;
            is_harmless(&run, &text);
            run.ended(3, "failed");
            assert!(run.output("reason").chars().count() < 1000, "{}", run.output("reason"));
        }
    }
}

#[tokio::test]
async fn an_app_and_a_failed_build_may_say_anything() {
    for text in texts() {
        let mut world = world();
        world.heroku.apps[0].web_url = Some(format!("https://x.example/{text}"));
        let lines: Vec<_> = text.split('\n').chain(["```", "</pre>"]).collect();
        world.heroku.build_script = BuildScript::new(&lines, Outcome::Failed);
        let stage = Stage::new(world).await.input("rules", "main: acme-production");
        let run = stage.event("push", &push("refs/heads/main", &sha_of("main"))).run().await;
        is_harmless(&run, &text);
        run.ended(1, "failed");
    }
}

/// A Heroku that answers every request with these bytes, and then neither says more nor hangs up.
async fn heroku_that_says(answer: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answered(connection, answer.clone()));
        }
    });
    address
}

async fn answered(mut connection: TcpStream, answer: Vec<u8>) {
    let mut request = [0; 4096];
    while connection.read(&mut request).await.is_ok_and(|read| read > 0) {
        let _ = connection.write_all(&answer).await;
    }
}

async fn run_against(answer: Vec<u8>, timeout: &str) -> Run {
    let heroku = heroku_that_says(answer).await;
    let stage = Stage::new(world()).await.input("rules", "main: acme-production").input("timeout", timeout);
    let stage = stage.event("push", &push("refs/heads/main", &sha_of("main")));
    stage.input("heroku-api-url", &format!("http://{heroku}")).run().await
}

fn with_body(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[tokio::test]
async fn an_answer_without_end_is_waited_for_no_longer_than_the_timeout() {
    let started = Instant::now();
    let endless =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n[\r\n".to_vec();
    let run = run_against(endless, "3s").await;
    run.ended(1, "failed");
    is_harmless(&run, "endless");
    assert!(run.output("reason").contains("time ran out after 3s"), "{}", run.output("reason"));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn an_answer_of_twenty_megabytes_is_not_read_to_its_end() {
    let run = run_against(with_body(&vec![b' '; 20_000_000]), "45m").await;
    run.ended(3, "failed");
    is_harmless(&run, "20 MB");
    assert!(run.output("reason").contains("larger than"), "{}", run.output("reason"));
}

#[tokio::test]
async fn an_answer_with_nuls_or_of_no_sense_cannot_be_read() {
    let bodies = ["{\"id\":\"a\0b\",\"name\":\"\0\0\"}", "\0\0\0\0", "[[[[", "<html>::error::PWNED</html>", ""];
    let runs = join_all(bodies.map(async |body| (body, run_against(with_body(body.as_bytes()), "45m").await)));
    for (body, run) in runs.await {
        run.ended(3, "failed");
        is_harmless(&run, body);
    }
}

#[tokio::test]
async fn an_id_that_leaves_its_place_in_a_path_is_refused() {
    for id in ["../x", "..", "a/b", "a?b", "a%2fb", "", "::error::PWNED", "a\nb"] {
        let body = json!({ "id": id, "name": "acme-production", "web_url": null });
        let stage = Stage::new(world()).await.input("rules", "main: acme-production");
        let stage = stage.event("push", &push("refs/heads/main", &sha_of("main")));
        let odd = Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::StatusAfter(201, body.clone()));
        stage.sandbox.fault(odd);
        let run = stage.run().await;
        is_harmless(&run, id);
        let odd_paths = stage.sandbox.requests().into_iter().filter(|request| request.path.contains(".."));
        assert_eq!(odd_paths.count(), 0, "{id}");
    }
}
