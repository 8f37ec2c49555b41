use crate::{
    outcome::Outcome,
    report::{Console, outputs},
};

/// The outputs that the story shows. All of them would not fit on a screen.
const FEW: [&str; 5] = ["result", "app", "commit", "release-version", "reason"];
/// How many characters of a commit's SHA GitHub shows.
const SHORT_COMMIT: usize = 7;

/// How many outputs to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// The most important ones, on one line.
    Few,
    /// All that have a value, one per line.
    Every,
}

/// Shows the outputs that later steps would get.
pub(super) fn shown(outcome: &Outcome, detail: Detail, console: &Console) {
    let set = outputs(outcome).into_iter().filter(|(_, value)| !value.is_empty());
    if detail == Detail::Every {
        console.line("outputs:");
        set.for_each(|(name, value)| console.line(&format!("  {name}={value}")));
        return;
    }
    let few: Vec<_> = set
        .filter(|(name, _)| FEW.contains(name))
        .map(|(name, value)| match name {
            "commit" => format!("{name}={}", value.get(..SHORT_COMMIT).unwrap_or(&value)),
            _ => format!("{name}={value}"),
        })
        .collect();
    console.line(&format!("outputs: {}", few.join(" ")));
}
