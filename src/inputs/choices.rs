//! Inputs that are one of a few words, each beside its words.

/// One of a few words, of which the first is the default.
pub(super) trait Choice: Copy + 'static {
    /// Each word, and what it stands for.
    const WORDS: &'static [(&'static str, Self)];
}

/// What the step is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Whatever the event asks for.
    Auto,
    /// Deploy the event's, or the given, ref or pull request.
    Deploy,
    /// Destroy the review app of the event's, or the given, ref or pull request.
    Destroy,
    /// Give other apps the release of the app that the ref's rule names.
    Promote,
    /// Destroy the review apps that nothing needs any more.
    Sweep,
    /// Create the apps that the ref's rule names, where they are not there.
    Setup,
    /// Run the tests of the ref, or pull request, in Heroku CI.
    Test,
    /// Take the apps that the ref's rule names back to an earlier release.
    Rollback,
}

impl Choice for Command {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("deploy", Self::Deploy),
        ("destroy", Self::Destroy),
        ("promote", Self::Promote),
        ("rollback", Self::Rollback),
        ("setup", Self::Setup),
        ("sweep", Self::Sweep),
        ("test", Self::Test),
    ];
}

/// Where the code of a build comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// GitHub's archive of the commit.
    GitHub,
    /// The checked-out folder.
    Workspace,
}

impl Choice for Source {
    const WORDS: &'static [(&'static str, Self)] = &[("github", Self::GitHub), ("workspace", Self::Workspace)];
}

/// How an existing review app is brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Built on the app that is there; it keeps its address and data.
    InPlace,
    /// Destroyed and created anew.
    Recreate,
}

impl Choice for Update {
    const WORDS: &'static [(&'static str, Self)] = &[("in-place", Self::InPlace), ("recreate", Self::Recreate)];
}

/// What happens with pull requests from forks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forks {
    /// They have no review app.
    Skip,
    /// Those that carry the label have one.
    Labeled,
    /// They are treated as any other.
    Allow,
}

impl Choice for Forks {
    const WORDS: &'static [(&'static str, Self)] =
        &[("skip", Self::Skip), ("labeled", Self::Labeled), ("allow", Self::Allow)];
}

/// What happens with draft pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// They are treated as any other.
    Deploy,
    /// They have no review app until they are ready for review.
    Skip,
}

impl Choice for Drafts {
    const WORDS: &'static [(&'static str, Self)] = &[("deploy", Self::Deploy), ("skip", Self::Skip)];
}

/// Where a commit gets a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitStatuses {
    /// Where the run itself is not shown on the commit.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Choice for CommitStatuses {
    const WORDS: &'static [(&'static str, Self)] =
        &[("auto", Self::Auto), ("true", Self::Always), ("false", Self::Never)];
}
