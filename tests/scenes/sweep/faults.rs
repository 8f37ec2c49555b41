//! Every kind of fault at every request, connection and stream.

use std::time::Duration;

use branchline::sandbox::{Fault, FaultKind, Recorded, Service, Turn};
use serde_json::json;

use super::{case::Case, operation::Operation};

/// A release phase prints about so many bytes in the sandbox.
const RELEASE_OUTPUT: usize = 50;

struct Kind {
    name: &'static str,
    fault: FaultKind,
    /// Whether it makes a difference to a write alone.
    writes_only: bool,
}

pub(crate) fn page() -> serde_json::Value {
    json!("<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>")
}

pub(crate) fn error(id: &str) -> serde_json::Value {
    json!({ "id": id, "message": "Please try again later" })
}

fn kinds() -> Vec<Kind> {
    let anywhere = |name, fault| Kind { name, fault, writes_only: false };
    let on_writes = |name, fault| Kind { name, fault, writes_only: true };
    vec![
        anywhere("reset before", FaultKind::ResetBefore),
        anywhere("reset after", FaultKind::ResetAfter),
        anywhere("500", FaultKind::Status(500, error("internal_server_error"))),
        on_writes("500 after", FaultKind::StatusAfter(500, error("internal_server_error"))),
        anywhere("502 page", FaultKind::Status(502, page())),
        on_writes("502 page after", FaultKind::StatusAfter(502, page())),
        anywhere("503", FaultKind::Status(503, error("service_unavailable"))),
        anywhere("429", FaultKind::RateLimited),
        anywhere("403 rate limit", FaultKind::ForbiddenRateLimit),
        anywhere("truncated", FaultKind::TruncatedJson),
        anywhere("stalled", FaultKind::StalledBody),
        anywhere("garbled", FaultKind::GarbledJson),
        anywhere("two seconds", FaultKind::Delay(Duration::from_secs(2))),
        anywhere("no answer", FaultKind::Hang),
        on_writes("no answer after", FaultKind::HangAfter),
    ]
}

impl Kind {
    fn hits(&self, operation: &Operation) -> bool {
        let limits = matches!(self.fault, FaultKind::ForbiddenRateLimit);
        let bodies = matches!(self.fault, FaultKind::TruncatedJson | FaultKind::StalledBody | FaultKind::GarbledJson);
        (!self.writes_only || operation.is_write())
            && (!limits || operation.service == Service::GitHub)
            && (!bodies || operation.service != Service::Streams)
    }

    fn at(&self, operation: &Operation) -> Case {
        let faults = vec![operation.fault(self.fault.clone())];
        Case {
            passes: !matches!(self.fault, FaultKind::ForbiddenRateLimit),
            is_long: matches!(self.fault, FaultKind::Hang | FaultKind::HangAfter | FaultKind::StalledBody),
            ..Case::passing(format!("{} at {operation}", self.name), operation.service, faults)
        }
    }
}

/// Every kind of fault at every request.
pub(crate) fn at_each_request(requests: &[Recorded]) -> Vec<Case> {
    let operations = Operation::all(requests);
    let kinds = kinds();
    let of = |operation| kinds.iter().filter(move |kind| kind.hits(operation)).map(move |kind| kind.at(operation));
    operations.iter().flat_map(of).collect()
}

/// Connections that are refused, one by one.
pub(crate) fn at_each_connection(requests: &[Recorded]) -> Vec<Case> {
    let services = [
        Service::GitHub,
        Service::Heroku,
        Service::Streams,
        Service::Codeload,
        Service::Storage,
        Service::Registry,
        Service::HerokuRegistry,
    ];
    services
        .into_iter()
        .flat_map(|service| {
            let of_service = requests.iter().filter(|request| request.service == service);
            let mut connections: Vec<_> = of_service.map(|request| request.connection).collect();
            connections.sort_unstable();
            connections.dedup();
            (1..=u32::try_from(connections.len()).unwrap()).map(move |nth| {
                let fault = Fault::on(service, FaultKind::RefuseConnection).at(Turn::Only(nth));
                Case::passing(format!("refused at connection no. {nth} to {service:?}"), service, vec![fault])
            })
        })
        .collect()
}

/// Streams that break, or fall silent, after so many bytes.
pub(crate) fn in_streams(requests: &[Recorded], break_at: &[usize], silent_at: &[usize]) -> Vec<Case> {
    let operations = Operation::all(requests);
    let streams = operations.iter().filter(|operation| operation.service == Service::Streams);
    let kinds = || {
        let broken = break_at
            .iter()
            .map(|bytes| (*bytes, format!("broken after {bytes} bytes"), FaultKind::BreakStream(*bytes)));
        let silent = silent_at
            .iter()
            .map(|bytes| (*bytes, format!("silent after {bytes} bytes"), FaultKind::SilenceStream(*bytes)));
        broken.chain(silent).collect::<Vec<_>>()
    };
    streams
        .enumerate()
        .flat_map(|(index, operation)| {
            // The first is that of a build; a release phase has less to say.
            let kinds = kinds().into_iter().filter(move |(bytes, ..)| index == 0 || *bytes <= RELEASE_OUTPUT);
            kinds.map(move |(_, name, kind)| {
                Case::passing(format!("{name} at {operation}"), Service::Streams, vec![operation.fault(kind)])
            })
        })
        .collect()
}
