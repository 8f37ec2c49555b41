//! What goes wrong when it is told to, and what is left afterwards.

use std::time::{Duration, Instant};

use branchline::sandbox::{Fault, FaultKind, Latency, Sandbox, Service, Turn, World, heroku::Status};
use reqwest::Method;
use serde_json::json;

use super::client::Client;

const BUILDS: &str = "/apps/acme-production/builds";

pub(crate) async fn start(fault: Option<Fault>) -> (Sandbox, Client) {
    let mut world = World::for_rehearsal("acme/shop", &["acme-production"], Some("acme"));
    world.faults.extend(fault);
    let sandbox = Sandbox::start(world).await.unwrap();
    let client = Client::heroku(&sandbox);
    (sandbox, client)
}

fn on_builds(kind: FaultKind) -> Fault {
    Fault::new(Service::Heroku, "POST", "/apps/*/builds", kind)
}

/// The status of the reply, or none where the connection broke; and how many builds there are afterwards.
pub(crate) async fn post_build(sandbox: &Sandbox, client: &Client) -> (Option<u16>, usize) {
    let body = json!({ "source_blob": { "url": "https://example.com/x.tar.gz" } });
    let reply = client.send(Method::POST, BUILDS, Some(&body)).await;
    let world = sandbox.world();
    let builds = world.heroku.app("acme-production").unwrap().builds.len();
    (reply.ok().map(|reply| reply.status), builds)
}

#[tokio::test]
async fn a_reply_can_be_lost_with_or_without_the_work_done() {
    for (kind, builds) in [(FaultKind::ResetBefore, 0), (FaultKind::ResetAfter, 1)] {
        let (sandbox, client) = start(Some(on_builds(kind))).await;
        assert_eq!(post_build(&sandbox, &client).await, (None, builds));
        assert_eq!(sandbox.requests()[0].status, None);
    }
}

#[tokio::test]
async fn an_error_can_come_with_or_without_the_work_done() {
    let body = json!({ "id": "oops" });
    for (kind, builds) in [(FaultKind::Status(503, body.clone()), 0), (FaultKind::StatusAfter(502, body.clone()), 1)] {
        let status = if builds == 0 { 503 } else { 502 };
        let (sandbox, client) = start(Some(on_builds(kind))).await;
        assert_eq!(post_build(&sandbox, &client).await, (Some(status), builds));
        assert_eq!(sandbox.requests()[0].reply, body);
    }
}

#[tokio::test]
async fn a_request_that_waits_is_carried_out_though_its_client_has_gone() {
    let has_one = |world: &World| world.heroku.app("acme-production").unwrap().builds.len() == 1;
    for kind in [FaultKind::Delay(Duration::from_millis(200)), FaultKind::HangAfter] {
        let (sandbox, client) = start(Some(on_builds(kind))).await;
        let asked = tokio::time::timeout(Duration::from_millis(100), post_build(&sandbox, &client));
        assert!(asked.await.is_err());
        assert!(sandbox.wait_until(Duration::from_secs(5), has_one).await);
    }
}

#[tokio::test]
async fn nothing_makes_progress_while_heroku_stands_still() {
    let (sandbox, client) = start(None).await;
    sandbox.world().heroku.stands_still = true;
    post_build(&sandbox, &client).await;
    let is_over = |world: &World| world.heroku.app("acme-production").unwrap().builds[0].status != Status::Pending;
    assert!(!sandbox.wait_until(Duration::from_millis(500), is_over).await);
    sandbox.world().heroku.stands_still = false;
    assert!(sandbox.wait_until(Duration::from_secs(5), is_over).await);
}

