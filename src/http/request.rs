use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::Value;
use url::Url;

/// Whether a request may be sent again when nobody knows what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Once or twice ends in the same world: reads, deletes, and writes that set a value.
    Harmless,
    /// Each one does something new: only where the first surely did nothing.
    OnlyIfUndone,
    /// Not by itself: whoever sends it decides, having looked at what became of the first.
    ByCallerOnly,
}

/// One request to an API, before it is sent.
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) method: Method,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Value>,
    pub(super) repeat: Repeat,
}

impl Request {
    /// A read.
    #[must_use]
    pub fn get(segments: &[&str]) -> Self {
        Self::new(Method::GET, segments, Repeat::Harmless)
    }

    /// A deletion, which may be repeated.
    #[must_use]
    pub fn delete(segments: &[&str]) -> Self {
        Self::new(Method::DELETE, segments, Repeat::Harmless)
    }

    /// A change that sets values, so that it may be repeated.
    #[must_use]
    pub fn patch(segments: &[&str], body: Value) -> Self {
        Self { body: Some(body), ..Self::new(Method::PATCH, segments, Repeat::Harmless) }
    }

    /// A creation: a repetition would create a second one.
    #[must_use]
    pub fn post(segments: &[&str], body: Value) -> Self {
        Self { body: Some(body), ..Self::new(Method::POST, segments, Repeat::OnlyIfUndone) }
    }

    /// A creation that makes one thing however often it is sent.
    #[must_use]
    pub fn post_again(segments: &[&str], body: Value) -> Self {
        Self { repeat: Repeat::Harmless, ..Self::post(segments, body) }
    }

    /// A creation that its caller repeats, if need be, with other contents.
    #[must_use]
    pub fn post_once(segments: &[&str], body: Value) -> Self {
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
        }
    }

    /// Adds a parameter to the query.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header; a value that no header can have is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The path for people: what was asked, without host and query.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/{}", self.segments.join("/"))
    }

    /// The address under `base`, every segment percent-encoded, so that no name can leave its place in the path.
    pub(super) fn address(&self, base: &Url) -> Url {
        let mut url = base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&self.segments);
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Request;

    #[test]
    fn a_branch_with_slashes_and_odd_characters_stays_one_segment() {
        let base = Url::parse("https://ghe.example/api/v3/").unwrap();
        let request = Request::get(&["repos", "o", "r", "branches", "a/../b?c#d%"]).query("state", "open&x");
        assert_eq!(
            request.address(&base).as_str(),
            "https://ghe.example/api/v3/repos/o/r/branches/a%2F..%2Fb%3Fc%23d%25?state=open%26x"
        );
    }
}
