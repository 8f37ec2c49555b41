use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::Value;
use url::Url;

use super::error::Failure;

/// The unreserved characters (RFC 3986, 2.3): what else may stand in a path is not read alike everywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whether a request may be sent again if its outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Twice has the same effect as once: reads, deletes, and writes that set a value.
    Harmless,
    /// Each has a new effect: only if the first surely had none.
    OnlyIfUndone,
    /// Not by itself: the caller decides, after checking the effect of the first.
    ByCallerOnly,
}

/// One request to an API, before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(super) method: Method,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
    pub(super) repeat: Repeat,
    pub(super) wants_redirect: bool,
}

impl Request {
    /// A read.
    #[must_use]
    pub(crate) fn get(segments: &[&str]) -> Self {
        Self::new(Method::GET, segments, Repeat::Harmless)
    }

    /// A deletion, which may be repeated.
    #[must_use]
    pub(crate) fn delete(segments: &[&str]) -> Self {
        Self::new(Method::DELETE, segments, Repeat::Harmless)
    }

    /// A change that sets values, so that it may be repeated.
    #[must_use]
    pub(crate) fn patch(segments: &[&str], body: Value) -> Self {
        Self { body: Some(body), ..Self::new(Method::PATCH, segments, Repeat::Harmless) }
    }

    /// A creation: a repetition would create a second one.
    #[must_use]
    pub(crate) fn post(segments: &[&str], body: Value) -> Self {
        Self { body: Some(body), ..Self::new(Method::POST, segments, Repeat::OnlyIfUndone) }
    }

    /// A creation that makes one thing however often it is sent.
    #[must_use]
    pub(crate) fn post_again(segments: &[&str], body: Value) -> Self {
        Self { repeat: Repeat::Harmless, ..Self::post(segments, body) }
    }

    /// A change that makes something new each time: its caller repeats it, having looked.
    #[must_use]
    pub(crate) fn patch_once(segments: &[&str], body: Value) -> Self {
        Self { repeat: Repeat::ByCallerOnly, ..Self::patch(segments, body) }
    }

    /// A creation without a body, of what is nothing until it is used.
    #[must_use]
    pub(crate) fn post_nothing(segments: &[&str]) -> Self {
        Self::new(Method::POST, segments, Repeat::Harmless)
    }

    /// A creation that its caller repeats, if need be, with other contents.
    #[must_use]
    pub(crate) fn post_once(segments: &[&str], body: Value) -> Self {
        Self { repeat: Repeat::ByCallerOnly, ..Self::post(segments, body) }
    }

    fn new(method: Method, segments: &[&str], repeat: Repeat) -> Self {
        Self {
            method,
            segments: segments.iter().map(ToString::to_string).collect(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            repeat,
            wants_redirect: false,
        }
    }

    /// The answer is to be a redirect, which is not followed.
    #[must_use]
    pub(crate) fn redirected(self) -> Self {
        Self { wants_redirect: true, ..self }
    }

    /// Adds a parameter to the query.
    #[must_use]
    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header; a value that no header can have is left out.
    #[must_use]
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The path for people: what was asked, without host and query.
    #[must_use]
    pub(crate) fn path(&self) -> String {
        format!("/{}", self.segments.join("/"))
    }

    /// The address under `base`, every segment percent-encoded, so that no name can leave its place in the path.
    ///
    /// # Errors
    /// Where a segment is `.` or `..`: that leads elsewhere however it is encoded.
    pub(super) fn address(&self, base: &Url) -> Result<Url, Failure> {
        if let Some(dots) = self.segments.iter().find(|segment| matches!(segment.as_str(), "." | "..")) {
            return Err(Failure::Unaskable(format!("`{dots}` cannot be a part of an address")));
        }
        let mut path = base.path().trim_end_matches('/').to_owned();
        for segment in &self.segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, ENCODED));
        }
        let mut url = base.clone();
        url.set_path(&path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Request;

    #[test]
    fn a_branch_with_slashes_and_odd_characters_stays_one_segment() {
        let base = Url::parse("https://ghe.example/api/v3/").unwrap();
        for (segment, encoded) in [
            ("a/../b?c#d%", "a%2F..%2Fb%3Fc%23d%25"),
            ("%2e%2e", "%252e%252e"),
            ("a|b:c@d=e+f;g,h", "a%7Cb%3Ac%40d%3De%2Bf%3Bg%2Ch"),
            ("!$&'()*[]\\^", "%21%24%26%27%28%29%2A%5B%5D%5C%5E"),
            ("...", "..."),
            (".github", ".github"),
            ("-._~é ", "-._~%C3%A9%20"),
        ] {
            let request = Request::get(&["repos", "o", "r", "branches", segment]).query("state", "open&x");
            assert_eq!(
                request.address(&base).unwrap().as_str(),
                format!("https://ghe.example/api/v3/repos/o/r/branches/{encoded}?state=open%26x")
            );
        }
    }

    #[test]
    fn dots_alone_are_no_segment() {
        let base = Url::parse("https://api.heroku.com").unwrap();
        for dots in [".", ".."] {
            assert!(Request::delete(&["issues", "7", "labels", dots]).address(&base).is_err(), "{dots}");
        }
        assert_eq!(Request::get(&["apps", "a"]).address(&base).unwrap().as_str(), "https://api.heroku.com/apps/a");
    }
}
