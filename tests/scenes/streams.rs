//! Build and release output, whatever the stream does.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Chunk, Fault, FaultKind, Outcome, OutputScript, PhaseScript, Service, Turn, github::sha_of,
    heroku::Build,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    deploys::workflow,
    workflow::{Run, Workflow},
};

fn numbered(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("-----> line {number} with ünïcödé ✓")).collect()
}

/// The lines between the head of the build's group and its end.
fn output(run: &Run) -> Vec<String> {
    let is_before = |line: &&String| !line.starts_with("Plan:") && !line.starts_with("- acme-one: ");
    let lines = run.log.lines.iter().filter(is_before);
    lines
        .take_while(|line| !line.starts_with("Build succeeded") && !line.starts_with("Build failed"))
        .cloned()
        .collect()
}

async fn workflow_with(output: OutputScript) -> Workflow {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.world().heroku.build_script = BuildScript { output, ..BuildScript::new(&[], Outcome::Succeeded) };
    workflow
}

async fn shown(output_script: OutputScript) -> Vec<String> {
    let run = workflow_with(output_script).await.run().await;
    run.ended(0, "deployed");
    output(&run)
}

fn in_chunks(text: &str, size: usize, pause: u64) -> OutputScript {
    let chunks = text.as_bytes().chunks(size).map(|bytes| Chunk::new(pause, bytes.to_vec()));
    OutputScript::new(chunks.collect())
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

#[tokio::test]
async fn output_is_shown_line_by_line_in_its_group_while_it_is_produced() {
    let lines = numbered(3);
    let mut script = OutputScript::lines(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    script.chunks.push(Chunk::new(60_000, "last\n"));
    let workflow = workflow_with(script).await;
    let mut child = workflow.start();
    let mut seen = String::new();
    let stdout = child.stdout.take().unwrap();
    let mut reader = tokio::io::BufReader::new(stdout);
    let early = tokio::time::timeout(Duration::from_secs(20), async {
        while !seen.contains("line 3") {
            tokio::io::AsyncBufReadExt::read_line(&mut reader, &mut seen).await.unwrap();
        }
    });
    early.await.expect("the output is not live");
    assert!(seen.contains("::group::Build "), "{seen}");
    assert!(!seen.contains("last"), "{seen}");
}

#[tokio::test]
async fn heartbeats_leave_no_trace_even_in_the_middle_of_a_line() {
    let chunks = vec![Chunk::new(5, "one\ntw"), Chunk::new(200, "o\nthr"), Chunk::new(200, "ee\n")];
    let script = OutputScript { heartbeat: Some(Duration::from_millis(20)), ..OutputScript::new(chunks) };
    assert_eq!(shown(script).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn characters_that_arrive_in_pieces_are_put_together() {
    let lines = numbered(20);
    assert_eq!(shown(in_chunks(&text(&lines), 3, 1)).await, lines);
}

#[tokio::test]
async fn a_stream_that_is_not_there_yet_is_waited_for() {
    let lines = numbered(5);
    let script = OutputScript { not_found_first: 3, ..in_chunks(&text(&lines), 40, 50) };
    assert_eq!(shown(script).await, lines);
}

#[tokio::test]
async fn a_stream_that_never_comes_holds_up_nothing() {
    let script = OutputScript { not_found_first: u32::MAX, ..in_chunks("unseen\n", 40, 50) };
    let run = workflow_with(script).await.at_speed(5).run().await;
    run.ended(0, "deployed");
    assert_eq!(output(&run), ["(The rest of the output could not be read.)"]);
    assert!(run.took < Duration::from_secs(25), "{:?}", run.took);
}

#[tokio::test]
async fn a_stream_that_ends_while_the_build_is_pending_does_not_end_the_wait() {
    let lines = numbered(40);
    let script = OutputScript { ends_early_after: Some(7), ..in_chunks(&text(&lines), 60, 100) };
    assert_eq!(shown(script).await, lines);
}

#[tokio::test]
async fn a_build_that_fails_long_after_its_output_ended_fails_the_step() {
    let workflow = workflow_with(OutputScript::lines(&["bye"])).await;
    {
        let script = &mut workflow.sandbox.world().heroku.build_script;
        (script.linger, script.outcome) = (Duration::from_secs(1), Outcome::Failed);
    }
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(output(&run), ["bye"]);
}

#[tokio::test]
async fn a_stream_that_breaks_again_and_again_loses_and_doubles_no_line() {
    let lines = numbered(60);
    join_all([1, 41, 500, 1999].map(async |bytes| {
        let workflow = workflow_with(in_chunks(&text(&lines), 70, 10)).await;
        for turn in 1..=3 {
            let longer = bytes * usize::try_from(turn).unwrap();
            let fault = Fault::on(Service::Streams, FaultKind::BreakStream(longer)).at(Turn::Only(turn));
            workflow.sandbox.fault(fault);
        }
        let run = workflow.run().await;
        run.ended(0, "deployed");
        assert_eq!(output(&run), lines, "broken after {bytes} bytes");
    }))
    .await;
}

#[tokio::test]
async fn silence_on_a_dead_connection_is_noticed_once_the_build_is_over() {
    let lines = numbered(10);
    let workflow = workflow_with(in_chunks(&text(&lines), 70, 5)).await.at_speed(5);
    workflow.sandbox.fault(Fault::on(Service::Streams, FaultKind::SilenceStream(100)).at(Turn::Only(1)));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(output(&run), lines);
    assert!(run.took < Duration::from_mins(1), "{:?}", run.took);
}

#[tokio::test]
async fn carriage_returns_end_lines_as_they_do_for_the_runner() {
    let script = OutputScript::new(vec![Chunk::new(5, "10%\r50%\r"), Chunk::new(5, "\n100%\r\ndone")]);
    assert_eq!(shown(script).await, ["10%", "50%", "100%", "done"]);
}

#[tokio::test]
async fn commands_in_output_are_shown_and_not_obeyed() {
    let hidden = "::error::no\n  ::add-mask::x\n##[error]no\na ##[set-env name=A]b\n\r::stop-commands::t\n\u{feff}::warning::no\n";
    let release = PhaseScript { output: in_chunks(hidden, 7, 1), ..PhaseScript::new(&[], Outcome::Succeeded) };
    let workflow = workflow_with(in_chunks(hidden, 5, 1)).await;
    workflow.sandbox.world().heroku.build_script.release_phase = Some(release);
    let run = workflow.run().await;
    run.ended(0, "deployed");
    for name in ["error", "warning", "set-env", "stop-commands"] {
        assert!(run.log.of(name).is_empty(), "{}", run.output);
    }
    assert!(!run.log.of("add-mask").contains(&"x"), "{}", run.output);
    assert_eq!(run.log.lines.iter().filter(|line| line.contains("::error::no")).count(), 2, "{}", run.output);
}

#[tokio::test]
async fn a_line_without_an_end_is_shown_even_if_time_runs_out() {
    let workflow =
        workflow_with(OutputScript::new(vec![Chunk::new(5, "one\nWaiting for the dat"), Chunk::new(9000, "")])).await;
    let run = workflow.input("timeout", "3s").run().await;
    run.ended(1, "failed");
    assert!(run.log.text().contains("one\nWaiting for the dat\n"), "{}", run.output);
}

#[tokio::test]
async fn the_status_is_asked_for_although_the_output_never_pauses() {
    let script = OutputScript { endless: Some("more\n".into()), ..OutputScript::lines(&["one"]) };
    let workflow = workflow_with(script).await.at_speed(5);
    workflow.sandbox.world().heroku.build_script.linger = Duration::from_millis(200);
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.took > Duration::from_secs(29) && run.took < Duration::from_mins(3), "{:?}", run.took);
    let (asked, lines) = (workflow.times("GET", "/apps/*/builds/*"), output(&run));
    assert!(asked <= 4, "{asked} times");
    assert_eq!((lines[0].as_str(), lines[1].as_str()), ("one", "more"));
    assert_eq!(lines.last().map(String::as_str), Some("(The rest of the output could not be read.)"));
}

#[tokio::test]
async fn of_an_output_without_measure_the_beginning_and_the_end_are_shown() {
    let line = format!("{}\n", "x".repeat(60_000));
    let many = line.repeat(1000);
    let chunks = [many.clone(), many, "the cause\n".to_owned()].map(|text| Chunk::new(5, text));
    let script = OutputScript::new(chunks.to_vec());
    let workflow = workflow_with(script).await;
    workflow.sandbox.world().heroku.build_script.outcome = Outcome::Failed;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output.len() > 100_000_000 && run.output.len() < 110_000_000, "{}", run.output.len());
    let lines = output(&run);
    let note = lines.iter().position(|line| line.starts_with("(That is 100 MB of output.")).unwrap();
    assert!(note > 1600 && lines.len() - note <= 41, "{note} of {}", lines.len());
    assert_eq!(lines.last().map(String::as_str), Some("the cause"));
    assert!(run.log.of("error")[0].contains("the cause"), "the end of the log is evidence");
}

#[tokio::test]
async fn a_build_without_output_is_followed_by_its_status() {
    let workflow = workflow_with(OutputScript::new(Vec::new())).await;
    workflow.sandbox.world().heroku.build_script.linger = Duration::from_millis(500);
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(output(&run), Vec::<String>::new());
}

/// A pending build of the commit, as Heroku would show it without some of its fields.
fn odd_build(workflow: &Workflow, status: &str, from: &str) -> (String, Value) {
    let mut world = workflow.sandbox.world();
    let app = world.heroku.app_mut("acme-one").unwrap();
    app.builds.push(Build::start(
        "https://example.com/",
        Some(&sha_of("main")),
        BuildScript::new(&["hello"], Outcome::Succeeded),
    ));
    let id = app.builds[0].id.to_string();
    let build = json!({
        "id": id,
        "status": status,
        "created_at": "2026-01-01T00:00:00Z",
        "source_blob": { "version": sha_of("main") },
        "output_stream_url": null,
        "release": null,
    });
    let path = format!("/apps/*/builds{from}");
    drop(world);
    let list = json!([{ "id": id, "status": "pending", "source_blob": { "version": sha_of("main") } }]);
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds", FaultKind::Status(200, list)));
    (path.replace("ID", &id), build)
}

#[tokio::test]
async fn a_build_whose_output_has_no_address_is_followed_by_its_status() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let (path, mut build) = odd_build(&workflow, "pending", "/ID");
    let pending = FaultKind::Status(200, build.clone());
    build["status"] = json!("succeeded");
    build["release"] = json!({ "id": workflow.sandbox.world().heroku.app("acme-one").unwrap().releases[1].id });
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &path, pending).at(Turn::First(3)));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &path, FaultKind::Status(200, build)));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(workflow.sandbox.requests_like("GET", &path).len(), 4);
    assert!(workflow.sandbox.requests().iter().all(|request| request.service != Service::Streams));
}

#[tokio::test]
async fn output_whose_address_comes_late_is_shown() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let (path, build) = odd_build(&workflow, "pending", "/ID");
    let late = FaultKind::Status(200, build);
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &path, late).at(Turn::First(2)));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(output(&run), ["hello"]);
}

#[tokio::test]
async fn a_release_that_is_not_named_at_once_is_waited_for() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let phase = PhaseScript::new(&["rake aborted!"], Outcome::Failed);
    let (path, build) = odd_build(&workflow, "succeeded", "/ID");
    {
        let mut world = workflow.sandbox.world();
        let app = world.heroku.app_mut("acme-one").unwrap();
        let script = BuildScript::new(&[], Outcome::Succeeded).with_release_phase(phase);
        let mut build = Build::start("https://example.com/", Some(&sha_of("main")), script);
        build.id = app.builds[0].id;
        app.builds[0] = build;
    }
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &path, FaultKind::Status(200, build)).at(Turn::First(4)));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(run.output("release-status"), "failed");
    assert!(run.log.text().contains("rake aborted!"), "{}", run.output);
}
