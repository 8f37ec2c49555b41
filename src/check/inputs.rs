//! Inputs that do not exist or are wrong, by the table and the parsers of a run. An expression's value is unknown, so
//! it counts as right.

use super::{finding::Finding, subject::Subject};
use crate::{
    inputs::{ABOUT_ENVIRONMENT, Complaint, Environment, Settings, is_misspelt, spec},
    workflow::{
        file::EXPRESSION,
        node::{Node, Place},
    },
};

/// Replaces a line of rules that has an expression in it.
const UNKNOWN_LINE: &str = "# unknown";

pub(super) fn wrong(subject: &Subject<'_>) -> Vec<Finding> {
    let with = subject.step.with();
    let pairs = with.iter().filter_map(|(name, _, value)| {
        let text = as_known(name, value.text()?)?;
        Some((format!("INPUT_{}", name.to_uppercase()), text))
    });
    let environment = Environment::from_pairs(pairs);
    let complaints = Settings::parse(&environment).err();
    let complaints = complaints.iter().flatten().filter(|complaint| !may_be_right(complaint, subject));
    let mut findings: Vec<_> = complaints.map(|complaint| found(complaint, subject)).collect();
    let is_missing = !has(subject, spec::HEROKU_API_KEY.name) && !is_misspelt(&environment, &spec::HEROKU_API_KEY);
    if is_missing && subject.step.is_not("rehearse", "true") {
        let words = "heroku-api-key: missing. Add `heroku-api-key: ${{ secrets.HEROKU_API_KEY }}` under `with:`";
        findings.push(Finding::at(subject.step.place(), words));
    }
    if subject.deploys() && !has(subject, spec::RULES.name) {
        findings.push(without_rules(subject));
    }
    let why = match subject.command() {
        "test" => Some("Heroku CI runs in a pipeline"),
        "sweep" => Some("review apps are in a pipeline"),
        _ => None,
    };
    if let Some(why) = why.filter(|_| !has(subject, spec::PIPELINE.name)) {
        let words = format!("pipeline: missing, but {why}. Write its name or id");
        findings.push(Finding::at(subject.step.place(), words));
    }
    findings
}

/// If there is a key `rules` with nothing in it, its lines are probably not indented.
fn without_rules(subject: &Subject<'_>) -> Finding {
    if let Some((place, _)) = subject.step.node.get("with").and_then(|with| with.entry(spec::RULES.name)) {
        let words = "rules: empty. Write `rules: |`, and below it, further to the right, one `pattern: target` a line";
        return Finding::at(place, words);
    }
    Finding::at(subject.step.place(), "rules: missing. Write where each branch goes, as in `main: my-app`")
}

/// Inputs that are a list or a map in YAML: the runner accepts only text.
pub(super) fn no_text(subject: &Subject<'_>) -> Vec<Finding> {
    let with = subject.step.with().iter().filter(|(_, _, value)| value.text().is_none());
    let words = |(name, place, value): &(String, Place, Node)| {
        let what = if value.items().is_empty() { "a map" } else { "a list" };
        let write = if name.eq_ignore_ascii_case(spec::RULES.name) {
            "Write `rules: |`, and below it one `pattern: target` a line".to_owned()
        } else {
            format!("Write `{name}: |`, and below it one value a line")
        };
        Finding::at(*place, format!("{name}: {what} in YAML, and GitHub takes only text. {write}"))
    };
    with.map(words).collect()
}

/// Variables that the step takes for inputs.
pub(super) fn in_environment(subject: &Subject<'_>) -> Vec<Finding> {
    let places = [&subject.file.root, subject.step.job, subject.step.node].map(|node| node.get("env"));
    let variables = places.into_iter().flatten().flat_map(Node::entries);
    let looks_like_one = variables.filter_map(|(name, place, _)| {
        let input = name.strip_prefix("INPUT_")?;
        (!is_declared(input)).then(|| {
            let words =
                format!("the step reads the variable `{name}` as an input, and there is no such input. Rename it");
            Finding::at(*place, words)
        })
    });
    looks_like_one.collect()
}

/// Whether an input is set, even to something other than text.
fn has(subject: &Subject<'_>, name: &str) -> bool {
    let is_no_text = |(key, _, value): &(String, Place, Node)| key.eq_ignore_ascii_case(name) && value.text().is_none();
    subject.step.input(name).is_some() || subject.step.with().iter().any(is_no_text)
}

/// The known part of an input, or `None` if nothing is known.
fn as_known(name: &str, text: &str) -> Option<String> {
    if !text.contains(EXPRESSION) {
        return Some(text.to_owned());
    }
    if !is_declared(name) {
        return Some(String::new());
    }
    if !name.eq_ignore_ascii_case(spec::RULES.name) {
        return None;
    }
    let known = |line: &str| if line.contains(EXPRESSION) { UNKNOWN_LINE.to_owned() } else { line.to_owned() };
    Some(text.lines().map(known).collect::<Vec<_>>().join("\n"))
}

fn is_declared(name: &str) -> bool {
    spec::INPUTS.iter().any(|input| input.name.eq_ignore_ascii_case(name))
}

/// Whether a complaint is about a value that an expression may have.
fn may_be_right(complaint: &Complaint, subject: &Subject<'_>) -> bool {
    let is_expression = |name: &str| subject.step.input(name).is_some_and(|text| text.contains(EXPRESSION));
    let names = subject.step.with().iter().map(|(name, ..)| name.to_lowercase());
    let is_mentioned = |name: &String| {
        complaint.input == *name && complaint.line.is_none() || complaint.text.contains(&format!("`{name}`"))
    };
    names.filter(|name| is_expression(name) && is_declared(name)).any(|name| is_mentioned(&name))
}

fn found(complaint: &Complaint, subject: &Subject<'_>) -> Finding {
    let given = subject.step.with().iter().find(|(name, ..)| name.eq_ignore_ascii_case(&complaint.input));
    let place = match (given, &complaint.line) {
        (Some((_, _, value)), Some(line)) => subject.file.place_of_line(value, line.number),
        (Some((_, place, value)), None) => line_in(complaint, value, subject).unwrap_or(*place),
        (None, _) => subject.step.place(),
    };
    // What a run adds about its environment does not apply to a file.
    let words = complaint.to_string();
    Finding::at(place, words.split(ABOUT_ENVIRONMENT).next().unwrap_or_default())
}

/// The place of the line that a message names first, as messages about config vars do.
fn line_in(complaint: &Complaint, value: &Node, subject: &Subject<'_>) -> Option<Place> {
    let number = complaint.text.strip_prefix("line ")?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    Some(subject.file.place_of_line(value, digits.parse().ok()?))
}
