use super::{Promote, Seen, SeenApp};
use crate::{
    deeds::{after_release::AfterRelease, asked::Asked, planned::Planned},
    heroku::App,
    names::{ReleaseStatus::Succeeded, SlugId},
    observe::releases::KnownRelease,
};

fn app(name: &str, pipeline: Option<&str>, slugs: &[&str]) -> SeenApp {
    let release = |(version, slug): (u64, &&str)| KnownRelease {
        id: format!("r{version}").parse().unwrap(),
        version,
        status: Succeeded,
        current: false,
        slug: slug.parse::<SlugId>().ok(),
        eligible: true,
    };
    let mut releases: Vec<_> = (1..).zip(slugs).map(release).collect();
    releases.reverse();
    let app = App::called(&format!("id-{name}"), name);
    SeenApp { app, pipeline: pipeline.map(|id| id.parse().unwrap()), releases }
}

fn plan(asked: Asked, version: Option<u64>, named: Option<&str>, source: SeenApp, target: SeenApp) -> String {
    let deed = Promote {
        reference: "refs/heads/main".parse().unwrap(),
        rule: "rule".to_owned(),
        source: "acme-staging".parse().unwrap(),
        version,
        targets: vec!["acme-production".parse().unwrap()],
        pipeline: None,
        asked,
        after: AfterRelease::default(),
    };
    let targets = vec![("acme-production".parse().unwrap(), Ok(target))];
    let named = named.map(|id| id.parse().unwrap());
    deed.decide(Seen { source, commit: None, targets, named }).tasks[0].steps[0].to_string()
}

#[test]
fn what_is_promoted_and_what_stands_against_it() {
    use Asked::{ByEvent, ByHand};
    let source = || app("acme-staging", Some("p1"), &["s1", "s2"]);
    let target = |slugs: &[&str]| app("acme-production", Some("p1"), slugs);
    for (name, told, found) in [
        ("the current one", "promote v2 of acme-staging", plan(ByEvent, None, None, source(), target(&["s1"]))),
        (
            "one by its version",
            "promote v1 of acme-staging",
            plan(ByEvent, Some(1), Some("p1"), source(), target(&["s2"])),
        ),
        ("there already", "already live", plan(ByEvent, None, None, source(), target(&["s2"]))),
        ("there already, by hand", "promote v2", plan(ByHand, None, None, source(), target(&["s2"]))),
        ("no such release", "has no release v9", plan(ByEvent, Some(9), None, source(), target(&["s1"]))),
        (
            "another pipeline is named",
            "is in another pipeline",
            plan(ByEvent, None, Some("p2"), source(), target(&["s1"])),
        ),
        (
            "the target is elsewhere",
            "`acme-production` is not in the pipeline",
            plan(ByEvent, None, None, source(), app("acme-production", None, &["s1"])),
        ),
        (
            "the source is in none",
            "`acme-staging` is in no pipeline",
            plan(ByEvent, None, None, app("acme-staging", None, &["s1"]), target(&["s1"])),
        ),
    ] {
        assert!(found.contains(told), "{name}: {found}");
    }
}
