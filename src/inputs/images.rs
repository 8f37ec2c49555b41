//! What the input `images` may be.

use std::collections::HashSet;

use crate::names::{
    Found,
    image::{ImageName, ImagePlaceholders, fill},
};

/// No image is asked for with these: they only show whether a template makes a name.
const EXAMPLE: ImagePlaceholders<'_> =
    ImagePlaceholders { branch: "main", commit: "0123456789abcdef0123456789abcdef01234567", app: "acme" };
/// No process type is longer.
const LONGEST_PROCESS: usize = 128;

/// An image, and the process type that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImageWish {
    pub(crate) process: String,
    /// Its name, in which some words in braces stand for something.
    pub(crate) template: String,
}

impl ImageWish {
    /// Whose name it is.
    ///
    /// # Errors
    /// What is wrong with the name that comes out.
    pub(crate) fn name(&self, with: ImagePlaceholders<'_>) -> Result<ImageName, String> {
        ImageName::parse(&fill(&self.template, with)?)
    }

    /// The registry that it comes from, unless that depends on what is filled in.
    pub(super) fn host(&self) -> Option<String> {
        self.name(EXAMPLE).ok().filter(|name| !name.is_herokus()).map(|name| name.host)
    }
}

/// Reads lines `process: image`, and tells of each that is none.
pub(super) fn parse(text: &str) -> (Vec<ImageWish>, Vec<String>) {
    let (mut wishes, mut mistakes, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match wish(line) {
            Ok(wish) if !seen.insert(wish.process.clone()) => {
                mistakes.push(format!("line {number}: `{}` is listed twice. Name each process once", wish.process));
            }
            Ok(wish) => wishes.push(wish),
            Err(wrong) => mistakes.push(format!("line {number}: {wrong}")),
        }
    }
    (wishes, mistakes)
}

fn wish(line: &str) -> Result<ImageWish, String> {
    let found = Found(line);
    let Some((process, template)) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|rest| (rest, "")))
    else {
        return Err(format!("{found} names no process. Write `process: image`, as in `web: ghcr.io/acme/shop:v1`"));
    };
    let (process, template) = (process.trim(), template.trim());
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !(1..=LONGEST_PROCESS).contains(&process.len()) || !process.bytes().all(is_letter) {
        return Err(format!("{} is not a process type. Write one such as web or worker", Found(process)));
    }
    if template.is_empty() {
        return Err(format!("`{process}` has no image. Write one such as ghcr.io/acme/shop:v1"));
    }
    let wish = ImageWish { process: process.to_owned(), template: template.to_owned() };
    wish.name(EXAMPLE)?;
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn each_line_is_a_process_and_its_image() {
        let (wishes, mistakes) =
            parse("# all\nweb: ghcr.io/acme/shop:{commit}\n\n worker :  registry:5000/x/y:{branch} \n");
        let wishes: Vec<_> = wishes.iter().map(|wish| (wish.process.as_str(), wish.template.as_str())).collect();
        assert_eq!(wishes, [("web", "ghcr.io/acme/shop:{commit}"), ("worker", "registry:5000/x/y:{branch}")]);
        assert!(mistakes.is_empty(), "{mistakes:?}");
    }

    #[test]
    fn every_wrong_line_is_told_with_what_to_write() {
        let (_, mistakes) = parse(
            "ghcr.io/acme/shop:v1\nweb:\nmy web: a/b\nweb: a/b\nweb: c/d\nworker: https://x/y\nclock: a/b:{ref}\nx: A/b",
        );
        let told = [
            "line 1: \"ghcr.io/acme/shop:v1\" names no process",
            "line 2: `web` has no image",
            "line 3: \"my web\" is not a process type",
            "line 5: `web` is listed twice",
            "line 6: \"https://x/y\" is an address",
            "line 7: `{ref}` stands for nothing",
            "line 8: \"A/b\" contains capital letters",
        ];
        assert_eq!(mistakes.len(), told.len(), "{mistakes:?}");
        for (mistake, told) in mistakes.iter().zip(told) {
            assert!(mistake.starts_with(told), "{told}: {mistake}");
        }
    }
}
