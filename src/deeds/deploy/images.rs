//! Container images instead of builds: whether they exist, and whether an app runs them.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::Deploy;
use crate::{
    clients::Clients,
    heroku::Release,
    http::ApiError,
    inputs::images::ImageWish,
    names::{AppName, ReleaseStatus, image::ImagePlaceholders},
    registry::image::{Image, NoImage},
    steps::release_images::short,
};

/// The stack of apps that run images.
const CONTAINER: &str = "container";

/// The images for an app.
#[derive(Debug)]
pub(crate) struct SeenImages {
    /// Each process type with its image.
    pub(crate) found: Vec<(String, Image)>,
    /// What is wrong with them, one line each.
    pub(crate) mistakes: Vec<String>,
    /// The version of the current release, if it runs exactly these images.
    pub(crate) live: Option<u64>,
    /// The version of the newest release.
    pub(crate) newest: u64,
}

impl Deploy {
    /// Looks up the images for an app, if there are any.
    pub(super) async fn look_at_images(
        &self,
        app: &AppName,
        clients: Clients<'_>,
    ) -> Result<Option<SeenImages>, ApiError> {
        if self.images.is_empty() {
            return Ok(None);
        }
        let name = app.as_str();
        let images = join_all(self.images.iter().map(|wish| self.find_image(app, wish, clients)));
        let (images, running, releases) =
            tokio::join!(images, clients.heroku.images(name), clients.heroku.releases(name));
        let releases = releases?;
        let (mut found, mut mistakes) = (Vec::new(), Vec::new());
        for (wish, image) in self.images.iter().zip(images) {
            match image {
                Ok(image) => found.push((wish.process.clone(), image)),
                Err(NoImage::Unfit(why)) => mistakes.push(format!("images: `{}`: {why}", wish.process)),
                Err(NoImage::Api(error)) => return Err(error),
            }
        }
        let live = live(&found, &running.unwrap_or_default(), &releases);
        Ok(Some(SeenImages { found, mistakes, live, newest: releases.first().map_or(0, |release| release.version) }))
    }

    async fn find_image(&self, app: &AppName, wish: &ImageWish, clients: Clients<'_>) -> Result<Image, NoImage> {
        let filled_with =
            ImagePlaceholders { branch: self.reference.short(), commit: self.commit.as_str(), app: app.as_str() };
        let name = wish.name(filled_with).map_err(NoImage::Unfit)?;
        let Some(registry) = clients.registries.of(&name) else {
            return Err(NoImage::Unfit(format!("`{}` is not a registry that Branchline can ask", name.host)));
        };
        Image::find(&registry, &name).await
    }
}

/// Everything wrong with the images of all apps, and with these apps.
pub(super) fn mistakes<'a>(apps: impl Iterator<Item = (&'a AppName, Option<&'a str>, &'a SeenImages)>) -> Vec<String> {
    let mut all = BTreeSet::new();
    for (app, stack, images) in apps {
        all.extend(images.mistakes.iter().cloned());
        if let Some(stack) = stack.filter(|stack| *stack != CONTAINER) {
            all.insert(format!(
                "images: `{app}` is on the stack `{stack}`, and images need `container`. Change it with \
                 `heroku stack:set container --app {app}`"
            ));
        }
    }
    Vec::from_iter(all)
}

/// The version of the current release, if it runs exactly these images. Where Heroku does not say what a process type
/// runs, the release's description decides.
fn live(images: &[(String, Image)], running: &[(String, String)], releases: &[Release]) -> Option<u64> {
    let succeeded = || releases.iter().filter(|release| release.status == ReleaseStatus::Succeeded);
    let current = succeeded().find(|release| release.current == Some(true)).or_else(|| succeeded().next())?;
    let runs = |(process, image): &(String, Image)| match running.iter().find(|(other, _)| other == process) {
        Some((_, id)) => id == image.id(),
        None => current.description.as_deref().is_some_and(|text| text.contains(short(image.id()))),
    };
    let is_newest = releases.first().is_some_and(|newest| newest.id == current.id);
    (!images.is_empty() && is_newest && images.iter().all(runs)).then_some(current.version)
}
