//! Repacks one folder of an archive as an archive of its own, without holding either in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType};

use super::{
    error::ArchiveError,
    links,
    packed::{Packed, TOP, Tar, begin, finish},
    placeholders::{LONGEST_POINTER, is_pointer, warn_of_pointers, warn_of_submodules},
};
use crate::names::folder::Folder;

const BY_WORKSPACE: &str =
    "GitHub's archives hold no more than that. Set `source: workspace`, after `actions/checkout` with";
/// The maximum size of `.gitmodules` in bytes.
const LONGEST_LIST: u64 = 256 * 1024;

/// What an archive has of a folder.
#[derive(Default)]
struct Seen {
    files: usize,
    /// Whether the folder exists, even if it is empty.
    is_there: bool,
    /// Whether it is a file instead.
    is_file: bool,
    pointers: Vec<String>,
    empty_folders: BTreeSet<PathBuf>,
    submodules: Vec<PathBuf>,
    /// Symbolic links in the folder, with their targets.
    links: BTreeMap<PathBuf, PathBuf>,
}

/// Takes a folder out of a gzipped tarball with a single top folder, as GitHub makes them.
pub(crate) fn repack(archive: impl Read, folder: &Folder, temporary: &Path) -> Result<Packed, ArchiveError> {
    let mut tar = begin(temporary)?;
    let (mut seen, mut archive) = (Seen::default(), Archive::new(MultiGzDecoder::new(archive)));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        if let Some(path) = place(&entry)? {
            take(&mut tar, &mut entry, &path, folder, &mut seen)?;
        }
    }
    // Only the end of the stream shows whether the download was complete.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    let about = |text: &str| Err(ArchiveError::Mistake(format!("directory: `{folder}` {text}")));
    match seen {
        Seen { is_file: true, .. } => about("is a file, not a folder. Write a folder of the repository, such as api"),
        Seen { is_there: false, .. } => about("is not in the commit. Check its name, and whether this branch has it"),
        Seen { files: 0, .. } => about("has no file in the commit. Write another folder"),
        seen => {
            if let Some((place, target)) = links::first_that_leaves(&seen.links) {
                return Err(ArchiveError::Mistake(links::mistake(place, target)));
            }
            let warnings = seen.warnings(folder);
            finish(tar, seen.files, warnings)
        }
    }
}

impl Seen {
    fn warnings(&self, folder: &Folder) -> Vec<String> {
        let is_empty = |path: &&PathBuf| path.starts_with(folder.as_str()) && self.empty_folders.contains(*path);
        let empty: Vec<_> = self.submodules.iter().filter(is_empty).map(|path| path.display().to_string()).collect();
        let submodules = warn_of_submodules(&empty, &format!("{BY_WORKSPACE} `submodules: recursive`"));
        let pointers = warn_of_pointers(&self.pointers, &format!("{BY_WORKSPACE} `lfs: true`"));
        submodules.into_iter().chain(pointers).collect()
    }
}

/// An entry's path below the top folder, or `None` if the entry is not a file of the repository.
fn place<R: Read>(entry: &Entry<'_, R>) -> Result<Option<PathBuf>, ArchiveError> {
    if matches!(entry.header().entry_type(), EntryType::XGlobalHeader | EntryType::XHeader) {
        return Ok(None);
    }
    let path = entry.path().map_err(broken)?;
    let mut parts = path.components().filter(|part| *part != Component::CurDir);
    let first = parts.next();
    let rest: Option<PathBuf> = parts.map(|part| matches!(part, Component::Normal(_)).then_some(part)).collect();
    match (first, rest) {
        (Some(Component::Normal(_)), Some(rest)) => Ok(Some(rest).filter(|rest| *rest != Path::new(""))),
        _ => Err(ArchiveError::Mistake(format!("GitHub's archive holds `{}`, which leads out of it", path.display()))),
    }
}

fn take<R: Read>(
    tar: &mut Tar,
    entry: &mut Entry<'_, R>,
    path: &Path,
    folder: &Folder,
    seen: &mut Seen,
) -> Result<(), ArchiveError> {
    let kind = entry.header().entry_type();
    if path == Path::new(".gitmodules") && kind.is_file() {
        let mut list = String::new();
        // A list that is not text names no submodule.
        let _ = entry.take(LONGEST_LIST).read_to_string(&mut list);
        seen.submodules = submodules(&list);
        return Ok(());
    }
    let Ok(within) = path.strip_prefix(folder.as_str()) else { return Ok(()) };
    seen.is_there = true;
    if within == Path::new("") {
        seen.is_file = !kind.is_dir();
        return Ok(());
    }
    path.ancestors().skip(1).for_each(|above| {
        seen.empty_folders.remove(above);
    });
    if kind.is_dir() {
        seen.empty_folders.insert(path.to_owned());
        return Ok(());
    }
    add(tar, entry, within, seen)?;
    seen.files += 1;
    Ok(())
}

fn add<R: Read>(tar: &mut Tar, entry: &mut Entry<'_, R>, within: &Path, seen: &mut Seen) -> Result<(), ArchiveError> {
    let name = Path::new(TOP).join(within);
    let mut header = tar::Header::new_gnu();
    let (mode, time) = (entry.header().mode().unwrap_or(0o644), entry.header().mtime().unwrap_or_default());
    header.set_mode(if mode & 0o111 == 0 { 0o644 } else { 0o755 });
    header.set_mtime(time);
    header.set_entry_type(entry.header().entry_type());
    match entry.header().entry_type() {
        EntryType::Symlink => {
            let target = entry.link_name().map_err(broken)?.unwrap_or_default().into_owned();
            seen.links.insert(within.to_owned(), target.clone());
            header.set_size(0);
            tar.append_link(&mut header, name, target).map_err(broken)
        }
        EntryType::Regular => {
            header.set_size(entry.size());
            let mut beginning = Vec::new();
            if entry.size() <= LONGEST_POINTER {
                entry.take(LONGEST_POINTER).read_to_end(&mut beginning).map_err(broken)?;
            }
            if is_pointer(&beginning) {
                seen.pointers.push(within.display().to_string());
            }
            tar.append_data(&mut header, name, io::Cursor::new(beginning).chain(entry)).map_err(broken)
        }
        _ => Err(ArchiveError::Mistake(format!("`{}` is not a file, a folder or a symbolic link", within.display()))),
    }
}

/// The paths that a `.gitmodules` names.
fn submodules(list: &str) -> Vec<PathBuf> {
    let path =
        |line: &str| Some(PathBuf::from(line.trim().strip_prefix("path")?.trim_start().strip_prefix('=')?.trim()));
    list.lines().filter_map(path).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed an error")]
fn broken(error: io::Error) -> ArchiveError {
    ArchiveError::Download(format!("GitHub's archive cannot be read: {error}"))
}
