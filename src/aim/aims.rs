//! What a run is to achieve.

use super::question::Question;
use crate::{deeds::Deed, outcome::Why};

/// What a run is to achieve, or why it is to do nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Nothing is to be done.
    Nothing(Why),
    /// More has to be known first.
    Ask(Question),
    /// This is to be done.
    Do(Deed),
}
