//! An API that repeats the secrets that it was given: they are told to nobody.

use branchline::sandbox::{Fault, FaultKind, Service, Turn, World};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    ready::{push_workflow_in, review_workflow_in, world},
    secrets::shown_of,
};

/// With characters in it that Markdown has a meaning for.
const KEY: &str = "HRKU-AA_00_11_22";
const TOKEN: &str = "ghs_00_11_22";

fn world_with_keys() -> World {
    let mut world = world();
    KEY.clone_into(&mut world.heroku.api_key);
    TOKEN.clone_into(&mut world.github.token);
    world
}

#[tokio::test]
async fn a_refusal_that_repeats_the_keys_tells_them_to_nobody() {
    let body = json!({ "id": "forbidden", "message": format!("{KEY} may not do that, nor {TOKEN}") });
    let refused = |path| Fault::new(Service::Heroku, "POST", path, FaultKind::Status(403, body.clone()));

    let workflow = push_workflow_in(world_with_keys()).await.input("commit-status", "true");
    workflow.sandbox.fault(refused("/apps/*/builds"));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("*** may not do that, nor ***"), "{}", run.output("reason"));

    let workflow = review_workflow_in(world_with_keys()).await.input("commit-status", "true");
    workflow.sandbox.fault(refused("/review-apps"));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.summary.replace('\\', "").contains("*** may not do that, nor ***"), "{}", run.summary);
    for told in ["/repos/*/issues/7/comments", "/repos/*/statuses/*"] {
        assert!(workflow.times("POST", told) > 0, "{told}");
    }
}

// A registry

const LOGIN: (&str, &str) = ("mona", "a-password-S3cr3t");
/// The same, as the header of basic authentication has it.
const IN_HEADER: &str = "bW9uYTphLXBhc3N3b3JkLVMzY3IzdA==";
const BEARER: &str = "djE6YWNtZTpiZWFyZXItdDBrM24tOWY4ZTdkNmM1YjRh";

/// A registry that tells back what it was given, the token that it gave out itself too.
#[tokio::test]
async fn a_registry_that_repeats_a_login_or_its_own_token_tells_nobody() {
    join_all([(Service::Registry, "GET", "GET"), (Service::HerokuRegistry, "HEAD", "POST")].map(
        async |(service, first, then)| {
            let mut world = world_with_keys();
            "container".clone_into(&mut world.heroku.apps[0].stack);
            world.registry.add_image("acme/shop", "v1", "amd64", &["a", "b"]);
            world.registry.login = Some((LOGIN.0.to_owned(), LOGIN.1.to_owned()));
            let workflow = push_workflow_in(world).await.input("commit-status", "true");
            let host = workflow.sandbox.urls().registry.replace("http://", "");
            let workflow = workflow.input("images", &format!("web: {host}/acme/shop:v1"));
            let workflow = workflow.input("registry-username", LOGIN.0).input("registry-password", LOGIN.1);
            let all = format!("{} nor {IN_HEADER} nor {BEARER} nor {KEY}", LOGIN.1);
            let refusal = json!({ "errors": [{ "code": "DENIED", "message": format!("neither {all}, no") }] });
            let answered = |method: &str, path: &str, status, body: &Value| {
                Fault::new(service, method, path, FaultKind::Status(status, body.clone()))
            };
            // The first request is told where the token is.
            let after = answered(first, "/v2/*", if first == then { 403 } else { 404 }, &refusal).at(Turn::After(1));
            workflow.sandbox.fault(after);
            workflow.sandbox.fault(answered("GET", "/token", 200, &json!({ "token": BEARER })));
            if first != then {
                workflow.sandbox.fault(answered(then, "/v2/*", 403, &refusal));
            }
            let run = workflow.run().await;
            run.ended(3, "failed");
            for (place, text) in shown_of(&run, &workflow.sandbox.requests()) {
                for secret in [LOGIN.1, IN_HEADER, BEARER, KEY] {
                    assert!(!text.contains(secret), "{service:?}: {secret} is in the {place}:\n{text}");
                }
            }
            assert!(run.output("reason").contains(" nor *** nor ***"), "{}", run.output("reason"));
        },
    ))
    .await;
}
