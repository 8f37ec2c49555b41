//! Who asks for a deed, and whether its commit has to be the newest.

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// An event. It need not build a commit that runs already.
    ByEvent,
    /// A person, a schedule, or another system. They want to see a build.
    ByHand,
}

/// Whether the commit must still be the head of its branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// It must, since a late run would overwrite a newer deploy.
    MustBeHead,
    /// It need not, since a person chose it.
    AsAsked,
}
