//! A command in a one-off dyno, once the release is there.

mod mark;

use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

use serde::Serialize;

use super::{desk::Desk, doable::Doable, flow::Flow, printer::Printer};
use crate::{
    heroku::dynos::OneOff,
    http::{ApiError, Instant, Rendezvous, RendezvousAddress, Repeat, within},
    outcome::{Aftermath, Doing, Stage, Trouble, Waiting},
    progress::obligations::{Obligation, dyno::OpenDyno},
    relay::neutral_line,
    report::explain,
};
use mark::{Finder, Mark};

/// What a dyno says first, once it is joined.
const JOINED: &[u8] = b"rendezvous";
/// A longer first line is the command's own.
const LONGEST_HEAD: usize = 256;
/// How long a command may take to end after its mark.
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// The shortest and the longest life of a one-off dyno.
const LIVES: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(24));

/// Run a command on an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RunCommand {
    pub(crate) command: String,
    /// How long it may take at most.
    #[serde(skip)]
    pub(crate) at_most: Duration,
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

impl Doable for RunCommand {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Run);
        desk.ledger.now_waiting_for(Waiting::Command(self.command.clone()));
        let (app, mark) = (desk.ledger.app_identity(), Mark::new());
        let dyno = self.start(desk, &app, &mark).await?;
        let owed = desk.ledger.owe(Obligation::Dyno(OpenDyno { app: app.clone(), dyno: dyno.name.clone() }));
        for secret in dyno.attach_url.as_ref().map(RendezvousAddress::secrets).unwrap_or_default() {
            desk.console.mask(&secret);
        }
        desk.group(&format!("{} on {}", self.command, desk.ledger.app_name()));
        let prefix = desk.prefix();
        let mut printer = Printer::new(desk, &prefix);
        let ended = follow(desk, &dyno, mark.finder(), &mut printer).await;
        printer.finish();
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
            // It may still run, so the dyno stays owed, and is stopped.
            Ended::Unknown(why) => format!("did not tell how it ended: {why}"),
        };
        let tail = printer.tail();
        Err(Trouble::RunFailed { command, how: neutral_line(&how).into_owned(), tail, now: Aftermath::Stays })
    }
}

impl RunCommand {
    /// A dyno that nobody joins runs nothing, so the request may be repeated if an answer was lost.
    async fn start(&self, desk: &Desk<'_>, app: &str, mark: &Mark) -> Result<OneOff, Trouble> {
        let heroku = desk.clients.heroku;
        let (mut attempts, lives) = (heroku.attempts(), self.at_most.clamp(LIVES.0, LIVES.1));
        loop {
            let error = match heroku.create_dyno(app, &mark.around(&self.command), lives).await {
                Ok(dyno) => return Ok(dyno),
                Err(error) => error,
            };
            // The release is still spreading.
            let is_early = error.status() == Some(409) && attempts.after_conflict().await;
            if !is_early && !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(self.not_started(desk, error));
            }
        }
    }

    /// A command that could not be started has failed like any other: the release runs without it.
    fn not_started(&self, desk: &Desk<'_>, error: ApiError) -> Trouble {
        let why = explain(&Trouble::api(Doing::StartingDyno(desk.ledger.app_name()), error), None);
        let how = neutral_line(&format!("did not run: Branchline {}", why.reason)).into_owned();
        let tail = if why.advice.is_empty() { Vec::new() } else { vec![why.advice] };
        Trouble::RunFailed { command: self.command.clone(), how, tail, now: Aftermath::Stays }
    }
}

/// Joins the dyno, and shows what it prints until its mark comes.
async fn follow(desk: &Desk<'_>, dyno: &OneOff, mut finder: Finder, printer: &mut Printer<'_>) -> Ended {
    let Some(address) = &dyno.attach_url else {
        return Ended::Unknown("Heroku does not tell where the dyno can be joined".to_owned());
    };
    let mut line = match desk.clients.heroku.meet(address).await {
        Ok(line) => line,
        Err(why) => return Ended::Unknown(format!("the dyno could not be reached, and ran nothing ({why})")),
    };
    if let Err(error) = line.join(address).await {
        return Ended::Unknown(format!("the dyno could not be joined ({error})"));
    }
    match read(&mut line, &mut finder, printer).await {
        Ok(()) => finder.status().map_or_else(|| Ended::Unknown("its output ended before".to_owned()), Ended::With),
        Err(error) => Ended::Unknown(format!("the connection to the dyno broke ({error})")),
    }
}

/// Reads to the end, which comes soon after the mark.
async fn read(line: &mut Rendezvous, finder: &mut Finder, printer: &mut Printer<'_>) -> std::io::Result<()> {
    let (mut piece, mut head, mut marked) = ([0; 8192], Some(Vec::new()), None);
    loop {
        let length = match marked {
            None => line.read(&mut piece).await?,
            Some(at) => {
                let rest = ENDS_WITHIN.saturating_sub(Instant::elapsed(at));
                within(rest, line.read(&mut piece)).await.and_then(Result::ok).unwrap_or_default()
            }
        };
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
        printer.take(&finder.take(&bytes));
        if finder.status().is_some() {
            marked.get_or_insert_with(Instant::now);
        }
    }
}

/// What follows the dyno's first line, if that is complete; everything if the output begins otherwise.
fn after_head(seen: &[u8]) -> Option<Vec<u8>> {
    let begins = &seen[..seen.len().min(JOINED.len())];
    if !JOINED.starts_with(begins) {
        return Some(seen.to_vec());
    }
    match seen.iter().position(|byte| *byte == b'\n') {
        Some(end) => Some(seen[end + 1..].to_vec()),
        None => (seen.len() > LONGEST_HEAD).then(|| seen.to_vec()),
    }
}
