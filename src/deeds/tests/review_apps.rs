use serde_json::json;

use super::deploys::{build, releases};
use crate::{
    aim::tests::facts::{HEAD, OTHER, number, sha},
    deeds::{
        asked::{
            Asked::{self, ByEvent, ByHand},
            Freshness,
        },
        planned::Planned,
        review_app::{EnsureReviewApp, observe::Seen},
    },
    http::Instant,
    inputs::Update::{self, InPlace, Recreate},
    names::{
        BuildStatus::{Failed, Pending, Succeeded},
        ReviewAppStatus::{self, Created, Creating, Deleted, Deleting, Errored, Other, Pending as Accepted},
        material::Material,
    },
    observe::{
        known::{Head, KnownBuild},
        releases::Releases,
    },
    outcome::Over,
    ownership::{
        evidence::{BuildSeen, Evidence},
        subject::{KnownReviewApp, Subject},
        whose::find_review_app,
    },
    plan::Plan,
    secret::SecretVars,
};

pub(super) fn subject(pull: Option<u64>, fork: Option<u64>) -> Subject {
    let repository = Some("acme/web".parse().unwrap());
    Subject { branch: "feature".parse().unwrap(), pull: pull.map(number), fork, repository }
}

pub(super) fn known(id: &str, status: ReviewAppStatus, pull: Option<u64>, fork: Option<u64>) -> KnownReviewApp {
    let app = matches!(status, Created).then(|| "app-1".parse().unwrap());
    let (branch, evidence) = ("feature".to_owned(), Evidence::default());
    KnownReviewApp { id: id.parse().unwrap(), status, branch, pull, fork, app, evidence }
}

/// A review app with a latest build of a commit that the repository knows.
pub(super) fn with_known_commit(app: KnownReviewApp) -> KnownReviewApp {
    KnownReviewApp { evidence: Evidence { build: BuildSeen::Known, ..Evidence::default() }, ..app }
}

fn wanted(update: Update, asked: Asked) -> EnsureReviewApp {
    EnsureReviewApp {
        subject: subject(Some(7), None),
        commit: sha(HEAD),
        material: Material::default(),
        pipeline: "acme".parse().unwrap(),
        update,
        rule: "rule \"feature\" (line 1)".to_owned(),
        cancel_superseded: true,
        config_vars: SecretVars::default(),
        after: crate::deeds::after_release::AfterRelease::default(),
        source_version: true,
        asked,
        freshness: Freshness::MustBeHead,
        gate: None,
    }
}

pub(super) fn seen(review_apps: Vec<KnownReviewApp>) -> Seen {
    Seen {
        pipeline: "p1".parse().unwrap(),
        review_apps,
        app: None,
        builds: Vec::new(),
        releases: Releases::default(),
        head: Head::At(sha(HEAD)),
        at: Instant::now(),
    }
}

fn observed(review_apps: Vec<KnownReviewApp>, builds: Vec<KnownBuild>) -> Seen {
    Seen { builds, ..seen(review_apps) }
}

/// The step, or why there is none.
pub(super) fn step_of(plan: &Plan) -> String {
    plan.tasks.first().map_or_else(|| plan.to_string(), |task| task.steps[0].to_string())
}

fn step(wanted: &EnsureReviewApp, seen: Seen) -> String {
    step_of(&wanted.decide(seen))
}

const AWAITED: &str = "wait for it, since it is being created";
const UPDATED: &str = "build in place";
const ADOPTED: &str = "follow its build, which is of this commit already";
const KEPT: &str = "leave it as it is: it runs this commit already, as v5";
const FRESH: &str = "replace it, because a new one was asked for";

#[test]
fn older_pending_builds_are_cancelled_on_the_branchs_own_review_app() {
    let there = || vec![known("r1", Created, Some(7), None)];
    let older = || vec![build("b1", OTHER, Pending), build("b2", OTHER, Succeeded)];
    let wanted = wanted(InPlace, ByEvent);
    let expected = "build in place, and cancel the build of the older commit 2222222";
    assert_eq!(step(&wanted, observed(there(), older())), expected);
    let unwanted = EnsureReviewApp { cancel_superseded: false, ..wanted.clone() };
    assert_eq!(step(&unwanted, observed(there(), older())), UPDATED);
    let unseen = Seen { head: Head::Unknown, ..observed(there(), older()) };
    assert_eq!(step(&wanted, unseen), UPDATED);
}

