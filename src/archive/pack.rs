//! Packs the files of a folder.

use std::{
    fs::{self, File, Metadata},
    io,
    os::unix::fs::PermissionsExt,
    path::Path,
};

use tar::{EntryType, Header};

use super::{
    error::ArchiveError,
    listing::Listing,
    packed::{Packed, TOP, Tar, begin, finish},
};

/// The time of every file, in seconds since 1970, so that the same files give the same bytes. It is after 1980, because
/// some builds put their files into ZIP archives, which know no earlier time.
const TIME: u64 = 1_000_000_000;

/// Packs the files of a listing into a temporary file in `temporary`.
pub(crate) fn pack(listing: Listing, temporary: &Path) -> Result<Packed, ArchiveError> {
    let mut tar = begin(temporary)?;
    for place in &listing.files {
        let added = add(&mut tar, &listing.root, place);
        added.map_err(ArchiveError::machine(format!("cannot pack `{}`", place.display())))?;
    }
    finish(tar, listing.files.len(), listing.warnings)
}

fn add(tar: &mut Tar, root: &Path, place: &Path) -> io::Result<()> {
    let (path, name) = (root.join(place), Path::new(TOP).join(place));
    let found = fs::symlink_metadata(&path)?;
    let mut header = header(&found);
    if found.is_symlink() {
        return tar.append_link(&mut header, name, fs::read_link(path)?);
    }
    let mut file = File::open(path)?;
    // A file that grows while it is packed is cut. One that shrinks is an error.
    let mut content = io::Read::take(&mut file, found.len());
    tar.append_data(&mut header, name, &mut content)?;
    match content.limit() {
        0 => Ok(()),
        _ => Err(io::Error::other("it shrank while Branchline packed it")),
    }
}

fn header(found: &Metadata) -> Header {
    let mut header = Header::new_gnu();
    let is_executable = found.permissions().mode() & 0o111 != 0;
    header.set_entry_type(if found.is_symlink() { EntryType::Symlink } else { EntryType::Regular });
    header.set_mode(if is_executable { 0o755 } else { 0o644 });
    header.set_size(if found.is_symlink() { 0 } else { found.len() });
    header.set_mtime(TIME);
    header
}
