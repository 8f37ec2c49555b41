use reqwest::Client;

use super::{attempts::Attempts, error::Service, pauses::Pauses};
use crate::redact::Redactor;

/// A client for hosts that get no key: it knows how to connect, where to report pauses, and what is secret.
#[derive(Debug, Clone)]
pub(crate) struct Bare {
    client: Client,
    pauses: Pauses,
    redactor: Redactor,
}

impl Bare {
    pub(crate) fn new(client: Client, pauses: Pauses, redactor: Redactor) -> Self {
        Self { client, pauses, redactor }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// The attempts of one request.
    pub(crate) fn attempts(&self, service: Service) -> Attempts {
        Attempts::new(service, self.pauses.clone())
    }
}
