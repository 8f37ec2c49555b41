//! Values of config vars that come back: in what a build prints, in what Heroku answers.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Postdeploy, ReviewAppScript, Service, World, github::sha_of,
};
use futures_util::{
    future::{join_all, ready},
    stream::{self, StreamExt},
};
use serde_json::json;

use crate::{
    pull::{BRANCH, older_commit, workflow_of, world_with_review_app},
    ready::{push_workflow, push_workflow_in, review_workflow_in, world},
    secrets::shown_of,
    workflow::{REPOSITORY, Run, Workflow},
};

const TOKEN: &str = "env-value-S3cr3t-9f8e7d";
const WORD: &str = "swordfish";
const QUOTED: &str = r#"{"k":"p@ss_w*rd"}"#;
const PASSWORD: &str = "p4ss-w0rd-of-db";
const VARS: &str = r#"
API_TOKEN=env-value-S3cr3t-9f8e7d
  WORD = swordfish
QUOTED={"k":"p@ss_w*rd"}
DATABASE_URL=postgres://me:p4ss-w0rd-of-db@db.example/x
RAILS_ENV=production
FLAG=true
SHORT=s3cr3t7
"#;
const HIDDEN: [&str; 4] = [TOKEN, WORD, QUOTED, PASSWORD];

/// A text that has all of them.
fn echo() -> String {
    format!("token {TOKEN}, word {WORD}, json {QUOTED}, db postgres://me:{PASSWORD}@db.example/x, in production, end")
}

async fn workflow(change: impl FnOnce(&mut World)) -> Workflow {
    let mut world = world();
    change(&mut world);
    review_workflow_in(world).await.input("review-app-config-vars", VARS).input("commit-status", "true")
}

/// Nobody reads a value anywhere, and what is no secret makes no hole.
#[track_caller]
fn assert_hidden(run: &Run, workflow: &Workflow, place: &str) {
    let shown = shown_of(run, &workflow.sandbox.requests());
    for (name, text) in &shown {
        for value in HIDDEN {
            assert!(!text.contains(value), "{value} of {place} is in the {name}:\n{text}");
        }
    }
    let all: String = shown.into_iter().map(|(_, text)| text).collect();
    assert!(all.contains("in production, end"), "{place} is not told at all:\n{all}");
}

#[tokio::test]
async fn no_value_is_told_whichever_way_it_comes_back() {
    let failing = |script: ReviewAppScript| workflow(|world| world.heroku.review_app_script = script);
    let usual = ReviewAppScript::default;
    let postdeploy = |exit_code| Some(Postdeploy { output: format!("{}\n", echo()), exit_code });
    let build = BuildScript::new(&["-----> Node", &echo()], Outcome::Failed);
    let phase = PhaseScript::new(&[&echo()], Outcome::Failed);
    let release = BuildScript::default().with_release_phase(phase);
    join_all(
        [
            ("a build", ReviewAppScript { build: Some(build), ..usual() }, 1),
            ("a release phase", ReviewAppScript { build: Some(release), ..usual() }, 1),
            ("postdeploy", ReviewAppScript { postdeploy: postdeploy(1), ..usual() }, 1),
            ("a good postdeploy", ReviewAppScript { postdeploy: postdeploy(0), ..usual() }, 0),
            ("app.json", ReviewAppScript { manifest_errors: vec![echo()], ..usual() }, 1),
            ("an early refusal", ReviewAppScript { refusal: Some(echo()), ..usual() }, 1),
            (
                "a failure message",
                ReviewAppScript { failure_message: Some(echo()), postdeploy: postdeploy(2), ..usual() },
                1,
            ),
        ]
        .map(async |(place, script, code)| {
            let workflow = failing(script).await;
            let run = workflow.run().await;
            assert_eq!(run.code, code, "{place}: {}", run.output);
            assert_hidden(&run, &workflow, place);
            assert!(workflow.comment().contains("<!-- /branchline:acme -->"), "{place}");
        }),
    )
    .await;
}

#[tokio::test]
async fn no_value_is_told_that_an_answer_repeats() {
    join_all([422, 403, 400].map(async |status| {
        let workflow = workflow(|_| {}).await;
        let body = json!({ "id": "invalid_params", "message": echo() });
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/review-apps", FaultKind::Status(status, body)));
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert_hidden(&run, &workflow, "a refusal");
    }))
    .await;
    let workflow = workflow(|world| world.heroku.warning = Some(echo())).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    assert_hidden(&run, &workflow, "a warning");
    assert!(run.log.of("warning")[0].contains("token ***, word ***, json ***, db ***, in"), "{}", run.output);
}

