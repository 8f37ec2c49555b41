//! Inputs that do not exist. The runner passes them on with a warning that nobody reads, and what they were to change
//! goes ahead unchanged.

use super::complaint::Complaint;
use super::elsewhere::{Instead, instead_of};
use super::environment::Environment;
use super::spec::{INPUTS, Input};
use crate::names::Found;
use crate::nearest::nearest;

/// What the runner itself takes from a container action's `with:`, and passes on all the same.
const RUNNERS_OWN: [&str; 2] = ["ARGS", "ENTRYPOINT"];

/// What else such a complaint may be about, where there is an environment.
pub(crate) const ABOUT_ENVIRONMENT: &str = " (a variable `INPUT_…` in `env:` looks the same as an input)";

/// Whether what stands behind `INPUT_` in a variable's name is an input, or the runner's own.
fn is_known(variable: &str) -> bool {
    RUNNERS_OWN.contains(&variable) || INPUTS.iter().any(|input| input.name.to_uppercase() == variable)
}

/// A complaint for each, with what is meant by it. No value is shown: it may be a key.
pub(super) fn among(environment: &Environment) -> Vec<Complaint> {
    let unknown = environment.input_variables().filter(|variable| !is_known(variable));
    let mut complaints: Vec<_> = unknown.map(complaint).collect();
    if let Some(last) = complaints.last_mut() {
        last.text.push_str(ABOUT_ENVIRONMENT);
    }
    complaints
}

/// Whether the workflow gives this input by another name, which has its own complaint.
#[must_use]
pub fn is_misspelt(environment: &Environment, input: &Input) -> bool {
    let mut unknown = environment.input_variables().filter(|variable| !is_known(variable));
    unknown.any(|variable| matches!(meant(variable), Meant::Ours(name) if name == input.name))
}

fn complaint(variable: &str) -> Complaint {
    let text = match meant(variable) {
        Meant::Ours(name) if name == variable.to_lowercase() => {
            format!("the variable is written `INPUT_{variable}`, which sets nothing. Set `{name}` under `with:`")
        }
        Meant::Ours(name) => format!("there is no such input. Write `{name}`"),
        Meant::Else(words) => format!("there is no such input. {words}"),
        Meant::Nothing => "there is no such input. Find the right one in the README, or remove it".to_owned(),
    };
    Complaint::about_undeclared(shown(variable), text)
}

/// As the workflow has it, as far as can be told: the runner makes capitals of it, and `_` of spaces.
fn shown(variable: &str) -> String {
    let name = variable.to_lowercase();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let is_plain = (1..=80).contains(&name.len()) && name.chars().all(plain);
    if is_plain { name } else { Found(&name).to_string() }
}

enum Meant {
    Ours(&'static str),
    Else(&'static str),
    Nothing,
}

/// Exactly ours first, apart from hyphens and the like; then what others call it; then what is spelt nearly so.
fn meant(variable: &str) -> Meant {
    let found = bare(variable);
    let named = |name: &&str| bare(name) == found;
    if let Some(name) = names().find(named) {
        return Meant::Ours(name);
    }
    match instead_of(&found) {
        Some(Instead::Input(name)) => Meant::Ours(name),
        Some(Instead::Words(words)) => Meant::Else(words),
        None => nearest(variable, names()).map_or(Meant::Nothing, Meant::Ours),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    INPUTS.iter().map(|input| input.name)
}

/// Letters and digits alone, which is all that people agree on.
fn bare(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
