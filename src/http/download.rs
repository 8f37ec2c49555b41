//! What is too large to be held, piece by piece.

use std::time::Duration;

use reqwest::{Method, Response};

use super::{
    client::{Http, capped, failure, refusal},
    clock::within,
    error::{ApiError, Failure},
    secret_url::SecretUrl,
};

/// After so long without a byte the other side is gone.
const STANDSTILL: Duration = Duration::from_secs(10);
/// What stands for the address, which is a secret.
const PLACE: &str = "at the address of the archive";

/// A download that has begun.
pub(crate) struct Download<'a> {
    http: &'a Http,
    response: Response,
}

impl Http {
    /// Begins to download from an address, without the key. No redirect is followed.
    ///
    /// # Errors
    /// What became of it, without the address.
    pub(crate) async fn download(&self, address: &SecretUrl) -> Result<Download<'_>, ApiError> {
        let sent = within(STANDSTILL, self.client().get(address.expose()).send()).await;
        let response = sent.ok_or_else(silence).and_then(|sent| sent.map_err(failure));
        let response = response.map_err(|failure| self.of_download(failure))?;
        if response.status().is_success() {
            return Ok(Download { http: self, response });
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = within(STANDSTILL, capped(response)).await.ok_or_else(silence).flatten();
        let body = body.map_err(|failure| self.of_download(failure))?;
        Err(self.of_download(Failure::Refused(Box::new(refusal(status, &headers, &body)))))
    }

    /// An error about a download, without the address.
    pub(crate) fn of_download(&self, failure: Failure) -> ApiError {
        let failure = failure.redacted(self.redactor());
        ApiError { service: self.service(), method: Method::GET, path: PLACE.to_owned(), failure }
    }
}

impl Download<'_> {
    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// That it broke off.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, ApiError> {
        let piece = within(STANDSTILL, self.response.chunk()).await.ok_or_else(silence);
        let piece = piece.and_then(|piece| piece.map_err(failure));
        Ok(piece.map_err(|failure| self.http.of_download(failure))?.map(Into::into))
    }
}

fn silence() -> Failure {
    Failure::Lost("nothing came for ten seconds".to_owned())
}
