//! Places at Heroku for the source of a build: <https://devcenter.heroku.com/articles/platform-api-reference#source>.

use serde::Deserialize;

use super::client::Heroku;
use crate::http::{ApiError, Parcel, Request, SecretUrl};

/// A place for one archive. Its two addresses need no key, and last an hour.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Where Heroku downloads the archive.
    pub(crate) get: SecretUrl,
    /// Where to upload it.
    pub(crate) put: SecretUrl,
}

#[derive(Deserialize)]
struct Source {
    source_blob: Addresses,
}

#[derive(Deserialize)]
struct Addresses {
    get_url: SecretUrl,
    put_url: SecretUrl,
}

impl Heroku {
    /// A new place. An unused one expires by itself, so the request may be repeated.
    ///
    /// # Errors
    /// As the API refuses, or if it names an address that must not be used.
    pub(crate) async fn create_source(&self) -> Result<Place, ApiError> {
        let request = Request::post_nothing(&["sources"]);
        let source: Source = self.http.json(&request).await?;
        let Addresses { get_url, put_url } = source.source_blob;
        let of_heroku = |address| self.http.handed_out(address).map_err(|why| self.http.senseless(&request, why));
        Ok(Place { get: of_heroku(get_url)?, put: of_heroku(put_url)? })
    }

    /// Puts an archive to a place.
    ///
    /// # Errors
    /// Why the last attempt failed.
    pub(crate) async fn upload(&self, place: &SecretUrl, parcel: &Parcel) -> Result<(), ApiError> {
        self.http.put_file(place, parcel).await
    }

    /// Empties a place.
    ///
    /// # Errors
    /// Why the last attempt failed.
    pub(crate) async fn empty(&self, place: &SecretUrl) -> Result<(), ApiError> {
        self.http.put_nothing(place).await
    }
}
