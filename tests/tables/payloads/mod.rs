//! GitHub's payloads, and what comes out of each.

mod examples;
mod expected;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use branchline::event::{Event, Ignored, PullChange, Runner};
use branchline::inputs::Environment;
use expected::{BEFORE, expected};

/// The runner as it is for events that have no ref of their own: on the default branch, at another commit.
fn runner(event_name: &str) -> Runner {
    Runner::from_environment(&Environment::from_pairs([
        ("GITHUB_REPOSITORY", "acme/web"),
        ("GITHUB_EVENT_NAME", event_name),
        ("GITHUB_REF", "refs/heads/main"),
        ("GITHUB_SHA", BEFORE),
    ]))
    .unwrap()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/payloads")
}

/// The event that a fixture is of, and its bytes.
fn fixture(name: &str) -> (&str, Vec<u8>) {
    let (event, _) = name.split_once('.').unwrap();
    (event, std::fs::read(fixtures().join(format!("{name}.json"))).unwrap())
}

fn sorted_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_fixture_comes_out_as_its_event() {
    for (name, event) in expected() {
        let (event_name, payload) = fixture(name);
        assert_eq!(Event::read(&runner(event_name), &payload).unwrap(), event, "{name}");
    }
}

#[test]
fn no_fixture_is_left_out() {
    let listed: BTreeSet<_> = expected().iter().map(|(name, _)| format!("{name}.json")).collect();
    let present = sorted_files(&fixtures());
    let present = present.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    assert_eq!(present.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn a_pull_request_target_is_read_as_a_pull_request() {
    for (name, event) in expected().into_iter().filter(|(_, event)| matches!(event, Event::PullRequest { .. })) {
        let (_, payload) = fixture(name);
        let event = match event {
            Event::PullRequest { change: PullChange::Other(Ignored::Action { action, .. }), pull } => {
                let ignored = Ignored::Action { event: "pull_request_target".to_owned(), action };
                Event::PullRequest { change: PullChange::Other(ignored), pull }
            }
            event => event,
        };
        assert_eq!(Event::read(&runner("pull_request_target"), &payload).unwrap(), event, "{name}");
    }
}

#[test]
fn a_payload_that_is_cut_off_is_an_error_or_ignored() {
    for (name, _) in expected() {
        let (event_name, payload) = fixture(name);
        let whole = payload.trim_ascii_end();
        for end in (0..whole.len()).step_by(37) {
            match Event::read(&runner(event_name), &whole[..end]) {
                Ok(Event::Ignored { .. }) => {}
                Ok(event) => panic!("{name} cut off at {end} is {event:?}"),
                Err(error) => {
                    let wanted = if end == 0 { "empty" } else { "cut off" };
                    assert!(error.to_string().contains(wanted), "{name} at {end}: {error}");
                }
            }
        }
    }
}
