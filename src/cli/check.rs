//! `branchline check`: finds what would go wrong in workflow files, without a network.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lexopt::{Arg, Parser};

use super::arguments::unknown;
use crate::{
    check::{finding::Finding, findings_in, subject::Subject},
    inputs::Environment,
    outcome::Exit,
    relay::neutral_line,
    report::Console,
    workflow::{
        file::{Step, WorkflowFile},
        node::{Node, Place},
    },
};

/// The options.
const OPTIONS: [&str; 1] = ["--help"];
/// What to say about workflows that do not use Branchline.
const NOTHING_TO_CHECK: &str = "nothing to check: no step uses Branchline, as in `uses: octo-org/branchline@v1`";
const FOLDER: &str = ".github/workflows";
/// The maximum size of a workflow file in bytes.
const LARGEST: u64 = 2 * 1024 * 1024;

/// What to check.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// The files, or none for all workflows of the repository.
    pub files: Vec<PathBuf>,
}

impl Check {
    /// Reads the rest of the command line, or returns `None` if it asks for help.
    pub(super) fn parse(parser: &mut Parser) -> anyhow::Result<Option<Self>> {
        let mut files = Vec::new();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(file) => files.push(file.into()),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(unknown(&other, &OPTIONS)),
            }
        }
        Ok(Some(Self { files }))
    }

    /// Reads the files, and prints everything that would go wrong.
    #[must_use]
    pub fn run(&self, environment: &Environment, console: &Console) -> Exit {
        let root = root_of_repository();
        let files = if self.files.is_empty() { workflows_in(&root.join(FOLDER)) } else { self.files.clone() };
        if files.is_empty() {
            console.line(&format!("There is no workflow in {FOLDER}. Name a file, or run this in a repository."));
            return Exit::Misconfigured;
        }
        let teller = Teller { console, root: &root, annotates: environment.get("GITHUB_ACTIONS") == Some("true") };
        let read: Vec<_> = files.iter().map(|path| (path, read(path))).collect();
        for (path, (place, wrong)) in read.iter().filter_map(|(path, file)| Some((path, file.as_ref().err()?))) {
            teller.tell(path, &Finding::at(*place, wrong.clone()));
        }
        let read_well: Vec<_> = read.iter().filter_map(|(_, file)| file.as_ref().ok()).collect();
        let has_unreadable = read_well.len() < read.len();
        let count = check(&read_well, read.len() - read_well.len(), &root, &teller);
        match (has_unreadable, count) {
            (true, _) => Exit::Misconfigured,
            (false, 0) => Exit::Done,
            (false, _) => Exit::Failed,
        }
    }
}

/// Prints everything that would go wrong in a workflow text, for a terminal.
pub(super) fn check_text(path: &Path, text: &str, console: &Console) -> Exit {
    let root = root_of_repository();
    let teller = Teller { console, root: &root, annotates: false };
    match WorkflowFile::read(path, text) {
        Ok(file) if check(&[&file], 0, &root, &teller) == 0 => Exit::Done,
        Ok(_) => Exit::Failed,
        Err((place, wrong)) => {
            teller.tell(path, &Finding::at(place, wrong));
            Exit::Failed
        }
    }
}

/// Prints the findings in all files and a summary. Returns the number of findings.
fn check(files: &[&WorkflowFile], unread: usize, root: &Path, teller: &Teller<'_>) -> usize {
    let is_ours = |uses: &str| is_branchline(uses, root);
    let all: Vec<(&WorkflowFile, Vec<Step<'_>>)> = files.iter().map(|file| (*file, file.steps(&is_ours))).collect();
    let mut count = 0;
    for (file, steps) in &all {
        let found = findings_in(steps.iter().map(|step| Subject { file, step: *step, all: &all }));
        for finding in &found {
            teller.tell(&file.path, finding);
        }
        count += found.iter().filter(|finding| !finding.is_note).count();
    }
    let steps: usize = all.iter().map(|(_, steps)| steps.len()).sum();
    let wrong = match (count, unread) {
        (0, 0) if steps == 0 => NOTHING_TO_CHECK.to_owned(),
        (0, 0) => "nothing wrong".to_owned(),
        (count, 0) => counted(count, "finding"),
        (count, unread) => format!("{}, {} not read", counted(count, "finding"), counted(unread, "file")),
    };
    teller.console.line(&format!("{}, {}, {wrong}", counted(files.len(), "file"), counted(steps, "step")));
    count
}

fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Whether a step uses Branchline: by its name, or as an action in this repository.
pub(super) fn is_branchline(uses: &str, root: &Path) -> bool {
    if let Some(image) = uses.strip_prefix("docker://") {
        return image.split(['@', ':']).next().is_some_and(|name| name.ends_with("/branchline"));
    }
    if uses.starts_with("./") {
        let files = ["action.yml", "action.yaml"].map(|name| root.join(uses).join(name));
        return files.iter().any(|file| fs::read_to_string(file).is_ok_and(|text| is_our_action(&text)));
    }
    uses.split_once('@').is_some_and(|(name, _)| name.to_ascii_lowercase().ends_with("/branchline"))
}

fn is_our_action(text: &str) -> bool {
    let action = Node::read(text).ok();
    let inputs = action.as_ref().and_then(|action| action.get("inputs"));
    inputs.is_some_and(|inputs| ["heroku-api-key", "rules"].iter().all(|name| inputs.get(name).is_some()))
}

pub(super) fn read(path: &Path) -> Result<WorkflowFile, (Place, String)> {
    let first = Place { line: 1, column: 1 };
    let metadata = fs::metadata(path).map_err(|error| (first, format!("it cannot be read: {error}")))?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err((first, "it is not a workflow file".to_owned()));
    }
    let bytes = fs::read(path).map_err(|error| (first, format!("it cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| (first, "it is not UTF-8 text".to_owned()))?;
    WorkflowFile::read(path, &text)
}

fn workflows_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|end| end == "yml" || end == "yaml");
    let mut files: Vec<_> = entries.filter(is_yaml).collect();
    files.sort();
    let here = std::env::current_dir().unwrap_or_default();
    files.iter().map(|path| path.strip_prefix(&here).unwrap_or(path).to_owned()).collect()
}

/// The folder with `.git` or `.github` at or above this one, or else this one.
pub(super) fn root_of_repository() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let is_root = |folder: &&Path| folder.join(".git").exists() || folder.join(".github").is_dir();
    here.ancestors().find(is_root).unwrap_or(&here).to_owned()
}

/// How to print findings.
struct Teller<'a> {
    console: &'a Console,
    root: &'a Path,
    annotates: bool,
}

impl Teller<'_> {
    fn tell(&self, path: &Path, finding: &Finding) {
        let Finding { place, words, is_note } = finding;
        let words = neutral_line(words);
        if self.annotates {
            let here = std::env::current_dir().unwrap_or_default().join(path);
            let path = here.strip_prefix(self.root).unwrap_or(path).display().to_string();
            let kind = if *is_note { "notice" } else { "error" };
            self.console.annotate_file(kind, &path, (place.line, place.column), &words);
        } else {
            let note = if *is_note { "note: " } else { "" };
            let path = path.display().to_string();
            let path = neutral_line(&path);
            self.console.line(&format!("{path}:{}:{}: {note}{words}", place.line, place.column));
        }
    }
}
