//! Releases of container images. A variant of the API that its schema does not have; Heroku's command line tool uses it
//! (<https://github.com/heroku/cli>, `container:release`).

use reqwest::header::ACCEPT;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Heroku;
use crate::{
    http::{ApiError, Request},
    names::image::is_digest,
};

const VARIANT: &str = "application/vnd.heroku+json; version=3.docker-releases";

/// A process type of an app, and the image that it runs.
#[derive(Debug, Deserialize)]
struct Process {
    #[serde(rename = "type")]
    process: String,
    /// An id, or an object with one.
    #[serde(default)]
    docker_image: Value,
}

impl Heroku {
    /// The image that each process type of an app runs, as far as Heroku tells: an id of its own says nothing of the image.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn images(&self, app: &str) -> Result<Vec<(String, String)>, ApiError> {
        let request = Request::get(&["apps", app, "formation"]).header(ACCEPT, VARIANT);
        let all: Vec<Process> = self.list(request).await?;
        let image = |process: Process| {
            let id = process.docker_image.as_str().or_else(|| process.docker_image["id"].as_str())?;
            is_digest(id).then(|| (process.process, id.to_owned()))
        };
        Ok(all.into_iter().filter_map(image).collect())
    }

    /// Releases images that are in Heroku's registry, each for its process type, all at once. Never sent again when the answer is
    /// lost: then look among the releases.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn release_images(&self, app: &str, images: &[(&str, &str)]) -> Result<(), ApiError> {
        let updates: Vec<_> =
            images.iter().map(|(process, id)| json!({ "type": process, "docker_image": id })).collect();
        let request = Request::patch_once(&["apps", app, "formation"], json!({ "updates": updates }));
        self.http.read(&request.header(ACCEPT, VARIANT), |_| Ok(())).await
    }
}
