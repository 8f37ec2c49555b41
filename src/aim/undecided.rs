use crate::inputs::{Complaint, Complaints, spec::Input};

/// There is no aim: the workflow's configuration is wrong for this event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecided(pub Complaints);

impl Undecided {
    pub(super) fn of(input: &Input, text: impl Into<String>) -> Self {
        Self(vec![Complaint::new(input, text)].into())
    }

    /// Both lists of complaints, in this order.
    pub(super) fn and(self, more: Option<&Self>) -> Self {
        let more = more.iter().flat_map(|more| more.0.iter());
        Self(self.0.iter().chain(more).cloned().collect::<Vec<_>>().into())
    }
}
