//! An image that was looked up, and how it is copied to Heroku's registry.

use std::sync::{Arc, atomic::AtomicU64};

use futures_util::stream::{StreamExt, TryStreamExt, iter};
use reqwest::{
    Body, Method, Response,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde::de::IgnoredAny;

use super::{
    answer::whole,
    blobs::{Origin, Target, to_read},
    client::{Asked, Registry},
    manifest::{DOCKER_MANIFEST, FORMS, Found, Manifest, check_platform, read},
    stream::digest_of,
};
use crate::{
    http::{ApiError, Failure},
    names::image::ImageName,
};

/// How many layers are copied at the same time.
const AT_ONCE: usize = 4;
/// The tag that Heroku's own tools use.
const TAG: &str = "latest";

/// An image that Heroku can run.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub(crate) name: ImageName,
    pub(crate) registry: Registry,
    manifest: Manifest,
    config: Vec<u8>,
}

/// Why there is no image to run.
#[derive(Debug)]
pub(crate) enum NoImage {
    /// The registry refused, or could not be reached.
    Api(ApiError),
    /// Heroku cannot run it: why, and what to do.
    Unfit(String),
}

impl Image {
    /// Looks up an image.
    pub(crate) async fn find(registry: &Registry, name: &ImageName) -> Result<Self, NoImage> {
        let (registry, name) = (registry.clone(), name.clone());
        let mut found = manifest(&registry, &name, name.version.as_str()).await?;
        if let Found::Chosen(digest) = found {
            found = manifest(&registry, &name, &digest).await?;
        }
        let Found::Image(manifest) = found else {
            return Err(NoImage::Unfit("its index leads to another index. Build and push it anew".to_owned()));
        };
        let path = format!("{}/blobs/{}", name.repository, manifest.config.digest);
        let digest = Some(manifest.config.digest.as_str());
        let config = fetch(&registry, &name, &path, Vec::new(), digest).await?.0;
        check_platform(&config).map_err(NoImage::Unfit)?;
        Ok(Self { name, registry, manifest, config })
    }

    /// The id by which Heroku knows it: the digest of its settings.
    pub(crate) fn id(&self) -> &str {
        &self.manifest.config.digest
    }

    /// The size of its layers, in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.manifest.layers.iter().map(|layer| layer.size).sum()
    }

    /// Copies it to a repository. Sends only blobs that are not there yet and that cannot be mounted from `mounts`.
    /// Returns how many bytes were sent.
    pub(crate) async fn copy_to(
        &self,
        registry: &Registry,
        repository: &str,
        mounts: &[String],
        sent: &Arc<AtomicU64>,
    ) -> Result<u64, ApiError> {
        let (target, origin) =
            (Target { registry, repository }, Origin { registry: &self.registry, repository: &self.name.repository });
        let mut layers = self.manifest.layers.clone();
        layers.sort_by(|one, other| one.digest.cmp(&other.digest));
        layers.dedup_by(|one, other| one.digest == other.digest);
        let copies = iter(layers.iter().map(|layer| target.copy(origin, mounts, layer, sent)));
        let bytes: Vec<u64> = copies.buffer_unordered(AT_ONCE).try_collect().await?;
        target.put(origin, mounts, &self.manifest.config, &self.config).await?;
        target.put_manifest(TAG, DOCKER_MANIFEST, &self.manifest.to_docker()).await?;
        Ok(bytes.iter().sum())
    }
}

async fn manifest(registry: &Registry, name: &ImageName, version: &str) -> Result<Found, NoImage> {
    let path = format!("{}/manifests/{version}", name.repository);
    let accept = FORMS.map(|form| (ACCEPT.as_str(), form.to_owned())).to_vec();
    let digest = Some(version).filter(|version| version.starts_with("sha256:"));
    let (bytes, media_type) = fetch(registry, name, &path, accept, digest).await?;
    read(&bytes, &media_type).map_err(NoImage::Unfit)
}

/// Fetches a small object and its media type. If it is not JSON or has the wrong digest, it did not arrive whole.
async fn fetch(
    registry: &Registry,
    name: &ImageName,
    path: &str,
    headers: Vec<(&'static str, String)>,
    digest: Option<&str>,
) -> Result<(Vec<u8>, String), NoImage> {
    let right = to_read(&name.repository);
    let fetch_once = async || {
        let url = registry.address(path)?;
        let asked = Asked { method: Method::GET, url, right: &right, headers: headers.clone() };
        let response = registry.send(&asked, Body::default).await?;
        let media_type = media_type_of(&response);
        let bytes = whole(response).await?;
        match wrong(&bytes, digest) {
            None => Ok((bytes, media_type)),
            Some(why) => Err(Failure::Unreadable(why.to_owned())),
        }
    };
    registry.until_done(Method::GET, path, fetch_once).await.map_err(NoImage::Api)
}

fn media_type_of(response: &Response) -> String {
    let header = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    header.and_then(|text| text.split(';').next()).unwrap_or_default().trim().to_owned()
}

fn wrong(bytes: &[u8], digest: Option<&str>) -> Option<&'static str> {
    if digest.is_some_and(|digest| digest != digest_of(bytes)) {
        return Some("its content does not match its digest");
    }
    serde_json::from_slice::<IgnoredAny>(bytes).err().map(|_| "it is no JSON")
}
