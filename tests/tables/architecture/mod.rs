//! The walls of the house: which room may import which, and that no files import each other in a circle.
mod circles;
mod source;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use source::{Arrow, Sources};

static SOURCES: LazyLock<Sources> = LazyLock::new(|| Sources::read(&folder().join("lib.rs")));
static ARROWS: LazyLock<BTreeSet<Arrow>> = LazyLock::new(|| SOURCES.arrows());

/// Each room, from the ground up, and the rooms that it may import. One that is imported stands before the one that imports it, so
/// there is no circle of rooms.
const ROOMS: &[(&str, &[&str])] = &[
    ("foreign", &[]),
    ("names", &[]),
    ("nearest", &[]),
    ("secret", &["names"]),
    ("signals", &[]),
    ("workflow", &[]),
    // A stand-in that shared anything with what it stands in for would prove nothing.
    ("sandbox", &[]),
    ("redact", &["foreign"]),
    ("relay", &["foreign", "redact"]),
    ("seal", &["secret"]),
    ("archive", &["names"]),
    ("http", &["redact", "secret"]),
    ("github", &["http", "names", "redact"]),
    ("heroku", &["http", "names", "redact", "secret"]),
    ("registry", &["http", "names", "secret"]),
    ("clients", &["github", "heroku", "names", "registry"]),
    ("rules", &["names", "nearest"]),
    ("inputs", &["http", "names", "nearest", "rules", "secret"]),
    ("event", &["http", "inputs", "names"]),
    ("ownership", &["names"]),
    ("outcome", &["event", "http", "names"]),
    ("report", &["event", "http", "names", "outcome", "redact", "relay"]),
    (
        "progress",
        &["clients", "event", "github", "heroku", "http", "inputs", "names", "outcome", "report", "seal", "secret"],
    ),
    ("observe", &["clients", "event", "github", "heroku", "http", "inputs", "names", "outcome", "ownership"]),
    (
        "steps",
        &[
            "archive",
            "clients",
            "event",
            "foreign",
            "heroku",
            "http",
            "names",
            "observe",
            "outcome",
            "ownership",
            "progress",
            "registry",
            "relay",
            "report",
            "secret",
        ],
    ),
    ("plan", &["heroku", "names", "outcome", "steps"]),
    (
        "deeds",
        &[
            "clients",
            "event",
            "heroku",
            "http",
            "inputs",
            "names",
            "observe",
            "outcome",
            "ownership",
            "plan",
            "registry",
            "secret",
            "steps",
        ],
    ),
    ("aim", &["deeds", "event", "inputs", "names", "outcome", "ownership", "rules", "secret"]),
    ("answers", &["aim", "clients", "event", "http", "names", "observe", "outcome", "report"]),
    (
        "announce",
        &[
            "clients", "event", "github", "heroku", "http", "inputs", "names", "outcome", "plan", "progress", "report",
            "rules", "seal",
        ],
    ),
    ("post", &["clients", "progress", "report"]),
    (
        "run",
        &[
            "aim", "announce", "archive", "clients", "deeds", "event", "github", "heroku", "http", "inputs", "names",
            "observe", "outcome", "plan", "post", "progress", "registry", "report", "rules", "sandbox", "steps",
        ],
    ),
    ("lib", &["aim", "http", "inputs", "outcome", "progress", "report", "run", "signals"]),
    (
        "rehearsal",
        &["event", "inputs", "lib", "names", "outcome", "progress", "report", "rules", "run", "sandbox", "workflow"],
    ),
    // A misspelt trigger is told with the right one, as a misspelt input is.
    ("check", &["inputs", "names", "nearest", "rules", "workflow"]),
    ("init", &["heroku", "http", "names", "nearest", "outcome", "rules"]),
    (
        "cli",
        &[
            "archive",
            "check",
            "heroku",
            "http",
            "init",
            "inputs",
            "names",
            "nearest",
            "outcome",
            "rehearsal",
            "relay",
            "report",
            "rules",
            "run",
            "sandbox",
            "workflow",
        ],
    ),
    // What pure code the fuzz targets reach that nobody else outside does.
    (
        "fuzzing",
        &[
            "aim", "archive", "cli", "names", "event", "github", "heroku", "http", "inputs", "outcome", "registry",
            "report",
        ],
    ),
];

