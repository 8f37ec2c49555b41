//! The plots: what the interface promises, each once.

use std::time::Duration;

use branchline::sandbox::{
    World,
    github::{Comment, PullRequestState, sha_of},
    heroku::{App, Coupling, Release, Stage, TestScript},
};
use serde_json::{Value, json};

use super::plot::{Closing, Ending, Event, Plot};
use crate::{
    payloads::{push, repository},
    pull::{
        BRANCH, NUMBER, add_errored_review_app, add_review_app, add_young_review_app, commit, older_commit, payload,
        world, world_with_review_app,
    },
    workflow::REPOSITORY,
};

type Results = &'static [&'static str];

const CREATED: Results = &["created"];
const UPDATED: Results = &["updated"];
const DESTROYED: Results = &["destroyed"];
const DEPLOYED: Results = &["deployed"];

fn of_pull_request(name: &'static str, action: &str, world: fn() -> World, results: Results) -> Plot {
    Plot {
        name,
        world,
        before: None,
        event: ("pull_request", payload(action)),
        inputs: &[],
        closing: Closing::Never,
        shows_more: false,
        results,
        ending: if results == DESTROYED { Ending::NoReviewApp } else { Ending::ReviewApp },
    }
}

/// All of them.
pub(crate) fn plots() -> Vec<Plot> {
    let mut plots = pushes();
    plots.extend(pull_requests());
    plots.extend(by_people());
    plots
}

fn pushes() -> Vec<Plot> {
    let to = |name, branch: &str, commit: &str, inputs, apps| Plot {
        name,
        world: world_of_apps,
        before: None,
        event: ("push", push(&format!("refs/heads/{branch}"), commit)),
        inputs,
        closing: Closing::Never,
        shows_more: false,
        results: DEPLOYED,
        ending: Ending::Apps(apps),
    };
    vec![
        to("push", "main", &sha_of("main"), &[], &["acme-production"]),
        to(
            "config vars and maintenance",
            "main",
            &sha_of("main"),
            &[("config-vars", "NEW=brand-new-value"), ("maintenance", "true")],
            &["acme-production"],
        ),
        to("folder of the commit", "main", &sha_of("main"), &[("directory", "api")], &["acme-production"]),
        Plot {
            ending: Ending::Image("acme-container"),
            ..to("container image", "images", &sha_of("main"), IMAGES, &["acme-container"])
        },
        to("command after the release", "main", &sha_of("main"), &[("run", "bin/check")], &["acme-production"]),
        to("push to two apps", "both", &sha_of("main"), &[("commit-status", "true")], &["acme-one", "acme-two"]),
    ]
}

/// From Heroku's own registry, since the sandbox's other one is at another address each time.
const IMAGES: &[(&str, &str)] =
    &[("rules", "images: acme-container"), ("images", "web: registry.heroku.com/acme-staging/web:v1")];

fn world_of_apps() -> World {
    let mut world = world();
    world.heroku.apps.extend(["acme-one", "acme-two", "acme-container"].map(App::new));
    "container".clone_into(&mut world.heroku.app_mut("acme-container").unwrap().stack);
    world.heroku.registry.add_image("acme-staging/web", "v1", "amd64", &["a base", "the code"]);
    let repository = world.add_repository(REPOSITORY);
    repository.push("both", &sha_of("main"));
    repository.push("images", &sha_of("main"));
    repository.files.insert("api/Procfile".to_owned(), "web: ./run".to_owned());
    world
}

fn pull_requests() -> Vec<Plot> {
    let opened: Event = ("pull_request", payload("opened"));
    let closed = of_pull_request("closed", "closed", world, DESTROYED);
    vec![
        of_pull_request("opened", "opened", world, CREATED),
        of_pull_request("pushed to", "synchronize", || world_with_review_app(&older_commit()), UPDATED),
        Plot {
            shows_more: true,
            ..of_pull_request("pushed to while it is created", "synchronize", in_creation, UPDATED)
        },
        of_pull_request("opened again after an error", "reopened", errored, CREATED),
        Plot { before: Some(opened), closing: Closing::Before, ..closed.clone() },
        Plot { name: "closed while it is created", world: in_creation_and_closed, ..closed.clone() },
        Plot {
            name: "branch deleted",
            world: without_branch,
            event: ("delete", json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() })),
            ..closed
        },
        Plot {
            closing: Closing::Meanwhile,
            results: &["skipped"],
            ending: Ending::NoReviewApp,
            ..of_pull_request("opened and closed meanwhile", "opened", slow, CREATED)
        },
    ]
}

/// So long that a run sees it in creation on a busy machine too.
fn in_creation() -> World {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_millis(1500);
    add_young_review_app(&mut world, &older_commit());
    world
}

fn in_creation_and_closed() -> World {
    closed(in_creation())
}

fn closed(mut world: World) -> World {
    for pull in &mut world.add_repository(REPOSITORY).pull_requests {
        pull.state = PullRequestState::Merged;
    }
    world
}

/// The review app that a push made, of a commit that has to be looked for.
fn without_branch() -> World {
    let mut world = world();
    add_review_app(&mut world, None, &older_commit());
    let repository = world.add_repository(REPOSITORY);
    repository.branches.remove(BRANCH);
    repository.pull_requests.clear();
    world
}

fn errored() -> World {
    let mut world = world();
    add_errored_review_app(&mut world);
    world
}

