use std::time::Duration;

use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use url::Url;

use super::client::Heroku;
use crate::{
    http::{ApiError, Rendezvous, RendezvousAddress, Request, SecretUrl, within},
    secret::Secret,
};

/// How long to wait for an app's answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);
/// How many bytes of an answer to read.
const LONGEST_ANSWER: usize = 1024 * 1024;
/// How many lines of a dyno's log to request.
const LINES: u32 = 50;

/// How many dynos of a type an app is to have.
#[derive(Debug, Deserialize)]
pub(crate) struct Formation {
    #[serde(rename = "type")]
    pub(crate) process: String,
    pub(crate) quantity: u64,
}

/// A dyno as it is now.
/// <https://devcenter.heroku.com/articles/platform-api-reference#dyno>
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dyno {
    /// Such as `web.1`.
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) process: String,
    /// `starting`, `up`, `idle`, `crashed`, `down`, …
    pub(crate) state: String,
    #[serde(default)]
    release: Option<OfRelease>,
}

#[derive(Debug, Clone, Deserialize)]
struct OfRelease {
    #[serde(default)]
    version: Option<u64>,
}

impl Dyno {
    /// The version of the release that it runs.
    pub(crate) fn version(&self) -> Option<u64> {
        self.release.as_ref()?.version
    }
}

#[derive(Deserialize)]
struct LogSession {
    logplex_url: SecretUrl,
}

/// A one-off dyno that waits to be joined.
#[derive(Debug, Deserialize)]
pub(crate) struct OneOff {
    /// Such as `run.4711`.
    pub(crate) name: String,
    /// Where it is joined: a secret. One that names no such place may run by itself.
    #[serde(default, deserialize_with = "perhaps_an_address")]
    pub(crate) attach_url: Option<RendezvousAddress>,
}

/// The dyno is there whatever its address is like, and must not be asked for again because of it.
fn perhaps_an_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RendezvousAddress>, D::Error> {
    let text = Option::<Secret>::deserialize(deserializer)?;
    Ok(text.and_then(|text| RendezvousAddress::read(text.expose_secret())))
}

/// What an app answered.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Heroku {
    /// How many dynos of each type an app is to have.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn formation(&self, app: &str) -> Result<Vec<Formation>, ApiError> {
        self.list(Request::get(&["apps", app, "formation"])).await
    }

    /// An app's dynos.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn dynos(&self, app: &str) -> Result<Vec<Dyno>, ApiError> {
        self.list(Request::get(&["apps", app, "dynos"])).await
    }

    /// Where the last lines of a dyno's log are. The address is a secret.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn log_session(&self, app: &str, dyno: &str) -> Result<SecretUrl, ApiError> {
        let body = json!({ "dyno": dyno, "lines": LINES, "tail": false });
        let session: LogSession = self.http.json(&Request::post(&["apps", app, "log-sessions"], body)).await?;
        Ok(session.logplex_url)
    }

    /// Asks for a one-off dyno. It runs the command once it is joined, and never if nobody does.
    ///
    /// # Errors
    /// As the API refuses; 409 where a release is still spreading.
    pub(crate) async fn create_dyno(&self, app: &str, command: &str, lives: Duration) -> Result<OneOff, ApiError> {
        let body = json!({
            "attach": true,
            "command": command,
            "force_no_tty": true,
            "time_to_live": lives.as_secs(),
            "type": "run",
        });
        self.http.json(&Request::post_once(&["apps", app, "dynos"], body)).await
    }

    /// Connects to a one-off dyno.
    ///
    /// # Errors
    /// Why there is no connection.
    pub(crate) async fn meet(&self, address: &RendezvousAddress) -> Result<Rendezvous, String> {
        self.http.handed_out(address.as_url().clone())?;
        let met = Rendezvous::connect(address, self.private_authorities.as_deref()).await;
        met.map_err(|error| error.to_string())
    }

    /// Stops a dyno.
    ///
    /// # Errors
    /// 404 where it is over already.
    pub(crate) async fn stop_dyno(&self, app: &str, dyno: &str) -> Result<(), ApiError> {
        let request = Request::post(&["apps", app, "dynos", dyno, "actions", "stop"], json!({}));
        self.http.read(&request, |_| Ok(())).await
    }

    /// Restarts all dynos of an app.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn restart(&self, app: &str) -> Result<(), ApiError> {
        self.http.read(&Request::delete(&["apps", app, "dynos"]), |_| Ok(())).await
    }

    /// Asks an app itself, without any key; a redirect is not followed.
    ///
    /// # Errors
    /// Why there is no answer, in a few words.
    pub(crate) async fn visit(&self, address: &Url) -> Result<Visit, &'static str> {
        if let Some(answer) = &self.rehearsed_answer {
            return Ok(Visit { status: 200, body: answer.clone().into_bytes() });
        }
        let visit = async {
            let mut answer = self.bare.get(address.clone()).send().await.map_err(|_| "no answer")?;
            let (status, mut body) = (answer.status().as_u16(), Vec::new());
            while let Some(bytes) = answer.chunk().await.map_err(|_| "an answer that broke off")? {
                let room = LONGEST_ANSWER - body.len();
                body.extend(bytes.iter().take(room));
                if body.len() == LONGEST_ANSWER {
                    break;
                }
            }
            Ok(Visit { status, body })
        };
        within(ANSWERED_WITHIN, visit).await.unwrap_or(Err("no answer in time"))
    }
}
