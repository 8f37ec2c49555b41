//! Which files of a checked-out folder are packed.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::{
    error::ArchiveError,
    links,
    placeholders::{LONGEST_POINTER, is_pointer, warn_of_pointers, warn_of_submodules},
    tree::{everything, git_folder, tree},
};
use crate::names::folder::Folder;

const CHECK_OUT: &str = "Check the repository out before this step:\n    - uses: actions/checkout@v7";
const WITH_LFS: &str = "Add `lfs: true` to the `with:` of `actions/checkout`";
const WITH_SUBMODULES: &str = "Add `submodules: recursive` to the `with:` of `actions/checkout`";

/// Files of one folder.
#[derive(Debug)]
pub(crate) struct Listing {
    /// The folder that becomes the app's root.
    pub(super) root: PathBuf,
    /// Relative to `root`, sorted.
    pub(super) files: BTreeSet<PathBuf>,
    /// Warnings for the user, one line each.
    pub(super) warnings: Vec<String>,
}

/// The commit that is checked out in a folder, if that is readable.
pub(crate) fn head_of(checkout: &Path) -> Option<String> {
    let git = git_folder(checkout)?;
    let head = fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(reference) = head.trim().strip_prefix("ref: ") else { return Some(head.trim().to_owned()) };
    let packed = || {
        let packed = fs::read_to_string(git.join("packed-refs")).ok()?;
        packed.lines().find_map(|line| line.strip_suffix(reference)?.split_whitespace().next().map(ToOwned::to_owned))
    };
    fs::read_to_string(git.join(reference)).ok().map(|commit| commit.trim().to_owned()).or_else(packed)
}

/// Lists what `git add --all` would take from a folder of the checkout, and what `include` names.
pub(crate) fn list(checkout: &Path, folder: Option<&Folder>, include: &[String]) -> Result<Listing, ArchiveError> {
    if fs::read_dir(checkout).map_or(true, |mut files| files.next().is_none()) {
        return Err(mistake(format!("source: the workspace is empty. {CHECK_OUT}")));
    }
    let root = folder.map_or_else(|| checkout.to_owned(), |folder| checkout.join(folder.as_str()));
    if let Some(folder) = folder {
        must_be_within(checkout, &root, folder)?;
    }
    let found = tree(checkout)?;
    let within = |path: PathBuf| {
        folder.map_or(Some(path.clone()), |folder| path.strip_prefix(folder.as_str()).ok().map(Path::to_owned))
    };
    let mut files: BTreeSet<_> = found.files.into_iter().filter_map(within).collect();
    let mut warnings = add_included(&root, include, &mut files)?;
    if files.is_empty() {
        let what = folder.map_or_else(|| "source: the workspace".to_owned(), |folder| format!("directory: `{folder}`"));
        return Err(mistake(format!("{what} has no file to deploy: git ignores all of them. Name some in `include`")));
    }
    let empty: Vec<_> =
        found.empty_submodules.into_iter().filter(|path| within(PathBuf::from(path)).is_some()).collect();
    warnings.extend(found.unread_indexes.iter().map(|folder| {
        format!(
            "git's index of `{folder}` cannot be read, so files that are tracked although git ignores them are left out. Name \
             them in `include`"
        )
    }));
    warnings.extend(warn_of_submodules(&empty, WITH_SUBMODULES));
    warnings.extend(warn_of_pointers(&pointers(&root, &files), WITH_LFS));
    must_stay_within(&root, &files)?;
    Ok(Listing { root, files, warnings })
}

fn mistake(text: String) -> ArchiveError {
    ArchiveError::Mistake(text)
}

fn must_be_within(checkout: &Path, root: &Path, folder: &Folder) -> Result<(), ArchiveError> {
    if !root.is_dir() {
        let what = if root.exists() { "is a file, not a folder" } else { "is not in the workspace" };
        return Err(mistake(format!("directory: `{folder}` {what}. Write a folder of the repository, such as api")));
    }
    let (real, top) = (root.canonicalize(), checkout.canonicalize());
    let is_within = real.and_then(|real| Ok(real.starts_with(top?)));
    if !is_within.map_err(ArchiveError::machine(format!("cannot look at `{folder}`")))? {
        return Err(mistake(format!(
            "directory: `{folder}` leads out of the workspace. Write a folder of the repository"
        )));
    }
    // What git lists below a folder it does not list below a link to it.
    if let Some(link) = Path::new(folder.as_str()).ancestors().find(|part| checkout.join(part).is_symlink()) {
        let link = link.display();
        return Err(mistake(format!("directory: `{link}` is a symbolic link. Write the folder that it leads to")));
    }
    Ok(())
}

/// Adds the ignored files that patterns name, and returns a warning for each pattern without a match.
fn add_included(root: &Path, include: &[String], files: &mut BTreeSet<PathBuf>) -> Result<Vec<String>, ArchiveError> {
    if include.is_empty() {
        return Ok(Vec::new());
    }
    let all = everything(root)?;
    let mut warnings = Vec::new();
    for pattern in include {
        let globs = globs(pattern)?;
        let named: Vec<_> = all.iter().filter(|path| globs.is_match(path)).collect();
        if named.is_empty() {
            warnings
                .push(format!("`include` names `{pattern}`, and no file matches. Check that an earlier step makes it"));
        }
        files.extend(named.into_iter().cloned());
    }
    Ok(warnings)
}

/// The globs of a pattern: a folder's name stands for everything in it.
fn globs(pattern: &str) -> Result<GlobSet, ArchiveError> {
    let bare = pattern.trim_start_matches("./").trim_end_matches('/');
    let mut set = GlobSetBuilder::new();
    for pattern in [bare.to_owned(), format!("{bare}/**")] {
        let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build();
        set.add(glob.map_err(|error| mistake(format!("include: `{pattern}` is not a glob: {}", error.kind())))?);
    }
    set.build().map_err(|error| mistake(format!("include: `{pattern}` is not a glob: {}", error.kind())))
}

fn must_stay_within(root: &Path, files: &BTreeSet<PathBuf>) -> Result<(), ArchiveError> {
    let links = files.iter().filter_map(|place| Some((place.clone(), fs::read_link(root.join(place)).ok()?))).collect();
    match links::first_that_leaves(&links) {
        Some((place, target)) => Err(mistake(links::mistake(place, target))),
        None => Ok(()),
    }
}

fn pointers(root: &Path, files: &BTreeSet<PathBuf>) -> Vec<String> {
    let is_one = |place: &&PathBuf| {
        let path = root.join(place);
        let is_short = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= LONGEST_POINTER);
        let mut beginning = Vec::new();
        let read = is_short && File::open(path).is_ok_and(|file| file.take(64).read_to_end(&mut beginning).is_ok());
        read && is_pointer(&beginning)
    };
    files.iter().filter(is_one).map(|path| path.display().to_string()).collect()
}
