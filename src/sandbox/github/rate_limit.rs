//! How many requests GitHub takes in an hour.

use serde_json::{Value, json};

use super::super::clock;
use super::super::reply::Reply;
use super::refusals::error;

const IN_AN_HOUR: u32 = 1000;

/// Adds what every reply tells.
pub(super) fn add_headers(reply: Reply, used: u32) -> Reply {
    reply
        .header("x-ratelimit-limit", IN_AN_HOUR.to_string())
        .header("x-ratelimit-remaining", IN_AN_HOUR.saturating_sub(used).to_string())
        .header("x-ratelimit-used", used.to_string())
        .header("x-ratelimit-reset", clock::in_an_hour().to_string())
        .header("x-ratelimit-resource", "core")
}

pub(super) fn in_full(used: u32) -> Value {
    let core = json!({
        "limit": IN_AN_HOUR,
        "remaining": IN_AN_HOUR.saturating_sub(used),
        "reset": clock::in_an_hour(),
        "used": used,
    });
    json!({ "resources": { "core": core, "search": core }, "rate": core })
}

/// Too many requests at once (<https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>).
pub(in crate::sandbox) fn secondary() -> Reply {
    let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    error(429, message).header("retry-after", "1")
}

/// Too many requests in this hour.
pub(in crate::sandbox) fn primary() -> Reply {
    add_headers(error(403, "API rate limit exceeded for installation."), IN_AN_HOUR)
}
