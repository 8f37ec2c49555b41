//! Symbolic links, which may lead anywhere within the packed folder and nowhere else.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

/// Linux gives up after so many links on the way, because they probably form a circle.
/// <https://man7.org/linux/man-pages/man7/path_resolution.7.html>
const MOST_LINKS: usize = 40;

/// The first of these symbolic links that leads out of the packed folder, perhaps through another of them. Places are relative to
/// the folder. The links are never followed.
pub(super) fn first_that_leaves(links: &BTreeMap<PathBuf, PathBuf>) -> Option<(&Path, &Path)> {
    let found = links.iter().find(|(place, target)| leads_out(place, target, links));
    found.map(|(place, target)| (place.as_path(), target.as_path()))
}

fn leads_out(place: &Path, target: &Path, links: &BTreeMap<PathBuf, PathBuf>) -> bool {
    let mut at = place.parent().unwrap_or(Path::new("")).to_owned();
    let mut rest: Vec<Component<'_>> = target.components().rev().collect();
    let mut passed = 0;
    while let Some(component) = rest.pop() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !at.pop() {
                    return true;
                }
            }
            Component::RootDir | Component::Prefix(_) => return true,
            Component::Normal(name) => {
                at.push(name);
                if let Some(next) = links.get(&at) {
                    passed += 1;
                    if passed > MOST_LINKS {
                        return false;
                    }
                    at.pop();
                    rest.extend(next.components().rev());
                }
            }
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

    use super::first_that_leaves;

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
            let links = [(place.into(), target.into())].into();
            assert_eq!(first_that_leaves(&links).is_some(), leads, "{place} -> {target}");
        }
    }

    #[test]
    fn it_may_not_lead_out_through_another_either() {
        for (links, leaves) in [
            (&[("d/s", ".."), ("t", "d/s/../etc/passwd")][..], Some("t")),
            (&[("d/s", ".."), ("t", "d/s/d/x")], None),
            (&[("d/s", "../e/f"), ("t", "d/s/../../x")], None),
            (&[("d/s", "../e"), ("t", "d/s/../../x")], Some("t")),
            (&[("a", "b"), ("b", "c"), ("c", "/etc")], Some("a")),
            (&[("a", "b"), ("b", "a"), ("c", "a/../../x")], None),
        ] {
            let links = links.iter().map(|(place, target)| ((*place).into(), (*target).into())).collect();
            assert_eq!(first_that_leaves(&links).map(|(place, _)| place), leaves.map(Path::new), "{links:?}");
        }
    }
}