#[tokio::test]
async fn a_body_can_be_cut_short_or_be_something_else() {
    let (sandbox, client) = start(Some(on_builds(FaultKind::TruncatedJson))).await;
    assert_eq!(post_build(&sandbox, &client).await, (None, 1));
    let (_sandbox, client) = start(Some(on_builds(FaultKind::GarbledJson))).await;
    let body = json!({ "source_blob": { "url": "https://example.com/x.tar.gz" } });
    let reply = client.post(BUILDS, &body).await;
    assert_eq!(reply.status, 201);
    assert!(reply.body.as_str().unwrap().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn a_fault_strikes_in_its_turn() {
    let turns = [
        (Turn::Every, [503, 503, 503]),
        (Turn::Only(2), [200, 503, 200]),
        (Turn::First(2), [503, 503, 200]),
        (Turn::After(1), [200, 503, 503]),
    ];
    for (turn, expected) in turns {
        let kind = FaultKind::Status(503, json!({}));
        let (_sandbox, client) = start(Some(Fault::on_anything(kind).at(turn))).await;
        let mut statuses = [0; 3];
        for status in &mut statuses {
            *status = client.get("/account").await.status;
        }
        assert_eq!(statuses, expected, "{turn:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_never_becomes_a_request() {
    let fault = Fault::on(Service::Heroku, FaultKind::RefuseConnection).at(Turn::First(1));
    let (sandbox, client) = start(Some(fault)).await;
    assert!(client.send(Method::GET, "/account", None).await.is_err());
    assert_eq!(sandbox.requests().len(), 0);
    assert_eq!(client.get("/account").await.status, 200);

    let fault = Fault::on(Service::Heroku, FaultKind::RefuseConnection).at(Turn::Only(2));
    let (sandbox, client) = start(Some(fault)).await;
    for _ in 0..3 {
        assert_eq!(client.get("/account").await.status, 200);
    }
    let other = Client::heroku(&sandbox);
    assert!(other.send(Method::GET, "/account", None).await.is_err());
}

#[tokio::test]
async fn both_services_have_their_own_ways_to_say_too_many_requests() {
    let (sandbox, client) = start(Some(Fault::on_anything(FaultKind::RateLimited))).await;
    let reply = client.get("/account").await;
    assert_eq!((reply.status, &reply.body["id"]), (429, &json!("rate_limit")));
    assert!(!reply.headers.contains_key("retry-after"));
    let github = Client::github(&sandbox);
    let reply = github.get("/rate_limit").await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.headers["retry-after"], "1");
    sandbox.world().faults.clear();
    sandbox.fault(Fault::on(Service::GitHub, FaultKind::ForbiddenRateLimit));
    let reply = github.get("/rate_limit").await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.headers["x-ratelimit-remaining"], "0");
    assert!(reply.headers.contains_key("x-ratelimit-reset"));
}

async fn stream_of_a_build(client: &Client) -> String {
    let body = json!({ "source_blob": { "url": "https://example.com/x.tar.gz" } });
    let reply = client.post(BUILDS, &body).await;
    reply.body["output_stream_url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_stream_breaks_at_its_byte_and_is_whole_the_next_time() {
    let fault = Fault::on(Service::Streams, FaultKind::BreakStream(30)).at(Turn::Only(1));
    let (_sandbox, client) = start(Some(fault)).await;
    let stream = stream_of_a_build(&client).await;
    let (bytes, whole) = Client::bare().read(&stream).await;
    assert_eq!((bytes.len(), whole), (30, false));
    let (all, whole) = Client::bare().read(&stream).await;
    assert!(whole && all.starts_with(&bytes) && all.len() > 200);
}

#[tokio::test]
async fn a_silent_stream_and_a_hanging_request_are_for_the_client_to_leave() {
    let (sandbox, client) = start(None).await;
    let stream = stream_of_a_build(&client).await;
    sandbox.fault(Fault::on(Service::Streams, FaultKind::SilenceStream(10)));
    sandbox.fault(Fault::on(Service::Heroku, FaultKind::Hang));
    let brief = Duration::from_millis(300);
    assert!(tokio::time::timeout(brief, Client::bare().read(&stream)).await.is_err());
    assert!(tokio::time::timeout(brief, client.get("/account")).await.is_err());
    assert_eq!(sandbox.requests_like("GET", "/account")[0].status, None);
}

#[tokio::test]
async fn latency_is_paid_for_each_request_and_once_for_each_connection() {
    let (sandbox, client) = start(None).await;
    sandbox.world().latency = Latency { request: Duration::from_millis(20), connection: Duration::from_secs(1) };
    let first = Instant::now();
    client.get("/account").await;
    let first = first.elapsed();
    let second = Instant::now();
    client.get("/account").await;
    let second = second.elapsed();
    assert!(first >= Duration::from_millis(1020), "{first:?}");
    assert!((Duration::from_millis(20)..Duration::from_secs(1)).contains(&second), "{second:?}");
    let requests = sandbox.requests();
    assert_eq!(requests[0].connection, requests[1].connection);
}

#[tokio::test]
async fn a_late_reply_is_still_the_right_one() {
    let delay = Duration::from_millis(50);
    let (_sandbox, client) = start(Some(Fault::on_anything(FaultKind::Delay(delay)))).await;
    let started = Instant::now();
    assert_eq!(client.get("/account").await.status, 200);
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn ports_are_free_again_when_the_sandbox_is_gone() {
    let (sandbox, client) = start(None).await;
    assert_eq!(client.get("/account").await.status, 200);
    drop(sandbox);
    let until = Instant::now() + Duration::from_secs(5);
    while client.send(Method::GET, "/account", None).await.is_ok() {
        assert!(Instant::now() < until, "still listening");
        tokio::task::yield_now().await;
    }
}
