mod broken;
mod known;

use serde_json::{Value, json};

use super::*;
use crate::inputs::Environment;

const SHA: &str = "8c2de7a4f0b9135ad6e7c8091a2b3c4d5e6f7081";

fn runner(pairs: &[(&str, &str)]) -> Runner {
    let always = [("GITHUB_REPOSITORY", "acme/web")];
    Runner::from_environment(&Environment::from_pairs(always.iter().chain(pairs).copied())).unwrap()
}

fn read(event_name: &str, payload: &Value) -> Result<Event, EventError> {
    let runner = runner(&[("GITHUB_EVENT_NAME", event_name), ("GITHUB_SHA", SHA)]);
    Event::read(&runner, payload.to_string().as_bytes())
}

/// A pull request with only the fields that Branchline reads.
fn pull_request() -> Value {
    let repository = json!({"id": 1, "full_name": "acme/web"});
    json!({
        "number": 7,
        "state": "open",
        "head": {"ref": "$(x)", "sha": SHA, "repo": repository},
        "base": {"repo": repository},
    })
}
