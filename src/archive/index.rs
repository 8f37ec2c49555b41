//! Git's index, as far as it says which files are tracked: <https://git-scm.com/docs/index-format>.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// The mode of an entry that stands for a commit of another repository.
const GITLINK: u32 = 0o160_000;
/// The mode of an entry that stands for a whole folder of a sparse checkout.
const FOLDER: u32 = 0o040_000;
/// The size in bytes of an entry's fields before its hash.
const BEFORE_HASH: usize = 40;
const HEADER: usize = 12;

/// A tracked file or submodule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    /// Relative to the top of the checkout.
    pub(crate) path: PathBuf,
    /// Whether it is a submodule.
    pub(crate) is_submodule: bool,
}

/// Everything that an index tracks, or `None` if it is unreadable. Its hashes may have 20 or 32 bytes.
pub(crate) fn tracked(index: &[u8]) -> Option<Vec<Tracked>> {
    let (tracked, extensions) = [20, 32].into_iter().find_map(|hash| entries(index, hash))?;
    // Only a split index has entries without a name: those that replace another file's.
    let is_whole = !is_split(extensions) && tracked.iter().all(|entry| !entry.path.as_os_str().is_empty());
    is_whole.then_some(tracked)
}

/// The entries of an index with hashes of this size, and its extensions.
fn entries(index: &[u8], hash: usize) -> Option<(Vec<Tracked>, &[u8])> {
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
        if !path.is_empty() && !is_plain(&path) {
            return None;
        }
        if mode & 0o170_000 != FOLDER {
            let path = PathBuf::from(OsStr::from_bytes(&path));
            tracked.push(Tracked { path, is_submodule: mode & 0o170_000 == GITLINK });
        }
    }
    // The hash of the whole index follows the entries and their extensions.
    let end = index.len().checked_sub(hash)?;
    Some((tracked, index.get(at..end)?))
}

/// Whether an index has only the entries that differ from another file's.
fn is_split(mut extensions: &[u8]) -> bool {
    while let (Some(name), Some(length)) = (extensions.get(..4), number(extensions, 4)) {
        if name == b"link" {
            return true;
        }
        extensions = extensions.get(8 + length as usize..).unwrap_or_default();
    }
    false
}

fn number(index: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?))
}

/// How many bytes to drop from the previous path, and how many bytes encode that number.
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

/// Whether a path stays inside the checkout. Git itself refuses any other.
fn is_plain(path: &[u8]) -> bool {
    !path.is_empty() && path.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}
