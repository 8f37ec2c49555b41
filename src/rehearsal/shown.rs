use crate::{
    outcome::Outcome,
    report::{Console, outputs},
};

/// Shows what later steps and people would get beside the log.
pub(super) fn shown(outcome: &Outcome, console: &Console) {
    let short: Vec<_> = outputs(outcome)
        .into_iter()
        .filter(|(name, value)| !value.is_empty() && !matches!(*name, "targets" | "plan"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    console.line(&format!("outputs: {}", short.join(" ")));
}
