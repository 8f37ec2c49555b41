use std::time::Instant;

use super::{ApiError, Repeat, Verdict, pause, verdict};

/// Creates something exactly once: where an answer is lost, it is looked whether the thing is there before it is asked for
/// again. `create` must send each request only once.
///
/// # Errors
/// What became of the last request, or of a look.
pub async fn once<T>(
    mut create: impl AsyncFnMut() -> Result<T, ApiError>,
    mut look: impl AsyncFnMut() -> Result<Option<T>, ApiError>,
) -> Result<T, ApiError> {
    let (begun, mut attempt) = (Instant::now(), 1);
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
        match verdict(Repeat::Harmless, &error.failure, attempt).after(begun.elapsed(), attempt, &error.failure) {
            Verdict::Again(delay) => pause(delay).await,
            Verdict::Stop => return Err(error),
        }
        attempt += 1;
    }
}