#[test]
fn the_state_of_what_is_there_decides() {
    let odd = || Other("odd".to_owned());
    let failed = "replace it, because its creation failed";
    let going = "replace it, because it is being destroyed";
    let rows = [
        (Accepted, InPlace, ByEvent, AWAITED),
        (Accepted, InPlace, ByHand, AWAITED),
        (Accepted, Recreate, ByEvent, AWAITED),
        (Accepted, Recreate, ByHand, FRESH),
        (Creating, InPlace, ByEvent, AWAITED),
        (Creating, InPlace, ByHand, AWAITED),
        (Creating, Recreate, ByEvent, AWAITED),
        (Creating, Recreate, ByHand, FRESH),
        (Created, InPlace, ByEvent, UPDATED),
        (Created, InPlace, ByHand, UPDATED),
        (Created, Recreate, ByEvent, FRESH),
        (Created, Recreate, ByHand, FRESH),
        (Errored, InPlace, ByEvent, failed),
        (Errored, InPlace, ByHand, failed),
        (Errored, Recreate, ByEvent, failed),
        (Errored, Recreate, ByHand, failed),
        (Deleting, InPlace, ByEvent, going),
        (Deleting, InPlace, ByHand, going),
        (Deleting, Recreate, ByEvent, going),
        (Deleting, Recreate, ByHand, going),
        (Deleted, InPlace, ByEvent, "create it"),
        (Deleted, Recreate, ByHand, "create it"),
        (odd(), InPlace, ByEvent, AWAITED),
        (odd(), Recreate, ByHand, FRESH),
    ];
    for (status, update, asked, expected) in rows {
        let name = format!("{status}, {update:?}, {asked:?}");
        let seen = observed(vec![known("r1", status, Some(7), None)], Vec::new());
        assert_eq!(step(&wanted(update, asked), seen), expected, "{name}");
    }
}

#[test]
fn the_builds_of_what_is_there_decide() {
    let good = || vec![build("b1", HEAD, Succeeded)];
    let broken = || vec![build("b2", HEAD, Failed), build("b1", HEAD, Succeeded)];
    let pending = || vec![build("b1", HEAD, Pending)];
    let replaced = || vec![build("b2", OTHER, Succeeded), build("b1", HEAD, Succeeded)];
    let failed = || vec![build("b1", HEAD, Failed)];
    let older = || vec![build("b1", OTHER, Succeeded)];
    let rows = [
        ("it runs the commit", Created, good(), InPlace, ByEvent, KEPT),
        ("it runs the commit, which could not be built again", Created, broken(), InPlace, ByEvent, KEPT),
        ("it runs the commit, and a person asks", Created, good(), InPlace, ByHand, UPDATED),
        ("it runs the commit, and is always fresh", Created, good(), Recreate, ByEvent, KEPT),
        ("it runs the commit, and a person wants it fresh", Created, good(), Recreate, ByHand, FRESH),
        ("it builds the commit", Created, pending(), InPlace, ByEvent, ADOPTED),
        ("it builds the commit, and a person asks", Created, pending(), InPlace, ByHand, ADOPTED),
        ("it builds the commit, and a person wants it fresh", Created, pending(), Recreate, ByHand, FRESH),
        ("it ran the commit once", Created, replaced(), InPlace, ByEvent, UPDATED),
        ("it ran the commit once, and is always fresh", Created, replaced(), Recreate, ByEvent, FRESH),
        ("it could not build the commit", Created, failed(), InPlace, ByEvent, UPDATED),
        ("it could not build the commit, and is always fresh", Created, failed(), Recreate, ByEvent, FRESH),
        ("it runs an older commit", Created, older(), InPlace, ByEvent, UPDATED),
        ("it runs an older commit, and is always fresh", Created, older(), Recreate, ByEvent, FRESH),
        ("it is created with the commit", Creating, pending(), Recreate, ByEvent, AWAITED),
        ("it is created with an older commit", Creating, older(), InPlace, ByEvent, AWAITED),
        ("it is created with an older commit, and is always fresh", Creating, older(), Recreate, ByEvent, FRESH),
    ];
    for (name, status, builds, update, asked, expected) in rows {
        // The app runs the last build that succeeded.
        let last = builds.iter().find(|build| build.status == Succeeded).and_then(|build| build.version.clone());
        let releases = last.map(|commit| releases(&commit, &[])).unwrap_or_default();
        let seen = Seen { releases, ..observed(vec![known("r1", status, Some(7), None)], builds) };
        assert_eq!(step(&wanted(update, asked), seen), expected, "{name}");
    }
}

