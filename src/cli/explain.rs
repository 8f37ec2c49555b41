//! `branchline explain`: where branches go, without a network.

use anyhow::{Context, anyhow, bail};
use lexopt::{Arg, Parser, ValueExt};

use super::arguments::{file, text, unknown};
use super::rules_source::RulesSource;
use crate::{
    names::{Found, GitRef, wrong_letter, wrong_shape},
    outcome::Exit,
    report::Console,
    rules::{Decision, Destination, Rule, Rules},
};

/// The options.
const OPTIONS: [&str; 3] = ["--rules", "--rules-file", "--help"];
/// Branches of a merge queue: no run deploys them, whatever the rules say.
const MERGE_QUEUE: &str = "gh-readonly-queue/";

/// What to explain.
#[derive(Debug, PartialEq, Eq)]
pub struct Explain {
    /// Branches or refs.
    pub references: Vec<String>,
    /// The rules.
    pub rules: RulesSource,
}

impl Explain {
    /// Reads the rest of the command line, or returns `None` if it asks for help.
    pub(super) fn parse(parser: &mut Parser) -> anyhow::Result<Option<Self>> {
        let (mut references, mut rules) = (Vec::new(), None);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("rules") => rules = Some(RulesSource::Text(text(parser)?)),
                Arg::Long("rules-file") => rules = Some(RulesSource::File(file(parser)?)),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Value(reference) => references.push(reference.string()?),
                other => return Err(unknown(&other, &OPTIONS)),
            }
        }
        let rules = rules.context("explain needs --rules-file FILE, or --rules TEXT")?;
        if references.is_empty() {
            bail!("explain needs at least one branch or ref");
        }
        Ok(Some(Self { references, rules }))
    }

    /// Reads the rules, and explains them.
    ///
    /// # Errors
    /// If the file cannot be read, or as for [`explain_rules`].
    pub fn run(&self, console: &Console) -> anyhow::Result<Exit> {
        explain_rules(&self.references, &self.rules.read()?, console)?;
        Ok(Exit::Done)
    }
}

/// Prints which rule matches each branch or ref, where it goes, and which lines never match.
///
/// # Errors
/// Every mistake in the rules, or else every text that is not a branch or ref, or that a rule turns into no app's name;
/// one on each line.
pub fn explain_rules(references: &[String], rules: &str, console: &Console) -> anyhow::Result<()> {
    let rules = Rules::parse(rules).map_err(|mistakes| anyhow!(in_lines(&mistakes)))?;
    let mut mistakes = Vec::new();
    for text in references {
        match explained(text, &rules) {
            Ok(lines) => lines.iter().for_each(|line| console.line(line)),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    rules.iter().filter_map(|rule| unreached(rule, &rules)).for_each(|line| console.line(&line));
    if mistakes.is_empty() { Ok(()) } else { Err(anyhow!(in_lines(&mistakes))) }
}

fn in_lines<T: ToString>(mistakes: &[T]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn explained(text: &str, rules: &Rules) -> Result<Vec<String>, String> {
    if text.starts_with("refs/") {
        return Ok(vec![of_reference(text, text, rules)?]);
    }
    let mut lines = vec![of_reference(text, &format!("refs/heads/{text}"), rules)?];
    let tag = format!("refs/tags/{text}");
    let is_ruled = tag.parse().is_ok_and(|tag| !matches!(rules.decide(&tag), Ok(Decision::NoRule)));
    if is_ruled || is_like_a_version(text) {
        lines.push(of_reference(&tag, &tag, rules)?);
    }
    Ok(lines)
}

/// Somebody who asks about `v1.2` more likely means a tag than a branch.
fn is_like_a_version(text: &str) -> bool {
    let number = text.strip_prefix('v').unwrap_or(text);
    number.starts_with(|letter: char| letter.is_ascii_digit()) && number.contains('.')
}

fn of_reference(text: &str, full: &str, rules: &Rules) -> Result<String, String> {
    let reference: GitRef = full.parse().map_err(|error| format!("{text}: {error}"))?;
    if let Some(letter) = wrong_letter(reference.short()) {
        return Err(format!("{text}: this cannot be a branch or tag, since none has {letter:?} in its name"));
    }
    if let Some(wrong) = wrong_shape(reference.short()) {
        return Err(format!("{text}: this cannot be a branch or tag, since none {wrong}"));
    }
    if reference.short().starts_with(MERGE_QUEUE) {
        return Ok(format!("{text}: a merge queue's branch: nothing happens"));
    }
    match rules.decide(&reference) {
        Ok(Decision::NoRule) => {
            let hint = rules.near_miss(&reference).map(|hint| format!(". {hint}")).unwrap_or_default();
            Ok(format!("{text}: no rule matches, so nothing happens{hint}"))
        }
        Ok(Decision::Matched { rule, target }) => Ok(format!("{text}: {rule} -> {}", destination(&target, &reference))),
        Err(error) => Err(format!("{text}: {error}")),
    }
}

fn destination(target: &Destination, reference: &GitRef) -> String {
    match (target, reference) {
        (Destination::Apps(apps), _) => apps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        (Destination::ReviewApp, GitRef::Branch(_)) => "a review app".to_owned(),
        (Destination::ReviewApp, GitRef::Tag(_)) => "nothing happens: only a branch can have a review app".to_owned(),
        (Destination::Nothing, _) => "none: nothing happens".to_owned(),
    }
}

/// A line for a single branch or tag that an earlier line decides. It may be intended, so it is not a mistake.
fn unreached(rule: &Rule, rules: &Rules) -> Option<String> {
    let reference = rule.pattern.only_reference()?;
    let first = rules.iter().find(|first| first.pattern.matches(&reference))?;
    (first.line.number != rule.line.number).then(|| {
        let (number, line) = (rule.line.number, Found(&rule.line.text));
        format!("line {number} ({line}): nothing reaches it, since {} matches first", first.name())
    })
}
