//! Compares what is packed with what git itself would add and what GNU tar unpacks.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use tar::EntryType::{Char, Link, Regular, Symlink};

use super::{error::ArchiveError, listing::list, pack::pack, packed::Packed, repack::repack};
use crate::names::folder::Folder;

/// A folder that is deleted after its test.
struct Scratch(tempfile::TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, place: &str) -> PathBuf {
        self.0.path().join(place)
    }

    fn write(&self, place: &str, text: &str) -> &Self {
        let path = self.path(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    #[expect(clippy::disallowed_methods, reason = "what is packed is held against what git and GNU tar make of it")]
    fn run(&self, place: &str, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.path(place)).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for (name, value) in [("NAME", "Mona"), ("EMAIL", "mona@example.com")] {
            command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
        }
        let done = command.output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn git(&self, place: &str, arguments: &[&str]) -> String {
        let all = [&["-c", "protocol.file.allow=always", "-c", "core.quotePath=false"], arguments].concat();
        self.run(place, "git", &all)
    }

    /// The files of an archive as GNU tar unpacks them: link targets, permissions and text.
    fn unpacked(&self, packed: &Packed, place: &str) -> BTreeMap<String, String> {
        let archive = self.path("packed.tar.gz");
        fs::write(&archive, bytes(packed)).unwrap();
        fs::create_dir(self.path(place)).unwrap();
        self.run(place, "tar", &["xzf", archive.to_str().unwrap(), "--strip-components=1"]);
        let mut files = BTreeMap::new();
        read(&self.path(place), &self.path(place), &mut files);
        files
    }
}

fn bytes(packed: &Packed) -> Vec<u8> {
    let mut bytes = Vec::new();
    packed.file.try_clone().unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, packed.length);
    bytes
}

fn read(folder: &Path, top: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let found = fs::symlink_metadata(&path).unwrap();
        let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
        if found.is_symlink() {
            files.insert(name, format!("-> {}", fs::read_link(path).unwrap().display()));
        } else if found.is_dir() {
            read(&path, top, files);
        } else {
            let mode = if found.permissions().mode() & 0o111 == 0 { "" } else { "x " };
            files.insert(name, format!("{mode}{}", String::from_utf8_lossy(&fs::read(path).unwrap())));
        }
    }
}

fn packed(scratch: &Scratch, folder: Option<&str>, include: &[&str]) -> Result<Packed, ArchiveError> {
    let folder = folder.map(|folder| folder.parse::<Folder>().unwrap());
    let include: Vec<_> = include.iter().map(ToString::to_string).collect();
    pack(list(&scratch.path("repo"), folder.as_ref(), &include)?, scratch.0.path())
}

