//! Manifests: what an image consists of, and the form in which Heroku takes it.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::names::image::is_digest;

/// Docker's own media types, the only ones that Heroku's registry takes.
pub(crate) const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const DOCKER_PLAIN_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar";
const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const OCI_PLAIN_LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// The annotation by which builders mark attestations, which are not images.
const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
/// No image has more layers: Docker's own limit is 127.
const MOST_LAYERS: usize = 512;

/// All media types that can be read.
pub(crate) const FORMS: [&str; 4] = [DOCKER_MANIFEST, DOCKER_LIST, OCI_MANIFEST, OCI_INDEX];

/// What a registry returned for an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// An image.
    Image(Manifest),
    /// Of an image for several platforms, the digest of the one for Heroku's.
    Chosen(String),
}

/// One image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Its settings; their digest is the image's id.
    pub(crate) config: Blob,
    /// From the lowest to the highest.
    pub(crate) layers: Vec<Blob>,
}

/// A part of an image.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Blob {
    pub(crate) media_type: String,
    pub(crate) digest: String,
    /// In bytes.
    pub(crate) size: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(default)]
    schema_version: u64,
    #[serde(default)]
    media_type: Option<String>,
    #[serde(default)]
    config: Option<Blob>,
    #[serde(default)]
    layers: Vec<Blob>,
    #[serde(default)]
    manifests: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    digest: String,
    #[serde(default)]
    platform: Option<Platform>,
    #[serde(default)]
    annotations: Option<Value>,
}

#[derive(Deserialize)]
struct Platform {
    #[serde(default)]
    architecture: String,
    #[serde(default)]
    os: String,
}

/// Reads what a registry returned, according to its media type.
///
/// # Errors
/// Why Heroku cannot run it, and what to do.
pub(crate) fn read(bytes: &[u8], media_type: &str) -> Result<Found, String> {
    let document: Document =
        serde_json::from_slice(bytes).map_err(|error| format!("its manifest cannot be read: {error}"))?;
    let form = document.media_type.as_deref().unwrap_or(media_type);
    if document.schema_version == 1 {
        return Err(
            "its manifest is in Docker's first form, which Heroku does not take. Build and push it anew".to_owned()
        );
    }
    if [DOCKER_LIST, OCI_INDEX].contains(&form) || document.config.is_none() && !document.manifests.is_empty() {
        return choose(&document.manifests).map(Found::Chosen);
    }
    let Some(config) = document.config else {
        return Err("its manifest names no settings, so it is no image. Name another".to_owned());
    };
    if ![DOCKER_CONFIG, OCI_CONFIG].contains(&config.media_type.as_str()) {
        return Err(format!("it is not an image that can run, but `{}`. Name another", config.media_type));
    }
    check(&config, &document.layers)?;
    Ok(Found::Image(Manifest { config, layers: document.layers }))
}

/// The image for Heroku's dynos. Attestations are skipped.
fn choose(entries: &[Entry]) -> Result<String, String> {
    let is_image = |entry: &&Entry| {
        let mark = entry.annotations.as_ref().and_then(|all| all.get(REFERENCE_TYPE));
        mark.is_none() && entry.platform.as_ref().is_none_or(|platform| platform.os != "unknown")
    };
    let images: Vec<_> = entries.iter().filter(is_image).collect();
    let fits =
        |entry: &&&Entry| entry.platform.as_ref().is_some_and(|it| it.os == "linux" && it.architecture == "amd64");
    match (images.iter().find(fits), images.as_slice()) {
        (Some(entry), _) if is_digest(&entry.digest) => Ok(entry.digest.clone()),
        (Some(_), _) => Err("its index contains an invalid digest".to_owned()),
        // Its settings name its platform.
        (None, [only]) if only.platform.is_none() && is_digest(&only.digest) => Ok(only.digest.clone()),
        (None, others) => Err(of_platforms(others.iter().filter_map(|entry| entry.platform.as_ref()))),
    }
}

fn of_platforms<'a>(platforms: impl Iterator<Item = &'a Platform>) -> String {
    let names: Vec<_> = platforms.map(|it| format!("{}/{}", it.os, it.architecture)).collect();
    wrong_platform(&names.join(", "))
}

fn wrong_platform(found: &str) -> String {
    let found = if found.is_empty() { "no platform" } else { found };
    format!("it is for {found}, and Heroku runs linux/amd64. Build it with `platforms: linux/amd64`")
}

fn check(config: &Blob, layers: &[Blob]) -> Result<(), String> {
    if layers.len() > MOST_LAYERS {
        return Err(format!("it has {} layers, which no image has", layers.len()));
    }
    for blob in layers.iter().chain([config]) {
        if !is_digest(&blob.digest) {
            return Err("its manifest names a digest that is not SHA-256. Build and push it anew".to_owned());
        }
    }
    for layer in layers {
        let kind = layer.media_type.as_str();
        if kind.contains("zstd") {
            return Err("it has layers that are compressed with zstd, which Heroku does not take. Build it with \
                        `outputs: type=image,compression=gzip,force-compression=true,push=true`"
                .to_owned());
        }
        if kind.contains("foreign") || kind.contains("nondistributable") {
            return Err("it has layers that may not be copied, as Windows images do. Name another".to_owned());
        }
        if ![DOCKER_LAYER, DOCKER_PLAIN_LAYER, OCI_LAYER, OCI_PLAIN_LAYER].contains(&kind) {
            return Err(format!("it has a layer of the kind `{kind}`, which Heroku does not take. Build it anew"));
        }
    }
    Ok(())
}

