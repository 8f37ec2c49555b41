//! `command: sweep`: review apps that nothing needs any more go, and no other.

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, Turn, World,
    github::{Access, Comment, Deployment, PullRequest, PullRequestState, Scope, sha_of},
    heroku::{App, Build, Release, ReviewApp, ReviewAppStatus},
};
use serde_json::{Value, json};

use crate::{
    payloads::repository,
    workflow::{REPOSITORY, Workflow},
};

const DAY: Duration = Duration::from_hours(24);

/// A review app of some days ago, whose build is of this commit.
fn add(world: &mut World, name: &str, branch: &str, number: Option<u64>, commit: &str) {
    let mut app = App::new(name);
    let script = BuildScript::new(&[], Outcome::Succeeded);
    app.builds.push(Build::start("https://example.com/source.tar.gz", Some(commit), script));
    app.releases.push(Release::of_commit(3, "Deploy", commit));
    let pipeline = world.heroku.pipelines[0].id;
    let mut review_app = ReviewApp::created(pipeline, branch, number, &app);
    review_app.created = SystemTime::now() - 10 * DAY;
    world.heroku.review_apps.push(review_app);
    world.heroku.apps.push(app);
}

fn add_pull(world: &mut World, number: u64, branch: &str, state: PullRequestState) {
    let mut pull = PullRequest::new(number, branch, &sha_of(branch));
    pull.state = state;
    world.add_pull_request(REPOSITORY, pull);
}

/// What a pipeline looks like after a while.
pub(crate) fn world() -> World {
    use PullRequestState::{Closed, Merged, Open};
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    for (number, branch, state) in
        [(1, "merged", Merged), (2, "closed", Closed), (3, "open", Open), (4, "twice", Closed), (5, "twice", Open)]
    {
        add_pull(&mut world, number, branch, state);
        add(&mut world, &format!("acme-pr-{number}"), branch, Some(number), &sha_of(branch));
    }
    for (name, branch, commit) in [
        ("acme-gone", "gone", sha_of("main")),
        ("acme-there", "there", sha_of("there")),
        ("acme-foreign", "x", sha_of("x")),
    ] {
        add(&mut world, name, branch, None, &commit);
    }
    add(&mut world, "acme-other-pr", "unlike", Some(1), &sha_of("unlike"));
    add(&mut world, "acme-pr-99", "elsewhere", Some(99), &sha_of("elsewhere"));
    let repository = world.add_repository(REPOSITORY);
    repository.push("there", &sha_of("there"));
    repository.branches.remove("merged");
    world
}

pub(crate) async fn swept(world: World) -> Workflow {
    let payload = json!({ "schedule": "0 3 * * *", "repository": repository() });
    let workflow = Workflow::new(world).await.event("schedule", &payload);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    workflow.input("command", "sweep").input("pipeline", "acme")
}

fn left(workflow: &Workflow) -> BTreeSet<String> {
    let world = workflow.sandbox.world();
    let apps = world.heroku.apps.iter().map(|app| app.name.clone());
    apps.filter(|name| name != "acme-production").collect()
}

const KEPT: [&str; 7] =
    ["acme-foreign", "acme-other-pr", "acme-pr-3", "acme-pr-4", "acme-pr-5", "acme-pr-99", "acme-there"];

fn kept(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_nothing_needs_goes_and_nothing_else() {
    let workflow = swept(world()).await;
    let run = workflow.run().await;
    run.ended(0, "swept");
    assert_eq!(left(&workflow), kept(&KEPT));
    for told in [
        "Plan: sweep 3 review apps of 10 out of `acme`",
        "- acme-pr-1: destroy it: pull request #1 is closed",
        "- acme-gone: destroy it: the branch `gone` is gone",
    ] {
        assert!(run.log.text().contains(told), "{told}: {}", run.output);
    }
    let targets: Value = serde_json::from_str(run.output("targets")).unwrap();
    let results: Vec<_> = targets.as_array().unwrap().iter().map(|target| target["result"].as_str()).collect();
    assert_eq!(results, [Some("swept"); 3]);
    assert!(run.summary.contains("acme-pr-2"), "{}", run.summary);
}

#[tokio::test]
async fn a_dry_run_shows_what_would_go() {
    let workflow = swept(world()).await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    assert_eq!(left(&workflow).len(), 10);
    assert!(run.log.text().contains("- acme-pr-2: destroy it: pull request #2 is closed"), "{}", run.output);
}

#[tokio::test]
async fn with_stale_days_what_nobody_deploys_to_goes_too() {
    let mut old = world();
    for name in ["acme-pr-3", "acme-there", "acme-foreign"] {
        let app = old.heroku.app_mut(name).unwrap();
        app.releases.iter_mut().for_each(|release| release.created = SystemTime::now() - 20 * DAY);
        app.builds.clear();
    }
    let workflow = swept(old).await.input("stale-days", "14");
    let run = workflow.run().await;
    run.ended(0, "swept");
    let kept = kept(&["acme-foreign", "acme-other-pr", "acme-pr-4", "acme-pr-5", "acme-pr-99"]);
    assert_eq!(left(&workflow), kept, "one whose commit nobody knows stays");
    assert!(run.log.text().contains("acme-pr-3: destroy it: no deploy for 14 days"), "{}", run.output);
    for days in ["0", "-1", "soon", "1.5"] {
        let workflow = swept(world()).await.input("stale-days", days);
        let run = workflow.run().await;
        run.ended(2, "failed");
        assert!(run.output("reason").contains("stale-days: "), "{}", run.output("reason"));
    }
}

#[tokio::test]
async fn where_there_is_nothing_to_do_it_says_so() {
    let mut clean = world();
    clean.heroku.review_apps.retain(|app| app.pr_number == Some(3));
    let run = swept(clean).await.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("nothing to sweep"), "{}", run.output("reason"));
}

