//! How the gate for forks changes a plan.

use super::{
    deploys::{build, releases},
    review_apps::{known, seen, step_of, subject},
};
use crate::{
    aim::tests::facts::{HEAD, OTHER, sha},
    deeds::{
        asked::{Asked, Freshness},
        planned::Planned,
        review_app::{EnsureReviewApp, Gate, observe::Seen},
    },
    event::Ignored,
    inputs::Update,
    names::{
        BuildStatus::{self, Failed, Pending, Succeeded},
        ReviewAppStatus::{Created, Creating, Errored, Pending as Accepted},
        material::Material,
    },
    observe::known::Head,
    outcome::Why,
    ownership::subject::KnownReviewApp,
    secret::SecretVars,
};

fn wanted(is_open: bool, otherwise: Option<&str>) -> EnsureReviewApp {
    let otherwise = otherwise.map(|name| Why::Ignored(Ignored::Event(name.to_owned())));
    EnsureReviewApp {
        subject: subject(Some(7), Some(99)),
        commit: sha(HEAD),
        material: Material::default(),
        pipeline: "acme".parse().unwrap(),
        update: Update::InPlace,
        rule: "rule".to_owned(),
        cancel_superseded: true,
        config_vars: SecretVars::default(),
        after: crate::deeds::after_release::AfterRelease::default(),
        source_version: true,
        asked: Asked::ByEvent,
        freshness: Freshness::MustBeHead,
        gate: Some(Gate { label: "preview".to_owned(), is_open, otherwise }),
    }
}

fn told(wanted: &EnsureReviewApp, there: Option<KnownReviewApp>, builds: &[(&str, BuildStatus)], head: &str) -> String {
    let running = builds.iter().find(|(_, status)| *status == Succeeded).map(|(commit, _)| *commit);
    let releases = running.map(|commit| releases(commit, &[])).unwrap_or_default();
    let builds = builds.iter().map(|(commit, status)| build("b1", commit, status.clone())).collect();
    let review_apps = there.into_iter().collect();
    let seen = Seen { builds, releases, head: Head::At(sha(head)), ..seen(review_apps) };
    step_of(&wanted.decide(seen))
}

#[test]
fn what_was_built_was_let_in_and_nothing_else() {
    let app = |status| Some(known("r1", status, Some(7), Some(99)));
    let off = "take the label `preview` off, since nobody let its commit in";
    for (name, is_open, otherwise, there, builds, head, expected) in [
        ("nothing is there", false, None, None, [].as_slice(), HEAD, off),
        ("another commit is there", false, None, app(Created), &[(OTHER, Succeeded)], HEAD, off),
        (
            "it is there",
            false,
            None,
            app(Created),
            &[(HEAD, Succeeded)],
            HEAD,
            "leave it as it is: it runs this commit already, as v5",
        ),
        (
            "it is on its way",
            false,
            None,
            app(Created),
            &[(HEAD, Pending)],
            HEAD,
            "follow its build, which is of this commit already",
        ),
        ("it was there and failed", false, None, app(Created), &[(HEAD, Failed)], HEAD, "build in place"),
        (
            "it is there, and nothing is wanted",
            false,
            Some("no"),
            app(Created),
            &[(HEAD, Succeeded)],
            HEAD,
            "do nothing: `no` events are ignored",
        ),
        ("another is there, and nothing is wanted", false, Some("no"), app(Created), &[(OTHER, Succeeded)], HEAD, off),
        (
            "nobody knows what is being made",
            false,
            None,
            app(Creating),
            &[],
            HEAD,
            "do nothing: the review app of #7 is being created. To deploy another commit, add `preview` again",
        ),
        (
            "nobody knows what is going to be made",
            false,
            None,
            app(Accepted),
            &[],
            HEAD,
            "do nothing: the review app of #7 is being created. To deploy another commit, add `preview` again",
        ),
        ("a creation failed", false, None, app(Errored), &[], HEAD, off),
        ("it is let in", true, None, None, &[], HEAD, "create it"),
        ("it is let in where another is", true, None, app(Created), &[(OTHER, Succeeded)], HEAD, "build in place"),
        ("it is let in, and the head is elsewhere", true, None, None, &[], OTHER, off),
        ("it is there, and the head is elsewhere", false, None, app(Created), &[(HEAD, Succeeded)], OTHER, off),
    ] {
        assert_eq!(told(&wanted(is_open, otherwise), there, builds, head), expected, "{name}");
    }
}
