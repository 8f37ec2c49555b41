//! Symbolic links, which may lead anywhere within the packed folder and nowhere else.

use std::path::{Component, Path};

/// Whether a symbolic link at `place`, relative to the packed folder, leads out of it. The link is never followed.
pub(super) fn leads_out(place: &Path, target: &Path) -> bool {
    let mut depth = place.components().count().saturating_sub(1);
    for component in target.components() {
        match component {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return true,
        }
    }
    false
}

/// The message for a link that leads out.
pub(super) fn mistake(place: &Path, target: &Path) -> String {
    format!(
        "the symbolic link `{}` leads out of the folder that is deployed, to `{}`. Remove it, or put a copy of the file in its \
         place",
        place.display(),
        target.display()
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::leads_out;

    #[test]
    fn a_link_may_lead_anywhere_within_the_folder() {
        for (place, target, leads) in [
            ("a", "b", false),
            ("a", "./b/../c", false),
            ("a/b/c", "../../d", false),
            ("a/b", "..", false),
            ("a", "..", true),
            ("a/b", "../../x", true),
            ("a/b", "../c/../../x", true),
            ("a", "/etc/passwd", true),
            ("a/b", "", false),
        ] {
            assert_eq!(leads_out(Path::new(place), Path::new(target)), leads, "{place} -> {target}");
        }
    }
}
