//! Places at Heroku for the source of a build: <https://devcenter.heroku.com/articles/platform-api-reference#source>.

use serde::Deserialize;

use super::client::Heroku;
use crate::http::{ApiError, Parcel, Request, SecretUrl};

/// A place for one archive. Both addresses are all that is needed to use it, for an hour.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Where the archive is fetched from.
    pub(crate) get: SecretUrl,
    /// Where it is put.
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
    /// A new place. One that nobody uses comes to an end by itself, so it may be asked for again.
    ///
    /// # Errors
    /// As the API refuses, or where it names a place that is not to be used.
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
    /// What became of the last attempt.
    pub(crate) async fn upload(&self, place: &SecretUrl, parcel: &Parcel) -> Result<(), ApiError> {
        self.http.put_file(place, parcel).await
    }

    /// Takes what was put to a place away.
    ///
    /// # Errors
    /// What became of the last attempt.
    pub(crate) async fn empty(&self, place: &SecretUrl) -> Result<(), ApiError> {
        self.http.put_nothing(place).await
    }
}
