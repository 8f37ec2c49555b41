//! How Heroku refuses a request.

use serde_json::json;

use super::super::reply::Reply;

pub(in crate::sandbox) fn rate_limited() -> Reply {
    let message = "Your account reached the API rate limit\nPlease wait a few minutes before making new requests";
    let url = "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits";
    let body = json!({ "id": "rate_limit", "message": message, "url": url });
    Reply::json(429, body).header("ratelimit-remaining", "0")
}

pub(super) fn error(status: u16, id: &str, message: &str) -> Reply {
    Reply::json(status, json!({ "id": id, "message": message }))
}

/// Heroku's wording for what does not exist, or is not visible to this key.
pub(super) fn not_found(what: &str) -> Reply {
    let body = json!({
        "resource": what.replace(' ', "-"),
        "id": "not_found",
        "message": format!("Couldn't find that {what}."),
    });
    Reply::json(404, body)
}

pub(super) fn invalid(message: &str) -> Reply {
    error(422, "invalid_params", message)
}
