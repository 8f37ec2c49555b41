//! `branchline explain`: where branches go, without asking anybody.

use crate::{
    inputs::{Decision, Rules, Target},
    names::GitRef,
    report::Console,
};

/// Says for each branch or ref which rule matches, and where it would go.
///
/// # Errors
/// Every mistake in the rules, or every branch that cannot be one or that a rule makes no app's name of, one on each line.
pub fn explain_rules(references: &[String], rules: &str, console: &Console) -> Result<(), String> {
    let rules = Rules::parse(rules).map_err(|complaints| in_lines(&complaints))?;
    let mut mistakes = Vec::new();
    for text in references {
        match explained(text, &rules) {
            Ok(line) => console.line(&line),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(in_lines(&mistakes)) }
}

fn in_lines<T: ToString>(mistakes: &[T]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn explained(text: &str, rules: &Rules) -> Result<String, String> {
    let full = if text.starts_with("refs/") { text.to_owned() } else { format!("refs/heads/{text}") };
    let reference: GitRef = full.parse().map_err(|error| format!("{text}: {error}"))?;
    match rules.decide(&reference) {
        Ok(Decision::NoRule) => Ok(format!("{text}: no rule matches, so nothing happens")),
        Ok(Decision::Matched { rule, target }) => Ok(format!("{text}: {rule} -> {}", destination(&target))),
        Err(error) => Err(format!("{text}: {error}")),
    }
}

fn destination(target: &Target) -> String {
    match target {
        Target::Apps(apps) => apps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Target::ReviewApp => "a review app".to_owned(),
        Target::Nothing => "none: nothing happens".to_owned(),
    }
}