fn slow() -> World {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(500);
    world
}

fn by_people() -> Vec<Plot> {
    let asked = |name, event, inputs, results| Plot {
        event,
        inputs,
        ..of_pull_request(name, "synchronize", || commented(&commit()), results)
    };
    vec![
        Plot {
            event: dispatch("main"),
            inputs: &[],
            world: world_of_apps,
            results: DEPLOYED,
            ending: Ending::Apps(&["acme-production"]),
            ..of_pull_request("redeployed by hand", "synchronize", world, UPDATED)
        },
        Plot {
            event: dispatch("main"),
            inputs: &[("command", "rollback")],
            world: world_with_releases,
            results: &["rolled-back"],
            ending: Ending::Back("acme-production"),
            ..of_pull_request("rolled back", "synchronize", world, UPDATED)
        },
        Plot {
            event: dispatch("main"),
            inputs: &[("command", "promote"), ("promote-to", "acme-one")],
            world: world_of_promotion,
            results: &["promoted"],
            ending: Ending::Promoted("acme-one"),
            ..of_pull_request("promoted", "synchronize", world, UPDATED)
        },
        Plot {
            event: dispatch("main"),
            inputs: &[("command", "setup"), ("rules", "main: acme-new"), ("stage", "staging")],
            world: || World::for_rehearsal(REPOSITORY, &[], Some("acme")),
            results: &["created"],
            ending: Ending::SetUp(&["acme-new"]),
            ..of_pull_request("app set up", "synchronize", world, UPDATED)
        },
        Plot {
            event: ("push", push("refs/heads/main", &sha_of("main"))),
            inputs: &[
                ("command", "setup"),
                ("rules", "main: acme-new, acme-one, acme-newer"),
                ("stage", "staging"),
                ("directory", "api"),
            ],
            world: world_of_apps,
            results: &["created"],
            ending: Ending::SetUp(&["acme-new", "acme-newer"]),
            ..of_pull_request("apps set up from a folder", "synchronize", world, UPDATED)
        },
        Plot {
            event: dispatch("main"),
            inputs: &[("command", "test"), ("rules", "")],
            world: || world_of_tests("succeeded", 0),
            results: &["tested"],
            ending: Ending::Tested,
            ..of_pull_request("tests that pass", "synchronize", world, UPDATED)
        },
        Plot {
            event: dispatch("main"),
            inputs: &[("command", "sweep")],
            world: || closed(world_with_review_app(&older_commit())),
            results: &["swept"],
            ending: Ending::NoReviewApp,
            ..of_pull_request("swept", "synchronize", world, UPDATED)
        },
        asked("pull request redeployed by hand", dispatch("main"), &[("pull-request", "7")], UPDATED),
        asked("/deploy", comment("/deploy"), &[], UPDATED),
        asked("/redeploy", comment("/redeploy"), &[], CREATED),
        asked("/destroy", comment("/destroy"), &[], DESTROYED),
        asked("command: destroy", dispatch("main"), &[("pull-request", "7"), ("command", "destroy")], DESTROYED),
    ]
}

fn world_with_releases() -> World {
    let mut world = world();
    world.add_repository(REPOSITORY).push("old", &sha_of("old"));
    let app = world.heroku.apps.iter_mut().find(|app| app.name == "acme-production").unwrap();
    app.releases = ["old", "main"]
        .into_iter()
        .zip(3..)
        .map(|(branch, version)| Release::of_commit(version, "Deploy", &sha_of(branch)))
        .collect();
    world
}

fn world_of_promotion() -> World {
    let mut world = world_of_apps();
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.couplings.clear();
    for (name, branch) in [("acme-production", "main"), ("acme-one", "old")] {
        let app = world.heroku.app_mut(name).unwrap();
        app.releases.push(Release::of_commit(3, "Deploy", &sha_of(branch)));
        let app = app.id;
        world.heroku.couplings.push(Coupling::new(app, pipeline, Stage::Production));
    }
    world
}

fn dispatch(branch: &str) -> Event {
    let payload = json!({ "inputs": null, "ref": format!("refs/heads/{branch}"), "repository": repository() });
    ("workflow_dispatch", payload)
}

fn comment(body: &str) -> Event {
    let issue: Value =
        json!({ "number": NUMBER, "state": "open", "title": "A change", "pull_request": { "url": "https://…" } });
    let payload = json!({
        "action": "created",
        "issue": issue,
        "comment": { "id": 1, "body": body, "user": { "login": "alice" } },
        "repository": repository(),
    });
    ("issue_comment", payload)
}

/// A review app that runs `commit`, and somebody who says what is to become of it.
fn commented(commit: &str) -> World {
    let mut world = world_with_review_app(commit);
    let repository = world.add_repository(REPOSITORY);
    repository.collaborators.insert("alice".to_owned(), "write".to_owned());
    repository.comments.push(Comment::new(1, NUMBER, "alice", "Please see to it."));
    world
}

/// A pipeline whose next tests run on two nodes, and end so.
fn world_of_tests(ends: &'static str, exit: i64) -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    let mut script = TestScript::default();
    script.nodes = vec![script.nodes[0].clone(), script.nodes[0].clone()];
    script.nodes[1].2 = Some(exit);
    world.heroku.next_tests.push_back(TestScript { ends, ..script });
    world
}
