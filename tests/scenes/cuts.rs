//! Long texts that hold a secret where they are cut: no part of it is told.

use branchline::{
    relay::LONGEST_LINE,
    sandbox::{BuildScript, Chunk, Fault, FaultKind, Outcome, OutputScript, Service, World},
};
use serde_json::json;

use crate::{
    ready::{push_workflow_in, world},
    secrets::shown_of,
    workflow::{Run, Workflow},
};

/// As long as Heroku's.
const KEY: &str = "HRKU-AAxxYYzz0011_2233445566778899aabbccddeeffGGHHIIJJKKLLMMNNOO";
const VALUE: &str = "value-S3cr3t-9f8e7d6c5b4a39281706f5e4d3c2b1a0-uvwxqzk-0987654321";
/// Less of a secret tells nothing.
const TELLING: usize = 8;

async fn workflow(change: impl FnOnce(&mut World)) -> Workflow {
    let mut world = world();
    KEY.clone_into(&mut world.heroku.api_key);
    change(&mut world);
    push_workflow_in(world).await.input("review-app-config-vars", &format!("A={VALUE}")).input("commit-status", "true")
}

#[track_caller]
fn assert_untold(run: &Run, workflow: &Workflow, secret: &str) {
    for (name, text) in shown_of(run, &workflow.sandbox.requests()) {
        for part in secret.as_bytes().windows(TELLING) {
            let part = String::from_utf8_lossy(part);
            assert!(!text.contains(&*part), "{part} is in the {name}:\n{text}");
        }
    }
}

/// The secret so many characters before a cut at `length`, with more behind it.
fn across(length: usize, before: usize, secret: &str) -> String {
    format!("{}{secret} and more: {}", "x ".repeat(length / 2 - before / 2), "y ".repeat(80))
}

#[tokio::test]
async fn an_answer_that_repeats_a_secret_where_it_is_cut_tells_no_part_of_it() {
    for secret in [KEY, VALUE] {
        for before in [10, 90, 140] {
            let workflow = workflow(|_| {}).await;
            let body = json!({ "id": "invalid_params", "message": across(500, before, secret) });
            workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::Status(422, body)));
            let run = workflow.run().await;
            run.ended(3, "failed");
            assert!(run.output("reason").contains("x x x"), "{}", run.output("reason"));
            assert_untold(&run, &workflow, secret);
        }
        let workflow = workflow(|_| {}).await;
        let page = json!(across(200, 30, secret));
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::Status(400, page)));
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert_untold(&run, &workflow, secret);
    }
}

#[tokio::test]
async fn output_that_holds_a_secret_where_it_is_cut_tells_no_part_of_it() {
    for secret in [KEY, VALUE] {
        for (length, before) in [(160, 30), (500, 20), (500, 50), (LONGEST_LINE, 10), (LONGEST_LINE, 60)] {
            let line = across(length, before, secret);
            let lines = ["-----> Node", &line, &format!(" !     {line}"), &secret[..20]];
            let workflow =
                workflow(|world| world.heroku.build_script = BuildScript::new(&lines[..3], Outcome::Failed)).await;
            let run = workflow.run().await;
            run.ended(1, "failed");
            assert!(run.log.text().contains("***"), "it is not told that something is left out");
            assert_untold(&run, &workflow, secret);
        }
    }
}

#[tokio::test]
async fn a_warning_that_is_cut_in_a_secret_tells_no_part_of_it() {
    for before in [10, 30, 60] {
        let line = format!(" !     {}", across(160, before, KEY));
        let workflow =
            workflow(|world| world.heroku.build_script = BuildScript::new(&[&line], Outcome::Succeeded)).await;
        let run = workflow.run().await;
        run.ended(0, "deployed");
        let of_build = run.log.of("warning").iter().filter(|warning| warning.contains("x x x")).count();
        assert_eq!(of_build, 1, "{}", run.output);
        assert_untold(&run, &workflow, KEY);
    }
}

#[tokio::test]
async fn a_line_that_breaks_off_in_a_secret_when_time_runs_out_does_not_tell_it() {
    for secret in [KEY, VALUE] {
        let chunks = vec![Chunk::new(5, format!("one\nThe key is {}", &secret[..40])), Chunk::new(9000, "")];
        let script = BuildScript { output: OutputScript::new(chunks), ..BuildScript::new(&[], Outcome::Succeeded) };
        let workflow = workflow(|world| world.heroku.build_script = script).await;
        let run = workflow.input("timeout", "3s").run().await;
        run.ended(1, "failed");
        assert!(run.log.text().contains("one\nThe key is ***\n"), "{}", run.output);
    }
}

#[tokio::test]
async fn colours_between_its_letters_hide_no_secret() {
    let coloured: String = KEY.chars().flat_map(|letter| ["\u{1b}[32m".to_owned(), letter.to_string()]).collect();
    let unseen: String = VALUE.chars().flat_map(|letter| [letter, '\u{200b}']).collect();
    let script = BuildScript::new(&[&format!("key {coloured}!"), &format!("value {unseen}!")], Outcome::Failed);
    let workflow = workflow(|world| world.heroku.build_script = script).await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    let log = run.log.text();
    assert!(log.contains("key \u{1b}[32m***!\n") && log.contains("value ***\u{200b}!\n"), "{log:?}");
    assert_untold(&run, &workflow, KEY);
}
