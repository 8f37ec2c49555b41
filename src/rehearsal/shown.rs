use crate::{
    outcome::Outcome,
    report::{Console, outputs},
};

/// The outputs that the story shows: with all of them it would not fit on a screen.
const FEW: [&str; 5] = ["result", "app", "commit", "release-version", "reason"];
/// As many characters of a commit's SHA as GitHub shows.
const SHORT_COMMIT: usize = 7;

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// The outputs that tell the story, in one line.
    Few,
    /// Every output that has a value, each on its line.
    Every,
}

/// Shows what later steps would get.
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
