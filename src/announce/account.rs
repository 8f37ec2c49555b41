use crate::github::GitHub;

/// The account that owns the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// The account's login.
    Known(String),
    /// GitHub does not say, but it seems to be an app's token.
    SomeApp,
    /// GitHub does not say.
    Unknown,
}

impl Account {
    /// Finds out which account owns the token of `github`.
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
