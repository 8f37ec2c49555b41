//! The sandbox's output streams.

use std::time::Duration;

use branchline::sandbox::{Chunk, OutputScript};
use serde_json::json;

use super::client::Client;
use super::heroku::build;
use super::services::heroku as start;

#[tokio::test]
async fn a_cancelled_build_fails_and_its_stream_ends() {
    let (sandbox, client) = start(|world| {
        let output = OutputScript::new(vec![Chunk::new(0, "first\n"), Chunk::new(60_000, "late\n")]);
        world.heroku.build_script.output = output;
    })
    .await;
    let build = build(&sandbox, &client).await;
    let stream = build["output_stream_url"].as_str().unwrap().to_owned();
    let reading = tokio::spawn(async move { Client::bare().text(&stream).await });
    let path = format!("/apps/acme-production/builds/{}", build["id"].as_str().unwrap());
    assert_eq!(client.delete(&path).await.body["status"], "failed");
    assert_eq!(reading.await.unwrap(), "first\n");
    assert_eq!(client.delete(&path).await.status, 422);
}

#[tokio::test]
async fn a_stream_can_be_late_beat_end_early_and_be_resumed() {
    let (sandbox, client) = start(|world| {
        let chunks = vec![Chunk::new(0, "one\n"), Chunk::new(500, "two\n"), Chunk::new(0, "three\n")];
        world.heroku.build_script.output = OutputScript {
            not_found_first: 1,
            ends_early_after: Some(2),
            heartbeat: Some(Duration::from_millis(20)),
            ..OutputScript::new(chunks)
        };
    })
    .await;
    let build = build(&sandbox, &client).await;
    let stream = build["output_stream_url"].as_str().unwrap();
    let reply = Client::bare().get(stream).await;
    assert_eq!((reply.status, &reply.body), (404, &json!("Channel is not registered.\n")));
    let output = Client::bare().text(stream).await;
    assert!(output.starts_with("one\n\0"), "{output:?}");
    assert_eq!(output.replace('\0', ""), "one\ntwo\n");
    let rest = Client::bare().with_header("range", "8-");
    assert_eq!(rest.text(stream).await, "three\n");
    let with_unit = Client::bare().with_header("range", "bytes=8-");
    assert_eq!(with_unit.text(stream).await, "one\ntwo\nthree\n");
    let beyond = Client::bare().with_header("range", "800-");
    assert_eq!(beyond.get(stream).await.status, 416);
    let forged = stream.replace("X-Amz-Signature=", "X-Amz-Signature=0");
    assert_eq!(Client::bare().get(&forged).await.status, 404);
}
