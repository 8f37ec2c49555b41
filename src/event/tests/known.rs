use serde_json::{Value, json};

use super::*;

fn reason(event_name: &str, payload: &Value) -> String {
    match read(event_name, payload).unwrap() {
        Event::Ignored { reason } => reason,
        event => panic!("{event:?}"),
    }
}

#[test]
fn what_a_pull_request_may_lack_has_a_meaning() {
    let pull = PullRequest::from_api(&pull_request()).unwrap();
    assert_eq!((pull.open, pull.draft, pull.merged, pull.labels.len()), (true, false, false, 0));
    assert_eq!(pull.head_branch.as_str(), "$(x)");
}

#[test]
fn a_pull_request_is_from_a_fork_if_its_head_is_elsewhere_or_gone() {
    for (head, expected) in [
        (json!({"id": 1, "full_name": "renamed/web"}), false),
        (json!({"id": 2, "full_name": "acme/web"}), true),
        (json!(null), true),
    ] {
        let mut pull = pull_request();
        pull["head"]["repo"] = head;
        assert_eq!(PullRequest::from_api(&pull).unwrap().is_from_fork(), expected);
    }
}

#[test]
fn a_label_is_told_with_its_change() {
    let payload = |action: &str| json!({"action": action, "label": {"name": "a\nb"}, "pull_request": pull_request()});
    for (action, expected) in [
        ("labeled", PullChange::Labeled("a\nb".to_owned())),
        ("unlabeled", PullChange::Unlabeled(Some("a\nb".to_owned()))),
    ] {
        match read("pull_request", &payload(action)).unwrap() {
            Event::PullRequest { change, .. } => assert_eq!(change, expected),
            event => panic!("{event:?}"),
        }
    }
}

#[test]
fn the_deletion_of_a_label_does_not_say_which_came_off() {
    for label in [json!({}), json!({"label": null})] {
        let mut payload = json!({"action": "unlabeled", "pull_request": pull_request()});
        payload.as_object_mut().unwrap().extend(label.as_object().unwrap().clone());
        match read("pull_request", &payload).unwrap() {
            Event::PullRequest { change, .. } => assert_eq!(change, PullChange::Unlabeled(None)),
            event => panic!("{event:?}"),
        }
    }
}

#[test]
fn whatever_happens_to_a_closed_pull_request_is_told_of() {
    let mut of_closed = pull_request();
    of_closed["state"] = json!("closed");
    for action in ["locked", "assigned", "edited", "review_requested", "a\nb"] {
        let payload = |pull: &Value| json!({"action": action, "pull_request": pull});
        match read("pull_request_target", &payload(&of_closed)).unwrap() {
            Event::PullRequest { change, .. } => assert_eq!(change, PullChange::AfterClosing(action.to_owned())),
            event => panic!("{event:?}"),
        }
        for pull in [pull_request(), json!({"state": "closed"}), json!(null)] {
            let event = read("pull_request_target", &payload(&pull)).unwrap();
            assert!(matches!(event, Event::Ignored { .. }), "{event:?}");
        }
    }
}

#[test]
fn what_is_ignored_names_the_event_and_its_action() {
    let run = |fields: Value| json!({"action": "completed", "workflow_run": fields});
    for (event, payload, expected) in [
        ("pull_request_target", json!({"action": "locked"}), "pull_request_target/locked"),
        ("pull_request", json!({"action": "converted\nto"}), r#"pull_request/"converted\nto""#),
        ("push", json!({"ref": "refs/notes/x"}), r#""refs/notes/x""#),
        ("release", json!({"action": "deleted"}), "release/deleted"),
        ("release", json!({"action": "unpublished"}), "release/unpublished"),
        ("workflow_run", json!({"action": "requested"}), "workflow_run/requested"),
        ("workflow_run", run(json!({"conclusion": null, "head_branch": "a"})), "no conclusion"),
        ("workflow_run", run(json!({"conclusion": "success", "head_branch": null})), "no head_branch"),
        ("issue_comment", json!({"action": "edited"}), "issue_comment/edited"),
        ("issue_comment", json!({"action": "created", "issue": {"number": 1}}), "on an issue"),
        (
            "issue_comment",
            json!({"action": "created", "issue": {"number": 1, "pull_request": {}}, "comment": {"id": 1, "body": null}}),
            "no line of it is /deploy",
        ),
    ] {
        let reason = reason(event, &payload);
        assert!(reason.contains(expected) && !reason.contains('\n'), "{reason}");
    }
}

#[test]
fn a_redeploy_takes_the_runners_ref_and_else_the_payloads() {
    let redeploy = |reference: &str| {
        let reference = reference.parse().unwrap();
        let commit = SHA.parse().unwrap();
        Some(Event::Redeploy { reference, commit })
    };
    let payload = json!({"ref": "refs/heads/old", "action": "published", "release": {"tag_name": "v1"}});
    for (event, git_ref, expected) in [
        ("workflow_dispatch", "refs/tags/v2", redeploy("refs/tags/v2")),
        ("workflow_dispatch", "", redeploy("refs/heads/old")),
        ("workflow_dispatch", "refs/pull/1/merge", None),
        ("schedule", "refs/heads/main", redeploy("refs/heads/main")),
        ("repository_dispatch", "refs/heads/main", redeploy("refs/heads/main")),
        ("release", "refs/tags/v2", redeploy("refs/tags/v2")),
        ("release", "refs/heads/main", redeploy("refs/tags/v1")),
        ("release", "", redeploy("refs/tags/v1")),
    ] {
        let runner = runner(&[("GITHUB_EVENT_NAME", event), ("GITHUB_SHA", SHA), ("GITHUB_REF", git_ref)]);
        let found = Event::read(&runner, payload.to_string().as_bytes());
        assert_eq!(found.ok(), expected, "{event} {git_ref}");
    }
}

#[test]
fn a_clock_needs_nothing_of_its_payload_but_the_runner_needs_a_commit() {
    let facts = [("GITHUB_EVENT_NAME", "schedule"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", SHA)];
    assert!(matches!(Event::read(&runner(&facts), b"{}"), Ok(Event::Redeploy { .. })));
    let error = Event::read(&runner(&facts[..2]), b"{}").unwrap_err().to_string();
    assert!(error.starts_with("GITHUB_SHA should be the full SHA"), "{error}");
}
