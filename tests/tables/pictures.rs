//! The pictures of what people see on GitHub: that they are there, and were drawn from what the binary writes today.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use ring::digest::{SHA256, digest};

const FOLDER: &str = "docs/pictures";
const WIDTHS: [&str; 2] = ["", "-phone"];

/// What stands behind the header of a snapshot, as `docs/pictures/draw` takes it.
fn markdown(snapshot: &str) -> String {
    let text = fs::read_to_string(format!("tests/scenes/snapshots/{snapshot}")).unwrap();
    text.splitn(3, "---\n").nth(2).unwrap().to_owned()
}

fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn each_picture_shows_what_the_binary_writes_today() {
    let sources = fs::read_to_string(format!("{FOLDER}/sources.txt")).unwrap();
    for line in sources.lines() {
        let [name, snapshot, drawn_from] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        for width in WIDTHS {
            assert!(Path::new(&format!("{FOLDER}/{name}{width}.png")).exists(), "{name}{width}.png is missing");
        }
        let now = sha256(&markdown(snapshot));
        assert_eq!(now, drawn_from, "{name}.png was drawn from an older {snapshot}: run docs/pictures/draw");
    }
    assert!(sources.lines().count() >= 4);
}

#[test]
fn every_picture_has_a_source() {
    let sources = fs::read_to_string(format!("{FOLDER}/sources.txt")).unwrap();
    let names = sources.lines().map(|line| line.split(' ').next().unwrap());
    let drawn: BTreeSet<_> = names.flat_map(|name| WIDTHS.map(|width| format!("{name}{width}.png"))).collect();
    let files = fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().path());
    let pictures = files.filter(|path| path.extension().is_some_and(|end| end == "png"));
    let there: BTreeSet<_> = pictures.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(drawn, there);
}
