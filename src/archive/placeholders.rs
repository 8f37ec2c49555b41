//! Files that only stand for others.

/// How a Git LFS pointer file begins: <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// The maximum size of a pointer in bytes.
pub(super) const LONGEST_POINTER: u64 = 1024;

/// Whether a file is a Git LFS pointer, going by its beginning.
pub(super) fn is_pointer(beginning: &[u8]) -> bool {
    beginning.starts_with(POINTER)
}

/// The warning about pointers, if there are any.
pub(super) fn warn_of_pointers(pointers: &[String], mend: &str) -> Option<String> {
    let first = pointers.first()?;
    let others = match pointers.len() {
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    Some(format!("`{first}`{others} only point to files in Git LFS, and are deployed as they are. {mend}"))
}

/// The warning about empty submodules, if there are any.
pub(super) fn warn_of_submodules(empty: &[String], mend: &str) -> Option<String> {
    let names: Vec<_> = empty.iter().map(|path| format!("`{path}`")).collect();
    let (what, is) = if names.len() == 1 { ("submodule", "is") } else { ("submodules", "are") };
    (!names.is_empty()).then(|| format!("the {what} {} {is} empty. {mend}", names.join(", ")))
}
