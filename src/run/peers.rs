use secrecy::SecretString;
use url::Url;

use super::Stage;
use crate::{
    event::Runner,
    github::GitHub,
    heroku::Heroku,
    http::{Connector, Proxies, TlsError},
    inputs::{Environment, Settings},
};

/// Both APIs, each under its own key.
pub(super) struct Peers {
    pub(super) github: GitHub,
    pub(super) heroku: Heroku,
}

impl Peers {
    /// The real ones as the environment names them.
    pub(super) fn real(settings: &Settings, runner: &Runner, environment: &Environment) -> Result<Self, TlsError> {
        let private_authorities = environment.get("SSL_CERT_FILE").map(Into::into);
        let client = Connector { private_authorities, proxies: Proxies::FromEnvironment }.client()?;
        let token = settings.github_token.as_ref();
        let key = settings.heroku_api_key.clone().unwrap_or_default();
        Ok(Self {
            github: GitHub::new(client.clone(), runner.github_api_url.clone(), token),
            heroku: Heroku::new(client, settings.heroku_api_url.clone(), &key),
        })
    }

    /// Those of a sandbox.
    pub(super) fn on(stage: &Stage<'_>) -> Result<Self, TlsError> {
        let Stage { sandbox, keys: (token, key) } = stage;
        let client = Connector { private_authorities: None, proxies: Proxies::Unused }.client()?;
        let address = |text: &str| Url::parse(text).unwrap_or_else(|_| unreachable!("a socket's address is one"));
        Ok(Self {
            github: GitHub::new(
                client.clone(),
                address(sandbox.github_url()),
                Some(&SecretString::from(token.as_str())),
            ),
            heroku: Heroku::new(client, address(sandbox.heroku_url()), &SecretString::from(key.as_str())),
        })
    }
}
