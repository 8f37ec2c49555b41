//! Failed requests in words.

use super::lines::one_line;
use crate::http::{ApiError, Failure, Refusal, Service};

/// A few words for the head of an annotation.
pub(super) fn title_of(error: &ApiError) -> &'static str {
    match (error.service, &error.failure) {
        (Service::GitHub, Failure::Unreachable(_)) => "GitHub cannot be reached",
        (Service::Heroku, Failure::Unreachable(_)) => "Heroku cannot be reached",
        (Service::Registry, Failure::Unreachable(_)) => "Registry cannot be reached",
        (Service::Registry, Failure::Unaskable(_)) => "Registry not asked",
        (Service::Registry, Failure::Refused(_)) => "Registry refused",
        (Service::Registry, _) => "No answer from the registry",
        (Service::GitHub, Failure::Unaskable(_)) => "GitHub not asked",
        (Service::Heroku, Failure::Unaskable(_)) => "Heroku not asked",
        (Service::GitHub, Failure::Refused(_)) => "GitHub refused",
        (Service::Heroku, Failure::Refused(_)) => "Heroku refused",
        (Service::GitHub, _) => "No answer from GitHub",
        (Service::Heroku, _) => "No answer from Heroku",
    }
}

/// An API's error in one line, in its own words if it has any, with the request.
#[must_use]
pub(crate) fn in_one_line(error: &ApiError) -> String {
    let ApiError { service, method, path, .. } = error;
    let line = match &error.failure {
        Failure::Unreachable(why) => format!("{service} could not be reached: {why}"),
        Failure::Lost(why) => format!("{service} did not answer {method} {path}: {why}"),
        Failure::Unreadable(why) => format!("{service}'s answer to {method} {path} cannot be read: {why}"),
        Failure::TooLarge(size) => format!("{service}'s answer to {method} {path} is larger than {size} MiB"),
        Failure::Unaskable(why) => format!("Branchline did not send {method} {path} to {service}: {why}"),
        Failure::Refused(refusal) => {
            let request_id = Some(&refusal.request_id).filter(|id| !id.is_empty());
            let request_id = request_id.map(|id| format!(", Request-Id {id}")).unwrap_or_default();
            format!("{service} answered {} ({method} {path}{request_id})", in_its_words(refusal))
        }
    };
    one_line(&line)
}

fn in_its_words(refusal: &Refusal) -> String {
    let words: Vec<_> = [&refusal.id, &refusal.message].into_iter().map(|part| part.trim()).collect();
    let words: Vec<_> = words.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{} {}", refusal.status, words.join(": ")).trim_end().to_owned()
}
