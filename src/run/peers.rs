use std::{cell::Cell, future::Future, pin::pin};

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedReceiver;
use url::Url;

use super::stage::Stage;
use crate::{
    clients::Clients,
    event::Runner,
    github::GitHub,
    heroku::Heroku,
    http::{Bare, Connector, Pause, Pauses, ProxyVariables, TlsError},
    inputs::{Environment, Settings},
    names::RepoSlug,
    registry::{Login, Logins, Registries},
    report::{Console, PauseLog},
};

/// Both APIs, each with its own key.
pub(crate) struct Peers {
    pub(crate) github: GitHub,
    pub(crate) heroku: Heroku,
    pub(crate) registries: Registries,
    /// Where both report their retries.
    pub(crate) pauses: Pauses,
    told: Cell<Option<UnboundedReceiver<Pause>>>,
}

impl Peers {
    /// The real ones, as the environment names them. The log names the proxies on the way.
    pub(crate) fn real(
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
        let logins = logins(settings, runner.actor.as_deref(), &key);
        let heroku_registry = settings.heroku_registry_url.clone();
        Ok(Self::telling(
            GitHub::new(client.clone(), runner.github_api_url.clone(), token).hiding(redactor),
            Heroku::new(client.clone(), settings.heroku_api_url.clone(), &key)
                .hiding(redactor)
                .trusting(environment.get("SSL_CERT_FILE").map(Into::into)),
            |pauses| Registries::new(Bare::new(client, pauses, redactor.clone()), heroku_registry, logins),
        ))
    }

    /// Those of a sandbox.
    pub(crate) fn on(stage: &Stage<'_>, settings: &Settings, console: &Console) -> Result<Self, TlsError> {
        let Stage { sandbox, keys: (token, key) } = stage;
        let (client, redactor) = (Connector::Sandbox.client()?, console.redactor());
        let answer = settings.health_check_text.clone().unwrap_or_default();
        let address = |text: &str| Url::parse(text).unwrap_or_else(|_| unreachable!("a socket's address is one"));
        Ok(Self::telling(
            GitHub::new(client.clone(), address(sandbox.github_url()), Some(&SecretString::from(token.as_str())))
                .hiding(redactor),
            Heroku::new(client.clone(), address(sandbox.heroku_url()), &SecretString::from(key.as_str()))
                .hiding(redactor)
                .rehearsing(answer),
            |pauses| {
                let logins = logins(settings, None, &SecretString::from(key.as_str()));
                let (bare, urls) = (Bare::new(client, pauses, redactor.clone()), sandbox.urls());
                Registries::new(bare, address(&urls.heroku_registry), logins).rehearsing(address(&urls.registry))
            },
        ))
    }

    /// Both, for closing what is open.
    pub(crate) fn clients<'a>(&'a self, repository: &'a RepoSlug, run_url: Option<&'a str>) -> Clients<'a> {
        Clients { github: &self.github, heroku: &self.heroku, registries: &self.registries, repository, run_url }
    }

    fn telling(github: GitHub, heroku: Heroku, registries: impl FnOnce(Pauses) -> Registries) -> Self {
        let (pauses, told) = Pauses::channel();
        let (github, heroku) = (github.telling(&pauses), heroku.telling(&pauses));
        let registries = registries(pauses.clone());
        Self { github, heroku, registries, pauses, told: Cell::new(Some(told)) }
    }

    /// Reports retries in the log while `work` runs.
    pub(crate) async fn tell_pauses<T>(&self, console: &Console, work: impl Future<Output = T>) -> T {
        match self.told.take() {
            Some(told) => tell_pauses(told, console, work).await,
            None => work.await,
        }
    }
}

/// Reports retries in the log while `work` runs.
pub(crate) async fn tell_pauses<T>(
    mut told: UnboundedReceiver<Pause>,
    console: &Console,
    work: impl Future<Output = T>,
) -> T {
    let mut log = PauseLog::default();
    let mut tell = |pause| log.line(&pause).into_iter().for_each(|line| console.line(&line));
    let mut work = pin!(work);
    let result = loop {
        tokio::select! {
            biased;
            Some(pause) = told.recv() => tell(pause),
            result = &mut work => break result,
        }
    };
    while let Ok(pause) = told.try_recv() {
        tell(pause);
    }
    result
}

/// The login for each registry: Heroku's takes the key, and GitHub's the workflow's token, with any user name.
fn logins(settings: &Settings, actor: Option<&str>, key: &SecretString) -> Logins {
    let github = settings.github_token.clone();
    let login = |username: &str, password| Login { username: username.to_owned(), password };
    Logins {
        heroku: Some(login("_", key.clone())),
        github: github.map(|token| login(actor.unwrap_or("x-access-token"), token)),
        given: settings.registry_login().map(|(name, password)| login(&name, password)),
    }
}
