//! Container images by name, as people write them: <https://github.com/distribution/reference>.

use std::fmt;

use super::text::Found;

/// Where images are whose name has no registry.
const DOCKER_HUB: &str = "docker.io";
/// Heroku's own registry.
const HEROKU: &str = "registry.heroku.com";
/// No tag is longer.
const LONGEST_TAG: usize = 128;

/// An image: where it is, and which one of those there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImageName {
    /// The registry's host, with a port if it has one.
    pub(crate) host: String,
    pub(crate) repository: String,
    pub(crate) version: Version,
}

/// Which of a repository's images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Version {
    /// Whatever the tag is at.
    Tag(String),
    /// The one whose manifest has this digest, as `sha256:` and hexadecimal digits.
    Digest(String),
}

/// What stands for something in the name of an image.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ImagePlaceholders<'a> {
    pub(crate) branch: &'a str,
    pub(crate) commit: &'a str,
    pub(crate) app: &'a str,
}

impl Version {
    /// As it is asked for.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Tag(text) | Self::Digest(text) => text,
        }
    }
}

impl ImageName {
    /// Whether it is in Heroku's own registry.
    pub(crate) fn is_herokus(&self) -> bool {
        self.host == HEROKU
    }

    /// The host that is asked. That of Docker Hub has another name.
    pub(crate) fn asked_host(&self) -> &str {
        if self.host == DOCKER_HUB { "registry-1.docker.io" } else { &self.host }
    }

    /// Reads a name. Without a tag, `latest` is meant.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let found = Found(text);
        let wrong = |what: &str| Err(format!("{found} {what}. Write an image such as ghcr.io/acme/shop:v1"));
        if text.contains("://") {
            return wrong("is an address");
        }
        let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
        let last = name.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match name[last..].split_once(':') {
            Some((end, tag)) => (&name[..last + end.len()], Some(tag)),
            None => (name, None),
        };
        let (host, path) = match name.split_once('/') {
            Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) => (first, rest.to_owned()),
            None => (DOCKER_HUB, format!("library/{name}")),
            Some(_) => (DOCKER_HUB, name.to_owned()),
        };
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return wrong("names no registry's host");
        }
        if path.chars().any(char::is_uppercase) {
            return wrong("contains capital letters, and an image's name has none");
        }
        if !path.split('/').all(is_component) {
            return wrong("is not an image's name");
        }
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return wrong("has a tag that no image can have");
        }
        let version = match digest {
            Some(digest) if is_digest(digest) => Version::Digest(digest.to_owned()),
            Some(_) => return wrong("has a digest that is not `sha256:` and 64 hexadecimal digits"),
            None => Version::Tag(tag.unwrap_or("latest").to_owned()),
        };
        let host = if host == "index.docker.io" { DOCKER_HUB.to_owned() } else { host };
        Ok(Self { host, repository: path, version })
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if matches!(self.version, Version::Tag(_)) { ':' } else { '@' };
        write!(formatter, "{}/{}{mark}{}", self.host, self.repository, self.version.as_str())
    }
}

/// Fills in what stands for something. A branch becomes what a tag may be.
///
/// # Errors
/// That something stands for nothing.
pub(crate) fn fill(template: &str, with: ImagePlaceholders<'_>) -> Result<String, String> {
    let (mut filled, mut rest) = (String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((word, behind)) = after.split_once('}') else {
            return Err("a `{` has no `}` after it. Write `{branch}`, `{commit}` or `{app}`".to_owned());
        };
        filled.push_str(before);
        match word {
            "branch" => filled.push_str(&as_tag(with.branch)),
            "commit" => filled.push_str(with.commit),
            "app" => filled.push_str(with.app),
            _ => return Err(format!("`{{{word}}}` stands for nothing. Write `{{branch}}`, `{{commit}}` or `{{app}}`")),
        }
        rest = behind;
    }
    Ok(filled + rest)
}

/// A branch as a tag: letters and digits stay as they are, and all that no tag can have becomes a hyphen.
fn as_tag(branch: &str) -> String {
    let allowed = |letter: char| if is_tag_letter(letter) { letter } else { '-' };
    let tag: String = branch.chars().map(allowed).take(LONGEST_TAG).collect();
    match tag.strip_prefix(['.', '-']) {
        Some(rest) => format!("_{rest}"),
        None => tag,
    }
}