/// Checks the platform in an image's settings.
///
/// # Errors
/// If it is not Heroku's: which it is, and what to do.
pub(crate) fn check_platform(config: &[u8]) -> Result<(), String> {
    let platform: Platform =
        serde_json::from_slice(config).map_err(|error| format!("its settings cannot be read: {error}"))?;
    if platform.os == "linux" && platform.architecture == "amd64" {
        return Ok(());
    }
    Err(wrong_platform(&format!("{}/{}", platform.os, platform.architecture)))
}

impl Manifest {
    /// The manifest in the form that Heroku takes. The image's id stays the same, since it is the digest of its
    /// settings.
    pub(crate) fn to_docker(&self) -> Vec<u8> {
        let layer = |blob: &Blob| {
            let is_plain = [DOCKER_PLAIN_LAYER, OCI_PLAIN_LAYER].contains(&blob.media_type.as_str());
            let kind = if is_plain { DOCKER_PLAIN_LAYER } else { DOCKER_LAYER };
            json!({ "mediaType": kind, "size": blob.size, "digest": blob.digest })
        };
        let layers: Vec<_> = self.layers.iter().map(layer).collect();
        let config = json!({ "mediaType": DOCKER_CONFIG, "size": self.config.size, "digest": self.config.digest });
        let manifest = json!({ "schemaVersion": 2, "mediaType": DOCKER_MANIFEST, "config": config, "layers": layers });
        manifest.to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{DOCKER_LIST, DOCKER_MANIFEST, Found, OCI_INDEX, OCI_MANIFEST, check_platform, read};

    fn digest(of: char) -> String {
        format!("sha256:{}", of.to_string().repeat(64))
    }

    fn image(config: &str, layer: &str) -> Value {
        json!({
            "schemaVersion": 2,
            "config": { "mediaType": config, "digest": digest('c'), "size": 2 },
            "layers": [{ "mediaType": layer, "digest": digest('a'), "size": 1 }],
        })
    }

    fn index(entries: &[(&str, &str, char, bool)]) -> Value {
        let entry = |(os, architecture, of, is_attestation): &(&str, &str, char, bool)| {
            let mark = is_attestation.then(|| json!({ "vnd.docker.reference.type": "attestation-manifest" }));
            let platform = json!({ "os": os, "architecture": architecture });
            json!({ "mediaType": OCI_MANIFEST, "digest": digest(*of), "size": 1, "platform": platform, "annotations": mark })
        };
        json!({ "schemaVersion": 2, "manifests": entries.iter().map(entry).collect::<Vec<_>>() })
    }

    fn told(document: &Value, media_type: &str) -> Result<Found, String> {
        read(document.to_string().as_bytes(), media_type)
    }

    #[test]
    fn an_image_of_either_form_becomes_one_of_dockers() {
        let oci = image("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip");
        let docker = image(
            "application/vnd.docker.container.image.v1+json",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
        );
        for (document, form) in [(oci, OCI_MANIFEST), (docker.clone(), DOCKER_MANIFEST)] {
            let Ok(Found::Image(manifest)) = told(&document, form) else { panic!("{document}") };
            let converted: Value = serde_json::from_slice(&manifest.to_docker()).unwrap();
            assert_eq!((&converted["config"], &converted["layers"]), (&docker["config"], &docker["layers"]));
            assert_eq!(converted["mediaType"], DOCKER_MANIFEST);
        }
    }

    #[test]
    fn of_several_images_herokus_is_chosen_and_no_attestation() {
        let both =
            index(&[("linux", "arm64", '1', false), ("linux", "amd64", '2', false), ("unknown", "unknown", '3', true)]);
        for form in [OCI_INDEX, DOCKER_LIST, ""] {
            assert_eq!(told(&both, form), Ok(Found::Chosen(digest('2'))), "{form}");
        }
        let marked = index(&[("linux", "amd64", '1', true), ("linux", "amd64", '2', false)]);
        assert_eq!(told(&marked, OCI_INDEX), Ok(Found::Chosen(digest('2'))));
        let other = told(&index(&[("linux", "arm64", '1', false), ("unknown", "unknown", '3', true)]), OCI_INDEX);
        assert!(other.unwrap_err().contains("it is for linux/arm64, and Heroku runs linux/amd64"));
    }

    #[test]
    fn what_heroku_cannot_run_is_told_with_what_to_do() {
        let (docker, layer) =
            ("application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip");
        let mut odd = image(docker, layer);
        odd["layers"][0]["digest"] = json!("sha512:00");
        for (document, words) in [
            (image(docker, "application/vnd.oci.image.layer.v1.tar+zstd"), "zstd"),
            (image(docker, "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"), "may not be copied"),
            (image(docker, "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"), "may not be copied"),
            (image(docker, "application/wasm"), "of the kind `application/wasm`"),
            (image("application/vnd.cncf.helm.config.v1+json", layer), "not an image that can run"),
            (odd, "not SHA-256"),
            (json!({ "schemaVersion": 1, "fsLayers": [] }), "first form"),
            (json!({ "schemaVersion": 2 }), "no settings"),
            (json!(7), "cannot be read"),
        ] {
            let wrong = told(&document, DOCKER_MANIFEST).unwrap_err();
            assert!(wrong.contains(words), "{document}: {wrong}");
        }
        for (config, is_right) in [
            (json!({ "os": "linux", "architecture": "amd64" }), true),
            (json!({ "os": "linux", "architecture": "arm64" }), false),
            (json!({ "os": "windows", "architecture": "amd64" }), false),
            (json!({}), false),
        ] {
            assert_eq!(check_platform(config.to_string().as_bytes()).is_ok(), is_right, "{config}");
        }
    }
}
