//! The host of GitHub's archives: it asks for no credentials, only for the right address.

use super::call::Call;
use super::github::GitHub;
use super::reply::{Content, Reply};

/// An empty gzip member: nobody here unpacks it.
const ARCHIVE: [u8; 20] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

pub(super) fn answer(github: &GitHub, call: &Call) -> Reply {
    let token = call.query("token").unwrap_or_default();
    let path = call.segments().join("/");
    let mut links = github.archive_links.iter();
    let known = links.any(|link| {
        let file = format!("{}/legacy.tar.gz/{}", link.repository, link.reference);
        link.token == token && file == path
    });
    if known { Reply::new(200, Content::Archive(&ARCHIVE)) } else { Reply::text(404, "404: Not Found") }
}