fn is_tag_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')
}

fn is_tag(text: &str) -> bool {
    (1..=LONGEST_TAG).contains(&text.len()) && text.chars().all(is_tag_letter) && !text.starts_with(['.', '-'])
}

/// Whether a text is a SHA-256 digest.
pub(crate) fn is_digest(text: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.strip_prefix("sha256:").is_some_and(|digits| digits.len() == 64 && digits.bytes().all(is_digit))
}

/// Letters and digits, and between them a dot, one or two underscores, or hyphens.
/// <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests>
fn is_component(part: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let is_separator =
        |between: &str| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-');
    part.starts_with(is_letter) && part.ends_with(is_letter) && part.split(is_letter).all(is_separator)
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let has_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    has_port && name.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::{ImageName, ImagePlaceholders, fill};

    #[test]
    fn a_name_says_where_the_image_is_and_which_one() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        for (text, full) in [
            ("ghcr.io/acme/shop:v1", "ghcr.io/acme/shop:v1".to_owned()),
            ("ghcr.io/acme/shop", "ghcr.io/acme/shop:latest".to_owned()),
            ("nginx", "docker.io/library/nginx:latest".to_owned()),
            ("acme/shop:1.2-rc.1_x", "docker.io/acme/shop:1.2-rc.1_x".to_owned()),
            ("index.docker.io/acme/shop", "docker.io/acme/shop:latest".to_owned()),
            ("localhost:5000/a/b/c:Main", "localhost:5000/a/b/c:Main".to_owned()),
            ("127.0.0.1:80/a", "127.0.0.1:80/a:latest".to_owned()),
            ("ghcr.io/a.b/c_d/e__f/g---h/1", "ghcr.io/a.b/c_d/e__f/g---h/1:latest".to_owned()),
            ("registry.heroku.com/acme/web", "registry.heroku.com/acme/web:latest".to_owned()),
            (&format!("ghcr.io/a/b@{digest}"), format!("ghcr.io/a/b@{digest}")),
            (&format!("ghcr.io/a/b:v1@{digest}"), format!("ghcr.io/a/b@{digest}")),
        ] {
            assert_eq!(ImageName::parse(text).map(|name| name.to_string()), Ok(full), "{text}");
        }
        for (text, told) in [
            ("https://ghcr.io/acme/shop", "is an address"),
            ("ghcr.io/Acme/shop", "contains capital letters"),
            ("ghcr.io/acme/", "not an image's name"),
            ("ghcr.io/../x", "not an image's name"),
            ("ghcr.io/a..b/x", "not an image's name"),
            ("ghcr.io/a___b", "not an image's name"),
            ("ghcr.io/a._b", "not an image's name"),
            ("ghcr.io/a-", "not an image's name"),
            ("ghcr.io/.a", "not an image's name"),
            ("", "not an image's name"),
            ("ghcr.io/a b", "not an image's name"),
            ("ghcr.io/acme/shop:", "a tag that no image"),
            ("ghcr.io/acme/shop:-x", "a tag that no image"),
            ("ghcr.io/acme/shop:a/b", "not an image's name"),
            ("ghcr.io/a@sha256:12", "64 hexadecimal digits"),
            ("gh_cr.io/a/b", "no registry's host"),
            ("ghcr.io:99999/a", "no registry's host"),
        ] {
            assert!(ImageName::parse(text).is_err_and(|wrong| wrong.contains(told)), "{text}");
        }
    }

    #[test]
    fn a_branch_becomes_what_a_tag_may_be() {
        let with = |branch| ImagePlaceholders { branch, commit: "0123", app: "acme" };
        let filled = |template, branch| fill(template, with(branch));
        for (branch, tag) in [
            ("main", "main"),
            ("feature/Cart", "feature-Cart"),
            ("a@b#c", "a-b-c"),
            (".x", "_x"),
            ("été", "_t-"),
            ("-a", "_a"),
        ] {
            assert_eq!(filled("r/{app}:{branch}", branch), Ok(format!("r/acme:{tag}")), "{branch}");
        }
        assert_eq!(filled("r:{commit}-{branch}", "x"), Ok("r:0123-x".to_owned()));
        for wrong in ["{ref}", "a{", "{}", "{branch", "x{Branch}"] {
            assert!(filled(wrong, "x").is_err(), "{wrong}");
        }
    }
}
