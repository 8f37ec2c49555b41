//! Who wants a deed, and whether it has to be the newest.

/// Who wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Something happened. A commit that runs already need not be built again.
    ByEvent,
    /// A person asked, or the clock, or another system in their stead: they want to see a build.
    ByHand,
}

/// Whether the commit must be the head of its branch still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// A run that comes late would overwrite a newer deploy.
    MustBeHead,
    /// A person chose it.
    AsAsked,
}
