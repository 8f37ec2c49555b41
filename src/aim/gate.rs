//! The gate under `forks: labeled`. It applies whenever a fork's commit is about to be built, whatever led to that.

use super::question::{LetIn, Wish};
use crate::{
    deeds::{asked::Freshness, review_app::Gate},
    event::{PullChange, PullRequest, is_same_label},
    inputs::{Forks, Settings},
};

/// Whether a change lets in the commit that it names.
pub(super) enum Passed {
    /// It does.
    Now,
    /// It does not, but an earlier change may have.
    PerhapsBefore,
    /// The commit is later than the one that was let in, or may be, since not every push is reported.
    Never,
    /// It does not, but the next event may: GitHub sends the labels that a pull request is opened with after its
    /// opening.
    Later,
}

/// The label that lets in each commit of an open pull request, as the pull request spells it.
pub(super) fn of(pull: &PullRequest, settings: &Settings) -> Option<String> {
    let is_gated = pull.open && pull.is_from_fork() && settings.forks == Forks::Labeled;
    let label = settings.label.as_ref().filter(|_| is_gated)?;
    pull.labels.iter().find(|own| is_same_label(own, label)).cloned()
}

pub(super) fn passed(change: &PullChange, gate: &str) -> Passed {
    match change {
        PullChange::Labeled(label) if is_same_label(label, gate) => Passed::Now,
        PullChange::Pushed | PullChange::Reopened => Passed::Never,
        PullChange::Opened => Passed::Later,
        _ => Passed::PerhapsBefore,
    }
}

/// Whether the head is certainly not the commit that was let in: the run is for another commit, or the head was pushed
/// after the comment that asks for it.
pub(super) fn is_later(pull: &PullRequest, wish: &Wish) -> bool {
    let is_other = wish.commit.as_ref().is_some_and(|commit| *commit != pull.head_commit);
    let is_newer = match (&wish.let_in, pull.head_pushed) {
        (LetIn::Person(Some(written)), Some(pushed)) => pushed > *written,
        _ => false,
    };
    is_other && wish.freshness == Freshness::MustBeHead || is_newer
}

/// The gate that a commit has to pass.
pub(super) fn before(label: String, let_in: &LetIn) -> Gate {
    let otherwise = match let_in {
        LetIn::NobodyAndIdle(why) => Some(why.clone()),
        LetIn::Nobody | LetIn::Label | LetIn::Person(_) => None,
    };
    Gate { label, is_open: matches!(let_in, LetIn::Label | LetIn::Person(_)), otherwise }
}