#[tokio::test]
async fn a_warning_of_the_build_tells_no_value() {
    let lines = [" !     Beware", &format!(" !     {}", echo())];
    let workflow = workflow(|world| world.heroku.build_script = BuildScript::new(&lines, Outcome::Succeeded)).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    assert_hidden(&run, &workflow, "a warning");
    assert_eq!(run.log.of("warning").len(), 1, "{}", run.output);
}

#[tokio::test]
async fn the_runner_is_told_of_what_looks_like_a_secret_alone() {
    let run = workflow(|_| {}).await.run().await;
    let masked = run.log.of("add-mask");
    for secret in [TOKEN, QUOTED, PASSWORD] {
        assert!(masked.contains(&secret), "{secret}: {masked:?}");
    }
    for word in [WORD, "production", "true", "s3cr3t7", ""] {
        assert!(!masked.contains(&word), "{word}: {masked:?}");
    }
    let first = run.log.commands.iter().position(|command| command.name != "add-mask").unwrap();
    assert!(run.log.commands[first..].iter().all(|command| !HIDDEN.contains(&&*command.data)), "{}", run.output);
}

#[tokio::test]
async fn what_everybody_may_see_makes_no_holes() {
    let commit = sha_of("feature");
    let (mut world, url) = (world(), "https://acme-production-1a2b3c.herokuapp.com/");
    world.heroku.apps[0].web_url = Some(url.to_owned());
    let vars = [
        "RESULT=deployed",
        "WORDS=succeeded",
        "NAME=acme-production",
        "PIPE=acme",
        "REPO=acme/shop",
        "PAGE=https://github.com/acme/shop",
        "HOST=acme-production-1a2b3c.herokuapp.com",
        "URL=https://acme-production-1a2b3c.herokuapp.com",
        "BRANCH=refs/heads/main",
        &format!("COMMIT={}", sha_of("main")),
        &format!("SHORT_COMMIT={}", &sha_of("main")[..8]),
        "WORD=workflow",
        "API=https://api.heroku.com",
        "DATE=1",
    ];
    let lines = ["deployed acme-production", &format!("at {url}, of {}", sha_of("main"))];
    world.heroku.build_script = BuildScript::new(&lines, Outcome::Succeeded);
    let workflow =
        push_workflow_in(world).await.set("GITHUB_SHA", &sha_of("main")).set("GITHUB_REF", "refs/heads/main");
    let workflow = workflow.input("review-app-config-vars", &vars.join("\n")).input("commit-status", "true");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!((run.output("app"), run.output("url")), ("acme-production", url));
    assert_eq!(run.output("commit"), sha_of("main"));
    for (name, text) in shown_of(&run, &workflow.sandbox.requests()) {
        assert!(!text.contains("***"), "there is a hole in the {name}:\n{text}");
    }

    let vars = format!("BRANCH=feature\nCOMMIT={commit}\nRESULT=destroyed\nSTATE=created-app");
    let workflow = review_workflow_in(crate::ready::world()).await.input("review-app-config-vars", &vars);
    let run = workflow.run().await;
    run.ended(0, "created");
    for (name, text) in shown_of(&run, &workflow.sandbox.requests()) {
        assert!(!text.contains("***"), "there is a hole in the {name}:\n{text}");
    }
}

#[tokio::test]
async fn a_word_that_is_a_value_leaves_our_own_sentences_whole() {
    let workflow = push_workflow()
        .await
        .input("review-app-config-vars", "WORD=workflow")
        .input("heroku-api-key", "HRKU-wrong-key");
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(!run.output("reason").contains("***") && !run.summary.contains("***"), "{}", run.summary);
}

#[tokio::test]
async fn a_key_of_several_lines_in_one_value_is_told_in_none_of_them() {
    let lines = ["MIIEvQIBADANBgkqhkiG9w0B", "AQEFAASCBKcwggSjAgEAAoIB"];
    let key = format!(r"KEY=-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", lines.join(r"\n"));
    let mut world = world();
    world.heroku.build_script = BuildScript::new(&[&["Key:"], lines.as_slice()].concat(), Outcome::Failed);
    let workflow = review_workflow_in(world).await.input("review-app-config-vars", &key);
    let run = workflow.run().await;
    run.ended(1, "failed");
    for (name, text) in shown_of(&run, &workflow.sandbox.requests()) {
        assert!(lines.iter().all(|line| !text.contains(line)), "{name}:\n{text}");
    }
    assert!(run.log.text().contains("Key:\n***\n***"), "{}", run.output);
}

