//! One way to talk HTTP to an API: a base address, encoded paths, typed replies, errors in a few words, and one verdict on retries.

mod attempts;
mod client;
mod error;
mod once;
mod pauses;
mod request;
mod retry;
mod secret_url;
mod tls;
mod wait;

pub use attempts::Attempts;
pub use client::{Http, Reply};
pub use error::{ApiError, Failure, Refusal, Service};
pub use once::once;
pub use pauses::{Cause, Pause, Pauses};
pub use request::{Repeat, Request};
pub use secret_url::SecretUrl;
pub use tls::{Connector, Proxies, TlsError};
pub use wait::{Pace, pause};
