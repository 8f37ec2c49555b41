//! Files that only stand for others.

/// How a file begins that stands for one in Git LFS: <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// No pointer is longer.
pub(super) const LONGEST_POINTER: u64 = 1024;

/// Whether a file stands for one in Git LFS, by its beginning.
pub(super) fn is_pointer(beginning: &[u8]) -> bool {
    beginning.starts_with(POINTER)
}

/// The line about files that stand for others, if there are some.
pub(super) fn warn_of_pointers(pointers: &[String], mend: &str) -> Option<String> {
    let first = pointers.first()?;
    let others = match pointers.len() {
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    Some(format!("`{first}`{others} only point to files in Git LFS, and are deployed as they are. {mend}"))
}

/// The line about submodules of which no file is there, if there are some.
pub(super) fn warn_of_submodules(empty: &[String], mend: &str) -> Option<String> {
    let names: Vec<_> = empty.iter().map(|path| format!("`{path}`")).collect();
    let (what, is) = if names.len() == 1 { ("submodule", "is") } else { ("submodules", "are") };
    (!names.is_empty()).then(|| format!("the {what} {} {is} empty. {mend}", names.join(", ")))
}