#[test]
fn every_room_imports_only_what_the_table_lets_it() {
    let forbidden = |arrow: &&Arrow| {
        let (from, to) = (arrow.rooms.0.as_str(), arrow.rooms.1.as_str());
        from != to && !allowed(from).contains(&to)
    };
    let found = told(forbidden, |arrow| {
        let room = &arrow.rooms.0;
        let allowed = allowed(room).join(", ");
        format!("{}, and `{room}` may import only: {allowed}", in_words(arrow))
    });
    assert!(found.is_empty(), "\n{found}\nImport nothing from above, or change the table with a reason.");
}

#[test]
fn a_room_of_the_table_imports_only_rooms_that_stand_before_it() {
    for (place, (room, imported)) in ROOMS.iter().enumerate() {
        let before = &ROOMS[..place];
        for other in *imported {
            assert!(before.iter().any(|(name, _)| name == other), "`{other}` does not stand before `{room}`");
        }
    }
}

#[test]
fn every_room_of_the_table_is_there_and_the_other_way_round() {
    let named: BTreeSet<_> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(named, SOURCES.rooms());
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    if let Some(circle) = circles::shortest(ARROWS.iter()) {
        let lines: Vec<_> = circle.iter().map(|arrow| in_words(arrow)).collect();
        panic!("these files import each other:\n{}\nMove what both need to a file below them.", lines.join("\n"));
    }
}

#[test]
fn each_name_is_imported_from_the_file_that_defines_it() {
    let is_wrong = |arrow: &&Arrow| arrow.through.is_some();
    let found = told(is_wrong, |arrow| {
        format!("{}, through the list of `{}`", in_words(arrow), arrow.through.as_deref().unwrap_or_default())
    });
    assert!(found.is_empty(), "\n{found}\nImport from the file that defines it.");
}

#[test]
fn the_clock_alone_reads_the_time_but_for_the_sandboxs_own() {
    let is_clock = |file: &Path| file == folder().join("http/clock.rs") || file.starts_with(folder().join("sandbox"));
    for what in [&["std", "time", "Instant"][..], &["tokio", "time"]] {
        let found: Vec<_> = SOURCES.files_that_name(what).into_iter().filter(|file| !is_clock(file)).collect();
        assert!(found.is_empty(), "{found:?} name `{}`. Use `http::{{Instant, pause, within}}`", what.join("::"));
    }
}

/// The compiler passes over a file that no `mod` names, and so it never says that it is dead.
#[test]
fn every_file_is_a_module_of_the_one_above() {
    let mut files = Vec::new();
    source::files_below(folder(), &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    let dead: Vec<_> = files.iter().filter(|file| !source::is_declared(file, folder())).collect();
    assert!(dead.is_empty(), "no `mod` names {dead:?}. Delete what nothing needs");
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

fn allowed(room: &str) -> &'static [&'static str] {
    ROOMS.iter().find(|(name, _)| *name == room).map_or(&[], |(_, allowed)| allowed)
}

fn told(which: impl Fn(&&Arrow) -> bool, words: impl Fn(&Arrow) -> String) -> String {
    ARROWS.iter().filter(which).map(words).collect::<Vec<_>>().join("\n")
}

fn in_words(arrow: &Arrow) -> String {
    let short = |file: &Path| format!("src/{}", file.strip_prefix(folder()).unwrap().display());
    format!("{} takes `{}` from {}", short(&arrow.from), arrow.what, short(&arrow.to))
}
