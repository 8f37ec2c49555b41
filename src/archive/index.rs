//! Git's index, as far as it tells which files are tracked: <https://git-scm.com/docs/index-format>.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// What the mode of an entry says that stands for another repository's commit.
const GITLINK: u32 = 0o160_000;
/// An entry that stands for a whole folder of a sparse checkout.
const FOLDER: u32 = 0o040_000;
/// Everything of an entry before its flags, where hashes have 20 bytes.
const BEFORE_HASH: usize = 40;
const HEADER: usize = 12;

/// A file, or another repository, that is tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    /// Seen from the top of the checkout.
    pub(crate) path: PathBuf,
    /// Whether it is a submodule.
    pub(crate) is_submodule: bool,
}

/// All that an index tracks; none where it is no index that can be read, with hashes of 20 or of 32 bytes.
pub(crate) fn tracked(index: &[u8]) -> Option<Vec<Tracked>> {
    [20, 32].into_iter().find_map(|hash| entries(index, hash))
}

fn entries(index: &[u8], hash: usize) -> Option<Vec<Tracked>> {
    if index.get(..4)? != b"DIRC" {
        return None;
    }
    let (version, count) = (number(index, 4)?, number(index, 8)? as usize);
    if !(2..=4).contains(&version) || count > index.len() / BEFORE_HASH {
        return None;
    }
    let (mut at, mut path, mut tracked) = (HEADER, Vec::new(), Vec::with_capacity(count));
    for _ in 0..count {
        let mode = number(index, at + 24)?;
        let flags = index.get(at + BEFORE_HASH + hash..at + BEFORE_HASH + hash + 2)?;
        let is_extended = flags[0] & 0b0100_0000 != 0;
        let mut name = at + BEFORE_HASH + hash + 2 + if is_extended { 2 } else { 0 };
        if version == 4 {
            let (dropped, length) = offset(index.get(name..)?)?;
            path.truncate(path.len().checked_sub(dropped)?);
            name += length;
        } else {
            path.clear();
        }
        let end = name + index.get(name..)?.iter().position(|byte| *byte == 0)?;
        path.extend_from_slice(&index[name..end]);
        at = if version == 4 { end + 1 } else { at + (end - at + 8) / 8 * 8 };
        if !is_plain(&path) {
            return None;
        }
        if mode & 0o170_000 != FOLDER {
            let path = PathBuf::from(OsStr::from_bytes(&path));
            tracked.push(Tracked { path, is_submodule: mode & 0o170_000 == GITLINK });
        }
    }
    // Behind the entries and whatever extends them stands the hash of it all.
    (index.len() >= at + hash).then_some(tracked)
}

fn number(index: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?))
}

/// How many bytes of the path before are dropped, and how many bytes tell that.
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = usize::from(bytes.first()? & 0x7f);
    let mut length = 1;
    while bytes[length - 1] & 0x80 != 0 {
        let byte = *bytes.get(length)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        length += 1;
    }
    Some((value, length))
}

/// Whether a path stays where it is: git itself refuses any other.
fn is_plain(path: &[u8]) -> bool {
    !path.is_empty() && path.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}
