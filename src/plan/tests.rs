use serde_json::json;

use super::{About, Plan, Target, Task, Tell};
use crate::{
    aim::tests::facts::{HEAD, number, sha},
    heroku::App,
    http::{ApiError, Failure, Service},
    outcome::{Doing, Done, Trouble, Why},
    steps::{Step, destroy::Destroy, keep::Keep, refuse::Refuse, skip::Skip},
};

fn task(target: Target, step: Step) -> Task {
    Task { target, rescue: None, steps: vec![step], app: None, commit: None, aim: Done::Deployed, tell: Tell::Nothing }
}

#[track_caller]
fn assert_shown(plan: &Plan, text: &str, json: &serde_json::Value) {
    assert_eq!(plan.to_string(), text);
    assert_eq!(&serde_json::to_value(plan).unwrap(), json);
}

#[test]
fn a_skip_is_shown_with_its_reason() {
    let plan = Plan::nothing(Why::NoRule { reference: "x".to_owned(), hint: None });
    let json = json!({"plan": "skip", "reason": "no rule matches `x`", "tasks": []});
    assert_shown(&plan, "do nothing: no rule matches `x`", &json);
}

#[test]
fn a_deploy_is_shown_with_each_app_and_its_steps() {
    let failure = Failure::Unreachable("no route".to_owned());
    let error = ApiError { service: Service::Heroku, method: reqwest::Method::GET, path: String::new(), failure };
    let refuse = Refuse { trouble: Trouble::api(Doing::LookingAtApp("acme-b".to_owned()), error) };
    let plan = Plan {
        deed: "deploy",
        about: About {
            reference: Some("refs/heads/main".parse().unwrap()),
            commit: Some(sha(HEAD)),
            rule: Some("rule \"main\" (line 1)".to_owned()),
            ..About::default()
        },
        headline: "deploy it".to_owned(),
        doubt: None,
        tasks: vec![
            task(Target::App("acme-a".to_owned()), Step::Keep(Keep { release: 5 })),
            task(Target::App("acme-b".to_owned()), Step::Refuse(refuse)),
        ],
    };
    let text = "deploy it\n\
                - acme-a: leave it as it is: it runs this commit already, as v5\n\
                - acme-b: cannot be deployed to: Heroku could not be reached: no route";
    let json = json!({
        "plan": "deploy",
        "reference": "refs/heads/main",
        "commit": HEAD,
        "rule": "rule \"main\" (line 1)",
        "tasks": [
            {"app": "acme-a", "steps": [{"step": "keep", "release": 5}]},
            {"app": "acme-b", "steps": [{"step": "refuse", "reason": "Heroku could not be reached: no route"}]},
        ],
    });
    assert_shown(&plan, text, &json);
}

#[test]
fn a_review_app_goes_by_its_name_and_what_stays_is_told() {
    let id = || "r1".parse().unwrap();
    let app = App::called("a1", "acme-pr-7");
    let step = || Step::Destroy(Destroy { review_app: id() });
    let named = Task { app: Some(app), ..task(Target::ReviewApp(Some(id())), step()) };
    let plan = Plan {
        deed: "destroy",
        about: About { left: vec!["`x` stays".to_owned()], ..About::default() },
        headline: "destroy the review app of `feature`".to_owned(),
        doubt: None,
        tasks: vec![named, task(Target::ReviewApp(Some(id())), step())],
    };
    let text = "destroy the review app of `feature`\n\
                - acme-pr-7: destroy it\n\
                - review app: destroy it\n\
                - `x` stays";
    let of = json!({"review-app": "r1", "steps": [{"step": "destroy"}]});
    assert_shown(&plan, text, &json!({"plan": "destroy", "left": ["`x` stays"], "tasks": [of, of]}));
}

#[test]
fn what_is_only_told_is_nothing_to_do() {
    let why = || Why::OpenAgain(number(7));
    let told = task(Target::PullRequest(number(7)), Step::Skip(Skip { why: why() }));
    let plan = Plan { tasks: vec![told], ..Plan::nothing(why()) };
    let reason = "pull request #7 is open again, so its review app stays";
    let json = json!({
        "plan": "skip",
        "reason": reason,
        "tasks": [{"pull-request": 7, "steps": [{"step": "skip", "reason": reason}]}],
    });
    assert_shown(&plan, &format!("do nothing: {reason}"), &json);
}
