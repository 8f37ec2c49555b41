//! What a clone knows about its remote repositories.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::tree::git_folder;

/// The default branch, if the clone knows it. On GitHub, it is `main` or, in old repositories, `master`.
pub(crate) fn default_branch_of(checkout: &Path) -> Option<String> {
    let git = common_folder(checkout)?;
    let head = fs::read_to_string(git.join("refs/remotes/origin/HEAD")).unwrap_or_default();
    let named = head.trim().strip_prefix("ref: refs/remotes/origin/").map(ToOwned::to_owned);
    // A remote that was added by hand has no such file.
    named.or_else(|| ["main", "master"].into_iter().find(|name| has_branch(&git, name)).map(ToOwned::to_owned))
}

/// The remotes, as `owner/name`.
pub(crate) fn repositories_of(checkout: &Path) -> Vec<String> {
    let config = common_folder(checkout).and_then(|git| fs::read_to_string(git.join("config")).ok());
    let config = config.unwrap_or_default();
    let values = config.lines().filter_map(|line| line.trim().strip_prefix("url")?.trim_start().strip_prefix('='));
    values.filter_map(|value| repository(value.trim().trim_matches('"'))).collect()
}

/// The folder with branches and remotes. A second working tree keeps them with the first.
fn common_folder(checkout: &Path) -> Option<PathBuf> {
    let git = git_folder(checkout)?;
    Some(fs::read_to_string(git.join("commondir")).map_or(git.clone(), |folder| git.join(folder.trim())))
}

fn has_branch(git: &Path, name: &str) -> bool {
    let places = [format!("refs/remotes/origin/{name}"), format!("refs/heads/{name}")];
    let packed = fs::read_to_string(git.join("packed-refs")).unwrap_or_default();
    let is_packed = |place: &str| packed.lines().any(|line| line.split(' ').nth(1) == Some(place));
    places.iter().any(|place| git.join(place).is_file() || is_packed(place))
}

/// Owner and name from an address such as `https://github.com/acme/shop.git` or `git@github.com:acme/shop`.
fn repository(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => address.split_once(':').filter(|(host, _)| !host.contains('/'))?.1,
    };
    let path = path.trim_matches('/');
    let (owner, name) = path.strip_suffix(".git").unwrap_or(path).split_once('/')?;
    let is_part = |part: &str| !part.is_empty() && !part.contains('/');
    (is_part(owner) && is_part(name)).then(|| format!("{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::{default_branch_of, fs, repositories_of, repository};

    #[test]
    fn an_address_names_owner_and_repository() {
        for (address, expected) in [
            ("https://github.com/acme/shop.git", Some("acme/shop")),
            ("https://x-access-token:s3cr3t@ghe.example.com/acme/shop/", Some("acme/shop")),
            ("ssh://git@github.com:22/acme/shop", Some("acme/shop")),
            ("git@github.com:acme/shop.git", Some("acme/shop")),
            ("github:acme/shop.js", Some("acme/shop.js")),
            ("https://git.heroku.com/acme-production.git", None),
            ("file:///srv/git/acme/shop.git", None),
            ("/srv/acme/shop.git", None),
            ("../shop", None),
            ("https://github.com", None),
            ("", None),
        ] {
            assert_eq!(repository(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn a_clone_knows_its_default_branch_and_its_remotes() {
        for (files, branch, remotes) in [
            (&[][..], None, &[][..]),
            (&[("HEAD", "ref: refs/heads/fix\n"), ("refs/heads/fix", "1\n")], None, &[]),
            (&[("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n")], Some("trunk"), &[]),
            (&[("refs/heads/master", "1\n"), ("refs/heads/fix", "1\n")], Some("master"), &[]),
            (&[("refs/heads/master", "1\n"), ("refs/remotes/origin/main", "1\n")], Some("main"), &[]),
            (&[("packed-refs", "# pack-refs\n1 refs/heads/mainly\n1 refs/heads/master\n")], Some("master"), &[]),
            (
                &[(
                    "config",
                    "[remote \"a\"]\n\turl = git@github.com:acme/shop\n\turlx = a:b/c\n[remote \"b\"]\nurl=\"h:me/shop\"\n",
                )],
                None,
                &["acme/shop", "me/shop"],
            ),
        ] {
            let folder = TempDir::new().unwrap();
            fs::create_dir(folder.path().join(".git")).unwrap();
            for (file, text) in files {
                let path = folder.path().join(".git").join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            assert_eq!(default_branch_of(folder.path()).as_deref(), branch, "{files:?}");
            assert_eq!(repositories_of(folder.path()), remotes, "{files:?}");
        }
        assert_eq!(default_branch_of(TempDir::new().unwrap().path()), None);
    }
}
