//! The services that the tests begin with.

use std::time::Duration;

use branchline::sandbox::github::{PullRequest, Repository, sha_of};
use branchline::sandbox::{Sandbox, World};
use serde_json::{Value, json};

use super::client::Client;

/// Far longer than anything takes that does not fail.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The app `acme-production` in the pipeline `acme`.
pub(crate) async fn heroku(change: impl FnOnce(&mut World)) -> (Sandbox, Client) {
    let mut world = World::for_rehearsal("acme/shop", &["acme-production"], Some("acme"));
    change(&mut world);
    let sandbox = Sandbox::start(world).await.unwrap();
    let client = Client::heroku(&sandbox);
    (sandbox, client)
}

pub(crate) fn source(sandbox: &Sandbox) -> Value {
    let url = format!("{}/acme/shop/legacy.tar.gz/main", sandbox.urls().codeload);
    json!({ "url": url, "version": "0123456789abcdef0123456789abcdef01234567" })
}

/// The repository `acme/shop` with the pull request 7 from `feature/cart`.
pub(crate) async fn github(change: impl FnOnce(&mut World)) -> (Sandbox, Client) {
    let mut world = World::for_rehearsal("acme/shop", &[], None);
    let pull_request = PullRequest::new(7, "feature/cart", &sha_of("cart")).labeled("preview");
    world.add_pull_request("acme/shop", pull_request);
    change(&mut world);
    let sandbox = Sandbox::start(world).await.unwrap();
    let client = Client::github(&sandbox);
    (sandbox, client)
}

pub(crate) fn repository(world: &mut World) -> &mut Repository {
    world.github.repository_mut("acme/shop").unwrap()
}

/// A path below that repository.
pub(crate) fn at(path: &str) -> String {
    format!("/repos/acme/shop{path}")
}

/// One field of each item of a list.
pub(crate) fn names(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item[field].to_string().trim_matches('"').to_owned()).collect()
}
