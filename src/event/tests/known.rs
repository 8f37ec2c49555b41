use serde_json::{Value, json};

use super::*;
use crate::names::PullNumber;

fn reason(event_name: &str, payload: &Value) -> String {
    match read(event_name, payload).unwrap() {
        Event::Ignored(ignored) => ignored.to_string(),
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
fn what_is_ignored_names_the_event_and_its_action() {
    let run = |fields: Value| json!({"action": "completed", "workflow_run": fields});
    for (event, payload, expected) in [
        ("pull_request_target", json!({"action": "locked"}), "`pull_request_target` events with the action locked"),
        (
            "pull_request",
            json!({"action": "locked", "pull_request": {"number": "x"}}),
            "`pull_request` events with the action locked",
        ),
        (
            "pull_request_review",
            json!({"action": "submitted"}),
            "`pull_request_review` events with the action submitted",
        ),
        ("pull_request_review_comment", json!([]), "pull_request_review_comment"),
        (
            "pull_request",
            json!({"action": "converted\nto"}),
            r#"`pull_request` events with the action "converted\nto""#,
        ),
        ("push", json!({"ref": "refs/notes/x"}), r#""refs/notes/x""#),
        ("release", json!({"action": "deleted"}), "this one was deleted"),
        ("release", json!({"action": "unpublished"}), "this one was unpublished"),
        ("release", json!({"action": "edited", "release": {"tag_name": "v1"}}), "this one was edited"),
        ("release", json!({"action": "created", "release": {"tag_name": "v1"}}), "this one was created"),
        ("release", json!({"action": "prereleased", "release": {"tag_name": "v1"}}), "this one was prereleased"),
        ("workflow_run", json!({"action": "requested"}), "its action is requested"),
        ("workflow_run", run(json!({"conclusion": null, "head_branch": "a"})), "no conclusion"),
        ("workflow_run", run(json!({"conclusion": "success", "head_branch": null})), "no head_branch"),
        ("issue_comment", json!({"action": "edited"}), "this one was edited"),
        ("issue_comment", json!({"action": "created", "issue": {"number": 1}}), "on an issue"),
        (
            "issue_comment",
            json!({"action": "created", "issue": {"number": 1, "pull_request": {}}, "comment": {"id": 1, "body": null}}),
            "no line of the comment is `/deploy`",
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
    let payload = json!({"ref": "refs/heads/old"});
    for (event, git_ref, expected) in [
        ("workflow_dispatch", "refs/tags/v2", redeploy("refs/tags/v2")),
        ("workflow_dispatch", "", redeploy("refs/heads/old")),
        ("workflow_dispatch", "refs/pull/1/merge", None),
        ("schedule", "refs/heads/main", redeploy("refs/heads/main")),
        ("repository_dispatch", "refs/heads/main", redeploy("refs/heads/main")),
    ] {
        let runner = runner(&[("GITHUB_EVENT_NAME", event), ("GITHUB_SHA", SHA), ("GITHUB_REF", git_ref)]);
        let found = Event::read(&runner, payload.to_string().as_bytes());
        assert_eq!(found.ok(), expected, "{event} {git_ref}");
    }
}

#[test]
fn a_release_has_its_own_tag_whatever_the_run_is_at() {
    for action in ["published", "released"] {
        let payload = json!({"action": action, "release": {"tag_name": "v1", "prerelease": true}}).to_string();
        for facts in
            [&[("GITHUB_REF", "refs/tags/v2"), ("GITHUB_SHA", SHA)][..], &[("GITHUB_REF", "refs/heads/main")], &[]]
        {
            let runner = runner(&[facts, &[("GITHUB_EVENT_NAME", "release")]].concat());
            let event = Event::read(&runner, payload.as_bytes()).unwrap();
            assert_eq!(event, Event::Released { tag: "v1".parse().unwrap() }, "{action} {facts:?}");
        }
    }
}

#[test]
fn a_change_that_is_nothing_still_tells_of_which_pull_request() {
    for event in ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"] {
        for (action, said) in [("assigned", "assigned"), ("locked", "locked"), ("a\nb", r#""a\nb""#)] {
            let payload = |pull: &Value| json!({"action": action, "pull_request": pull});
            match read(event, &payload(&pull_request())).unwrap() {
                Event::PullRequest { change, pull } => {
                    let PullChange::Other(ignored) = change else { panic!("{change:?}") };
                    let expected = format!("`{event}` events with the action {said} are ignored");
                    assert_eq!((ignored.to_string(), pull.number.get()), (expected, 7));
                }
                event => panic!("{event:?}"),
            }
            for pull in [json!({"state": "closed"}), json!(null)] {
                let event = read(event, &payload(&pull)).unwrap();
                assert!(matches!(event, Event::Ignored { .. }), "{event:?}");
            }
        }
    }
}

#[test]
fn when_a_fork_was_pushed_to_is_known_or_not() {
    for (pushed, is_known) in [
        (json!("2026-11-26T00:59:10Z"), true),
        (json!(1_795_000_000), false),
        (json!("x"), false),
        (json!(null), false),
    ] {
        let mut pull = pull_request();
        pull["head"]["repo"]["pushed_at"] = pushed.clone();
        assert_eq!(PullRequest::from_api(&pull).unwrap().head_pushed.is_some(), is_known, "{pushed}");
    }
}

#[test]
fn a_run_s_own_pull_request_is_told_by_the_id_of_its_repository() {
    let pull = |number: u64, id: u64| json!({"number": number, "base": {"repo": {"id": id}}});
    let run = |pulls: Value, own: Value, of: Value| {
        let run = json!({
            "conclusion": "success", "event": "pull_request", "head_branch": "a", "head_sha": SHA, "pull_requests": pulls,
            "head_repository": {"id": 1, "full_name": "acme/old"}, "repository": own,
        });
        match read("workflow_run", &json!({"action": "completed", "workflow_run": run, "repository": of})).unwrap() {
            Event::RunCompleted(run) => {
                let own = "acme/web".parse().unwrap();
                (run.pull.map(PullNumber::get), run.fork(&own).is_some(), run.is_from_fork(&own))
            }
            event => panic!("{event:?}"),
        }
    };
    let (one, two) = (json!({"id": 1}), json!({"id": 2}));
    assert_eq!(run(json!([pull(5, 2), pull(7, 1)]), one.clone(), one.clone()), (Some(7), false, false));
    assert_eq!(run(json!([pull(5, 2)]), json!(null), one.clone()), (None, false, false));
    assert_eq!(run(json!([{"number": 7}]), one.clone(), one.clone()), (Some(7), false, false));
    assert_eq!(run(json!([pull(5, 2)]), two.clone(), one), (Some(5), true, true));
    assert_eq!(run(json!([]), json!(null), json!(null)), (None, true, true));
}

#[test]
fn a_clock_needs_nothing_of_its_payload_but_the_runner_needs_a_commit() {
    let facts = [("GITHUB_EVENT_NAME", "schedule"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", SHA)];
    assert!(matches!(Event::read(&runner(&facts), b"{}"), Ok(Event::Redeploy { .. })));
    let error = Event::read(&runner(&facts[..2]), b"{}").unwrap_err().to_string();
    assert!(error.starts_with("GITHUB_SHA should be the full SHA"), "{error}");
}
