use crate::{
    aim::tests::facts::{HEAD, OTHER, sha},
    deeds::{
        after_release::AfterRelease,
        asked::{Asked, Freshness},
        deploy::{
            Deploy, Superseding,
            observe::{Seen, SeenApp},
        },
        planned::Planned,
    },
    heroku::App,
    http::{ApiError, Failure, Instant, SecretUrl, Service},
    names::{AppName, BuildStatus, material::Material},
    observe::{
        known::{Head, KnownBuild},
        releases::{Releases, Running},
    },
    outcome::Over,
    plan::Plan,
    secret::SecretVars,
};

fn deploy(freshness: Freshness) -> Deploy {
    Deploy {
        reference: "refs/heads/main".parse().unwrap(),
        commit: sha(HEAD),
        material: Material::default(),
        repository: "acme/web".parse().unwrap(),
        apps: vec!["acme-web".parse().unwrap()],
        rule: "rule \"main\" (line 1)".to_owned(),
        freshness,
        superseding: Superseding::SameRef { only_ours: Vec::new() },
        asked: Asked::ByEvent,
        images: Vec::new(),
        config_vars: SecretVars::default(),
        maintenance: false,
        after: AfterRelease::default(),
    }
}

pub(super) fn build(id: &str, version: &str, status: BuildStatus) -> KnownBuild {
    let (id, version) = (id.parse().unwrap(), Some(version.to_owned()));
    KnownBuild { id, version, description: None, status, release: None, slug: None }
}

/// What an app runs, and the pending releases that will replace it.
pub(super) fn releases(commit: &str, pending: &[&str]) -> Releases {
    let pending = pending.iter().map(|id| id.parse().unwrap()).collect();
    Releases { current: None, running: Some(Running { commit: sha(commit), version: 5, description: None }), pending }
}

type Target = (AppName, Result<SeenApp, ApiError>);

fn target(name: &str, builds: Vec<KnownBuild>) -> Target {
    target_that_runs(name, builds, Releases::default())
}

fn target_that_runs(name: &str, builds: Vec<KnownBuild>, releases: Releases) -> Target {
    let app = App::called("app-1", name);
    let archive = SecretUrl::parse("https://codeload.github.com/x").ok();
    (name.parse().unwrap(), Ok(SeenApp { app, builds, releases, archive, images: None, differing_vars: Vec::new() }))
}

fn decide(deploy: &Deploy, head: Head, apps: Vec<Target>) -> Plan {
    deploy.decide(Seen { head, at: Instant::now(), apps })
}

