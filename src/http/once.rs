use super::{attempts::Attempts, error::ApiError, request::Repeat};

/// Creates something exactly once: if an answer is lost, checks whether the thing exists before sending the request
/// again. `create` must send each request only once.
///
/// # Errors
/// Why the last request or check failed.
pub(crate) async fn once<T>(
    mut attempts: Attempts,
    mut create: impl AsyncFnMut() -> Result<T, ApiError>,
    mut look: impl AsyncFnMut() -> Result<Option<T>, ApiError>,
) -> Result<T, ApiError> {
    loop {
        let error = match create().await {
            Ok(made) => return Ok(made),
            Err(error) => error,
        };
        if error.may_have_worked()
            && let Some(made) = look().await?
        {
            return Ok(made);
        }
        if !attempts.again(Repeat::Harmless, &error.failure).await {
            return Err(error);
        }
    }
}
