use super::{attempts::Attempts, error::ApiError, request::Repeat};

/// Creates something exactly once: where an answer is lost, it is looked whether the thing is there before it is asked for
/// again. `create` must send each request only once.
///
/// # Errors
/// What became of the last request, or of a look.
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
