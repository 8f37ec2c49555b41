//! Names, titles and errors that others wrote: none gives orders to the runner, breaks a file, or is markup.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, World,
    github::{PullRequest, sha_of},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    harmless::{MARK, is_harmless, texts},
    payloads::{pull_request, push},
    ready::{push_workflow, world},
    workflow::{REPOSITORY, Workflow},
};

async fn review_workflow(branch: &str, payload: &Value) -> Workflow {
    let mut world = world();
    world.add_pull_request(REPOSITORY, PullRequest::new(7, branch, &sha_of("feature")));
    let workflow = Workflow::new(world).await.input("rules", "**: review-app").input("pipeline", "acme");
    workflow.event("pull_request", payload)
}

#[tokio::test]
async fn a_branch_may_be_called_anything() {
    join_all(texts().into_iter().map(async |text| {
        let payload = pull_request("opened", 7, &text, &sha_of("feature"));
        let workflow = review_workflow(&text, &payload).await;
        let run = workflow.run().await;
        is_harmless(&run, &text);
        assert!(matches!(run.code, 0 | 2), "{text:?}: {}", run.output);
        assert!(!workflow.path(MARK).exists());
    }))
    .await;
}

#[tokio::test]
async fn a_branch_that_is_pushed_may_be_called_anything() {
    for text in texts() {
        for name in [text.clone(), format!("x/{text}")] {
            let workflow = Workflow::new(world()).await.input("rules", "x/*: acme-{branch}\n**: none");
            let workflow = workflow.event("push", &push(&format!("refs/heads/{name}"), &sha_of("main")));
            is_harmless(&workflow.run().await, &name);
        }
    }
}

#[tokio::test]
async fn titles_labels_and_people_may_be_called_anything() {
    join_all(texts().into_iter().map(async |text| {
        let mut payload = pull_request("labeled", 7, "feature", &sha_of("feature"));
        payload["label"] = json!({ "name": text });
        payload["pull_request"]["labels"] = json!([{ "name": text }]);
        payload["pull_request"]["title"] = json!(text);
        payload["pull_request"]["user"] = json!({ "login": text });
        let wanted = review_workflow("feature", &payload).await;
        is_harmless(&wanted.run().await, &text);
        payload["action"] = json!("unlabeled");
        let taken_off = review_workflow("feature", &payload).await.set("GITHUB_ACTOR", &text.replace('\0', ""));
        is_harmless(&taken_off.run().await, &text);
        payload["action"] = json!(text);
        let unheard_of = review_workflow("feature", &payload).await;
        is_harmless(&unheard_of.run().await, &text);
    }))
    .await;
}

#[tokio::test]
async fn a_comment_may_be_by_anybody_and_a_run_may_have_ended_anyhow() {
    for text in texts() {
        let comment = json!({
            "action": "created",
            "issue": { "number": 7, "pull_request": {} },
            "comment": { "id": 1, "body": "/deploy", "user": { "login": text } },
        });
        let commented = review_workflow("feature", &json!({})).await.event("issue_comment", &comment);
        is_harmless(&commented.run().await, &text);
        let run = json!({ "conclusion": text, "event": "push", "head_branch": "main", "head_sha": sha_of("main") });
        let ended = json!({ "action": "completed", "workflow_run": run });
        is_harmless(&review_workflow("feature", &json!({})).await.event("workflow_run", &ended).run().await, &text);
    }
}

#[tokio::test]
async fn inputs_may_hold_anything() {
    for text in texts().into_iter().filter(|text| !text.contains('\0')) {
        for input in
            ["rules", "pipeline", "command", "ref", "pull-request", "review-app-config-vars", "timeout", "label"]
        {
            let workflow = push_workflow().await.input(input, &text);
            is_harmless(&workflow.run().await, &text);
        }
    }
}

#[tokio::test]
async fn an_apis_error_may_say_anything() {
    for text in texts() {
        let body = json!({ "id": text, "message": text });
        for service in [Service::Heroku, Service::GitHub] {
            let workflow = push_workflow().await;
            workflow.sandbox.fault(Fault::on(service, FaultKind::Status(422, body.clone())));
            let run = workflow.run().await;
            is_harmless(&run, &text);
            run.ended(3, "failed");
            assert!(run.output("reason").chars().count() < 1000, "{}", run.output("reason"));
        }
    }
}

/// Heroku's answer has another name for the app than the rule has.
#[tokio::test]
async fn one_of_several_apps_may_be_called_anything() {
    for text in texts() {
        let world = World::for_rehearsal(REPOSITORY, &["acme-production", "acme-mirror"], None);
        let id = world.heroku.apps[0].id.to_string();
        let workflow = Workflow::new(world).await.input("rules", "main: acme-production, acme-mirror");
        let named = json!({ "id": id, "name": text, "web_url": null });
        let answer = FaultKind::Status(200, named);
        workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/acme-production", answer.clone()));
        workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &format!("/apps/{id}"), answer));
        let run = workflow.event("push", &push("refs/heads/main", &sha_of("main"))).run().await;
        is_harmless(&run, &text);
        assert!(run.log.lines.iter().any(|line| line.ends_with(" | -----> Build succeeded!")), "{}", run.output);
    }
}

/// What Heroku quotes of a stranger's app.json becomes no link under the bot's name.
#[tokio::test]
async fn foreign_sentences_lead_nowhere_in_what_is_posted() {
    let words = "see https://evil.example/x, www.evil.example, a@evil.example, $x$, \u{202e}moc.live, @all, \
                 https://github.com/o/r/issues/1, o/r#1 and 0123456789abcdef";
    let mut world = world();
    world.heroku.review_app_script.manifest_errors = vec![words.to_owned()];
    world.add_pull_request(REPOSITORY, PullRequest::new(7, "feature", &sha_of("feature")));
    let workflow = Workflow::new(world).await.input("rules", "**: review-app").input("pipeline", "acme");
    let workflow = workflow.input("commit-status", "true");
    let workflow = workflow.event("pull_request", &pull_request("opened", 7, "feature", &sha_of("feature")));
    let run = workflow.run().await;
    run.ended(1, "failed");
    for posted in [workflow.comment(), run.summary.clone()] {
        assert!(posted.contains("evil.example"), "{posted}");
        for live in ["://evil", "www.evil", "a@evil", "$x", "@all", "://github.com/o", "r#1", "0123456", "\u{202e}"] {
            assert!(!posted.contains(live), "{live} is in {posted}");
        }
    }
    let posted = workflow.sandbox.requests().into_iter().filter(|request| request.method == "POST");
    let posted: String = posted.map(|request| request.body.to_string()).collect();
    assert!(!posted.contains('\u{202e}'), "{posted}");
}

#[tokio::test]
async fn an_app_and_a_failed_build_may_say_anything() {
    for text in texts() {
        let mut world = world();
        world.heroku.apps[0].web_url = Some(format!("https://x.example/{text}"));
        let lines: Vec<_> = text.split('\n').chain(["```", "</pre>"]).collect();
        world.heroku.build_script = BuildScript::new(&lines, Outcome::Failed);
        let workflow = Workflow::new(world).await.input("rules", "main: acme-production");
        let run = workflow.event("push", &push("refs/heads/main", &sha_of("main"))).run().await;
        is_harmless(&run, &text);
        run.ended(1, "failed");
    }
}
