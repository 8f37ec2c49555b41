//! One way to talk HTTP to an API: a base address, encoded paths, typed replies, errors in a few words, and one verdict on retries.

mod attempts;
mod client;
mod clock;
mod download;
mod error;
mod list;
mod loopback;
mod once;
mod pauses;
mod proxies;
mod rendezvous;
mod request;
mod retry;
mod secret_url;
mod tls;
mod tls_error;
mod upload;
mod wait;

pub(crate) use attempts::Attempts;
pub(crate) use client::Http;
pub(crate) use clock::{Instant, pause, within};
pub(crate) use download::Download;
pub use error::{ApiError, Failure, Refusal, Service};
pub(crate) use list::ListRoom;
pub(crate) use loopback::is_loopback;
pub(crate) use once::once;
pub(crate) use pauses::Pause;
pub use pauses::{Cause, Pauses};
pub(crate) use proxies::ProxyVariables;
pub(crate) use rendezvous::{Rendezvous, RendezvousAddress};
pub(crate) use request::{Repeat, Request};
pub use secret_url::SecretUrl;
pub use tls::Connector;
pub use tls_error::TlsError;
pub(crate) use upload::Parcel;
pub(crate) use wait::Pace;
