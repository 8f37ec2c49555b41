/// Why an event deploys nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// No event of this name deploys anything.
    Event(String),
    /// A push of something that is neither a branch nor a tag.
    Ref(String),
    /// An action on a pull request that does not change what is deployed.
    Action {
        /// The event.
        event: String,
        /// Its action.
        action: String,
    },
    /// An action on a release that does not publish it.
    ReleaseAction(String),
    /// An action on a comment that does not create it.
    CommentAction(String),
    /// A comment on an issue.
    OnIssue,
    /// A comment without a command.
    NoCommand,
    /// A workflow run that has not ended.
    RunAction(String),
    /// A workflow run that lacks this field.
    RunWithout(&'static str),
}