fn lines(plan: &Plan) -> Vec<String> {
    plan.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn a_late_run_does_not_overwrite_a_newer_deploy() {
    let deployed = "deploy 1111111 of refs/heads/main by rule \"main\" (line 1)";
    let rows = [
        ("the branch is there", Freshness::MustBeHead, Head::At(sha(HEAD)), deployed),
        (
            "the branch has moved",
            Freshness::MustBeHead,
            Head::At(sha(OTHER)),
            "do nothing: superseded: the branch is now at 2222222, which has its own run",
        ),
        (
            "the branch is gone",
            Freshness::MustBeHead,
            Head::Over(Over::Branch("main".parse().unwrap())),
            "do nothing: superseded: `main` was deleted",
        ),
        ("nobody knows", Freshness::MustBeHead, Head::Unknown, deployed),
        ("the branch has moved, but a person chose", Freshness::AsAsked, Head::At(sha(OTHER)), deployed),
        (
            "the branch is gone, but a person chose",
            Freshness::AsAsked,
            Head::Over(Over::Branch("main".parse().unwrap())),
            deployed,
        ),
    ];
    for (name, freshness, head, expected) in rows {
        let plan = decide(&deploy(freshness), head, vec![target("acme-web", Vec::new())]);
        assert_eq!(lines(&plan)[0], expected, "{name}");
    }
}

#[test]
fn only_a_pending_build_of_an_older_commit_of_the_branch_is_cancelled() {
    use BuildStatus::{Pending, Succeeded};
    let cancelled = "- acme-web: build it, and cancel the build of the older commit 2222222";
    let left = "- acme-web: build it";
    let same_ref = || Superseding::SameRef { only_ours: Vec::new() };
    let only_ours = || Superseding::SameRef { only_ours: vec!["acme-web".parse().unwrap()] };
    let here = || Head::At(sha(HEAD));
    let rows = [
        ("of the same ref", same_ref(), here(), Pending, OTHER, Some("refs/heads/main"), cancelled),
        ("of another ref", same_ref(), here(), Pending, OTHER, Some("refs/heads/other"), left),
        ("of who knows what", same_ref(), here(), Pending, OTHER, None, left),
        ("of who knows what, but nothing else is deployed there", only_ours(), here(), Pending, OTHER, None, cancelled),
        ("of no commit at all", only_ours(), here(), Pending, "v12", None, left),
        ("over", only_ours(), here(), Succeeded, OTHER, None, left),
        ("perhaps newer", only_ours(), Head::Unknown, Pending, OTHER, None, left),
        ("unwanted", Superseding::None, here(), Pending, OTHER, Some("refs/heads/main"), left),
    ];
    for (name, superseding, head, status, version, description, expected) in rows {
        let description = description.map(str::to_owned);
        let older = KnownBuild { description, ..build("b1", version, status) };
        let deploy = Deploy { superseding, ..deploy(Freshness::MustBeHead) };
        let plan = decide(&deploy, head, vec![target("acme-web", vec![older])]);
        assert_eq!(lines(&plan)[1], expected, "{name}");
    }
}

#[test]
fn each_app_gets_one_build_of_a_commit() {
    use BuildStatus::{Failed, Pending, Succeeded};
    let pending = "- acme-web: follow its build, which is pending for this commit already";
    let built = "- acme-web: build it";
    let rows = [
        ("there is none", vec![], built),
        ("one is pending", vec![build("b1", HEAD, Pending)], pending),
        ("one is pending, and not the newest", vec![build("b2", OTHER, Pending), build("b1", HEAD, Pending)], pending),
        ("one of another commit is pending", vec![build("b2", OTHER, Pending)], built),
        ("one has succeeded, and is asked for again", vec![build("b1", HEAD, Succeeded)], built),
        ("one has failed", vec![build("b1", HEAD, Failed)], built),
        ("one has a status that nobody knows", vec![build("b1", HEAD, BuildStatus::Other("odd".to_owned()))], built),
        ("one has no version", vec![KnownBuild { version: None, ..build("b1", HEAD, Pending) }], built),
    ];
    for (name, builds, expected) in rows {
        let plan = decide(&deploy(Freshness::AsAsked), Head::Unknown, vec![target("acme-web", builds)]);
        assert_eq!(lines(&plan)[1..], [expected], "{name}");
    }
}

#[test]
fn what_an_app_runs_already_is_built_again_only_if_somebody_asks() {
    use BuildStatus::{Failed, Pending, Succeeded};
    let kept = "- acme-web: leave it as it is: it runs this commit already, as v5";
    let built = "- acme-web: build it";
    let followed = "- acme-web: follow its build, which is pending for this commit already";
    let released = |id: &str, release: &str| {
        vec![KnownBuild { release: Some(release.parse().unwrap()), ..build(id, HEAD, Succeeded) }]
    };
    let rows = [
        ("it runs it", Asked::ByEvent, releases(HEAD, &[]), vec![build("b1", HEAD, Succeeded)], kept),
        ("it runs it, wherever that came from", Asked::ByEvent, releases(HEAD, &[]), vec![], kept),
        ("it runs it, and somebody asks", Asked::ByHand, releases(HEAD, &[]), vec![], built),
        ("a later build of it failed", Asked::ByEvent, releases(HEAD, &[]), vec![build("b2", HEAD, Failed)], kept),
        ("a build of it is under way", Asked::ByEvent, releases(HEAD, &[]), vec![build("b1", HEAD, Pending)], followed),
        ("one of another is under way", Asked::ByEvent, releases(HEAD, &[]), vec![build("b2", OTHER, Pending)], built),
        ("a release of another is under way", Asked::ByEvent, releases(HEAD, &["r6"]), vec![], built),
        ("its own release is under way", Asked::ByEvent, releases(OTHER, &["r6"]), released("b1", "r6"), followed),
        ("its release has failed", Asked::ByEvent, releases(OTHER, &[]), released("b1", "r6"), built),
        ("it runs another", Asked::ByEvent, releases(OTHER, &[]), vec![build("b1", HEAD, Succeeded)], built),
        ("nobody knows", Asked::ByEvent, Releases::default(), vec![build("b1", HEAD, Succeeded)], built),
    ];
    for (name, asked, releases, builds, expected) in rows {
        let deploy = Deploy { asked, ..deploy(Freshness::AsAsked) };
        let plan = decide(&deploy, Head::Unknown, vec![target_that_runs("acme-web", builds, releases)]);
        assert_eq!(lines(&plan)[1..], [expected], "{name}");
    }
}

#[test]
fn an_app_that_cannot_be_deployed_to_does_not_stop_the_others() {
    let failure = Failure::Unreachable("no route".to_owned());
    let error =
        ApiError { service: Service::Heroku, method: reqwest::Method::GET, path: "/apps/x".to_owned(), failure };
    let targets = vec![("acme-lost".parse().unwrap(), Err(error)), target("acme-web", Vec::new())];
    let plan = decide(&deploy(Freshness::MustBeHead), Head::At(sha(HEAD)), targets);
    let expected =
        ["- acme-lost: cannot be deployed to: Heroku could not be reached: no route", "- acme-web: build it"];
    assert_eq!(lines(&plan)[1..], expected);
}
