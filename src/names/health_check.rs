//! What tells that a release is well.

use url::Url;

use super::text::Found;

/// An answer that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HealthCheck {
    pub(crate) place: Place,
    /// What it has to contain.
    pub(crate) text: Option<String>,
}

/// Where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A path, with its query, of the app's own address.
    Path(String),
    Address(Url),
}

impl Place {
    /// A path or an address.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.contains(|letter: char| letter.is_control() || letter == ' ') {
            return Err(format!("{} contains a space. Write a path such as /healthz", Found(text)));
        }
        if text.starts_with('/') && !text.starts_with("//") {
            return Ok(Self::Path(text.to_owned()));
        }
        match Url::parse(text) {
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                Err("the address contains a user or password. Leave them out".to_owned())
            }
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Self::Address(url)),
            _ => Err(format!("{} is neither a path nor a web address. Write a path such as /healthz", Found(text))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn it_is_a_path_or_a_web_address() {
        for text in ["/", "/healthz", "/up?full=1", "https://acme.example/up", "http://127.0.0.1:9/x"] {
            assert!(Place::parse(text).is_ok(), "{text}");
        }
        for text in ["healthz", "true", "//evil.example", "ftp://x/", "https://u:p@x/", "/a b", "https://"] {
            assert!(Place::parse(text).is_err(), "{text}");
        }
    }
}
