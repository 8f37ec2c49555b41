use serde::Serialize;

use super::{folder::Folder, git::GitRef};

const WORKSPACE: &str = " workspace";
const DIRECTORY: &str = " directory=";

/// What of a commit a build is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Material {
    /// Whether it is the checked-out folder, with what earlier steps made in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) workspace: bool,
    /// The one folder that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) directory: Option<Folder>,
}

impl Material {
    /// Whether it is all of the commit, as GitHub packs it.
    pub(crate) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// What a build of it is described by at Heroku: the full ref, and what else it is than all of the commit. No ref has a
    /// space in it.
    pub(crate) fn describe(&self, reference: &GitRef) -> String {
        format!("{}{}", reference.full(), self.mark())
    }

    fn mark(&self) -> String {
        let directory = self.directory.as_ref().map(|folder| format!("{DIRECTORY}{folder}"));
        format!("{}{}", if self.workspace { WORKSPACE } else { "" }, directory.unwrap_or_default())
    }

    /// Whether a build of this description is made of the same. One that no run of ours described is of all of the commit.
    pub(crate) fn is_of(&self, description: Option<&str>) -> bool {
        let ours = description.filter(|text| text.starts_with("refs/"));
        let mark = ours.and_then(|text| text.find(' ').map(|at| &text[at..])).unwrap_or_default();
        let is_mark = mark.starts_with(WORKSPACE) || mark.starts_with(DIRECTORY);
        self.mark() == if is_mark { mark } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::Material;

    #[test]
    fn a_build_tells_what_it_is_made_of() {
        let of = |workspace, folder: &str| Material { workspace, directory: folder.parse().ok() };
        let reference = "refs/heads/main".parse().unwrap();
        let all = [of(false, ""), of(true, ""), of(false, "api"), of(false, "api/v2"), of(true, "api")];
        for one in &all {
            for other in &all {
                let description = other.describe(&reference);
                assert_eq!(one.is_of(Some(&description)), one == other, "{description}");
            }
        }
        for told in
            [None, Some("refs/heads/main"), Some("Deploy it from the workspace"), Some("refs/heads/main by hand")]
        {
            assert!(
                of(false, "").is_of(told) && !of(true, "").is_of(told) && !of(false, "api").is_of(told),
                "{told:?}"
            );
        }
    }
}
