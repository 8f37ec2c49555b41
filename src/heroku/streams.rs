use std::time::Duration;

use reqwest::Response;

use super::client::Heroku;
use crate::http::{SecretUrl, within};

/// Longer than this nobody waits for a stream to begin.
const OPENING: Duration = Duration::from_secs(10);

/// The output of a build or release phase while it is produced.
///
/// Has no key: the address is one. It begins at the beginning each time; heartbeats in it are NUL bytes.
#[derive(Debug)]
pub(crate) struct OpenStream(Response);

/// Why a stream gave nothing, or nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamError {
    /// Not there yet (404): it begins a little after the build does.
    NotThere,
    /// Not reached, or broken off.
    Broken,
    /// At an address that Heroku may not hand out.
    Astray,
}

impl Heroku {
    /// Opens a stream of output.
    ///
    /// # Errors
    /// Why it gave nothing, without the address.
    pub(crate) async fn open_stream(&self, address: &SecretUrl) -> Result<OpenStream, StreamError> {
        let address = self.http.handed_out(address.clone()).map_err(|_| StreamError::Astray)?;
        match within(OPENING, self.http.fetch(&address)).await {
            Some(Ok(response)) if response.status().is_success() => Ok(OpenStream(response)),
            Some(Ok(response)) if response.status() == 404 => Err(StreamError::NotThere),
            _ => Err(StreamError::Broken),
        }
    }
}

impl OpenStream {
    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// Where the connection broke before the end.
    pub(crate) async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, StreamError> {
        self.0.chunk().await.map_err(|_| StreamError::Broken)
    }
}
