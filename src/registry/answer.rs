//! A registry's answer if it does not do what it was asked.

use std::time::Duration;

use reqwest::Response;
use serde::Deserialize;

use crate::http::{Failure, Refusal, capped, refusal_of, within};

/// How long to wait for the rest of an answer.
const READ_WITHIN: Duration = Duration::from_secs(10);
const NO_ANSWER: &str = "no answer in time";

#[derive(Deserialize)]
struct Errors {
    #[serde(default)]
    errors: Vec<Error>,
}

#[derive(Deserialize)]
struct Error {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// No answer came.
pub(super) fn lost() -> Failure {
    Failure::Lost(NO_ANSWER.to_owned())
}

/// Reads the rest of an answer.
pub(super) async fn whole(response: Response) -> Result<Vec<u8>, Failure> {
    within(READ_WITHIN, capped(response)).await.ok_or_else(lost).flatten()
}

/// An error in the registry's own words.
pub(super) async fn failed(response: Response) -> Failure {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = whole(response).await.unwrap_or_default();
    let refusal = refusal_of(status, &headers, &body);
    let errors: Option<Errors> = serde_json::from_slice(&body).ok();
    let Some(first) = errors.and_then(|all| all.errors.into_iter().next()) else {
        return Failure::Refused(Box::new(refusal));
    };
    let id = first.code.to_lowercase();
    Failure::Refused(Box::new(Refusal { id, message: first.message, ..refusal }))
}
