//! The health check of a release: its web dynos are up, and the app answers.

use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

use serde::Serialize;
use url::Url;

use super::{desk::Desk, doable::Doable, flow::Flow, output::show, poll::poll};
use crate::{
    heroku::dynos::{Dyno, Visit},
    http::{ApiError, Instant, within},
    names::health_check::{HealthCheck, Place},
    outcome::{Aftermath, Doing, Stage, Trouble, Waiting},
    relay::neutral_line,
};

/// A web dyno has 60 seconds to boot, and what comes before takes a while too.
const WELL_WITHIN: Duration = Duration::from_mins(5);
/// How long Heroku must list no web dynos before they count as sleeping. While one is replaced, it may list none for a
/// moment.
const ASLEEP_AFTER: Duration = Duration::from_secs(20);
/// How long to wait for the end of a crashed dyno's log.
const LOG_WITHIN: Duration = Duration::from_secs(5);

/// Check the health of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct CheckHealth {
    #[serde(skip)]
    pub(crate) check: HealthCheck,
}

/// The state of an app's web dynos.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    Starting,
    Up,
    /// There are none, of any release: they sleep until a visit wakes them.
    Unlisted,
    /// One of them crashed.
    Crashed(String),
}

impl Display for CheckHealth {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.check.place {
            Place::Path(path) => write!(f, "check that {path} answers"),
            Place::Address(url) => write!(f, "check that {url} answers"),
        }
    }
}

impl Doable for CheckHealth {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Health);
        desk.group(&format!("Health check of {}", desk.ledger.app_name()));
        let checked = within(WELL_WITHIN, self.wait_until_well(desk)).await;
        desk.end_group();
        let seconds = desk.ledger.end_stage();
        match checked {
            Some(Ok(said)) => {
                desk.say(&format!("{said} after {seconds} s"));
                Ok(Flow::Next)
            }
            Some(Err(trouble)) => Err(trouble),
            None => Err(unhealthy(&format!("after five minutes {}", desk.ledger.waiting_for()), Vec::new())),
        }
    }
}

impl CheckHealth {
    async fn wait_until_well(&self, desk: &Desk<'_>) -> Result<String, Trouble> {
        let report = desk.ledger.report();
        let (app, name) = (desk.ledger.app_identity(), desk.ledger.app_name());
        let reading = |error: ApiError| Trouble::api(Doing::ReadingDynos(desk.ledger.app_name()), error);
        let formation = desk.clients.heroku.formation(&app).await.map_err(reading)?;
        let wanted = formation.iter().find(|of| of.process == "web").map_or(0, |web| web.quantity);
        if wanted == 0 {
            let text =
                format!("{name} has no web dynos, so nothing can answer. Scale them up, or leave `health-check` out.");
            desk.console.warning("Health not checked", &text);
            return Ok("Health not checked".to_owned());
        }
        self.wait_for_dynos(desk, &app, wanted, report.release_version.unwrap_or_default()).await?;
        self.wait_for_answer(desk, report.url.as_deref()).await
    }

    /// The old dynos answer while new ones boot, so the new ones must be up first.
    async fn wait_for_dynos(&self, desk: &Desk<'_>, app: &str, wanted: u64, version: u64) -> Result<(), Trouble> {
        let name = desk.ledger.app_name();
        let ask = async || {
            desk.ledger.now_waiting_for(Waiting::Dynos(desk.ledger.app_name()));
            let dynos = desk.clients.heroku.dynos(app).await;
            dynos.map_err(|error| Trouble::api(Doing::ReadingDynos(desk.ledger.app_name()), error))
        };
        let mut unlisted = None;
        let is_over = |dynos: &Vec<Dyno>| match standing(dynos, wanted, version) {
            Standing::Unlisted => unlisted.get_or_insert_with(Instant::now).elapsed() >= ASLEEP_AFTER,
            Standing::Starting => {
                unlisted = None;
                false
            }
            Standing::Up | Standing::Crashed(_) => true,
        };
        let line = |_: Option<&Vec<Dyno>>| Some(format!("Waiting for the web dynos of {name}"));
        let dynos = poll(desk, None, ask, is_over, line).await?;
        match standing(&dynos, wanted, version) {
            Standing::Crashed(dyno) => Err(unhealthy(&format!("{dyno} crashed"), end_of_log(desk, app, &dyno).await)),
            Standing::Unlisted => {
                desk.say(&format!("Heroku lists no web dynos of {name}. If they sleep, the health check wakes them"));
                Ok(())
            }
            Standing::Up | Standing::Starting => {
                desk.say(&format!("The web dynos of {name} are up"));
                Ok(())
            }
        }
    }

