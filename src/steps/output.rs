//! Shows output while it is produced. A stream of Heroku's may not exist yet, fall silent, end while the work goes on,
//! or break; only the work's status says what is final.

use std::{mem, time::Duration};

use super::{desk::Desk, printer::Printer};
use crate::{
    heroku::{OpenStream, StreamError},
    http::{Instant, Pace, SecretUrl, pause, within},
    outcome::Trouble,
};

/// How long a stream may be silent before the status is requested. Heroku's heartbeats come every 10 s.
const SILENCE: Duration = Duration::from_secs(15);
/// How often to request the status whatever the stream does: one that never pauses says nothing about the work.
const ASKED_EVERY: Duration = Duration::from_secs(30);
/// The same as silence once the work is finished and only the network can be slow.
const LAST_SILENCE: Duration = Duration::from_secs(5);
/// How long after a clean end, while the work goes on, to look whether the stream goes on too.
const FIRST_REST: Duration = Duration::from_secs(5);
/// These looks become rarer, because each reads the whole output again.
const LONGEST_REST: Duration = Duration::from_mins(1);
/// How long to try in vain to get the rest of the output of finished work.
const LAST_TRYING: Duration = Duration::from_secs(5);
/// How long to read it at most: output that keeps growing does not belong to finished work.
const LAST_READING: Duration = Duration::from_secs(20);

/// Why reading paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pause {
    /// The stream's own end.
    End,
    /// A break, or no stream there yet.
    Broken,
    /// Nothing but heartbeats, or not even those.
    Silent,
    /// The stream has not paused, but it is time to request the status.
    Busy,
}

struct Reader<'a> {
    desk: &'a Desk<'a>,
    address: &'a SecretUrl,
    printer: Printer<'a>,
    stream: Option<OpenStream>,
    prefix: &'a str,
    /// Whether the log says that the address is not opened.
    is_astray: bool,
}

/// Shows the output at `address` until `is_over` says that the work is finished and all of it has been read.
/// Returns the end of the output.
pub(super) async fn show(
    desk: &Desk<'_>,
    address: &SecretUrl,
    prefix: &str,
    mut is_over: impl AsyncFnMut() -> Result<bool, Trouble>,
) -> Result<Vec<String>, Trouble> {
    desk.mask(address);
    let mut reader =
        Reader { desk, address, printer: Printer::new(desk, prefix), stream: None, prefix, is_astray: false };
    let result = reader.follow(&mut is_over).await;
    reader.printer.finish();
    desk.ledger.note_warnings(reader.printer.take_warnings());
    result.map(|()| reader.printer.tail())
}

impl Reader<'_> {
    async fn follow(&mut self, is_over: &mut impl AsyncFnMut() -> Result<bool, Trouble>) -> Result<(), Trouble> {
        let (mut pace, mut rest) = (Pace::new(), FIRST_REST);
        let (mut told_of_break, mut told_of_end) = (false, false);
        loop {
            let before = self.printer.taken();
            let pause = self.read(SILENCE, ASKED_EVERY).await;
            if self.printer.taken() > before {
                (pace, rest) = (Pace::new(), FIRST_REST);
            }
            // Before the first byte there may be no stream yet.
            if pause == Pause::Broken && self.printer.taken() > 0 && !std::mem::replace(&mut told_of_break, true) {
                self.desk.say_later(format!("{}The connection to the output broke and was restored.", self.prefix));
            }
            if is_over().await? {
                if pause != Pause::End {
                    self.read_the_rest(pause == Pause::Busy).await;
                }
                return Ok(());
            }
            match pause {
                Pause::Silent | Pause::Busy => {}
                Pause::Broken => pace.wait().await,
                Pause::End => {
                    if rest > FIRST_REST && !std::mem::replace(&mut told_of_end, true) {
                        self.say("(The output has ended, but Heroku is still working. Waiting.)");
                    }
                    if over_within(rest, is_over).await? {
                        self.read_the_rest(false).await;
                        return Ok(());
                    }
                    rest = (rest * 2).min(LONGEST_REST);
                }
            }
        }
    }

    /// Reads until there is a reason to pause: silence for that long, or reading for that long.
    async fn read(&mut self, silence: Duration, at_most: Duration) -> Pause {
        if self.stream.is_none() && self.open().await.is_err() {
            return Pause::Broken;
        }
        let begun = Instant::now();
        let (mut last_output, mut heart_beats) = (begun, false);
        loop {
            let Some(stream) = &mut self.stream else { return Pause::Broken };
            let rest = silence.saturating_sub(last_output.elapsed()).min(at_most.saturating_sub(begun.elapsed()));
            match within(rest, stream.next()).await {
                Some(Ok(Some(bytes))) => {
                    heart_beats = !self.printer.take(bytes.as_ref());
                    if !heart_beats {
                        last_output = Instant::now();
                    }
                    if begun.elapsed() >= at_most {
                        return Pause::Busy;
                    }
                }
                Some(end) => {
                    self.stream = None;
                    return if end.is_ok() { Pause::End } else { Pause::Broken };
                }
                None if last_output.elapsed() < silence => return Pause::Busy,
                None => {
                    if !heart_beats {
                        self.stream = None;
                    }
                    return Pause::Silent;
                }
            }
        }
    }

    async fn open(&mut self) -> Result<(), StreamError> {
        let stream = self.desk.clients.heroku.open_stream(self.address).await;
        if stream.as_ref().is_err_and(|error| *error == StreamError::Astray) && !mem::replace(&mut self.is_astray, true)
        {
            self.desk.console.line("(The output is not shown: its address is neither https nor on this machine.)");
        }
        self.stream = Some(stream?);
        self.printer.reconnected();
        Ok(())
    }

    /// The work is finished, so all output exists: reads what is missing, from a busy stream as from
    /// a new one.
    async fn read_the_rest(&mut self, mut is_busy: bool) {
        let (mut pace, begun) = (Pace::new(), Instant::now());
        let mut stuck_since = begun;
        while stuck_since.elapsed() < LAST_TRYING && begun.elapsed() < LAST_READING {
            let before = self.printer.taken();
            if !mem::take(&mut is_busy) {
                self.stream = None;
            }
            match self.read(LAST_SILENCE, LAST_READING.saturating_sub(begun.elapsed())).await {
                Pause::End => return,
                Pause::Silent | Pause::Busy => break,
                Pause::Broken => pace.wait().await,
            }
            if self.printer.taken() > before {
                stuck_since = Instant::now();
            }
        }
        self.say("(The rest of the output could not be read.)");
    }

    fn say(&self, text: &str) {
        self.desk.console.line(&format!("{}{text}", self.prefix));
    }
}

/// Waits after a stream's clean end, which proves nothing; returns whether the work is over or the stream worth another
/// look.
async fn over_within(
    rest: Duration,
    is_over: &mut impl AsyncFnMut() -> Result<bool, Trouble>,
) -> Result<bool, Trouble> {
    let ended = Instant::now();
    let mut pace = Pace::new();
    while ended.elapsed() < rest {
        pace.wait().await;
        if is_over().await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A short pause before checking the effect of a request whose answer was lost.
pub(super) async fn let_it_settle() {
    pause(Duration::from_millis(700)).await;
}
