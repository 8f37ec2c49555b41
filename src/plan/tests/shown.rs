use serde_json::json;

use super::facts::{HEAD, number, sha};
use crate::outcome::Why;
use crate::plan::{AppStep, Plan, ReviewAppStep, TargetPlan};

fn review_app(step: ReviewAppStep) -> Plan {
    Plan::ReviewApp {
        branch: "feature".parse().unwrap(),
        pull: Some(number(7)),
        fork: None,
        repository: "acme/web".parse().unwrap(),
        pipeline: "p1".parse().unwrap(),
        commit: sha(HEAD),
        rule: "rule \"**\" (line 2)".to_owned(),
        step,
    }
}

#[track_caller]
fn assert_shown(plan: &Plan, text: &str, json: &serde_json::Value) {
    assert_eq!(plan.to_string(), text);
    assert_eq!(&serde_json::to_value(plan).unwrap(), json);
}

#[test]
fn a_skip_is_shown_with_its_reason() {
    let plan = Plan::Nothing { why: Why::NoRule { reference: "x".to_owned(), hint: None } };
    assert_shown(&plan, "do nothing: no rule matches `x`", &json!({"plan": "skip", "reason": "no rule matches `x`"}));
}

#[test]
fn a_deploy_is_shown_with_each_app() {
    let target = |app: &str, step| TargetPlan { app: app.to_owned(), step };
    let plan = Plan::Deploy {
        reference: "refs/heads/main".parse().unwrap(),
        commit: sha(HEAD),
        rule: "rule \"main\" (line 1)".to_owned(),
        targets: vec![
            target("acme-a", AppStep::Build { supersedes: Vec::new() }),
            target("acme-b", AppStep::Adopt { build: "b1".parse().unwrap() }),
            target("acme-c", AppStep::GiveUp { reason: "no such app".to_owned() }),
        ],
    };
    let text = "deploy 1111111 of refs/heads/main by rule \"main\" (line 1)\n\
                - acme-a: build it\n\
                - acme-b: follow build b1, which is pending for this commit already\n\
                - acme-c: cannot be deployed to: no such app";
    let json = json!({
        "plan": "deploy",
        "reference": "refs/heads/main",
        "commit": HEAD,
        "rule": "rule \"main\" (line 1)",
        "targets": [
            {"app": "acme-a", "step": "build"},
            {"app": "acme-b", "step": "adopt", "build": "b1"},
            {"app": "acme-c", "step": "give-up", "reason": "no such app"},
        ],
    });
    assert_shown(&plan, text, &json);
}

#[test]
fn a_review_app_is_shown_with_its_step() {
    let plan = review_app(ReviewAppStep::Update {
        review_app: "r1".parse().unwrap(),
        app: "a1".parse().unwrap(),
        supersedes: Vec::new(),
    });
    let text = "a review app for 1111111 of `feature` of pull request #7 by rule \"**\" (line 2)\n\
                - build in place on r1";
    let json = json!({
        "plan": "review-app",
        "branch": "feature",
        "pull-request": 7,
        "fork": null,
        "repository": "acme/web",
        "pipeline": "p1",
        "commit": HEAD,
        "rule": "rule \"**\" (line 2)",
        "step": {"step": "update", "review-app": "r1", "app": "a1"},
    });
    assert_shown(&plan, text, &json);
}

#[test]
fn each_step_of_a_review_app_has_its_word() {
    let id = || "r1".parse().unwrap();
    let app = || "a1".parse().unwrap();
    let rows = [
        (ReviewAppStep::Create, json!({"step": "create"})),
        (ReviewAppStep::Await { review_app: id() }, json!({"step": "await", "review-app": "r1"})),
        (
            ReviewAppStep::Adopt { review_app: id(), app: app(), build: "b1".parse().unwrap() },
            json!({"step": "adopt", "review-app": "r1", "app": "a1", "build": "b1"}),
        ),
        (
            ReviewAppStep::Replace { review_app: id(), because: "it is old".to_owned() },
            json!({"step": "replace", "review-app": "r1", "because": "it is old"}),
        ),
    ];
    for (step, expected) in rows {
        assert_eq!(serde_json::to_value(&step).unwrap(), expected, "{step}");
    }
}

#[test]
fn a_destruction_is_shown_with_each_review_app() {
    let review_apps = vec!["r1".parse().unwrap(), "r2".parse().unwrap()];
    let (branch, pipeline) = ("feature".parse().unwrap(), "p1".parse().unwrap());
    let plan = Plan::Destroy { branch, pull: None, head: None, pipeline, review_apps, left: Vec::new() };
    let mut json = json!({"plan": "destroy", "branch": "feature", "pull-request": null, "pipeline": "p1", "review-apps": ["r1", "r2"]});
    assert_shown(&plan, "destroy the review app of `feature`\n- destroy r1\n- destroy r2", &json);
    let Plan::Destroy { branch, pull, head, pipeline, review_apps, .. } = plan else { panic!("another plan") };
    let plan = Plan::Destroy { branch, pull, head, pipeline, review_apps, left: vec!["`x` stays".to_owned()] };
    json["left"] = json!(["`x` stays"]);
    assert_shown(&plan, "destroy the review app of `feature`\n- destroy r1\n- destroy r2\n- `x` stays", &json);
}

#[test]
fn a_review_app_that_was_gone_before_is_shown_as_nothing_to_do() {
    let plan = Plan::AlreadyGone { why: Why::OpenAgain(number(7)), pull: number(7), head: sha(HEAD) };
    assert_shown(
        &plan,
        "do nothing: pull request #7 is open again, so its review app stays",
        &json!({"plan": "skip", "reason": "pull request #7 is open again, so its review app stays", "pull-request": 7}),
    );
}
