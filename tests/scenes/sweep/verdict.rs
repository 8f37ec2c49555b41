//! What must hold after every run, whatever went wrong in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use branchline::sandbox::{
    Service, World,
    github::{CommitStatus, Deployment, Repository, sha_of},
    heroku::{App, ReviewAppStatus, Status, TestRun},
};

use super::{
    case::Case,
    plot::{Closing, CutShort, Ending, Played, Plot},
};
use crate::{
    pull::{A_BUILD_LINE, A_RELEASE_LINE, commit},
    workflow::{REPOSITORY, Run},
};

const LASTING_APPS: [&str; 4] = ["acme-production", "acme-one", "acme-two", "acme-container"];
const UNFINISHED: [&str; 3] = ["pending", "queued", "in_progress"];

/// What is wrong with a run and with the world that it left; nothing, if all is as it should be.
pub(crate) fn violations(plot: &Plot, case: &Case, played: &Played, good: &Played) -> Vec<String> {
    let world = played.workflow.sandbox.world();
    let repository = world.github.repository(REPOSITORY).unwrap();
    let mut found = Vec::new();
    // While GitHub is out of order nobody can know that the pull request was closed; its own run sees to that.
    let blind = plot.closing == Closing::Meanwhile && !case.passes && case.service == Service::GitHub;
    let doubted = played.run.log.of("warning").iter().any(|warning| warning.contains("was closed while"));
    let created = Plot { results: &["created"], ending: Ending::ReviewApp, ..plot.clone() };
    let plot = if blind && doubted && played.run.output("result") == "created" { &created } else { plot };
    found.extend(of_the_end(plot, case, &played.run));
    found.extend(of_builds(&world, &played.builds_before));
    found.extend(of_review_apps(&world));
    if played.run.code == 0
        && let Some(untrue) = untrue_success(plot, &world)
    {
        found.push(format!("a success that is none: {untrue}"));
    }
    found.extend(doubles(repository));
    found.extend(run_twice(&world));
    found.extend(of_tests(&world, !case.passes && case.service == Service::Heroku));
    if case.passes || case.service != Service::Heroku {
        found.extend(closed_apps(&world));
    }
    if case.passes || !matches!(case.service, Service::Heroku | Service::Storage) {
        found.extend(left_uploads(&world));
    }
    if case.passes || case.service != Service::GitHub {
        found.extend(left_open(repository));
    }
    if case.passes {
        found.extend(not_posted(plot, &world, repository));
        found.extend(of_output(plot, &played.run, &good.run));
    }
    found
}

/// A cancelled step is killed after ten seconds.
const LIMIT_OF_CANCELLED: Duration = Duration::from_secs(8);

/// The same for a run that the runner ended, and its post step.
pub(crate) fn violations_of_ended(plot: &Plot, answers: bool, played: &CutShort) -> Vec<String> {
    let world = played.workflow.sandbox.world();
    let mut found = still_open(&world, &played.builds_before);
    found.extend(closed_apps(&world));
    if answers {
        found.extend(left_uploads(&world));
    }
    found.extend(run_twice(&world));
    found.extend(of_tests(&world, !answers));
    found.extend(of_builds(&world, &played.builds_before));
    found.extend(of_review_apps(&world));
    found.extend(doubles(world.github.repository(REPOSITORY).unwrap()));
    if let Some(run) = &played.run {
        found.extend(of_cancelled(plot, run));
        if answers {
            found.extend(played.open_before_post.iter().map(|open| format!("before the post step {open}")));
        }
    }
    if played.post.code != 0 || !played.post.log.of("warning").is_empty() {
        found.push(format!("the post step ended {}:\n{}", played.post.code, played.post.output));
    }
    found
}

fn of_cancelled(plot: &Plot, run: &Run) -> Vec<String> {
    let mut found = Vec::new();
    let (result, reason) = (run.output("result"), run.output("reason"));
    let is_cancelled = run.code == 4 && result == "cancelled" && !reason.is_empty();
    if !is_cancelled && (run.code != 0 || !plot.results.contains(&result)) {
        found.push(format!("ended {} {result}: {reason}", run.code));
    }
    if run.took > LIMIT_OF_CANCELLED {
        found.push(format!("took {:?} to end", run.took));
    }
    found
}

