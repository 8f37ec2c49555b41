//! The names of tests: sentences short enough to be read in a list, and those that a document refers to are there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const LONGEST: usize = 70;
/// A name of so many words in a document is a test's.
const WORDS: usize = 5;

/// All Rust files below a folder.
pub(super) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The names of all functions, in tests and elsewhere, and of the tests of releases, which are no Rust.
fn functions() -> BTreeSet<String> {
    let mut files = ["src", "tests"].map(|folder| sources(Path::new(folder))).concat();
    files.push(PathBuf::from(".ci/test-release"));
    let names = files.into_iter().flat_map(|file| {
        let text = fs::read_to_string(file).unwrap().replace("def ", "fn ");
        let after = text.split("fn ").skip(1);
        after.map(|rest| rest.split(|letter: char| !is_of_name(letter)).next().unwrap().to_owned()).collect::<Vec<_>>()
    });
    names.collect()
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[test]
fn no_test_has_a_name_that_is_too_long_for_a_list() {
    let functions = functions();
    let too_long: Vec<_> = functions.iter().filter(|name| name.len() > LONGEST).collect();
    assert!(too_long.is_empty(), "longer than {LONGEST} characters: {too_long:#?}");
}

/// The file that a document names behind a test, as in `` `a_test` (scenes/gates) ``, holds that test; and the fuzz targets are there.
#[test]
fn every_place_that_the_threat_model_names_holds_what_it_says() {
    let text = fs::read_to_string("docs/THREAT-MODEL.md").unwrap();
    let holds = |place: &str, test: &str| {
        let file = [format!("tests/{place}.rs"), format!("src/{place}.rs")]
            .into_iter()
            .find_map(|file| fs::read_to_string(file).ok());
        file.is_some_and(|file| file.contains(&format!("fn {test}(")))
    };
    let mut places = 0;
    for (before, after) in text.match_indices("` (").map(|(at, between)| (&text[..at], &text[at + between.len()..])) {
        let (named, place) = (before.rsplit('`').next().unwrap(), after.split(')').next().unwrap());
        if place.starts_with("scenes/") || place.starts_with("steps/") {
            places += 1;
            assert!(holds(place, named), "{place} has no {named}");
        }
    }
    assert!(places > 60, "{places} places");
    let after = text.split("fuzz target").skip(1).map(|rest| rest.split(['|', '\n']).next().unwrap());
    let targets = after.flat_map(|rest| rest.split('`').skip(1).step_by(2));
    for target in targets.filter(|target| !target.contains("__") && target.split('_').count() < WORDS) {
        assert!(Path::new(&format!("fuzz/fuzz_targets/{target}.rs")).exists(), "there is no fuzz target {target}");
    }
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let (functions, text) = (functions(), fs::read_to_string("docs/THREAT-MODEL.md").unwrap());
    let quoted = text.split('`').skip(1).step_by(2);
    let tests = quoted.filter(|name| name.chars().all(is_of_name) && name.split('_').count() >= WORDS);
    let gone: Vec<_> = tests.filter(|name| !functions.contains(*name)).collect();
    assert!(gone.is_empty(), "{gone:#?}");
}
