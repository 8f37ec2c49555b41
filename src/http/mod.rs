//! One way to talk HTTP to an API: a base address, encoded paths, typed replies, errors in a few words, and one verdict on retries.

mod attempts;
mod client;
mod clock;
mod error;
mod list;
mod loopback;
mod once;
mod pauses;
mod proxies;
mod request;
mod retry;
mod secret_url;
mod tls;
mod tls_error;
mod wait;

pub use attempts::Attempts;
pub use client::{Http, Reply};
pub use clock::{Instant, pause, within};
pub use error::{ApiError, Failure, Refusal, Service};
pub use list::ListRoom;
pub use loopback::is_loopback;
pub use once::once;
pub use pauses::{Cause, Pause, Pauses};
pub use proxies::ProxyVariables;
pub use request::{Repeat, Request};
pub use secret_url::SecretUrl;
pub use tls::Connector;
pub use tls_error::TlsError;
pub use wait::Pace;
