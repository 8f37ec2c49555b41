use std::{cell::RefCell, collections::HashMap};

use url::Url;

use super::client::{Login, Registry};
use crate::{
    http::{Bare, is_loopback},
    names::image::ImageName,
};

const GITHUB: &str = "ghcr.io";

/// The logins for the registries. Each goes to its own registry alone.
#[derive(Debug, Default)]
pub(crate) struct Logins {
    /// The Heroku key, for Heroku's registry.
    pub(crate) heroku: Option<Login>,
    /// The workflow's token, for GitHub's registry, unless another login is given.
    pub(crate) github: Option<Login>,
    /// The login that the workflow gives for the registry of its images.
    pub(crate) given: Option<Login>,
}

/// All registries that images come from and go to.
#[derive(Debug)]
pub(crate) struct Registries {
    bare: Bare,
    logins: Logins,
    /// Heroku's registry.
    pub(crate) heroku: Registry,
    /// The registry that stands in for all others in a rehearsal.
    stand_in: Option<Url>,
    known: RefCell<HashMap<String, Registry>>,
}

impl Registries {
    /// The registries, with Heroku's at `heroku`.
    pub(crate) fn new(bare: Bare, heroku: Url, logins: Logins) -> Self {
        let name = host_of(&heroku);
        let heroku = Registry::new(bare.clone(), heroku, name, logins.heroku.clone());
        Self { bare, logins, heroku, stand_in: None, known: RefCell::default() }
    }

    /// Replaces every registry that images come from.
    pub(crate) fn rehearsing(self, stand_in: Url) -> Self {
        Self { stand_in: Some(stand_in), ..self }
    }

    /// The registry that has an image; `None` if its name yields no address.
    pub(crate) fn of(&self, image: &ImageName) -> Option<Registry> {
        if image.is_herokus() {
            return Some(self.heroku.clone());
        }
        if let Some(known) = self.known.borrow().get(&image.host) {
            return Some(known.clone());
        }
        let base = self.stand_in.clone().or_else(|| address_of(image.asked_host()))?;
        let login = match image.host.as_str() {
            _ if self.logins.given.is_some() => self.logins.given.clone(),
            GITHUB => self.logins.github.clone(),
            _ => None,
        };
        let registry = Registry::new(self.bare.clone(), base, image.host.clone(), login);
        self.known.borrow_mut().insert(image.host.clone(), registry.clone());
        Some(registry)
    }
}

fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Uses https, unless the registry is on this machine.
fn address_of(host: &str) -> Option<Url> {
    let secure = Url::parse(&format!("https://{host}/")).ok()?;
    if is_loopback(&secure) { Url::parse(&format!("http://{host}/")).ok() } else { Some(secure) }
}