/// What says that it goes on though nobody sees to it: builds on apps that were there before, deployments, statuses.
pub(crate) fn still_open(world: &World, builds_before: &BTreeSet<String>) -> Vec<String> {
    let mut found = left_open(world.github.repository(REPOSITORY).unwrap());
    for app in &world.heroku.apps {
        let new = app.builds.iter().filter(|build| !builds_before.contains(&build.id.to_string()));
        // The first build of a review app is Heroku's own affair.
        let watched = new.skip(usize::from(is_new_review_app(app, builds_before)));
        let pending = watched.filter(|build| build.status == Status::Pending);
        found.extend(pending.map(|build| format!("build {} on {} is pending", build.id, app.name)));
    }
    found
}

fn is_new_review_app(app: &App, builds_before: &BTreeSet<String>) -> bool {
    !LASTING_APPS.contains(&app.name.as_str())
        && !app.builds.iter().any(|build| builds_before.contains(&build.id.to_string()))
}

fn of_the_end(plot: &Plot, case: &Case, run: &Run) -> Vec<String> {
    let mut found = Vec::new();
    let result = run.output("result");
    let reason = run.output("reason");
    let is_well = run.code == 0 && plot.results.contains(&result);
    let is_failure = matches!(run.code, 1 | 3) && result == "failed";
    let is_acceptable = is_well || !case.passes && is_failure;
    if !is_acceptable {
        found.push(format!("ended {} {result}: {reason}", run.code));
    }
    if reason.is_empty() != (run.code == 0 && result != "skipped") {
        found.push(format!("{result} with the reason `{reason}`"));
    }
    if run.log.of("error").is_empty() != (run.code == 0) {
        found.push(format!("ended {} with {} annotations", run.code, run.log.of("error").len()));
    }
    let missing: Vec<_> =
        ["targets", "plan", "commit", "app"].iter().filter(|name| !run.outputs.contains_key(**name)).collect();
    if !missing.is_empty() {
        found.push(format!("no outputs {missing:?}"));
    }
    if !run.errors.is_empty() {
        found.push(format!("standard error: {}", run.errors));
    }
    if run.took > case.limit {
        found.push(format!("took {:?}", run.took));
    }
    found
}

/// Never two builds of a commit on an app.
fn of_builds(world: &World, before: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for app in &world.heroku.apps {
        let mut of_version: BTreeMap<_, u32> = BTreeMap::new();
        for build in app.builds.iter().filter(|build| !before.contains(&build.id.to_string())) {
            *of_version.entry(build.source_version.clone()).or_default() += 1;
        }
        let twice = of_version.iter().filter(|(_, builds)| **builds > 1);
        found.extend(twice.map(|(version, builds)| format!("{builds} builds of {version:?} on {}", app.name)));
    }
    found
}

/// Never a second review app, nor an app that none has.
fn of_review_apps(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    let review_apps = &world.heroku.review_apps;
    if review_apps.len() > 1 {
        found.push(format!("{} review apps", review_apps.len()));
    }
    let is_known = |app: &App| {
        app.name.starts_with("acme-new")
            || LASTING_APPS.contains(&app.name.as_str())
            || review_apps.iter().any(|review| review.app == Some(app.id))
    };
    found.extend(world.heroku.apps.iter().filter(|app| !is_known(app)).map(|app| format!("{} is forgotten", app.name)));
    found
}

fn untrue_success(plot: &Plot, world: &World) -> Option<String> {
    let review_apps = &world.heroku.review_apps;
    match plot.ending {
        Ending::Apps(names) => names.iter().find_map(|name| not_running(world, name, &sha_of("main"))),
        Ending::SetUp(names) => names.iter().find_map(|name| not_set_up(world, name)),
        Ending::Back(name) => not_again(world, name, "Rollback", "old"),
        Ending::Image(name) => not_released_once(world, name),
        Ending::Tested => not_tested_once(world),
        Ending::Promoted(name) => not_again(world, name, "Promote", "main"),
        Ending::NoReviewApp => (!review_apps.is_empty()).then(|| "there is a review app".to_owned()),
        Ending::ReviewApp => {
            let Some(review_app) = review_apps.first() else { return Some("there is no review app".to_owned()) };
            let app = review_app.app.map(|app| app.to_string()).unwrap_or_default();
            let ready = review_app.status == ReviewAppStatus::Created;
            if ready { not_running(world, &app, &commit()) } else { Some(format!("it is {:?}", review_app.status)) }
        }
    }
}

