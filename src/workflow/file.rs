//! A workflow file: its jobs, and the steps that use Branchline.

use std::path::{Path, PathBuf};

use super::{
    node::{Node, Place},
    triggers::Triggers,
};

/// The beginning of an expression.
pub(crate) const EXPRESSION: &str = "${{";

/// A workflow file.
#[derive(Debug)]
pub(crate) struct WorkflowFile {
    /// The path as it was given.
    pub(crate) path: PathBuf,
    pub(crate) root: Node,
    /// The file's lines, to find places within a value.
    pub(crate) lines: Vec<String>,
}

/// A step that uses Branchline, and its job.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) job: &'a Node,
    pub(crate) node: &'a Node,
    /// Its position among the job's steps, from 0.
    pub(crate) index: usize,
}

impl WorkflowFile {
    /// Reads a file. A file without jobs is not a workflow.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub(crate) fn read(path: &Path, text: &str) -> Result<Self, (Place, String)> {
        let text = text.trim_start_matches('\u{feff}');
        let root = Node::read(text)?;
        if root.get("jobs").is_none_or(|jobs| jobs.entries().is_empty()) || root.get("on").is_none() {
            return Err((Place { line: 1, column: 1 }, "it has no `on` or no `jobs`, so it is no workflow".to_owned()));
        }
        Ok(Self { path: path.to_owned(), root, lines: text.lines().map(ToOwned::to_owned).collect() })
    }

    /// What triggers the workflow.
    pub(crate) fn triggers(&self) -> Triggers<'_> {
        Triggers::of(self.root.get("on"))
    }

    /// The steps that use Branchline.
    pub(crate) fn steps(&self, is_ours: &impl Fn(&str) -> bool) -> Vec<Step<'_>> {
        let jobs = self.root.get("jobs").map(Node::entries).unwrap_or_default();
        let steps = jobs.iter().flat_map(|(.., job)| {
            let steps = job.get("steps").map(Node::items).unwrap_or_default();
            steps.iter().enumerate().map(move |(index, node)| Step { job, node, index })
        });
        steps.filter(|step| step.node.get("uses").and_then(Node::text).is_some_and(is_ours)).collect()
    }

    /// The key of a step's job.
    pub(crate) fn job_of(&self, step: &Step<'_>) -> &str {
        let jobs = self.root.get("jobs").map(Node::entries).unwrap_or_default();
        jobs.iter().find(|(.., job)| std::ptr::eq(job, step.job)).map_or("", |(key, ..)| key)
    }

    /// The place of a text's line, counted from 1: the line itself in a literal block, otherwise the beginning of the
    /// text.
    pub(crate) fn place_of_line(&self, value: &Node, number: usize) -> Place {
        let super::node::Value::Text(text, true) = &value.value else { return value.place };
        let wanted = text.lines().nth(number - 1).unwrap_or_default().trim();
        // The parser gives the place of the first letter, but the lines start below the `|`.
        let above = self.lines.iter().take(value.place.line).rposition(|line| is_header(line));
        let line = above.map_or(value.place.line - 1, |index| index + 1) + number;
        match self.lines.get(line - 1) {
            Some(there) if there.trim() == wanted => {
                let column = there.chars().take_while(|letter| letter.is_whitespace()).count() + 1;
                Place { line, column }
            }
            _ => value.place,
        }
    }
}

/// Whether a line begins a literal block.
fn is_header(line: &str) -> bool {
    let code = line.split(" #").next().unwrap_or_default().trim_end();
    let header = code.trim_end_matches(|letter: char| matches!(letter, '-' | '+') || letter.is_ascii_digit());
    header.ends_with('|')
}

impl<'a> Step<'a> {
    /// The inputs that the workflow gives it.
    pub(crate) fn with(&self) -> &'a [(String, Place, Node)] {
        self.node.get("with").map(Node::entries).unwrap_or_default()
    }

    /// An input's text, unless it is empty.
    pub(crate) fn input(&self, name: &str) -> Option<&'a str> {
        let with = self.with().iter().find(|(key, ..)| key.eq_ignore_ascii_case(name));
        with.and_then(|(.., value)| value.text()).map(str::trim).filter(|text| !text.is_empty())
    }

    /// An input's text, unless it has an expression, whose value is unknown.
    pub(crate) fn known(&self, name: &str) -> Option<&'a str> {
        self.input(name).filter(|text| !text.contains(EXPRESSION))
    }

    /// Whether an input is missing, or differs from `word`.
    pub(crate) fn is_not(&self, name: &str, word: &str) -> bool {
        self.input(name).is_none_or(|text| !text.eq_ignore_ascii_case(word))
    }

    /// Its place in the file.
    pub(crate) fn place(&self) -> Place {
        self.node.get("uses").map_or(self.node.place, |uses| uses.place)
    }

    /// The job's steps before it.
    pub(crate) fn before(&self) -> &'a [Node] {
        let steps = self.job.get("steps").map(Node::items).unwrap_or_default();
        &steps[..self.index.min(steps.len())]
    }
}
