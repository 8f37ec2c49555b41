//! A service that fails twice in a row, and one that fails for good.

use branchline::sandbox::{Fault, FaultKind, Recorded, Service, Turn};
use serde_json::json;

use super::{
    case::{Case, LIMIT_OF_STAYING, Mishap},
    faults::{error, page},
};

/// Each request of a service, told by how many there were before.
fn requests_before(requests: &[Recorded]) -> Vec<(Service, u32)> {
    let mut seen = [0; 7];
    let before = |request: &Recorded| {
        let seen: &mut u32 = &mut seen[request.service as usize];
        *seen += 1;
        (request.service, *seen - 1)
    };
    requests.iter().map(before).collect()
}

/// Two requests after each other go wrong: what is done about the first is hit by the second.
pub(crate) fn twice_at_each_request(requests: &[Recorded]) -> Vec<Case> {
    let unavailable = ("503", FaultKind::Status(503, error("service_unavailable")));
    let lost = ("reset after", FaultKind::ResetAfter);
    let done = ("502 page after", FaultKind::StatusAfter(502, page()));
    let garbled = ("garbled", FaultKind::GarbledJson);
    let pairs = [(&lost, &unavailable), (&lost, &lost), (&done, &lost), (&unavailable, &garbled), (&garbled, &done)];
    let mut cases = Vec::new();
    for (service, before) in requests_before(requests) {
        // A stream has no page to answer with.
        let of_service = if matches!(
            service,
            Service::Streams | Service::Codeload | Service::Storage | Service::Registry | Service::HerokuRegistry
        ) {
            &pairs[..2]
        } else {
            &pairs[..]
        };
        for ((first, kind), (second, other)) in of_service {
            let at = |kind: &FaultKind, nth| Fault::on(service, kind.clone()).at(Turn::Only(nth));
            let name = format!("{first}, then {second} at {service:?} after {before} requests");
            cases.push(Case::passing(name, service, vec![at(kind, before + 1), at(other, before + 2)]));
        }
    }
    cases
}

/// A refusal by one service that begins at each request and stays; and an outage, which looks one way or the other.
pub(crate) fn from_each_request_on(requests: &[Recorded]) -> Vec<Case> {
    let kinds = [
        ("403", FaultKind::Status(403, json!({ "id": "forbidden", "message": "You may not do that" }))),
        ("503", FaultKind::Status(503, error("service_unavailable"))),
        ("reset after", FaultKind::ResetAfter),
        ("no answer", FaultKind::Hang),
    ];
    let mut cases = Vec::new();
    for (service, before) in requests_before(requests) {
        // To wait for what never comes takes longest, and looks the same everywhere.
        let kinds = kinds.iter().filter(|(_, kind)| before % 3 == 0 || !matches!(kind, FaultKind::Hang));
        for (name, kind) in kinds {
            cases.push(Case {
                name: format!("{name} at {service:?} after {before} requests, and from then on"),
                mishap: Mishap::Faults(vec![Fault::on(service, kind.clone()).at(Turn::After(before))]),
                service,
                passes: false,
                limit: LIMIT_OF_STAYING,
                is_long: *name != "403",
            });
        }
    }
    cases
}
