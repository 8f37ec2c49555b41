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
    // A stand-in that shared anything with what it stands in for would prove nothing.
    ("sandbox", &[]),
    ("redact", &["foreign"]),
    ("relay", &["foreign", "redact"]),
    ("seal", &["secret"]),
    ("http", &["redact"]),
    ("github", &["http", "names", "redact"]),
    ("heroku", &["http", "names", "redact", "secret"]),
    ("clients", &["github", "heroku", "names"]),
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
            "relay",
            "report",
            "secret",
        ],
    ),
    ("plan", &["heroku", "names", "outcome", "steps"]),
    (
        "deeds",
        &["clients", "heroku", "http", "inputs", "names", "observe", "outcome", "ownership", "plan", "secret", "steps"],
    ),
    ("aim", &["deeds", "event", "inputs", "names", "outcome", "ownership", "rules"]),
    ("answers", &["aim", "clients", "event", "http", "names", "observe", "outcome", "report"]),
    (
        "announce",
        &[
            "clients", "event", "github", "heroku", "http", "inputs", "names", "outcome", "plan", "progress", "report",
            "seal",
        ],
    ),
    ("post", &["clients", "progress", "report"]),
    (
        "run",
        &[
            "aim", "announce", "clients", "deeds", "event", "github", "heroku", "http", "inputs", "names", "observe",
            "outcome", "plan", "post", "progress", "report", "rules", "sandbox", "steps",
        ],
    ),
    ("rehearsal", &["event", "inputs", "outcome", "report", "run", "sandbox"]),
    ("cli", &["names", "outcome", "rehearsal", "report", "rules", "sandbox"]),
    // What pure code the fuzz targets reach that nobody else outside does.
    ("fuzzing", &["aim", "event", "inputs"]),
    ("lib", &["run", "signals"]),
];

/// Arrows that are still there although the table has none: each is to go.
const STILL_CROSSED: &[(&str, &str)] = &[];

/// Rooms in which files still import each other in a circle: each is to go.
const STILL_TIED: &[&str] = &["announce", "event"];

/// Rooms whose files still import through the list of a module above them: each is to go.
const STILL_THROUGH_LISTS: &[&str] = &[];

#[test]
fn every_room_imports_only_what_the_table_lets_it() {
    let forbidden = |arrow: &&Arrow| {
        let (from, to) = (arrow.rooms.0.as_str(), arrow.rooms.1.as_str());
        from != to && !allowed(from).contains(&to) && !STILL_CROSSED.contains(&(from, to))
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
    let is_to_go = |arrow: &&Arrow| STILL_TIED.iter().any(|room| is_within(arrow, room));
    if let Some(circle) = circles::shortest(ARROWS.iter().filter(|arrow| !is_to_go(arrow))) {
        let lines: Vec<_> = circle.iter().map(|arrow| in_words(arrow)).collect();
        panic!("these files import each other:\n{}\nMove what both need to a file below them.", lines.join("\n"));
    }
}

#[test]
fn each_name_is_imported_from_the_file_that_defines_it() {
    let is_wrong = |arrow: &&Arrow| arrow.through.is_some() && !STILL_THROUGH_LISTS.contains(&arrow.rooms.0.as_str());
    let found = told(is_wrong, |arrow| {
        format!("{}, through the list of `{}`", in_words(arrow), arrow.through.as_deref().unwrap_or_default())
    });
    assert!(found.is_empty(), "\n{found}\nImport from the file that defines it.");
}

#[test]
fn nothing_is_excused_that_keeps_the_walls() {
    for (from, to) in STILL_CROSSED {
        let is_crossed = ARROWS.iter().any(|arrow| arrow.rooms.0 == *from && arrow.rooms.1 == *to);
        assert!(is_crossed, "`{from}` imports nothing of `{to}` any more: remove that from `STILL_CROSSED`");
    }
    for room in STILL_TIED {
        let is_tied = circles::shortest(ARROWS.iter().filter(|arrow| is_within(arrow, room))).is_some();
        assert!(is_tied, "`{room}` has no circle any more: remove it from `STILL_TIED`");
    }
    for room in STILL_THROUGH_LISTS {
        let uses_list = ARROWS.iter().any(|arrow| arrow.rooms.0 == *room && arrow.through.is_some());
        assert!(uses_list, "`{room}` uses no list any more: remove it from `STILL_THROUGH_LISTS`");
    }
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

fn allowed(room: &str) -> &'static [&'static str] {
    ROOMS.iter().find(|(name, _)| *name == room).map_or(&[], |(_, allowed)| allowed)
}

fn is_within(arrow: &Arrow, room: &str) -> bool {
    arrow.rooms.0 == room && arrow.rooms.1 == room
}

fn told(which: impl Fn(&&Arrow) -> bool, words: impl Fn(&Arrow) -> String) -> String {
    ARROWS.iter().filter(which).map(words).collect::<Vec<_>>().join("\n")
}

fn in_words(arrow: &Arrow) -> String {
    let short = |file: &Path| format!("src/{}", file.strip_prefix(folder()).unwrap().display());
    format!("{} takes `{}` from {}", short(&arrow.from), arrow.what, short(&arrow.to))
}
