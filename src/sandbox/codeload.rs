//! The host of GitHub's archives: it asks for no credentials, only for the right address.

use std::io;

use flate2::{Compression, write::GzEncoder};
use tar::{Builder, EntryType, Header};

use super::call::Call;
use super::github::{GitHub, Repository};
use super::reply::{Content, Reply};

pub(super) fn answer(github: &GitHub, call: &Call) -> Reply {
    let token = call.query("token").unwrap_or_default();
    let path = call.segments().join("/");
    let file = |repository: &str, reference: &str| format!("{repository}/legacy.tar.gz/{reference}");
    let mut links = github.archive_links.iter();
    let known = links.find(|link| link.token == token && file(&link.repository, &link.reference) == path);
    let repository = known.and_then(|link| github.repository(&link.repository));
    match repository.map(archive) {
        Some(Ok(bytes)) => Reply::new(200, Content::Archive(bytes)),
        _ => Reply::text(404, "404: Not Found"),
    }
}

/// As GitHub packs a repository: all of it below one folder, behind an entry that names the commit.
fn archive(repository: &Repository) -> io::Result<Vec<u8>> {
    if let Some(made) = &repository.archive {
        return Ok(made.clone());
    }
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let top = repository.full_name.replace('/', "-");
    let mut global = Header::new_ustar();
    let comment = b"52 comment=0123456789abcdef0123456789abcdef01234567\n";
    global.set_entry_type(EntryType::XGlobalHeader);
    global.set_size(comment.len() as u64);
    tar.append_data(&mut global, "pax_global_header", &comment[..])?;
    for (place, text) in &repository.files {
        let mut header = Header::new_gnu();
        header.set_mode(if text.starts_with("#!") { 0o755 } else { 0o644 });
        header.set_size(text.len() as u64);
        let name = format!("{top}-0123456/{place}");
        match text.strip_prefix("-> ") {
            Some(target) => {
                header.set_entry_type(EntryType::Symlink);
                header.set_size(0);
                tar.append_link(&mut header, name, target)?;
            }
            None => tar.append_data(&mut header, name, text.as_bytes())?,
        }
    }
    tar.into_inner()?.finish()
}
