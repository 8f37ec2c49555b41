//! Which requests a deploy makes, and what is in them.

use branchline::sandbox::{Fault, FaultKind, Recorded, Service, Turn, github::sha_of};
use serde_json::json;

use crate::{
    deploys,
    secrets::archive_in,
    workflow::{REPOSITORY, Workflow},
};

/// A push to apps, of which nothing is told on GitHub.
async fn workflow(apps: &[&str], rules: &str) -> Workflow {
    deploys::workflow(apps, rules).await.input("deployments", "false")
}

/// What was asked, in order, with `APP`, `BUILD` and `RELEASE` for ids.
fn asked(workflow: &Workflow) -> Vec<String> {
    let world = workflow.sandbox.world();
    let app = world.heroku.app("acme-one").unwrap();
    let (build, release) = (&app.builds[0], app.releases.last().unwrap());
    let named = |request: &Recorded| {
        let path = request.path.replace(&build.id.to_string(), "BUILD").replace(&release.id.to_string(), "RELEASE");
        let path = path.replace(&app.id.to_string(), "APP").replace(&sha_of("main"), "SHA");
        let path = if request.service == Service::Streams { &path[path.rfind('/').unwrap()..] } else { &path };
        format!("{:?} {} {path}", request.service, request.method)
    };
    workflow.sandbox.requests().iter().map(named).collect()
}

#[tokio::test]
async fn a_push_asks_for_what_it_needs_and_for_nothing_twice() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.run().await.ended(0, "deployed");
    let asked = asked(&workflow);
    let mut first = asked[..5].to_vec();
    first.sort_unstable();
    assert_eq!(
        first,
        [
            "GitHub GET /repos/acme/shop/branches/main",
            "GitHub GET /repos/acme/shop/tarball/SHA",
            "Heroku GET /apps/acme-one",
            "Heroku GET /apps/acme-one/builds",
            "Heroku GET /apps/acme-one/releases",
        ]
    );
    // The second look at the builds is for another run's that may have been asked for at the same moment.
    assert_eq!(
        asked[5..8],
        ["Heroku POST /apps/acme-one/builds", "Heroku GET /apps/acme-one/builds", "Streams GET /BUILD.log"]
    );
    // From here on, what is waited for is polled until it is final, and each output is read once.
    let (polls, rest): (Vec<_>, Vec<_>) = asked[8..].iter().partition(|asked| asked.starts_with("Heroku GET"));
    assert_eq!(rest, ["Streams GET /RELEASE.log"]);
    let (builds, releases): (Vec<_>, Vec<_>) = polls.iter().partition(|asked| asked.ends_with("/builds/BUILD"));
    assert!((1..=2).contains(&builds.len()), "{asked:?}");
    assert!((1..=3).contains(&releases.len()), "{asked:?}");
    assert!(releases.iter().all(|asked: &&String| asked.ends_with("/releases/RELEASE")), "{asked:?}");
}

#[tokio::test]
async fn every_request_says_who_asks_and_which_version_it_understands() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.run().await.ended(0, "deployed");
    let (token, key) = workflow.sandbox.keys();
    for request in workflow.sandbox.requests() {
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("branchline/"), "{request}: {agent}");
        let (accept, authorization) = match request.service {
            Service::GitHub => ("application/vnd.github+json", Some(format!("Bearer {token}"))),
            Service::Heroku => ("application/vnd.heroku+json; version=3", Some(format!("Bearer {key}"))),
            _ => ("*/*", None),
        };
        assert_eq!(request.header("accept"), Some(accept), "{request}");
        assert_eq!(request.header("authorization"), authorization.as_deref(), "{request}");
        if request.service == Service::GitHub {
            assert_eq!(request.header("x-github-api-version"), Some("2022-11-28"), "{request}");
        }
    }
}

#[tokio::test]
async fn a_build_request_has_the_archive_and_the_full_sha_and_no_more() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.run().await.ended(0, "deployed");
    let requests = workflow.sandbox.requests_like("POST", "*");
    let archive = workflow.sandbox.world().github.archive_links[0].url.clone();
    assert_eq!(requests.len(), 1);
    let source = json!({ "url": archive, "version": sha_of("main"), "version_description": "refs/heads/main" });
    assert_eq!(requests[0].body, json!({ "source_blob": source }));
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn every_address_that_opens_a_door_is_masked_before_it_is_used() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let run = workflow.run().await;
    let (token, key) = workflow.sandbox.keys();
    let mut masks = run.log.of("add-mask");
    assert_eq!(masks[..2], [&key, &token]);
    let requests = workflow.sandbox.requests();
    let archives = requests.iter().filter_map(archive_in);
    let streams = requests.iter().filter(|request| request.service == Service::Streams);
    let signatures = streams.map(|request| request.query.last().unwrap().1.as_str());
    for secret in archives.chain(signatures) {
        let place = masks.iter().position(|mask| *mask == secret);
        masks.remove(place.unwrap_or_else(|| panic!("{secret} was not masked, or twice:\n{}", run.output)));
    }
    let first_line = run.output.lines().position(|line| line.starts_with("::add-mask::")).unwrap();
    assert_eq!(first_line, 0, "{}", run.output);
}

#[tokio::test]
async fn each_build_request_has_an_archive_address_of_its_own() {
    let workflow = workflow(&["acme-one", "acme-two"], "main: acme-one, acme-two").await;
    let busy = FaultKind::Status(503, json!({ "id": "service_unavailable", "message": "Service Unavailable" }));
    let fault = Fault::new(Service::Heroku, "POST", "/apps/acme-one/builds", busy).at(Turn::First(1));
    workflow.sandbox.fault(fault);
    workflow.run().await.ended(0, "deployed");
    let requests = workflow.sandbox.requests_like("POST", "/apps/*/builds");
    let mut archives: Vec<_> = requests.iter().filter_map(archive_in).collect();
    archives.sort_unstable();
    archives.dedup();
    assert_eq!((requests.len(), archives.len()), (3, 3), "{archives:?}");
}

#[tokio::test]
async fn a_renamed_repository_is_found() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    {
        let mut world = workflow.sandbox.world();
        let repository = world.github.repository_mut(REPOSITORY).unwrap();
        repository.full_name = "acme/store".to_owned();
        repository.former_names.push(REPOSITORY.to_owned());
    }
    workflow.run().await.ended(0, "deployed");
}