#[tokio::test]
async fn a_value_is_hidden_also_where_the_inputs_are_wrong() {
    let workflow =
        push_workflow().await.input("review-app-config-vars", &format!("A-B={TOKEN}\nX=1")).input("timeout", TOKEN);
    let run = workflow.run().await;
    run.ended(2, "failed");
    for (name, text) in shown_of(&run, &workflow.sandbox.requests()) {
        assert!(!text.contains(TOKEN), "{name}:\n{text}");
    }
}

#[tokio::test]
async fn a_value_that_is_replaced_is_hidden_too_unless_it_is_a_commit() {
    join_all([("hand-made-S3cr3t-77", true), (older_commit().as_str(), false)].map(async |(old, is_hidden)| {
        let mut world = world_with_review_app(&older_commit());
        let app = world.heroku.app_mut("acme-pr-7").unwrap();
        app.config_vars.insert("SOURCE_VERSION".to_owned(), old.into());
        world.heroku.build_script = BuildScript::new(&[&format!("was {old}, is new")], Outcome::Failed);
        let workflow = workflow_of("synchronize", world).await;
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert_eq!(run.log.text().contains("was ***, is new"), is_hidden, "{}", run.output);
        assert_eq!(workflow.comment().contains(old), !is_hidden, "{}", workflow.comment());
    }))
    .await;
}

// Values that hold a placeholder

const TEMPLATE: &str = "TOKEN=v4lue-of-{branch}-S3cr3t-9f8e7d\nWORD=swordfishof{branch}";

/// Everybody who may be asked, each with an answer that repeats what stands in the app's config vars.
fn refusals() -> Vec<(&'static str, &'static str)> {
    vec![
        ("GET", "/apps/*"),
        ("GET", "/apps/*/config-vars"),
        ("GET", "/apps/*/builds"),
        ("GET", "/pipelines/*"),
        ("GET", "/pipelines/*/review-apps"),
        ("GET", "/app-setups/*"),
        ("POST", "/app-setups"),
        ("POST", "/pipeline-couplings"),
        ("POST", "/review-apps"),
        ("POST", "/apps/*/builds"),
        ("PATCH", "/apps/*/config-vars"),
    ]
}

/// A deploy, a set-up, and a review app that is made or updated, with the branch of each.
async fn with_template(which: &str) -> (Workflow, &'static str) {
    let workflow = match which {
        "deploy" => push_workflow().await,
        "setup" => push_workflow_in(World::for_rehearsal(REPOSITORY, &[], Some("acme"))).await,
        "created" => review_workflow_in(world()).await,
        _ => workflow_of("synchronize", world_with_review_app(&older_commit())).await,
    };
    let workflow = workflow.input("config-vars", TEMPLATE).input("review-app-config-vars", TEMPLATE);
    match which {
        "deploy" => (workflow, "main"),
        "setup" => (workflow.input("command", "setup").input("pipeline", "acme").input("stage", "staging"), "main"),
        "created" => (workflow, "feature"),
        _ => (workflow, BRANCH),
    }
}

/// Whether a run whose request is refused tells the refusal, which it must do without the values.
async fn tells(which: &str, (method, path): (&str, &str), dry_run: &str) -> bool {
    let (workflow, branch) = with_template(which).await;
    let filled = [format!("v4lue-of-{branch}-S3cr3t-9f8e7d"), format!("swordfishof{branch}")];
    let body = json!({ "id": "forbidden", "message": format!("no {}, but well", filled.join(" nor ")) });
    workflow.sandbox.fault(Fault::new(Service::Heroku, method, path, FaultKind::Status(403, body)));
    let workflow = workflow.input("dry-run", dry_run);
    let run = workflow.run().await;
    for (place, text) in shown_of(&run, &workflow.sandbox.requests()) {
        for value in &filled {
            assert!(!text.contains(value), "{which}, {method} {path}: {value} is in the {place}:\n{text}");
        }
    }
    run.output("reason").contains("no ***")
}

#[tokio::test]
async fn a_value_that_holds_a_placeholder_is_hidden_as_it_is_filled_in() {
    let cases = ["deploy", "setup", "created", "updated"].into_iter().flat_map(|which| {
        let each = refusals().into_iter().flat_map(move |asked| ["false", "true"].map(|dry_run| (asked, dry_run)));
        each.map(move |(asked, dry_run)| tells(which, asked, dry_run))
    });
    let told: Vec<_> = stream::iter(cases).buffer_unordered(12).filter(|told| ready(*told)).collect().await;
    assert!(told.len() >= 20, "{} refusals were told at all", told.len());
}
