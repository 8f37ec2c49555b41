//! A sweep of 1,000 review apps of which 300 go, beside a loop of curl that asks for each one's pull request and deletes those
//! that are closed: `cargo bench --bench sweep`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

mod stage;

use std::{io, time::Duration};

use branchline::sandbox::{
    BuildScript, Latency, Outcome, Service, World,
    github::{PullRequest, PullRequestState, sha_of},
    heroku::{App, Build, Release, ReviewApp},
};
use stage::{APP, REPOSITORY, Stage, Times, curl, succeed};

const ALL: u64 = 1000;
const CLOSED: u64 = 300;
const LATENCY: Latency = Latency { request: Duration::from_millis(40), connection: Duration::from_millis(80) };

fn main() -> io::Result<()> {
    let (mut branchline, mut curls) = (Times::default(), Times::default());
    let stage = full()?.input("command", "sweep").input("pipeline", "acme");
    branchline.measure(|| succeed(stage.branchline()))?;
    assert_swept(&stage);
    let requests = stage.sandbox.requests();
    let of_github = requests.iter().filter(|request| request.service == Service::GitHub).count();
    println!("{} requests, {of_github} of them GitHub's; targets 400 and 60", requests.len());
    if curl(&[]).is_none() {
        println!("swept: {branchline}; there is no curl here to compare with");
        return Ok(());
    }
    let stage = full()?;
    curls.measure(|| sweep_by_curl(&stage))?;
    assert_swept(&stage);
    println!("swept: {branchline}, a loop of curl: {curls}: {:.2}; target 0.25", branchline.share_of(&curls));
    Ok(())
}

fn full() -> io::Result<Stage> {
    Stage::new(&format!("main: {APP}"), |world| {
        *world = World::for_rehearsal(REPOSITORY, &[APP], Some("acme"));
        world.latency = LATENCY;
        (1..=ALL).for_each(|number| add(world, number));
    })
}

fn add(world: &mut World, number: u64) {
    let (branch, name) = (format!("branch-{number}"), format!("acme-pr-{number}"));
    let commit = sha_of(&branch);
    let mut pull = PullRequest::new(number, &branch, &commit);
    pull.state = if number <= CLOSED { PullRequestState::Closed } else { PullRequestState::Open };
    world.add_pull_request(REPOSITORY, pull);
    let mut app = App::new(&name);
    let script = BuildScript::new(&[], Outcome::Succeeded);
    app.builds.push(Build::start("https://example.com/source.tar.gz", Some(&commit), script));
    app.releases.push(Release::of_commit(3, "Deploy", &commit));
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.review_apps.push(ReviewApp::created(pipeline, &branch, Some(number), &app));
    world.heroku.apps.push(app);
}

/// What a job of a few lines does: it waits for nothing.
fn sweep_by_curl(stage: &Stage) -> io::Result<()> {
    let sandbox = &stage.sandbox;
    let (token, key) = sandbox.keys();
    let (token, key) = (format!("Authorization: Bearer {token}"), format!("Authorization: Bearer {key}"));
    let review_apps: Vec<_> = sandbox.world().heroku.review_apps.iter().map(|app| (app.id, app.pr_number)).collect();
    for (id, number) in review_apps {
        let pull = format!("{}/repos/{REPOSITORY}/pulls/{}", sandbox.github_url(), number.unwrap_or_default());
        let answer = curl(&["-sf", "-H", &token, &pull]).map(succeed).transpose()?.unwrap_or_default();
        if String::from_utf8_lossy(&answer).contains("\"state\":\"closed\"") {
            let accept = "Accept: application/vnd.heroku+json; version=3";
            let app = format!("{}/review-apps/{id}", sandbox.heroku_url());
            curl(&["-sf", "-X", "DELETE", "-H", &key, "-H", accept, &app]).map(succeed).transpose()?;
        }
    }
    Ok(())
}

fn assert_swept(stage: &Stage) {
    let world = stage.sandbox.world();
    let left = world.heroku.review_apps.iter().filter(|app| app.pr_number.is_some_and(|number| number <= CLOSED));
    let left = left.filter(|app| app.status != branchline::sandbox::heroku::ReviewAppStatus::Deleting).count();
    assert_eq!(left, 0, "some that were to go are there");
    let kept =
        world.heroku.review_apps.iter().filter(|app| app.pr_number.is_some_and(|number| number > CLOSED)).count();
    assert_eq!(u64::try_from(kept).ok(), Some(ALL - CLOSED), "one that was to stay is gone");
}
