//! What is uploaded unpacks to the same files, whoever unpacks it.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt,
        fs::{PermissionsExt, symlink},
    },
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    printed,
    stage::{APP, REPOSITORY, Stage, program},
};

/// What stands at a place.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File { is_executable: bool, content: Vec<u8> },
    Link(PathBuf),
}

/// A tree with all that file systems and archives stumble over.
fn grow(folder: &Path) {
    let deep = format!("{0}/{0}/{0}", "d".repeat(120));
    let (long, just, longer) = ("l".repeat(255), "j".repeat(100), "k".repeat(101));
    let names =
        ["plain", "-rf", ".profile", "with space", "line\nbreak", "żółć/日本語 😀", &long, &just, &longer, &deep];
    for name in names {
        put(&folder.join(name), name.as_bytes(), 0o644);
    }
    put(&folder.join(OsStr::from_bytes(b"\xe9t\xe9")), b"Latin-1", 0o644);
    put(&folder.join("bin/run"), b"#!/bin/sh\n", 0o755);
    put(&folder.join("empty"), b"", 0o644);
    put(&folder.join("closed"), b"for nobody else", 0o600);
    let noise = (0_u32..300_000).map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect::<Vec<u8>>();
    put(&folder.join("picture"), &noise, 0o644);
    for (link, target) in [("to-file", "bin/run"), ("to-folder", "bin"), ("bin/up", "../plain"), ("far", deep.as_str())]
    {
        symlink(target, folder.join(link)).unwrap();
    }
}

fn put(path: &Path, content: &[u8], mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Found> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let about = fs::symlink_metadata(&path).unwrap();
            let place = path.strip_prefix(folder).unwrap().to_owned();
            if about.is_dir() {
                folders.push(path);
            } else if about.is_symlink() {
                found.insert(place, Found::Link(fs::read_link(path).unwrap()));
            } else {
                let is_executable = about.permissions().mode() & 0o100 != 0;
                found.insert(place, Found::File { is_executable, content: fs::read(path).unwrap() });
            }
        }
    }
    found
}

fn with_path(name: &str) -> Command {
    let mut command = program(name);
    command.env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
    command
}

/// What the run uploaded unpacks to this, without the one folder that all of it is in.
#[track_caller]
fn unpacks_to(stage: &Stage, expected: &BTreeMap<PathBuf, Found>) {
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("uploaded");
    let content = stage.sandbox.world().heroku.stored.last().unwrap().content.clone();
    fs::write(&archive, content.unwrap()).unwrap();
    for unpacker in ["tar", "bsdtar"] {
        let place = folder.path().join(format!("by-{unpacker}"));
        fs::create_dir(&place).unwrap();
        let mut command = with_path(unpacker);
        command.args(["-x", "-z", "--strip-components", "1", "-C"]).arg(&place).arg("-f").arg(&archive);
        printed(command);
        let found = tree(&place);
        let places = |tree: &BTreeMap<PathBuf, Found>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(places(&found), places(expected), "{unpacker}");
        assert!(found == *expected, "{unpacker} finds other contents");
    }
}

#[test]
fn a_checked_out_tree_unpacks_to_the_same_files() {
    let folder = TempDir::new().unwrap();
    let checkout = folder.path().join("checkout");
    grow(&checkout);
    let stage = Stage::new(&format!("main: {APP}"), |_| {}).unwrap().input("source", "workspace");
    let mut branchline = stage.input("wait", "false");
    let mut command = branchline.branchline();
    command.env("GITHUB_WORKSPACE", &checkout).env("RUNNER_TEMP", folder.path());
    printed(command);
    unpacks_to(&branchline, &tree(&checkout));
    branchline = branchline.input("directory", "bin");
    fs::remove_file(checkout.join("bin/up")).unwrap();
    let mut command = branchline.branchline();
    command.env("GITHUB_WORKSPACE", &checkout).env("RUNNER_TEMP", folder.path());
    printed(command);
    unpacks_to(&branchline, &tree(&checkout.join("bin")));
}

#[test]
fn a_folder_of_an_archive_of_gits_unpacks_to_the_same_files() {
    let folder = TempDir::new().unwrap();
    let checkout = folder.path().join("checkout");
    grow(&checkout.join("app"));
    put(&checkout.join("other/file"), b"not of the app", 0o644);
    let git = |arguments: &[&str]| {
        let mut git = with_path("git");
        git.env("HOME", folder.path()).arg("-C").arg(&checkout);
        git.args(["-c", "user.name=octocat", "-c", "user.email=octocat@example.com"]).args(arguments);
        printed(git)
    };
    let archive = folder.path().join("archive.tar.gz");
    let output = format!("--output={}", archive.display());
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "All"]);
    git(&["archive", "--format=tar.gz", "--prefix=acme-shop-0123456/", &output, "HEAD"]);
    let stage = Stage::new(&format!("main: {APP}"), |world| {
        world.add_repository(REPOSITORY).archive = Some(fs::read(&archive).unwrap());
    });
    let stage = stage.unwrap().input("directory", "app").input("wait", "false");
    let mut command = stage.branchline();
    command.env("RUNNER_TEMP", folder.path());
    printed(command);
    unpacks_to(&stage, &tree(&checkout.join("app")));
}
