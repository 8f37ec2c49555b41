use super::{RollBack, SeenApp};
use crate::{
    deeds::planned::Planned,
    heroku::App,
    names::ReleaseStatus::{self, Expired, Failed, Pending, Succeeded},
    observe::releases::KnownRelease,
};

fn release(version: u64, status: ReleaseStatus, current: bool) -> KnownRelease {
    let id = format!("r{version}").parse().unwrap();
    let eligible = status == Succeeded;
    KnownRelease { id, version, status, current, slug: None, eligible }
}

/// The step for an app with these releases, the newest first.
fn done(version: Option<u64>, releases: Vec<KnownRelease>, asked_for: Option<KnownRelease>) -> String {
    let name: crate::names::AppName = "acme".parse().unwrap();
    let reference = "refs/heads/main".parse().unwrap();
    let deed = RollBack { reference, rule: "rule".to_owned(), apps: vec![name.clone()], version };
    let app = App::called("a1", "acme");
    let plan = deed.decide(vec![(name, Ok(SeenApp { app, releases, asked_for, commit: None }))]);
    plan.tasks[0].steps[0].to_string()
}

#[test]
fn it_is_the_last_good_release_before_the_current_one() {
    let rows = [
        ("the one before", vec![release(5, Succeeded, true), release(4, Succeeded, false)], "go back to v4"),
        (
            "not one that failed",
            vec![release(5, Succeeded, true), release(4, Failed, false), release(3, Succeeded, false)],
            "go back to v3",
        ),
        (
            "the newest failed",
            vec![release(6, Failed, false), release(5, Succeeded, true), release(4, Succeeded, false)],
            "go back to v4",
        ),
        (
            "the newest expired",
            vec![release(6, Expired, false), release(5, Succeeded, true), release(4, Succeeded, false)],
            "go back to v4",
        ),
        (
            "the newest is pending",
            vec![release(6, Pending, false), release(5, Succeeded, true), release(4, Succeeded, false)],
            "go back to v4",
        ),
    ];
    for (name, releases, expected) in rows {
        assert_eq!(done(None, releases, None), expected, "{name}");
    }
    let only = done(None, vec![release(5, Succeeded, true), release(4, Failed, false)], None);
    assert!(only.contains("no earlier release"), "{only}");
}

#[test]
fn a_release_that_is_asked_for_has_to_be_there_and_good() {
    let latest = || vec![release(25, Succeeded, true), release(24, Failed, false), release(23, Succeeded, false)];
    assert_eq!(done(Some(23), latest(), None), "go back to v23");
    assert_eq!(done(Some(3), latest(), Some(release(3, Succeeded, false))), "go back to v3");
    let current = done(Some(25), latest(), None);
    assert!(current.contains("already live: `acme`") && current.contains("v25"), "{current}");
    let failed = done(Some(24), latest(), None);
    assert!(failed.contains("does not let `acme` go back to v24"), "{failed}");
    let missing = done(Some(99), latest(), None);
    assert!(missing.contains("`acme` has no release v99"), "{missing}");
}