    async fn wait_for_answer(&self, desk: &Desk<'_>, own: Option<&str>) -> Result<String, Trouble> {
        let Some(address) = self.address(own) else {
            return Err(unhealthy("Heroku did not tell the app's address", Vec::new()));
        };
        let name = desk.ledger.app_name();
        // The last answer stays known while the next one is awaited.
        desk.ledger.now_waiting_for(Waiting::Health(desk.ledger.app_name()));
        let ask = async || {
            let answer = desk.clients.heroku.visit(&address).await;
            let verdict = self.judge(&answer);
            if let Err(why) = &verdict {
                desk.ledger.now_waiting_for(Waiting::HealthAnswer { app: desk.ledger.app_name(), last: why.clone() });
            }
            Ok(verdict)
        };
        let line = |latest: Option<&Result<String, String>>| {
            let why = latest.and_then(|verdict| verdict.as_ref().err())?;
            Some(format!("Waiting for {name} to answer with success; so far: {why}"))
        };
        let verdict = poll(desk, None, ask, Result::is_ok, line).await?;
        Ok(verdict.unwrap_or_default())
    }

    fn address(&self, own: Option<&str>) -> Option<Url> {
        match &self.check.place {
            Place::Address(url) => Some(url.clone()),
            Place::Path(path) => Url::parse(own?).ok()?.join(path).ok(),
        }
    }

    /// The good answer, or what came instead.
    fn judge(&self, answer: &Result<Visit, &'static str>) -> Result<String, String> {
        let visit = answer.as_ref().map_err(|why| (*why).to_owned())?;
        if !(200..300).contains(&visit.status) {
            return Err(format!("status {}", visit.status));
        }
        match &self.check.text {
            Some(text) if !String::from_utf8_lossy(&visit.body).contains(text.as_str()) => {
                Err(format!("status {} without the text of `health-check-text`", visit.status))
            }
            _ => Ok(format!("Health check passed with status {}", visit.status)),
        }
    }
}

/// The state of the web dynos of a release or a later one.
fn standing(dynos: &[Dyno], wanted: u64, version: u64) -> Standing {
    if !dynos.iter().any(|dyno| dyno.process == "web") {
        return Standing::Unlisted;
    }
    let of_release =
        || dynos.iter().filter(|dyno| dyno.process == "web" && dyno.version().is_some_and(|own| own >= version));
    if let Some(crashed) = of_release().find(|dyno| dyno.state == "crashed") {
        return Standing::Crashed(crashed.name.clone());
    }
    let up = of_release().filter(|dyno| matches!(dyno.state.as_str(), "up" | "idle")).count() as u64;
    if up >= wanted && up == of_release().count() as u64 { Standing::Up } else { Standing::Starting }
}

/// The end of a dyno's output; nothing if it does not come in time.
async fn end_of_log(desk: &Desk<'_>, app: &str, dyno: &str) -> Vec<String> {
    let Ok(address) = desk.clients.heroku.log_session(app, dyno).await else { return Vec::new() };
    let prefix = desk.prefix();
    let shown = show(desk, &address, &prefix, async || Ok(true));
    within(LOG_WITHIN, shown).await.and_then(Result::ok).unwrap_or_default()
}

fn unhealthy(why: &str, tail: Vec<String>) -> Trouble {
    Trouble::Unhealthy { why: neutral_line(why).into_owned(), tail, now: Aftermath::Stays }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Standing, standing};

    fn stands(dynos: &[(&str, &str, u64)]) -> Standing {
        let dynos: Vec<_> = dynos
            .iter()
            .map(|(process, state, version)| {
                let text = json!({ "name": format!("{process}.1"), "type": process, "state": state, "release": { "version": version } });
                serde_json::from_value(text).unwrap()
            })
            .collect();
        standing(&dynos, 2, 5)
    }

    #[test]
    fn all_web_dynos_of_the_release_have_to_be_up() {
        for (dynos, expected) in [
            (&[("web", "up", 5), ("web", "up", 5)][..], Standing::Up),
            (&[("web", "up", 5), ("web", "idle", 6)], Standing::Up),
            (&[("web", "up", 5), ("web", "starting", 5)], Standing::Starting),
            (&[("web", "up", 4), ("web", "up", 4)], Standing::Starting),
            (&[("web", "up", 5), ("web", "up", 4)], Standing::Starting),
            (&[("web", "up", 5)], Standing::Starting),
            (&[], Standing::Unlisted),
            (&[("worker", "up", 5)], Standing::Unlisted),
            (&[("web", "up", 5), ("web", "up", 5), ("worker", "crashed", 5)], Standing::Up),
            (&[("web", "up", 5), ("web", "crashed", 4), ("web", "up", 5)], Standing::Up),
            (&[("web", "up", 5), ("web", "crashed", 5)], Standing::Crashed("web.1".to_owned())),
        ] {
            assert_eq!(stands(dynos), expected, "{dynos:?}");
        }
    }
}
