//! How GitHub refuses a request.

use serde_json::json;

use super::super::reply::Reply;

pub(super) fn error(status: u16, message: &str) -> Reply {
    let body = json!({
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": status.to_string(),
    });
    Reply::json(status, body)
}

pub(super) fn not_found() -> Reply {
    error(404, "Not Found")
}

pub(super) fn invalid(resource: &str, field: &str, code: &str) -> Reply {
    let body = json!({
        "message": "Validation Failed",
        "errors": [{ "resource": resource, "field": field, "code": code }],
        "documentation_url": "https://docs.github.com/rest",
        "status": "422",
    });
    Reply::json(422, body)
}