#[test]
fn a_build_that_succeeded_is_not_what_runs_before_its_release_is() {
    let there = || vec![known("r1", Created, Some(7), None)];
    let good = || vec![KnownBuild { release: Some("r6".parse().unwrap()), ..build("b1", HEAD, Succeeded) }];
    let rows = [
        ("it is being released", releases(OTHER, &["r6"]), InPlace, ADOPTED),
        ("it is being released, and is always fresh", releases(OTHER, &["r6"]), Recreate, ADOPTED),
        ("its release failed", releases(OTHER, &[]), InPlace, UPDATED),
        ("its release failed, and is always fresh", releases(OTHER, &[]), Recreate, FRESH),
        ("nobody knows", Releases::default(), InPlace, UPDATED),
        ("nobody knows, and is always fresh", Releases::default(), Recreate, FRESH),
    ];
    for (name, releases, update, expected) in rows {
        let seen = Seen { releases, ..observed(there(), good()) };
        assert_eq!(step(&wanted(update, ByEvent), seen), expected, "{name}");
    }
}

#[test]
fn one_whose_first_build_failed_is_kept_if_a_later_one_did_not() {
    let there = || KnownReviewApp { app: Some("app-1".parse().unwrap()), ..known("r1", Errored, Some(7), None) };
    let failed = "replace it, because its creation failed";
    let first = |status| build("b1", OTHER, status);
    let rows = [
        ("it failed", vec![first(Failed)], releases(OTHER, &[]), failed),
        ("it failed twice", vec![build("b2", OTHER, Failed), first(Failed)], releases(OTHER, &[]), failed),
        ("it did not fail, something else did", vec![first(Succeeded)], releases(OTHER, &[]), failed),
        ("there is none", vec![], Releases::default(), failed),
        ("mended", vec![build("b2", OTHER, Succeeded), first(Failed)], releases(OTHER, &[]), UPDATED),
        ("mended, and up to date", vec![build("b2", HEAD, Succeeded), first(Failed)], releases(HEAD, &[]), KEPT),
        ("being mended", vec![build("b1", HEAD, Pending), first(Failed)], Releases::default(), ADOPTED),
    ];
    for (name, builds, releases, expected) in rows {
        let seen = Seen { releases, ..observed(vec![there()], builds) };
        assert_eq!(step(&wanted(InPlace, ByEvent), seen), expected, "{name}");
    }
}

#[test]
fn one_that_is_created_without_an_app_is_of_no_use() {
    let there = KnownReviewApp { app: None, ..known("r1", Created, Some(7), None) };
    assert_eq!(step(&wanted(InPlace, ByEvent), observed(vec![there], Vec::new())), "replace it, because it has no app");
}

