use crate::{
    deeds::{
        asked::{Asked, Freshness},
        planned::Planned,
        test_run::{RunTests, observe::Seen},
    },
    heroku::test_runs::{TestRun, TestedPipeline},
    http::Instant,
    names::material::Material,
    observe::known::Head,
};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const OTHER: &str = "fedcba9876543210fedcba9876543210fedcba98";

fn run(commit: &str, status: &str) -> TestRun {
    serde_json::from_value(serde_json::json!({ "id": status, "status": status, "commit_sha": commit })).unwrap()
}

fn decided(asked: Asked, head: Head, material: Material, runs: Vec<TestRun>) -> String {
    let deed = RunTests {
        pipeline: "acme".parse().unwrap(),
        reference: "refs/heads/main".parse().unwrap(),
        commit: COMMIT.parse().unwrap(),
        pull: None,
        repository: "acme/shop".parse().unwrap(),
        material,
        freshness: Freshness::MustBeHead,
        asked,
    };
    let pipeline: TestedPipeline = serde_json::from_value(serde_json::json!({ "id": "p1" })).unwrap();
    let seen = Seen { pipeline, runs, head, at: Instant::now(), message: String::new() };
    deed.decide(seen).to_string()
}

#[test]
fn tests_are_asked_for_unless_they_passed_or_are_under_way() {
    let folder = || Material { directory: "api".parse().ok(), ..Material::default() };
    let at = |commit: &str| Head::At(commit.parse().unwrap());
    let plain = Material::default;
    for (asked, head, material, runs, told) in [
        (Asked::ByEvent, at(COMMIT), plain(), vec![], "run the tests"),
        (Asked::ByEvent, at(COMMIT), plain(), vec![run(OTHER, "succeeded")], "run the tests"),
        (Asked::ByEvent, at(COMMIT), plain(), vec![run(COMMIT, "succeeded")], "have passed already"),
        (Asked::ByHand, at(COMMIT), plain(), vec![run(COMMIT, "succeeded")], "run the tests"),
        (Asked::ByEvent, at(COMMIT), plain(), vec![run(COMMIT, "failed")], "run the tests"),
        (Asked::ByEvent, at(COMMIT), plain(), vec![run(COMMIT, "building")], "follow the test run"),
        (Asked::ByEvent, at(COMMIT), folder(), vec![run(COMMIT, "succeeded")], "run the tests"),
        (Asked::ByEvent, at(COMMIT), folder(), vec![run(COMMIT, "building")], "run the tests"),
        (Asked::ByEvent, at(OTHER), plain(), vec![], "do nothing"),
    ] {
        let decided = decided(asked, head, material, runs);
        assert!(decided.contains(told), "{told}: {decided}");
    }
}