#[tokio::test]
async fn where_github_does_not_list_nothing_goes() {
    let refused = || FaultKind::Status(403, json!({ "message": "Resource not accessible by integration" }));
    let gone = || FaultKind::Status(404, json!({ "message": "Not Found" }));
    for (path, kind) in [
        ("*/pulls", refused()),
        ("*/pulls", gone()),
        ("*/pulls", FaultKind::GarbledJson),
        ("*/branches", refused()),
        ("*/branches", gone()),
        ("*/pulls/99", refused()),
    ] {
        let workflow = swept(world()).await;
        workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", path, kind));
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert_eq!((left(&workflow).len(), workflow.times("DELETE", "*")), (10, 0), "{path}");
    }
    let workflow = swept(world()).await;
    workflow.sandbox.world().github.permissions.set(Scope::PullRequests, Access::None);
    workflow.run().await.ended(3, "failed");
    assert_eq!(left(&workflow).len(), 10);
}

#[tokio::test]
async fn one_that_is_wanted_again_meanwhile_stays() {
    let workflow = swept(world()).await;
    workflow.sandbox.world().latency.request = Duration::from_millis(60);
    let child = workflow.start();
    let listed = |_: &World| workflow.times("GET", "/repos/*/pulls") > 0;
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), listed).await);
    let is_past = |_: &World| workflow.times("GET", "/repos/*/branches") > 0;
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), is_past).await);
    for pull in &mut workflow.sandbox.world().add_repository(REPOSITORY).pull_requests {
        if pull.number == 1 {
            pull.state = PullRequestState::Open;
        }
    }
    workflow.end(child, std::time::Instant::now()).await;
    assert!(left(&workflow).contains("acme-pr-1"));
}

#[tokio::test]
async fn one_that_is_opened_again_or_whose_branch_comes_back_stays() {
    let workflow = swept(world()).await;
    // Both have been listed once it is asked for the first commit.
    workflow.sandbox.fault(Fault::new(
        Service::GitHub,
        "GET",
        "*/commits/*",
        FaultKind::Delay(Duration::from_millis(300)),
    ));
    let child = workflow.start();
    let is_past = |_: &World| workflow.times("GET", "/repos/*/commits/*") > 0;
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), is_past).await);
    {
        let mut world = workflow.sandbox.world();
        let repository = world.add_repository(REPOSITORY);
        repository.push("gone", &sha_of("main"));
        for pull in repository.pull_requests.iter_mut().filter(|pull| pull.number == 1) {
            (pull.state, pull.updated) = (PullRequestState::Open, SystemTime::now());
        }
        repository.pull_requests.push(PullRequest::new(6, "closed", &sha_of("closed")));
    }
    let run = workflow.end(child, std::time::Instant::now()).await;
    run.ended(0, "skipped");
    assert_eq!((left(&workflow).len(), workflow.times("DELETE", "*")), (10, 0), "{}", run.output);
}

#[tokio::test]
async fn one_that_is_being_built_is_not_stale() {
    let mut old = world();
    let app = old.heroku.app_mut("acme-pr-3").unwrap();
    app.releases.iter_mut().for_each(|release| release.created = SystemTime::now() - 20 * DAY);
    app.builds = vec![Build::start("https://example.com/source.tar.gz", Some(&sha_of("open")), BuildScript::endless())];
    let workflow = swept(old).await.input("stale-days", "14");
    let run = workflow.run().await;
    run.ended(0, "swept");
    assert_eq!(left(&workflow), kept(&KEPT));
    assert_eq!(run.shown("acme-pr-3: skipped (it is being built"), 1, "{}", run.output);
}