/// Why an app is not as its setup was to make it.
fn not_set_up(world: &World, name: &str) -> Option<String> {
    let Some(app) = world.heroku.app(name) else { return Some(format!("there is no {name}")) };
    let places = world.heroku.couplings.iter().filter(|coupling| coupling.app == app.id).count();
    let (setups, builds) =
        (world.heroku.app_setups.iter().filter(|setup| setup.app == app.id).count(), app.builds.len());
    let is_well = (places, setups, builds) == (1, 1, 1);
    let counts = || format!("{name}: {places} places in the pipeline, {setups} setups, {builds} builds");
    if is_well { not_running(world, name, &sha_of("main")) } else { Some(counts()) }
}

/// Why the tests of `main` did not run once, to their end.
fn not_tested_once(world: &World) -> Option<String> {
    let runs = &world.heroku.test_runs;
    let is_well = |run: &TestRun| run.status() == "succeeded" && run.asked["commit_sha"] == sha_of("main");
    (runs.len() != 1 || !runs.iter().all(is_well)).then(|| format!("{} test runs", runs.len()))
}

/// No test run is under way that nobody watches, and none was asked for twice.
fn of_tests(world: &World, is_watched: bool) -> Vec<String> {
    let runs = &world.heroku.test_runs;
    let goes_on = |run: &&TestRun| matches!(run.status(), "pending" | "creating" | "building" | "running");
    let open = runs.iter().filter(goes_on).filter(|_| !is_watched).map(|_| "a test run goes on".to_owned());
    let many = (runs.len() > 1).then(|| format!("{} test runs", runs.len()));
    open.chain(many).collect()
}

/// Why an app does not run an image that was released once.
fn not_released_once(world: &World, app: &str) -> Option<String> {
    let app = world.heroku.app(app)?;
    let times = app.releases.iter().filter(|release| release.description.starts_with("Deployed")).count();
    (times != 1 || app.images.len() != 1).then(|| format!("{} was released {times} times", app.name))
}

fn not_running(world: &World, app: &str, commit: &str) -> Option<String> {
    let app = world.heroku.app(app)?;
    let is_of_commit =
        |slug| app.builds.iter().any(|build| build.slug == slug && build.source_version.as_deref() == Some(commit));
    let last = app.releases.last()?;
    let runs = last.status == Status::Succeeded && last.slug.is_some() && is_of_commit(last.slug);
    (!runs).then(|| format!("{} does not run {commit}", app.name))
}

/// A release was made again once, and not once more because an answer was lost.
fn not_again(world: &World, name: &str, how: &str, branch: &str) -> Option<String> {
    let releases = &world.heroku.app(name)?.releases;
    let times = releases.iter().filter(|release| release.description.starts_with(how)).count();
    let runs = releases.last()?.commit == Some(sha_of(branch)) && releases.last()?.status == Status::Succeeded;
    (times != 1 || !runs).then(|| format!("{how} of {name}: {times} times"))
}

/// Never two comments, nor two deployments of an app and commit.
fn doubles(repository: &Repository) -> Vec<String> {
    let mut found = Vec::new();
    let comments = repository.comments.iter().filter(|comment| comment.body.starts_with("<!-- branchline")).count();
    if comments > 1 {
        found.push(format!("{comments} comments"));
    }
    let mut deployments: Vec<_> = repository.deployments.iter().map(|one| (&one.environment, &one.sha)).collect();
    deployments.sort_unstable();
    let all = deployments.len();
    deployments.dedup();
    if deployments.len() < all {
        found.push(format!("{all} deployments, {} of them twice", all - deployments.len()));
    }
    found
}

/// No command ran twice.
fn run_twice(world: &World) -> Vec<String> {
    let times = |app: &App| app.one_offs.iter().map(|dyno| dyno.joined).sum::<u32>();
    let twice = world.heroku.apps.iter().filter(|app| times(app) > 1);
    twice.map(|app| format!("a command ran {} times on {}", times(app), app.name)).collect()
}

