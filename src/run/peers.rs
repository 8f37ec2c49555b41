use secrecy::SecretString;
use url::Url;

use super::Stage;
use crate::{
    event::Runner,
    github::GitHub,
    heroku::Heroku,
    http::{Connector, ProxyVariables, TlsError},
    inputs::{Environment, Settings},
    report::Console,
};

/// Both APIs, each under its own key.
pub(super) struct Peers {
    pub(super) github: GitHub,
    pub(super) heroku: Heroku,
}

impl Peers {
    /// The real ones as the environment names them. The log tells whom it makes them pass.
    pub(super) fn real(
        settings: &Settings,
        runner: &Runner,
        environment: &Environment,
        console: &Console,
    ) -> Result<Self, TlsError> {
        let connector = Connector::Network {
            private_authorities: environment.get("SSL_CERT_FILE").map(Into::into),
            authorities: environment.get("SSL_CERT_DIR").map(ToOwned::to_owned),
            proxies: ProxyVariables::read(|name| environment.get(name))?,
        };
        let (client, redactor) = (connector.client()?, console.redactor());
        connector.in_words().iter().for_each(|line| console.line(line));
        let token = settings.github_token.as_ref();
        let key = settings.heroku_api_key.clone().unwrap_or_default();
        Ok(Self {
            github: GitHub::new(client.clone(), runner.github_api_url.clone(), token).hiding(redactor),
            heroku: Heroku::new(client, settings.heroku_api_url.clone(), &key).hiding(redactor),
        })
    }

    /// Those of a sandbox.
    pub(super) fn on(stage: &Stage<'_>, console: &Console) -> Result<Self, TlsError> {
        let Stage { sandbox, keys: (token, key) } = stage;
        let (client, redactor) = (Connector::Sandbox.client()?, console.redactor());
        let address = |text: &str| Url::parse(text).unwrap_or_else(|_| unreachable!("a socket's address is one"));
        Ok(Self {
            github: GitHub::new(
                client.clone(),
                address(sandbox.github_url()),
                Some(&SecretString::from(token.as_str())),
            )
            .hiding(redactor),
            heroku: Heroku::new(client, address(sandbox.heroku_url()), &SecretString::from(key.as_str()))
                .hiding(redactor),
        })
    }
}
