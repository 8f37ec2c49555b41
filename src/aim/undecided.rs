use crate::inputs::{Complaint, Complaints, spec::Input};

/// No aim can be made of it: the workflow's configuration is wrong for this event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecided(pub Complaints);

impl Undecided {
    pub(super) fn of(input: &Input, text: impl Into<String>) -> Self {
        Self(vec![Complaint::new(input, text)].into())
    }

    /// Both, in this order.
    pub(super) fn and(self, more: Option<Self>) -> Self {
        let more = more.map(|more| more.0);
        let all = [self.0].into_iter().chain(more);
        Self(all.flat_map(|complaints| complaints.iter().cloned().collect::<Vec<_>>()).collect::<Vec<_>>().into())
    }
}