/// Source code that lies at Heroku although no build needs it any more.
fn left_uploads(world: &World) -> Vec<String> {
    let left = world.heroku.stored.iter().filter(|stored| stored.content.as_ref().is_some_and(|it| !it.is_empty()));
    left.map(|_| "an upload is left".to_owned()).collect()
}

/// No app is left in maintenance mode.
fn closed_apps(world: &World) -> Vec<String> {
    let closed = world.heroku.apps.iter().filter(|app| app.maintenance);
    closed.map(|app| format!("{} is in maintenance mode", app.name)).collect()
}

/// Neither a deployment nor a commit status is left in progress.
fn left_open(repository: &Repository) -> Vec<String> {
    let open = repository.deployments.iter().filter(|deployment| UNFINISHED.contains(&deployment.state()));
    let mut found: Vec<_> = open
        .map(|deployment| format!("the deployment to {} is {}", deployment.environment, deployment.state()))
        .collect();
    let mut statuses: BTreeMap<_, _> = BTreeMap::new();
    for status in &repository.statuses {
        statuses.insert((&status.sha, &status.context), &status.state);
    }
    let pending = statuses.iter().filter(|(_, state)| **state == "pending");
    found.extend(pending.map(|((_, context), _)| format!("the status {context} is pending")));
    found
}

/// People are told what came of it.
fn not_posted(plot: &Plot, world: &World, repository: &Repository) -> Vec<String> {
    let comment = repository.comments.iter().find(|comment| comment.body.starts_with("<!-- branchline"));
    let comment = comment.map(|comment| comment.body.as_str());
    let alive: Vec<_> = repository.deployments.iter().filter(|deployment| deployment.state() == "success").collect();
    match plot.ending {
        Ending::Back(name) | Ending::Image(name) | Ending::Promoted(name) => {
            let sha = sha_of(if matches!(plot.ending, Ending::Back(_)) { "old" } else { "main" });
            let is_told = alive.iter().any(|deployment| deployment.environment == name && deployment.sha == sha);
            (!is_told).then(|| format!("no deployment to {name} that went well")).into_iter().collect()
        }
        Ending::Tested => {
            let is_ours = |status: &&CommitStatus| status.context == "continuous-integration/heroku";
            let last = repository.statuses.iter().rfind(is_ours).map(|status| status.state.as_str());
            (last != Some("success")).then(|| format!("the status is {last:?}")).into_iter().collect()
        }
        Ending::Apps(names) | Ending::SetUp(names) => {
            let deployed = |name: &&&str| alive.iter().any(|deployment| deployment.environment == ***name);
            let missing = names.iter().filter(|name| !deployed(name));
            missing.map(|name| format!("no deployment to {name} that went well")).collect()
        }
        Ending::ReviewApp => {
            let app = world.heroku.review_apps.first().and_then(|review| world.heroku.app(&review.app?.to_string()));
            let name = app.map(|app| app.name.as_str()).unwrap_or_default();
            let mut found = Vec::new();
            if !matches!(alive.as_slice(), [Deployment { environment, sha, .. }] if environment == name && *sha == commit())
            {
                found.push(format!("deployments that are alive: {alive:?}"));
            }
            if !comment.is_some_and(|text| text.contains('✅') && text.contains(&commit()[..7])) {
                found.push(format!("the comment is {comment:?}"));
            }
            found
        }
        Ending::NoReviewApp => {
            let mut found: Vec<_> =
                alive.iter().map(|deployment| format!("{} looks alive", deployment.environment)).collect();
            found.extend(
                comment.filter(|text| text.contains(['✅', '⏳'])).map(|text| format!("the comment is {text}")),
            );
            found
        }
    }
}

/// No line of output is lost, nor shown twice.
fn of_output(plot: &Plot, run: &Run, good: &Run) -> Vec<String> {
    let least = |good: usize| if plot.shows_more { good.min(1) } else { good };
    let differs = |line: &&&str| !(least(good.shown(line))..=good.shown(line)).contains(&run.shown(line));
    let lines = [A_BUILD_LINE, A_RELEASE_LINE];
    let found = lines.iter().filter(differs);
    found.map(|line| format!("`{line}` is shown {} times, not {}", run.shown(line), good.shown(line))).collect()
}