#[test]
fn a_review_app_is_found_by_its_pull_request_and_else_by_its_branch() {
    let of = |id, pull, fork| with_known_commit(known(id, Created, pull, fork));
    let elsewhere = |id, branch: &str| KnownReviewApp { branch: branch.to_owned(), ..of(id, Some(7), None) };
    let gone = |id| known(id, Deleted, Some(7), None);
    let rows = [
        ("there is none", subject(Some(7), None), vec![], None),
        (
            "of the pull request, before others",
            subject(Some(7), None),
            vec![of("r0", None, None), of("r1", Some(7), None)],
            Some("r1"),
        ),
        ("of the branch", subject(Some(7), None), vec![of("r1", None, None)], Some("r1")),
        ("of another pull request of the branch", subject(Some(7), None), vec![of("r1", Some(8), None)], Some("r1")),
        ("of a pull request, for a push", subject(None, None), vec![of("r1", Some(8), None)], Some("r1")),
        ("of another branch", subject(None, None), vec![elsewhere("r1", "other")], None),
        (
            "of another repository's pull request of that number",
            subject(Some(7), None),
            vec![elsewhere("r1", "other")],
            None,
        ),
        ("of a fork's branch of that name", subject(None, None), vec![of("r1", None, Some(99))], None),
        ("of the own branch, for a fork's", subject(None, Some(99)), vec![of("r1", None, None)], None),
        (
            "of the fork's branch",
            subject(Some(7), Some(99)),
            vec![of("r0", None, Some(98)), of("r1", None, Some(99))],
            Some("r1"),
        ),
        (
            "of the pull request, without its fork",
            subject(Some(7), Some(99)),
            vec![of("r1", Some(7), None)],
            Some("r1"),
        ),
        ("one that is gone", subject(Some(7), None), vec![gone("r0")], None),
        ("one beside one that is gone", subject(Some(7), None), vec![gone("r0"), of("r1", Some(7), None)], Some("r1")),
    ];
    for (name, subject, review_apps, expected) in rows {
        let found = find_review_app(&subject, &review_apps).map(|app| app.id.as_str());
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_late_run_does_not_overwrite_a_newer_review_app() {
    let created = "create it";
    let late = "do nothing: superseded: the branch is now at 2222222, which has its own run";
    let over = "do nothing: superseded: pull request #7 was closed";
    let closed = || Head::Over(Over::Pull(number(7)));
    let rows = [
        ("at the head", Freshness::MustBeHead, Head::At(sha(HEAD)), created),
        ("the head has moved", Freshness::MustBeHead, Head::At(sha(OTHER)), late),
        ("it was closed", Freshness::MustBeHead, closed(), over),
        ("nobody knows", Freshness::MustBeHead, Head::Unknown, created),
        ("the head has moved, but a person chose", Freshness::AsAsked, Head::At(sha(OTHER)), created),
        ("it was closed, but a person chose", Freshness::AsAsked, closed(), created),
    ];
    for (name, freshness, head, expected) in rows {
        let seen = Seen { head, ..observed(Vec::new(), Vec::new()) };
        let wanted = EnsureReviewApp { freshness, ..wanted(InPlace, ByEvent) };
        assert_eq!(step(&wanted, seen), expected, "{name}");
    }
}

#[test]
fn a_repository_that_is_gone_has_nothing_to_build() {
    let wanted =
        EnsureReviewApp { subject: Subject { repository: None, ..subject(Some(7), None) }, ..wanted(InPlace, ByHand) };
    let plan = wanted.decide(observed(Vec::new(), Vec::new()));
    assert_eq!(plan.to_string(), "do nothing: the branch's repository is gone");
}

#[test]
fn the_plan_carries_what_was_wanted_and_found() {
    let wanted = EnsureReviewApp { subject: subject(Some(7), Some(99)), ..wanted(InPlace, ByEvent) };
    let plan = wanted.decide(observed(Vec::new(), Vec::new()));
    let json = json!({
        "plan": "review-app",
        "reference": "refs/heads/feature",
        "commit": HEAD,
        "repository": "acme/web",
        "pull-request": 7,
        "fork": 99,
        "pipeline": "p1",
        "rule": "rule \"feature\" (line 1)",
        "tasks": [{
            "review-app": null,
            "steps": [{"step": "ensure-review-app", "commit": HEAD, "first": "create"}],
        }],
    });
    assert_eq!(serde_json::to_value(plan).unwrap(), json);
}
