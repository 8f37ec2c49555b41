use crate::github::GitHub;

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

impl Account {
    /// Finds out whose token `github` has.
    pub(super) async fn of(github: &GitHub) -> Self {
        match github.login().await {
            Ok(login) => Self::Known(login),
            Err(_) => match github.user().await {
                Ok(login) => Self::Known(login),
                Err(error) if matches!(error.status(), Some(403 | 404)) && !error.is_passing() => Self::SomeApp,
                Err(_) => Self::Unknown,
            },
        }
    }
}
