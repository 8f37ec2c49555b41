/// Whose token this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// The account's login.
    Known(String),
    /// GitHub does not tell; an app's token, as far as can be seen.
    SomeApp,
    /// GitHub does not tell.
    Unknown,
}
