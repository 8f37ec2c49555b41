//! Replies: JSON that is read as everything that the clients have a public type for.
#![no_main]

use branchline::{
    github::{Comment, Deployment},
    heroku::{App, AppSetup, Build, Release, ReviewApp},
};
use libfuzzer_sys::fuzz_target;
use serde::de::DeserializeOwned;

fuzz_target!(|data: &[u8]| {
    read::<App>(data);
    read::<AppSetup>(data);
    read::<Deployment>(data);
    if let Some(builds) = read::<Build>(data) {
        builds.iter().for_each(|build| {
            let _ = (build.version(), build.description(), build.release());
        });
    }
    read::<Release>(data);
    for review_app in read::<ReviewApp>(data).into_iter().flatten() {
        let _ = (review_app.app(), review_app.app_setup(), review_app.fork());
    }
    for comment in read::<Comment>(data).into_iter().flatten() {
        let _ = (comment.author(), comment.is_by_app(), comment.text());
    }
});

/// One of a kind, or a list of them.
fn read<T: DeserializeOwned>(data: &[u8]) -> Option<Vec<T>> {
    let one = || serde_json::from_slice(data).ok().map(|one| vec![one]);
    serde_json::from_slice(data).ok().or_else(one)
}
