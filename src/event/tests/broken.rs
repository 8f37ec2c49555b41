use serde_json::{Value, json};

use super::{read::LARGEST, *};

const ZEROS: &str = "0000000000000000000000000000000000000000";

fn error(event_name: &str, payload: &Value) -> String {
    read(event_name, payload).unwrap_err().to_string()
}

#[test]
fn an_unknown_event_is_ignored_whatever_its_payload() {
    for payload in [&b""[..], b"{", b"\xff\xfe", b"null", b"{}"] {
        let event = Event::read(&runner(&[("GITHUB_EVENT_NAME", "new\nevent")]), payload).unwrap();
        let Event::Ignored(ignored) = event else { panic!("{event:?}") };
        assert_eq!(ignored.to_string(), r#"`"new\nevent"` events are ignored"#);
    }
}

#[test]
fn a_payload_that_is_not_an_object_is_an_error() {
    let runner = runner(&[("GITHUB_EVENT_NAME", "push")]);
    for (payload, expected) in [
        (&b""[..], "the payload is empty"),
        (b"{\"ref\":", "the payload is cut off: it ends after 7 bytes"),
        (b"ref: main", "the payload is not JSON: expected value at line 1 column 1"),
        (b"\xff", "the payload is not JSON"),
        (b"[1]", "the payload should be an object, but is an array"),
        (b"null", "the payload should be an object, but is null"),
    ] {
        let error = Event::read(&runner, payload).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    let nested = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert!(matches!(Event::read(&runner, &nested), Err(EventError::NotJson(_))));
    assert!(matches!(Event::read(&runner, &vec![b' '; LARGEST + 1]), Err(EventError::TooLarge)));
}

#[test]
fn an_odd_field_is_named_by_its_path_with_what_was_found() {
    let mut odd_sha = json!({"action": "opened", "pull_request": pull_request()});
    odd_sha["pull_request"]["head"]["sha"] = json!("main\n");
    let mut odd_label = json!({"action": "opened", "pull_request": pull_request()});
    odd_label["pull_request"]["labels"] = json!([{"name": "a"}, {"name": 5}]);
    for (event, payload, expected) in [
        ("push", json!({}), "the payload's `ref` should be a text, but is missing"),
        ("push", json!({"ref": ["a"]}), "the payload's `ref` should be a text, but is an array"),
        (
            "push",
            json!({"ref": "refs/heads/a", "deleted": "no"}),
            r#"the payload's `deleted` should be true or false, but is "no""#,
        ),
        (
            "push",
            json!({"ref": "refs/heads/a", "after": ZEROS}),
            "the payload's `after` should be the SHA of a commit, since nothing was deleted",
        ),
        (
            "push",
            json!({"ref": "refs/tags/a", "after": SHA, "head_commit": null}),
            "the payload's `head_commit` should be an object, but is null",
        ),
        (
            "delete",
            json!({"ref": "a", "ref_type": "x"}),
            r#"the payload's `ref_type` should be branch or tag, but is "x""#,
        ),
        (
            "pull_request",
            json!({"action": "opened"}),
            "the payload's `pull_request` should be an object, but is missing",
        ),
        (
            "pull_request",
            odd_sha,
            r#"the payload's `pull_request.head.sha` should be a commit's full SHA, but is "main\n""#,
        ),
        ("pull_request", odd_label, "the payload's `pull_request.labels[1].name` should be a text, but is 5"),
        (
            "workflow_run",
            json!({"action": "completed", "workflow_run": {"conclusion": "success", "head_branch": "a", "pull_requests": 1}}),
            "the payload's `workflow_run.pull_requests` should be an array, but is 1",
        ),
    ] {
        let found = error(event, &payload);
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn a_number_may_be_written_in_any_way_but_must_be_one() {
    for (number, expected) in [(json!(7), Some(7)), (json!(7.0), Some(7)), (json!(7e0), Some(7))] {
        let mut pull = pull_request();
        pull["number"] = number;
        assert_eq!(PullRequest::from_api(&pull).ok().map(|pull| pull.number.get()), expected);
    }
    for number in [json!(0), json!(-7), json!(7.5), json!(1e300), json!("7"), json!(null)] {
        let mut pull = pull_request();
        pull["number"] = number.clone();
        let error = PullRequest::from_api(&pull).unwrap_err().to_string();
        assert!(error.starts_with("the payload's `number` should be a "), "{number}: {error}");
    }
}
