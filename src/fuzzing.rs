//! Access for fuzz targets and property tests to what is otherwise private.

use std::{
    io::Write,
    path::{Component, Path},
};

use flate2::{Compression, write::GzEncoder};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use url::Url;

pub use crate::cli::explain::explain_rules;
use crate::{
    aim::aim_at,
    archive::index::tracked,
    event::{Event, Runner},
    github::{Comment, Deployment},
    heroku::{App, AppSetup, Build, Heroku, Release, ReviewApp, SourceBlob},
    http::{Connector, SecretUrl},
    inputs::Settings,
    names::image::{ImageName, is_digest},
    outcome::{Doing, Trouble},
    registry::{
        challenge,
        manifest::{self, DOCKER_MANIFEST, FORMS, Found, check_platform},
    },
    report::explain,
};

/// Whether an event has an aim, that is, whether the configuration has no mistake that prevents one.
#[must_use]
pub fn has_aim(event: &Event, settings: &Settings, runner: &Runner) -> bool {
    aim_at(event, settings, runner).is_ok()
}

/// Reads git's index, if `data` is one, and checks that no path in it leads out of the repository.
///
/// # Panics
/// If one does.
pub fn read_index(data: &[u8]) {
    for tracked in tracked(data).unwrap_or_default() {
        assert!(tracked.path.components().all(|part| matches!(part, Component::Normal(_))), "{tracked:?}");
    }
}

/// Repacks a folder of an archive, whether compressed or not.
pub fn repack(data: &[u8]) {
    let Ok(folder) = "a".parse() else { return };
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    if packed.write_all(data).is_ok()
        && let Ok(packed) = packed.finish()
    {
        for archive in [data, &packed] {
            let _ = crate::archive::repack::repack(archive, &folder, Path::new("/tmp"));
        }
    }
}

/// Reads an image's name, and a registry's challenge, manifest and image settings.
///
/// # Panics
/// If the result has a name that no registry can be asked for, or changes when it is converted to Docker's form and
/// read again.
pub fn read_image(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = challenge::choose(std::iter::once(text));
        if let Ok(name) = ImageName::parse(text) {
            assert!(!name.repository.contains("..") && !name.repository.contains('?'), "{name:?}");
        }
    }
    let _ = check_platform(data);
    for form in FORMS {
        match manifest::read(data, form) {
            Ok(Found::Image(image)) => {
                assert!(
                    matches!(manifest::read(&image.to_docker(), DOCKER_MANIFEST), Ok(Found::Image(_))),
                    "{image:?}"
                );
            }
            Ok(Found::Chosen(digest)) => assert!(is_digest(&digest), "{digest}"),
            Err(_) => {}
        }
    }
}

/// Reads JSON as each type of reply that the clients know.
pub fn read_replies(data: &[u8]) {
    read::<App>(data);
    read::<AppSetup>(data);
    read::<Deployment>(data);
    read::<Release>(data);
    for build in read::<Build>(data) {
        let _ = (build.version(), build.description(), build.release());
    }
    for review_app in read::<ReviewApp>(data) {
        let _ = (review_app.app(), review_app.app_setup(), review_app.fork());
    }
    for comment in read::<Comment>(data) {
        let _ = (comment.author(), comment.text());
    }
}

/// Reads one value, or a list of them.
fn read<T: DeserializeOwned>(data: &[u8]) -> Vec<T> {
    let one = || serde_json::from_slice(data).ok().map(|one| vec![one]);
    serde_json::from_slice(data).ok().or_else(one).unwrap_or_default()
}

/// Requests a build once from the Heroku at `base`, with this key and archive. Returns the reason if that fails, and
/// Heroku's warnings.
pub async fn request_build(base: Url, key: &str, archive: &str) -> (Option<String>, Vec<String>) {
    let (Ok(client), Ok(url)) = (Connector::Sandbox.client(), SecretUrl::parse(archive)) else {
        return (None, Vec::new());
    };
    let heroku = Heroku::new(client, base, &SecretString::from(key));
    let source = SourceBlob { url, version: "1".to_owned(), description: None, checksum: None };
    let error = heroku.create_build("acme-web", &source).await.err();
    let reason = error.map(|error| explain(&Trouble::api(Doing::ListingReviewApps, error), None).reason);
    (reason, heroku.warnings())
}
