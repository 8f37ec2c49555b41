//! A command in a one-off dyno, once the release is there.

mod mark;

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, flow::Flow};
use crate::{
    heroku::dynos::OneOff,
    http::{ApiError, Rendezvous, Repeat},
    outcome::{Aftermath, Doing, Stage, Trouble, Waiting},
    progress::obligations::{Obligation, dyno::OpenDyno},
    relay::{LogRelay, neutral_line},
};
use mark::{Finder, Mark};

/// What a dyno says first, once it is joined.
const JOINED: &[u8] = b"rendezvous";

/// Run a command on an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RunCommand {
    pub(crate) command: String,
    /// How long it may take at most.
    #[serde(skip)]
    pub(crate) at_most: std::time::Duration,
}

/// How a command ended.
enum Ended {
    With(i32),
    /// Its exit status never came; why.
    Unknown(String),
}

impl Display for RunCommand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "run `{}`", self.command)
    }
}

impl RunCommand {
    pub(super) async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Run);
        desk.ledger.now_waiting_for(Waiting::Command(self.command.clone()));
        let report = desk.ledger.report();
        let app = report.app_id.map_or_else(|| report.app.unwrap_or_default(), |id| id.to_string());
        let mark = Mark::new();
        let dyno = self.start(desk, &app, &mark).await?;
        let owed = desk.ledger.owe(Obligation::Dyno(OpenDyno { app: app.clone(), dyno: dyno.name.clone() }));
        dyno.attach_url.secrets().iter().for_each(|secret| desk.console.mask(secret));
        desk.group(&format!("{} on {}", self.command, desk.ledger.app_name()));
        let prefix = desk.prefix();
        let mut relay = LogRelay::new(&prefix, desk.console.redactor().clone());
        let ended = follow(desk, &dyno, mark.finder(), &mut relay).await;
        let mut lines = Vec::new();
        relay.finish(&mut lines);
        desk.console.relayed(&lines);
        desk.end_group();
        let (seconds, command) = (desk.ledger.end_stage(), self.command.clone());
        let how = match ended {
            Ended::With(status) => {
                desk.ledger.strike_off(owed);
                desk.say(&format!("`{command}` exited with {status} after {seconds} s"));
                if status == 0 {
                    return Ok(Flow::Next);
                }
                format!("exited with {status}")
            }
            // It may run still: so the dyno stays owed, and is stopped.
            Ended::Unknown(why) => format!("did not tell how it ended: {why}"),
        };
        let tail = relay.tail().map(ToOwned::to_owned).collect();
        Err(Trouble::RunFailed { command, how: neutral_line(&how).into_owned(), tail, now: Aftermath::Stays })
    }

    /// A dyno that nobody joins runs nothing: so one may be asked for again where an answer was lost.
    async fn start(&self, desk: &Desk<'_>, app: &str, mark: &Mark) -> Result<OneOff, Trouble> {
        let heroku = desk.clients.heroku;
        let mut attempts = heroku.attempts();
        loop {
            let error = match heroku.create_dyno(app, &mark.around(&self.command), self.at_most).await {
                Ok(dyno) => return Ok(dyno),
                Err(error) => error,
            };
            // A release that is still spreading.
            let is_early = error.status() == Some(409) && attempts.after_conflict().await;
            if !is_early && !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(trouble(desk, error));
            }
        }
    }
}

/// Joins the dyno, and shows what it prints until its mark comes.
async fn follow(desk: &Desk<'_>, dyno: &OneOff, mut finder: Finder, relay: &mut LogRelay) -> Ended {
    let mut line = match desk.clients.heroku.meet(dyno).await {
        Ok(line) => line,
        Err(why) => return Ended::Unknown(format!("the dyno could not be reached, and ran nothing ({why})")),
    };
    if let Err(error) = line.join(&dyno.attach_url).await {
        return Ended::Unknown(format!("the dyno could not be joined ({error})"));
    }
    match read(desk, &mut line, &mut finder, relay).await {
        Ok(()) => finder.status().map_or_else(|| Ended::Unknown("its output ended before".to_owned()), Ended::With),
        Err(error) => Ended::Unknown(format!("the connection to the dyno broke ({error})")),
    }
}

async fn read(
    desk: &Desk<'_>,
    line: &mut Rendezvous,
    finder: &mut Finder,
    relay: &mut LogRelay,
) -> std::io::Result<()> {
    let (mut piece, mut lines, mut head) = ([0; 8192], Vec::new(), Some(Vec::new()));
    while finder.status().is_none() {
        let length = line.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        let bytes = match &mut head {
            None => piece[..length].to_vec(),
            Some(seen) => {
                seen.extend(&piece[..length]);
                let Some(rest) = after_head(seen) else { continue };
                head = None;
                rest
            }
        };
        relay.feed(&finder.take(&bytes), &mut lines);
        desk.console.relayed(&lines);
        lines.clear();
    }
    Ok(())
}

/// What comes after the dyno's first line, if that is whole; all of it where it begins otherwise.
fn after_head(seen: &[u8]) -> Option<Vec<u8>> {
    let begins = &seen[..seen.len().min(JOINED.len())];
    if !JOINED.starts_with(begins) {
        return Some(seen.to_vec());
    }
    let end = seen.iter().position(|byte| *byte == b'\n')?;
    Some(seen[end + 1..].to_vec())
}

fn trouble(desk: &Desk<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::StartingDyno(desk.ledger.app_name()), error)
}
