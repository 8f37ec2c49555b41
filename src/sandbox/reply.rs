//! A reply before it is put on the wire, so that a fault can still spoil it.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::stream::Reader;

pub(super) enum Content {
    Empty,
    Json(Value),
    Text(String),
    Archive(Vec<u8>),
    /// Bytes of this media type.
    Typed(String, Vec<u8>),
    Stream(Reader),
}

pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content: Content,
}

/// An error reply travels the same way as a good one; `Err` only ends the handler early.
pub(super) type Answer = Result<Reply, Reply>;

impl Reply {
    pub(super) fn new(status: u16, content: Content) -> Self {
        Self { status, headers: Vec::new(), content }
    }

    pub(super) fn json(status: u16, value: Value) -> Self {
        Self::new(status, Content::Json(value))
    }

    pub(super) fn ok(value: Value) -> Self {
        Self::json(200, value)
    }

    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, Content::Empty)
    }

    pub(super) fn text(status: u16, text: impl Into<String>) -> Self {
        Self::new(status, Content::Text(text.into()))
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// What the record keeps of it.
    pub(super) fn summary(&self) -> Value {
        match &self.content {
            Content::Json(value) => value.clone(),
            Content::Text(text) => Value::String(text.clone()),
            Content::Empty | Content::Archive(_) | Content::Typed(..) | Content::Stream(_) => Value::Null,
        }
    }

    /// The body of everything that is not a stream.
    pub(super) fn bytes(&self) -> Bytes {
        match &self.content {
            Content::Json(value) => Bytes::from(value.to_string()),
            Content::Text(text) => Bytes::from(text.clone()),
            Content::Archive(bytes) | Content::Typed(_, bytes) => Bytes::from(bytes.clone()),
            Content::Empty | Content::Stream(_) => Bytes::new(),
        }
    }

    pub(super) fn into_response(self) -> Response {
        let media_type = match &self.content {
            Content::Empty => None,
            Content::Json(_) => Some("application/json; charset=utf-8".to_owned()),
            Content::Text(_) | Content::Stream(_) => Some("text/plain; charset=utf-8".to_owned()),
            Content::Archive(_) => Some("application/x-gzip".to_owned()),
            Content::Typed(kind, _) => Some(kind.clone()),
        };
        let bytes = self.bytes();
        let body = match self.content {
            Content::Stream(reader) => reader.into_body(),
            _ => Body::from(bytes),
        };
        let mut response = dress(self.status, &self.headers, body);
        if let Some(value) = media_type.and_then(|kind| HeaderValue::from_str(&kind).ok()) {
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        response
    }
}

pub(super) fn dress(status: u16, headers: &[(&'static str, String)], body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
