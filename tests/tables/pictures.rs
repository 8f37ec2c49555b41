//! The pictures of what people see on GitHub: that they are there, and were drawn from what the binary writes today.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use ring::digest::{SHA256, digest};

const FOLDER: &str = "docs/pictures";
const WIDTHS: [&str; 2] = ["", "-phone"];
/// In the first column of a line about what all pictures are drawn with.
const ALL: &str = "every-picture";

/// The lines of `sources.txt`: a picture, what it was drawn from, and that file's hash.
fn sources() -> Vec<[String; 3]> {
    let text = fs::read_to_string(format!("{FOLDER}/sources.txt")).unwrap();
    text.lines().map(|line| line.split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()).collect()
}

/// What `docs/pictures/draw` takes of a file: of a snapshot, what stands behind its header.
fn source(name: &str) -> String {
    if is_a(Path::new(name), "snap") {
        let text = fs::read_to_string(format!("tests/scenes/snapshots/{name}")).unwrap();
        return text.splitn(3, "---\n").nth(2).unwrap().to_owned();
    }
    fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

fn is_a(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|end| end == extension)
}

fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn each_picture_shows_what_the_binary_writes_today() {
    for [picture, from, hash] in sources() {
        let is = if picture == ALL { picture } else { format!("{picture}.png") };
        assert_eq!(sha256(&source(&from)), hash, "{is} was drawn from an older {from}: run docs/pictures/draw");
    }
}

#[test]
fn every_picture_has_a_source_and_every_source_its_pictures() {
    let names = sources().into_iter().map(|[picture, ..]| picture).filter(|name| name != ALL);
    let drawn: BTreeSet<_> = names.flat_map(|name| WIDTHS.map(|width| format!("{name}{width}.png"))).collect();
    let files = fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().path());
    let pictures = files.filter(|path| is_a(path, "png"));
    let there: BTreeSet<_> = pictures.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(drawn, there);
    assert!(drawn.contains("comment-ready.png"));
}

#[test]
fn every_picture_that_a_document_shows_is_there() {
    let documents = fs::read_dir("docs").unwrap().chain(fs::read_dir(".").unwrap()).map(|file| file.unwrap().path());
    let documents = documents.filter(|path| is_a(path, "md"));
    let mut shown = 0;
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        // Whatever shows it: `![…](…)`, `<img src="…">`, `<source srcset="…">`.
        for link in text.split(['(', ')', '"', '\'', ' ', '\n']).filter(|word| is_a(Path::new(word), "png")) {
            let path = document.with_file_name(link);
            assert!(link.contains("://") || path.exists(), "{} shows {link}", document.display());
            shown += 1;
        }
    }
    assert!(shown > 0);
}
