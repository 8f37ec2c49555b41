//! What people are told, held against the files in `tests/fixtures/messages`, so that every change of words is seen.

use std::{fmt::Write, path::PathBuf};

use branchline::inputs::Environment;

use crate::workflow::Run;

/// Holds what a run said at its end against the file `name`; with `BRANCHLINE_NEW_MESSAGES` set, writes the file.
#[track_caller]
pub(crate) fn says(run: &Run, name: &str) {
    let mut said = format!("exit {}, result {}\n", run.code, run.output("result"));
    for command in run.log.commands.iter().filter(|command| matches!(&*command.name, "error" | "warning" | "notice")) {
        let title = command.properties.get("title").map(String::as_str).unwrap_or_default();
        let _ = write!(said, "\n[{}] {title}\n{}\n", command.name, command.data);
    }
    is_message(&said, name);
}

/// Holds a text against the file `name`.
#[track_caller]
pub(crate) fn is_message(said: &str, name: &str) {
    // App and builds are asked for side by side: whichever is refused first is told.
    let said = without_ids(said).replace("/builds, Request-Id", ", Request-Id");
    let path = PathBuf::from(format!("tests/fixtures/messages/{name}.txt"));
    if Environment::from_process().get("BRANCHLINE_NEW_MESSAGES").is_some() {
        std::fs::write(&path, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(said, expected, "{} says otherwise; BRANCHLINE_NEW_MESSAGES=1 writes it anew", path.display());
}

/// Ids differ from run to run.
fn without_ids(text: &str) -> String {
    let is_id = |word: &str| word.len() >= 32 && uuid::Uuid::parse_str(word).is_ok();
    let between = |character: char| !character.is_ascii_alphanumeric() && character != '-';
    text.split_inclusive(between)
        .map(|part| {
            let word = part.trim_end_matches(between);
            if is_id(word) { part.replace(word, "<id>") } else { part.to_owned() }
        })
        .collect()
}
