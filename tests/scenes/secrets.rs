//! What holds for every run: no secret is seen, and none goes to a host that it is not for.

use base64::{Engine, engine::general_purpose::STANDARD};
use branchline::sandbox::{Recorded, Service, World};
use memchr::memmem;

use crate::workflow::Run;

/// The text of every command that hides a secret begins so.
const MASKING: &str = "::add-mask::";

/// Fails where a secret got out of a run, or to the wrong host.
#[track_caller]
pub(crate) fn assert_kept(run: &Run, world: &World, requests: &[Recorded]) {
    let secrets = secrets(world, requests);
    let places = shown_of(run, requests);
    for secret in &secrets {
        for (place, text) in &places {
            assert!(!holds(text, secret), "{secret} is in the {place}:\n{text}");
        }
        assert!(!run.errors.contains(secret), "{secret} is in standard error:\n{}", run.errors);
    }
    for request in requests {
        assert_its_key_alone(request, world);
    }
}

/// All that people can read of a run, without the backslashes and the spaces of no width that keep characters from being markup.
pub(crate) fn shown_of(run: &Run, requests: &[Recorded]) -> [(&'static str, String); 4] {
    let log: Vec<_> = run.output.lines().filter(|line| !line.starts_with(MASKING)).collect();
    let outputs: Vec<_> = run.outputs.values().map(String::as_str).collect();
    let plain = |text: String| without(without(text, "\\"), "&#8203;");
    [
        ("log", plain(log.join("\n"))),
        ("outputs", plain(outputs.join("\n"))),
        ("summary", plain(run.summary.clone())),
        ("requests to GitHub", plain(to_github(requests))),
    ]
}

fn without(text: String, part: &str) -> String {
    if holds(&text, part) { text.replace(part, "") } else { text }
}

/// As `str::contains`, which takes seconds for the longest logs where nothing is optimized.
fn holds(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// All that is told there: deployments, the comment, commit statuses.
fn to_github(requests: &[Recorded]) -> String {
    let to_github = requests.iter().filter(|request| request.service == Service::GitHub);
    to_github.map(|request| request.body.to_string()).collect::<Vec<_>>().join("\n")
}

/// Keys, and all addresses that open a door to whoever has them.
fn secrets(world: &World, requests: &[Recorded]) -> Vec<String> {
    let mut secrets = vec![world.github.token.clone(), world.heroku.api_key.clone()];
    for link in &world.github.archive_links {
        secrets.extend([link.token.clone(), link.url.clone()]);
    }
    for app in &world.heroku.apps {
        secrets.extend(app.builds.iter().map(|build| build.output.signature.clone()));
        secrets.extend(app.releases.iter().filter_map(|release| Some(release.output.as_ref()?.signature.clone())));
    }
    secrets.extend(requests.iter().filter_map(archive_in).map(ToOwned::to_owned));
    secrets.retain(|secret| !secret.is_empty());
    secrets
}

/// The archive's address in a request for a build or a review app.
pub(crate) fn archive_in(request: &Recorded) -> Option<&str> {
    request.body["source_blob"]["url"].as_str()
}

#[track_caller]
fn assert_its_key_alone(request: &Recorded, world: &World) {
    let key = request.header("authorization");
    let allowed = match request.service {
        Service::GitHub => key.is_none_or(|key| !key.contains(&world.heroku.api_key)),
        Service::Heroku => key.is_none_or(|key| !key.contains(&world.github.token)),
        Service::Codeload | Service::Streams | Service::Storage => key.is_none(),
        Service::Registry => {
            key.is_none_or(|key| !key.contains(&world.heroku.api_key) && !is_basic_of(key, &world.heroku.api_key))
        }
        Service::HerokuRegistry => key.is_none_or(|key| !is_basic_of(key, &world.github.token)),
    };
    assert!(allowed, "{request} carried {key:?}");
}

/// Whether a header has this password in it.
fn is_basic_of(header: &str, password: &str) -> bool {
    let decoded = header.strip_prefix("Basic ").and_then(|code| STANDARD.decode(code).ok()).unwrap_or_default();
    String::from_utf8_lossy(&decoded).contains(password)
}