#[tokio::test]
async fn one_that_fails_does_not_stop_the_others() {
    let workflow = swept(world()).await;
    let id = workflow.sandbox.world().heroku.review_apps[0].id;
    let refused = FaultKind::Status(422, json!({ "id": "invalid_params", "message": "No." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "DELETE", &format!("/review-apps/{id}"), refused));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert_eq!(left(&workflow).len(), 8);
}

#[tokio::test]
async fn one_whose_app_the_key_may_not_see_stays_and_stops_no_other() {
    let workflow = swept(world()).await;
    let hidden = workflow.sandbox.world().heroku.app("acme-gone").unwrap().id;
    let refused = FaultKind::Status(403, json!({ "id": "forbidden", "message": "You do not have access to the app." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &format!("/apps/{hidden}/builds"), refused));
    let run = workflow.run().await;
    run.ended(0, "swept");
    assert!(left(&workflow).contains("acme-gone") && !left(&workflow).contains("acme-pr-1"), "{}", run.output);
}

#[tokio::test]
async fn errored_and_stuck_ones_go_and_young_ones_in_creation_stay() {
    let mut world = world();
    let at =
        |world: &World, number| world.heroku.review_apps.iter().position(|app| app.pr_number == Some(number)).unwrap();
    let (errored, young) = (at(&world, 2), at(&world, 1));
    world.heroku.review_apps[errored].status = ReviewAppStatus::Errored;
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.review_app_script.pending = Duration::from_hours(1);
    let script = world.heroku.review_app_script.clone();
    let mut creating = ReviewApp::start(pipeline, "merged", script);
    creating.pr_number = Some(1);
    world.heroku.review_apps[young] = creating;
    let workflow = swept(world).await;
    workflow.run().await.ended(0, "swept");
    assert!(!left(&workflow).contains("acme-pr-2"));
    assert!(workflow.sandbox.world().heroku.review_apps.iter().any(|app| app.branch == "merged"));
}

#[tokio::test]
async fn without_a_pipeline_it_is_a_mistake() {
    let workflow = swept(world()).await.unset("INPUT_PIPELINE");
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("pipeline: empty"), "{}", run.output("reason"));
    assert!(workflow.sandbox.requests().is_empty());
}

#[tokio::test]
async fn it_is_rehearsed_with_one_that_was_left_behind() {
    let workflow = swept(world()).await.input("rehearse", "true");
    let run = workflow.run().await;
    run.ended(0, "swept");
    assert!(run.log.text().contains("pull request #1 is closed"), "{}", run.output);
    assert!(workflow.sandbox.requests().is_empty());
}

/// A pipeline of so many review apps whose pull requests are closed; the third of them has a comment and a deployment.
fn crowd(number: u64) -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    for number in 1..=number {
        let branch = format!("branch-{number}");
        add_pull(&mut world, number, &branch, PullRequestState::Closed);
        add(&mut world, &format!("acme-pr-{number}"), &branch, Some(number), &sha_of(&branch));
    }
    let words = "✅ **Review app ready: [open acme-pr-3](<https://acme-pr-3-0123456789ab.herokuapp.com/>)**";
    let body = format!("<!-- branchline -->\n<!-- branchline:acme -->\n{words}\n<!-- /branchline:acme -->\n");
    let repository = world.add_repository(REPOSITORY);
    repository.comments.push(Comment::new(77, 3, "github-actions[bot]", &body));
    let deployment = Deployment::new(88, &sha_of("branch-3"), "acme-pr-3").with_status(89, "success");
    repository.deployments.push(Deployment { transient: true, ..deployment });
    world
}

#[tokio::test]
async fn of_many_github_is_asked_by_lists_and_one_by_one_where_it_lists_nothing() {
    let endless = |world: &mut World| {
        let repository = world.add_repository(REPOSITORY);
        repository.comments.extend((0..2001).map(|id| Comment::new(1000 + id, 900, "octocat", "Thanks!")));
    };
    for (name, faults, is_endless, most) in [
        ("listed", &[][..], false, 20),
        ("refused", &["/repos/*/issues/comments", "/repos/*/deployments"][..], false, 20 + 3 * 30),
        ("endless", &[], true, 20 + 20 + 30),
    ] {
        let mut world = crowd(30);
        if is_endless {
            endless(&mut world);
        }
        let workflow = swept(world).await;
        for path in faults {
            let kind = FaultKind::Status(404, json!({ "message": "Not Found" }));
            workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", path, kind).at(Turn::Only(1)));
        }
        let run = workflow.run().await;
        run.ended(0, "swept");
        assert!(left(&workflow).is_empty(), "{name}");
        let world = workflow.sandbox.world();
        let repository = world.github.repository(REPOSITORY).unwrap();
        assert!(
            repository.comments[0].body.contains("Review app destroyed"),
            "{name}: {}",
            repository.comments[0].body
        );
        let last = repository.deployments[0].statuses.last().map(|status| status.state.as_str());
        assert_eq!(last, Some("inactive"), "{name}");
        drop(world);
        let asked = workflow.sandbox.requests();
        let of_github = asked.iter().filter(|request| request.service == Service::GitHub).count();
        assert!(of_github <= most, "{name}: {of_github}");
    }
}
