//! Answers that no API gives: endless, huge, unreadable, or with ids that are none.

use std::{net::SocketAddr, time::Duration};

use branchline::sandbox::{Fault, FaultKind, Service};
use futures_util::future::join_all;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{harmless::is_harmless, ready::push_workflow, workflow::Run};

/// A service that answers each request, given as it came, with these bytes, and then neither says more nor hangs up.
pub(crate) async fn service(answer: impl Fn(&str) -> Vec<u8> + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(answered(connection, answer.clone()));
        }
    });
    address
}

async fn answered(mut connection: TcpStream, answer: impl Fn(&str) -> Vec<u8>) {
    let mut request = [0; 4096];
    while let Ok(read @ 1..) = connection.read(&mut request).await {
        let _ = connection.write_all(&answer(&String::from_utf8_lossy(&request[..read]))).await;
    }
}

/// A run against a Heroku that always answers so, at a speed.
async fn run_against(answer: Vec<u8>, timeout: &str, speed: u32) -> Run {
    let heroku = service(move |_| answer.clone()).await;
    let workflow = push_workflow().await.input("timeout", timeout).at_speed(speed);
    workflow.input("heroku-api-url", &format!("http://{heroku}")).run().await
}

fn with_body(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[tokio::test]
async fn an_answer_without_end_is_waited_for_no_longer_than_the_timeout() {
    let endless =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n[\r\n".to_vec();
    let run = run_against(endless, "3s", 1).await;
    run.ended(1, "failed");
    is_harmless(&run, "endless");
    assert!(run.output("reason").contains("timed out after 3s"), "{}", run.output("reason"));
    // A read of its own waits for ten.
    assert!(run.took < Duration::from_secs(9), "{:?}", run.took);
}

#[tokio::test]
async fn an_answer_of_twenty_megabytes_is_not_read_to_its_end() {
    let run = run_against(with_body(&vec![b' '; 20_000_000]), "45m", 1).await;
    run.ended(3, "failed");
    is_harmless(&run, "20 MB");
    assert!(run.output("reason").contains("larger than"), "{}", run.output("reason"));
}

#[tokio::test]
async fn an_answer_with_nuls_or_of_no_sense_cannot_be_read() {
    let bodies = ["{\"id\":\"a\0b\",\"name\":\"\0\0\"}", "\0\0\0\0", "[[[[", "<html>::error::PWNED</html>", ""];
    let runs = join_all(bodies.map(async |body| (body, run_against(with_body(body.as_bytes()), "45m", 5).await)));
    for (body, run) in runs.await {
        run.ended(3, "failed");
        is_harmless(&run, body);
    }
}

#[tokio::test]
async fn an_id_that_leaves_its_place_in_a_path_is_refused() {
    join_all(["../x", "..", "a/b", "a?b", "a%2fb", "", "::error::PWNED", "a\nb"].map(async |id| {
        let body = json!({ "id": id, "name": "acme-production", "web_url": null });
        let workflow = push_workflow().await;
        let odd = Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::StatusAfter(201, body.clone()));
        workflow.sandbox.fault(odd);
        let run = workflow.run().await;
        is_harmless(&run, id);
        let odd_paths = workflow.sandbox.requests().into_iter().filter(|request| request.path.contains(".."));
        assert_eq!(odd_paths.count(), 0, "{id}");
    }))
    .await;
}
