//! Downloads that are too large for memory, piece by piece.

use std::time::Duration;

use reqwest::{Method, Response, header::LOCATION};

use super::{
    client::{Http, capped, failure, refusal},
    clock::within,
    error::{ApiError, Failure},
    secret_url::SecretUrl,
};

/// After this long without a byte, the other side counts as gone.
const STANDSTILL: Duration = Duration::from_secs(10);
/// A store may redirect a read to another; more than this is a circle.
const MOST_REDIRECTS: u32 = 4;
/// Stands for the address, which is secret.
const PLACE: &str = "at the address of the archive";

/// A download that has begun.
pub(crate) struct Download<'a> {
    http: &'a Http,
    response: Response,
}

impl Http {
    /// Begins to download from an address, without the key.
    ///
    /// # Errors
    /// Why it failed, without the address.
    pub(crate) async fn download(&self, address: &SecretUrl) -> Result<Download<'_>, ApiError> {
        let sent = within(STANDSTILL, self.fetch(address)).await;
        let response = sent.ok_or_else(silence).flatten();
        let response = response.map_err(|failure| self.of_download(failure))?;
        if response.status().is_success() {
            return Ok(Download { http: self, response });
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = within(STANDSTILL, capped(response)).await.ok_or_else(silence).flatten();
        let body = body.map_err(|failure| self.of_download(failure))?;
        Err(self.of_download(Failure::Refused(Box::new(refusal(status, &headers, &body)))))
    }

    /// Opens an address that needs no key, and follows redirects to addresses that a service may hand out.
    pub(crate) async fn fetch(&self, address: &SecretUrl) -> Result<Response, Failure> {
        let mut response = self.client().get(address.expose()).send().await.map_err(failure)?;
        for _ in 0..MOST_REDIRECTS {
            let Some(elsewhere) = sends_on_to(&response) else { return Ok(response) };
            let elsewhere = elsewhere.and_then(|address| self.handed_out(address)).map_err(Failure::Unreadable)?;
            elsewhere.secrets().iter().for_each(|secret| self.redactor().add(secret));
            response = self.client().get(elsewhere.expose()).send().await.map_err(failure)?;
        }
        Err(Failure::Unreadable("redirected in a circle".to_owned()))
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
    /// If it broke off.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, ApiError> {
        let piece = within(STANDSTILL, self.response.chunk()).await.ok_or_else(silence);
        let piece = piece.and_then(|piece| piece.map_err(failure));
        Ok(piece.map_err(|failure| self.http.of_download(failure))?.map(Into::into))
    }
}

/// Where an answer redirects a read.
fn sends_on_to(response: &Response) -> Option<Result<SecretUrl, String>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let place = response.headers().get(LOCATION)?.to_str().ok()?;
    Some(response.url().join(place).map_err(|error| error.to_string()).and_then(|url| SecretUrl::parse(url.as_str())))
}

fn silence() -> Failure {
    Failure::Lost("nothing came for ten seconds".to_owned())
}