/// A checkout with a case for each of git's rules.
fn checkout(index_version: &str) -> Scratch {
    let scratch = Scratch::new();
    fs::create_dir_all(scratch.path("sub")).unwrap();
    scratch.git("sub", &["init", "--quiet"]);
    scratch.write("sub/inner.txt", "inner").write("sub/.gitignore", "*.tmp\n");
    scratch.git("sub", &["add", "--all"]);
    scratch.git("sub", &["commit", "--quiet", "--message", "x"]);
    fs::create_dir(scratch.path("repo")).unwrap();
    scratch.git("repo", &["init", "--quiet"]);
    scratch.write("repo/.gitignore", "*.log\nbuild/\n!keep.log\n/only-top\n");
    scratch.write("repo/kept.log", "tracked although ignored");
    scratch.git("repo", &["add", "--all", "--force"]);
    scratch.git("repo", &["update-index", "--index-version", index_version]);
    scratch.git("repo", &["submodule", "--quiet", "add", "--name", "s", "../sub", "vendor/sub"]);
    scratch.git("repo", &["commit", "--quiet", "--message", "x"]);
    let long = format!("a/{}/{}", "long".repeat(40), "name".repeat(50));
    scratch
        .write(&format!("repo/{long}"), "long")
        .write("repo/app/été 日本語.txt", "script")
        .write("repo/app/x/only-top", "1");
    scratch.write("repo/only-top", "ignored").write("repo/debug.log", "ignored").write("repo/app/keep.log", "kept");
    scratch.write("repo/build/out.js", "built").write("repo/app/.gitignore", "secret*\n!secret.example\n");
    scratch
        .write("repo/app/secret", "ignored")
        .write("repo/app/secret.example", "kept")
        .write("repo/.hidden/x", "kept");
    scratch.write("repo/excluded", "ignored").write("repo/.git/info/exclude", "excluded\n");
    scratch.write("repo/vendor/sub/left.tmp", "ignored there").write("repo/vendor/sub/new.txt", "new");
    scratch.write("repo/empty", "").write("repo/run.sh", "#!/bin/sh\n");
    fs::set_permissions(scratch.path("repo/run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("../run.sh", scratch.path("repo/app/link")).unwrap();
    symlink("nowhere", scratch.path("repo/dangling")).unwrap();
    scratch
}

/// What `git add --all` would take, and the submodules' own files.
fn as_git_has_it(scratch: &Scratch, place: &str) -> Vec<String> {
    scratch.git(place, &["add", "--all"]);
    let files = scratch.git(place, &["ls-files", "-z"]);
    files.split('\0').filter(|file| !file.is_empty() && *file != "vendor/sub").map(ToOwned::to_owned).collect()
}

#[test]
fn what_git_would_add_is_packed_and_unpacks_to_the_same_files() {
    for version in ["2", "3", "4"] {
        let scratch = checkout(version);
        let unpacked = scratch.unpacked(&packed(&scratch, None, &[]).unwrap(), "out");
        let mut expected = as_git_has_it(&scratch, "repo");
        let inner = as_git_has_it(&scratch, "repo/vendor/sub");
        expected.extend(inner.into_iter().map(|file| format!("vendor/sub/{file}")));
        expected.sort();
        let mut found: Vec<_> = unpacked.keys().cloned().collect();
        found.sort();
        assert_eq!(found, expected, "index version {version}");
        let mut there = BTreeMap::new();
        read(&scratch.path("repo"), &scratch.path("repo"), &mut there);
        there.retain(|file, _| unpacked.contains_key(file));
        assert_eq!(unpacked, there);
    }
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let scratch = checkout("2");
    let numbers: Vec<_> = (0..900_000_u32).map(|number| number.wrapping_mul(2_654_435_761).to_string()).collect();
    let big = numbers.join("\n");
    scratch.write("repo/big", &big);
    let first = packed(&scratch, None, &[]).unwrap();
    scratch.run("repo", "touch", &["big", "run.sh"]);
    let second = packed(&scratch, None, &[]).unwrap();
    assert_eq!(first.sha256, second.sha256);
    assert!(first.length > 1024 * 1024, "several pieces");
    assert_eq!(scratch.unpacked(&second, "out")["big"], big);
    let sum = scratch.run("", "sha256sum", &["packed.tar.gz"]);
    assert!(sum.starts_with(&first.sha256), "{sum}");
}

#[test]
fn an_index_that_cannot_be_read_is_warned_of() {
    let scratch = checkout("2");
    assert!(packed(&scratch, None, &[]).unwrap().warnings.iter().all(|warning| !warning.contains("index")));
    scratch.git("repo", &["update-index", "--split-index"]);
    let split = packed(&scratch, None, &["kept.log"]).unwrap();
    assert!(split.warnings.iter().any(|warning| warning.contains("git's index of `.` cannot be read")), "{split:?}");
    assert!(scratch.unpacked(&split, "out").contains_key("kept.log"));
}

#[test]
fn a_folder_becomes_the_root_and_what_is_named_comes_along() {
    let scratch = checkout("2");
    let files = |folder: Option<&str>, include: &[&str]| {
        let packed = packed(&scratch, folder, include).unwrap();
        let name = format!("out-{:x}", fastrand::u64(..));
        (scratch.unpacked(&packed, &name).into_keys().collect::<Vec<_>>(), packed.warnings)
    };
    scratch.write("repo/app/fine", "");
    fs::remove_file(scratch.path("repo/app/link")).unwrap();
    let app = [".gitignore", "fine", "keep.log", "secret.example", "x/only-top", "été 日本語.txt"];
    assert_eq!(files(Some("app"), &[]), (app.map(ToOwned::to_owned).to_vec(), vec![]));
    for include in ["secret", "./secret", "secre?"] {
        let (found, warnings) = files(Some("app"), &[include]);
        assert!(
            found.contains(&"secret".to_owned()) && found.len() == 7 && warnings.is_empty(),
            "{include}: {found:?}"
        );
    }
    for include in ["build/**", "build", "build/", "build/*.js", "**/out.js"] {
        let (found, warnings) = files(None, &[include]);
        assert!(found.contains(&"build/out.js".to_owned()) && warnings.is_empty(), "{include}: {found:?}");
    }
    let (found, warnings) = files(None, &["dist/**", "*.js"]);
    assert!(!found.contains(&"build/out.js".to_owned()));
    assert!(warnings.len() == 2 && warnings[0].contains("`dist/**`, and no file matches"), "{warnings:?}");
}

#[test]
fn what_cannot_be_packed_is_told_by_name() {
    let told = |prepare: &dyn Fn(&Scratch), folder: Option<&str>| {
        let scratch = checkout("2");
        prepare(&scratch);
        packed(&scratch, folder, &[]).unwrap_err().to_string()
    };
    let nothing = |_: &Scratch| {};
    let linked = |target: &'static str| move |scratch: &Scratch| symlink(target, scratch.path("repo/out")).unwrap();
    for (told, words) in [
        (told(&linked("/etc/passwd"), None), "`out` leads out of the folder that is deployed, to `/etc/passwd`"),
        (told(&linked("../sub"), None), "`out` leads out"),
        (told(&nothing, Some("app")), "`link` leads out of the folder that is deployed, to `../run.sh`"),
        (told(&linked("/etc"), Some("out")), "directory: `out` leads out of the workspace"),
        (told(&nothing, Some("api")), "directory: `api` is not in the workspace"),
        (told(&nothing, Some("run.sh")), "directory: `run.sh` is a file"),
        (told(&nothing, Some("build")), "directory: `build` has no file to deploy"),
        (told(&|scratch| fs::remove_dir_all(scratch.path("repo")).unwrap(), None), "actions/checkout"),
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn what_only_stands_for_files_is_warned_of() {
    let scratch = checkout("2");
    scratch.write("repo/logo.png", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    fs::remove_dir_all(scratch.path("repo/vendor/sub")).unwrap();
    fs::create_dir(scratch.path("repo/vendor/sub")).unwrap();
    let warnings = packed(&scratch, None, &[]).unwrap().warnings;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("`vendor/sub`") && warnings[0].contains("submodules: recursive"), "{warnings:?}");
    assert!(warnings[1].contains("`logo.png`") && warnings[1].contains("lfs: true"), "{warnings:?}");
}

#[test]
fn what_lies_behind_a_link_is_never_packed() {
    let scratch = checkout("2");
    scratch
        .write("repo/was/inner", "tracked")
        .write("outside/inner", "from outside")
        .write("outside/more", "from outside");
    scratch.git("repo", &["add", "--all"]);
    for place in ["repo/was", "repo/vendor/sub"] {
        fs::remove_dir_all(scratch.path(place)).unwrap();
    }
    symlink("other", scratch.path("repo/was")).unwrap();
    scratch.write("repo/other/inner", "plain");
    symlink("../../outside", scratch.path("repo/vendor/sub")).unwrap();
    let told = packed(&scratch, None, &[]).unwrap_err().to_string();
    assert!(told.contains("`vendor/sub` leads out"), "{told}");
    fs::remove_file(scratch.path("repo/vendor/sub")).unwrap();
    let unpacked = scratch.unpacked(&packed(&scratch, None, &["was/**"]).unwrap(), "out");
    assert!(unpacked.contains_key("was") && !unpacked.contains_key("was/inner"), "{:?}", unpacked.keys());
    assert!(!unpacked.values().any(|text| text.contains("from outside")));
}

#[test]
fn without_git_the_ignore_files_alone_decide() {
    let scratch = Scratch::new();
    scratch
        .write("repo/.gitignore", "*.log\n")
        .write("repo/a.log", "")
        .write("repo/b", "")
        .write("repo/c/.gitignore", "d\n");
    scratch.write("repo/c/d", "").write("repo/c/e", "");
    let files: Vec<_> = scratch.unpacked(&packed(&scratch, None, &[]).unwrap(), "out").into_keys().collect();
    assert_eq!(files, [".gitignore", "b", "c/.gitignore", "c/e"]);
}

/// An archive as GitHub makes it: one top folder, after an entry that names the commit.
fn archive(scratch: &Scratch) -> Vec<u8> {
    scratch.git("repo", &["add", "--all"]);
    scratch.git("repo", &["commit", "--quiet", "--message", "all"]);
    scratch
        .git("repo", &["archive", "--format=tar.gz", "--prefix=acme-shop-03e8428/", "--output=../all.tar.gz", "HEAD"]);
    fs::read(scratch.path("all.tar.gz")).unwrap()
}

#[test]
fn a_folder_of_githubs_archive_is_what_the_checkout_has() {
    let scratch = checkout("2");
    fs::remove_file(scratch.path("repo/app/link")).unwrap();
    symlink("x/only-top", scratch.path("repo/app/inner")).unwrap();
    scratch.write("repo/app/pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    let archive = archive(&scratch);
    let folder = |name: &str| name.parse::<Folder>().unwrap();
    let repacked = repack(Cursor::new(&archive), &folder("app"), scratch.0.path()).unwrap();
    assert!(repacked.warnings[0].contains("`pointer`"), "{:?}", repacked.warnings);
    let from_archive = scratch.unpacked(&repacked, "one");
    let from_checkout = scratch.unpacked(&packed(&scratch, Some("app"), &[]).unwrap(), "two");
    assert_eq!(from_archive, from_checkout);
    let warned = repack(Cursor::new(&archive), &folder("vendor"), scratch.0.path()).unwrap_err().to_string();
    assert!(warned.contains("`vendor` has no file in the commit"), "{warned}");
    for (name, words) in [("nowhere", "is not in the commit"), ("run.sh", "is a file")] {
        let told = repack(Cursor::new(&archive), &folder(name), scratch.0.path()).unwrap_err().to_string();
        assert!(told.contains(words), "{name}: {told}");
    }
    for cut in [10, archive.len() / 2, archive.len() - 1] {
        let told = repack(Cursor::new(&archive[..cut]), &folder("app"), scratch.0.path()).unwrap_err();
        assert!(matches!(told, ArchiveError::Download(_)), "{cut}: {told}");
    }
}

#[test]
fn a_hostile_archive_leads_nowhere() {
    let scratch = Scratch::new();
    let hostile = |name: &str, kind: tar::EntryType, link: &str| {
        let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_mode(0o4777);
        header.set_cksum();
        tar.append(&header, std::io::empty()).unwrap();
        let archive = tar.into_inner().unwrap().finish().unwrap();
        repack(Cursor::new(archive), &"app".parse().unwrap(), scratch.0.path()).unwrap_err().to_string()
    };
    for (name, kind, link, words) in [
        ("top/../../etc/passwd", Regular, "", "leads out of it"),
        ("/etc/passwd", Regular, "", "leads out of it"),
        ("top/app/../../x", Regular, "", "leads out of it"),
        ("top/app/x", Symlink, "/etc/passwd", "leads out of the folder"),
        ("top/app/x", Symlink, "../../x", "leads out of the folder"),
        ("top/app/x", Link, "top/y", "is not a file"),
        ("top/app/x", Char, "", "is not a file"),
    ] {
        let told = hostile(name, kind, link);
        assert!(told.contains(words), "{name}: {told}");
    }
}
