//! A request as the services see it.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

use super::recorded::Service;

/// More than any request here has.
const MAX_BODY: usize = 512 << 20;

pub(super) struct Call {
    pub(super) service: Service,
    pub(super) method: String,
    pub(super) path: String,
    segments: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    headers: HeaderMap,
    pub(super) body: Value,
    /// The body as it came.
    pub(super) bytes: Bytes,
}

impl Call {
    pub(super) async fn read(service: Service, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, MAX_BODY).await.unwrap_or_default();
        let path = parts.uri.path().to_owned();
        Self {
            service,
            method: parts.method.to_string(),
            segments: path.split('/').skip(1).map(decode).collect(),
            path,
            query: pairs(parts.uri.query().unwrap_or_default()),
            headers: parts.headers,
            // What is stored would be too much for the record of what was asked.
            body: if is_stored(service) { Value::Null } else { json(&bytes) },
            bytes,
        }
    }

    /// The decoded pieces of the path; an encoded slash does not part two of them.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// What was asked for, without the host.
    pub(super) fn place(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// Asks for something else instead: some things have several addresses.
    pub(super) fn set_segments(&mut self, segments: Vec<String>) {
        self.segments = segments;
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.and_then(Result::ok).unwrap_or_default()
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// A string of the body, or nothing where it is absent, `null` or not a string.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.body[field].as_str()
    }

    pub(super) fn all_headers(&self) -> Vec<(String, String)> {
        let pair = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), value.into_owned())
        };
        self.headers.iter().map(pair).collect()
    }
}

/// Whether a host keeps what it is sent.
fn is_stored(service: Service) -> bool {
    matches!(service, Service::Storage | Service::Registry | Service::HerokuRegistry)
}

fn json(bytes: &Bytes) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn an_encoded_slash_stays_inside_its_segment() {
        assert_eq!(decode("feature%2Fcart"), "feature/cart");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("gr%C3%BCn"), "grün");
    }
}
