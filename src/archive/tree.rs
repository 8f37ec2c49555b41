//! The files of a checkout that `git add --all` would take, and those of its submodules, which it would not.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;

use super::{
    error::ArchiveError,
    index::{Tracked, tracked},
};

/// Paths relative to the top of a checkout.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Files and symbolic links, sorted.
    pub(super) files: BTreeSet<PathBuf>,
    /// Empty submodules.
    pub(super) empty_submodules: Vec<String>,
    /// Checkouts with an index that cannot be read.
    pub(super) unread_indexes: Vec<String>,
}

/// All files below `top` that belong to its checkout.
pub(super) fn tree(top: &Path) -> Result<Tree, ArchiveError> {
    let mut tree = Tree::default();
    add(top, Path::new(""), &mut tree)?;
    Ok(tree)
}

/// All files below a folder, even those that git ignores.
pub(super) fn everything(top: &Path) -> Result<BTreeSet<PathBuf>, ArchiveError> {
    let mut walk = WalkBuilder::new(top);
    walk.standard_filters(false).filter_entry(|entry| entry.file_name() != ".git");
    files_of(&walk, top)
}

/// Adds the files of the folder `place`: the whole checkout, or a submodule.
fn add(top: &Path, place: &Path, tree: &mut Tree) -> Result<(), ArchiveError> {
    let folder = top.join(place);
    let tracked = index_of(&folder).unwrap_or_else(|| {
        if git_folder(&folder).is_some_and(|git| git.join("index").exists()) {
            let name = if place == Path::new("") { Path::new(".") } else { place };
            tree.unread_indexes.push(name.display().to_string());
        }
        Vec::new()
    });
    let submodules = submodules(&folder, &tracked)?;
    let inner = submodules.clone();
    let mut walk = WalkBuilder::new(&folder);
    walk.standard_filters(false).git_ignore(true).git_exclude(true).require_git(false);
    walk.filter_entry(move |entry| entry.file_name() != ".git" && !inner.contains(entry.path()));
    let found = files_of(&walk, &folder)?;
    let is_file = |path: &PathBuf| {
        let is_there = fs::symlink_metadata(folder.join(path)).is_ok_and(|found| !found.is_dir());
        is_there && !lies_behind_a_link(&folder, path)
    };
    let is_ours = |tracked: &&Tracked| {
        !tracked.is_submodule && !submodules.iter().any(|other| folder.join(&tracked.path).starts_with(other))
    };
    let kept = tracked.iter().filter(is_ours).map(|tracked| tracked.path.clone()).filter(is_file);
    tree.files.extend(found.into_iter().chain(kept).map(|path| place.join(path)));
    for submodule in submodules {
        let within = submodule.strip_prefix(top).unwrap_or(&submodule).to_owned();
        if fs::read_dir(&submodule).is_ok_and(|mut files| files.next().is_none()) {
            tree.empty_submodules.push(within.display().to_string());
        }
        add(top, &within, tree)?;
    }
    Ok(())
}

/// Folders that hold another repository: submodules, and other checkouts.
fn submodules(folder: &Path, tracked: &[Tracked]) -> Result<HashSet<PathBuf>, ArchiveError> {
    let is_folder = |path: &&PathBuf| {
        let is_one = fs::symlink_metadata(folder.join(path)).is_ok_and(|found| found.is_dir());
        is_one && !lies_behind_a_link(folder, path)
    };
    let named = tracked.iter().filter(|tracked| tracked.is_submodule).map(|tracked| &tracked.path).filter(is_folder);
    let mut found: HashSet<_> = named.map(|path| folder.join(path)).collect();
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false).git_ignore(true).git_exclude(true).require_git(false);
    let top = folder.to_owned();
    walk.filter_entry(move |entry| {
        // Another repository decides itself about what is in it.
        let above = entry.path().parent().unwrap_or(&top);
        entry.file_name() != ".git" && (above == top || !above.join(".git").exists())
    });
    for entry in walk.build() {
        let entry = entry.map_err(unreadable)?;
        if entry.depth() > 0
            && entry.file_type().is_some_and(|kind| kind.is_dir())
            && entry.path().join(".git").exists()
        {
            found.insert(entry.into_path());
        }
    }
    Ok(found)
}

/// Whether a folder on the way to a tracked path is now a link, which may lead anywhere.
fn lies_behind_a_link(folder: &Path, path: &Path) -> bool {
    path.ancestors().skip(1).any(|above| above != Path::new("") && folder.join(above).is_symlink())
}

fn files_of(walk: &WalkBuilder, top: &Path) -> Result<BTreeSet<PathBuf>, ArchiveError> {
    let mut files = BTreeSet::new();
    for entry in walk.build() {
        let entry = entry.map_err(unreadable)?;
        let is_one = entry.file_type().is_some_and(|kind| kind.is_file() || kind.is_symlink());
        if let (true, Ok(path)) = (is_one && entry.depth() > 0, entry.path().strip_prefix(top)) {
            files.insert(path.to_owned());
        }
    }
    Ok(files)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed an error")]
fn unreadable(error: ignore::Error) -> ArchiveError {
    ArchiveError::Mistake(format!("cannot read the checked-out files: {error}"))
}

/// What the repository in `folder` tracks, or `None` if there is no repository or its index cannot be read.
fn index_of(folder: &Path) -> Option<Vec<Tracked>> {
    tracked(&fs::read(git_folder(folder)?.join("index")).ok()?)
}

/// The repository of a checkout: `.git` is a folder or, in a submodule, a file that names one.
pub(super) fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let named = fs::read_to_string(&git).ok()?;
    Some(folder.join(named.strip_prefix("gitdir:")?.trim()))
}
