//! The runner ends the step while a request is on its way.

use std::time::Duration;

use branchline::sandbox::{FaultKind, Recorded, Service};

use super::{
    case::{Case, End, LIMIT_OF_PASSING, Mishap},
    operation::Operation,
};

/// So late a request is carried out, and answered, that was on its way.
pub(crate) const LATE: Duration = Duration::from_millis(300);

/// Each request is cut off before it was carried out, after it was, or is answered after all.
pub(crate) fn at_each_request(requests: &[Recorded]) -> Vec<Case> {
    let kinds = [
        ("goes unanswered", FaultKind::Hang),
        ("is carried out and goes unanswered", FaultKind::HangAfter),
        ("is late", FaultKind::Delay(LATE)),
    ];
    let operations = Operation::all(requests);
    let mut cases = Vec::new();
    for during in operations.iter().filter(|operation| operation.service != Service::Streams) {
        for (word, by) in [("cancelled", End::Cancelled), ("killed", End::Killed)] {
            for (how, which) in kinds.iter().filter(|(_, kind)| during.is_write() || !is_for_writes(kind)) {
                cases.push(Case {
                    name: format!("{word} while {during} {how}"),
                    mishap: Mishap::Ended { by, during: during.clone(), which: which.clone() },
                    service: during.service,
                    passes: true,
                    limit: LIMIT_OF_PASSING,
                    is_long: false,
                });
            }
        }
    }
    cases
}

fn is_for_writes(kind: &FaultKind) -> bool {
    matches!(kind, FaultKind::HangAfter)
}
