//! The way of every request: noted, delayed, spoiled or answered.

use std::future::{Future, pending};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use futures_util::stream::{StreamExt, once, repeat};
use serde_json::Value;

use super::call::Call;
use super::clock::pause;
use super::door::Connection;
use super::fault::FaultKind;
use super::hub::Hub;
use super::recorded::Service;
use super::reply::{Content, Reply, dress};
use super::{github, heroku};

/// An error in a body makes hyper drop what it still holds; this long it gets to send that.
const FLUSH: Duration = Duration::from_millis(10);

const WEB_PAGE: &str = "<!DOCTYPE html><html><head><title>Application Error</title></head></html>";

pub(super) async fn serve(hub: Arc<Hub>, service: Service, connection: Connection, request: Request) -> Response {
    let call = Call::read(service, request).await;
    let number = hub.arrived(&call, connection.number);
    let (latency, fault) = hub.fate(&call);
    pause(latency).await;
    match fault {
        Some(FaultKind::Hang) => return pending().await,
        Some(FaultKind::ResetBefore) => {
            connection.cut();
            return Response::default();
        }
        _ => {}
    }
    let reply = match fault.as_ref().and_then(|kind| refusal(service, kind, &call)) {
        Some(refusal) => refusal,
        None => carried_out(&hub, call, fault.as_ref()).await,
    };
    match fault {
        Some(FaultKind::ResetAfter) => {
            connection.cut();
            return Response::default();
        }
        Some(FaultKind::HangAfter) => return pending().await,
        _ => {}
    }
    let reply = spoil(reply, fault.as_ref());
    hub.answered(number, &reply);
    match fault {
        Some(FaultKind::TruncatedJson) => half(&reply, broken()),
        Some(FaultKind::StalledBody) => half(&reply, pending()),
        Some(FaultKind::EndlessBody(status)) => endless(status.unwrap_or(reply.status), &reply),
        _ => reply.into_response(),
    }
}

/// A request that waits goes on waiting, and is carried out, though its client may have gone.
async fn carried_out(hub: &Arc<Hub>, call: Call, fault: Option<&FaultKind>) -> Reply {
    let Some(FaultKind::Delay(duration)) = fault else { return hub.answer(call) };
    let (hub, duration) = (Arc::clone(hub), *duration);
    let late = tokio::spawn(async move {
        pause(duration).await;
        hub.answer(call)
    });
    late.await.unwrap_or_else(|_| Reply::text(500, "the sandbox has failed"))
}

/// The reply of faults that keep the request from being carried out.
fn refusal(service: Service, kind: &FaultKind, call: &Call) -> Option<Reply> {
    match (kind, service) {
        (FaultKind::SentOn, _) => Some(Reply::empty(302).header("location", call.place())),
        (FaultKind::Status(status, body), _) => Some(instead(*status, body)),
        (FaultKind::RateLimited, Service::GitHub) => Some(github::rate_limit::secondary()),
        (FaultKind::RateLimited, _) => Some(heroku::refusals::rate_limited()),
        (FaultKind::ForbiddenRateLimit, _) => Some(github::rate_limit::primary()),
        _ => None,
    }
}

fn instead(status: u16, body: &Value) -> Reply {
    match body {
        Value::String(page) => Reply::text(status, page),
        json => Reply::json(status, json.clone()),
    }
}

fn spoil(mut reply: Reply, fault: Option<&FaultKind>) -> Reply {
    match (fault, &mut reply.content) {
        (Some(FaultKind::StatusAfter(status, body)), _) => instead(*status, body),
        (Some(FaultKind::Told(tell)), Content::Json(value)) => {
            tell(value);
            reply
        }
        (Some(FaultKind::GarbledJson), content) => {
            *content = Content::Text(WEB_PAGE.to_owned());
            reply
        }
        (Some(FaultKind::BreakStream(bytes)), Content::Stream(reader)) => {
            reader.break_at(*bytes);
            reply
        }
        (Some(FaultKind::SilenceStream(bytes)), Content::Stream(reader)) => {
            reader.fall_silent_after(*bytes);
            reply
        }
        _ => reply,
    }
}

/// The first half of a reply's body, and then what `end` makes of the connection.
fn half(reply: &Reply, end: impl Future<Output = io::Error> + Send + 'static) -> Response {
    let bytes = reply.bytes();
    let half = bytes.slice(..bytes.len() / 2);
    let sent = once(async { Ok::<Bytes, io::Error>(half) });
    let body = Body::from_stream(sent.chain(once(async { Err(end.await) })));
    let mut headers = reply.headers.clone();
    headers.push(("content-length", bytes.len().to_string()));
    dress(reply.status, &headers, body)
}

async fn broken() -> io::Error {
    pause(FLUSH).await;
    io::ErrorKind::ConnectionReset.into()
}

fn endless(status: u16, reply: &Reply) -> Response {
    let piece = Bytes::from(vec![b' '; 64 * 1024]);
    let body = Body::from_stream(repeat(piece).map(Ok::<Bytes, io::Error>));
    dress(status, &reply.headers, body)
}
