//! `branchline rehearse`: what a run does, shown against the sandbox.

use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};
use lexopt::{Arg, Parser};

use super::arguments::{file, text};
use super::rules_source::RulesSource;
use crate::{
    outcome::Exit,
    rehearsal::{Rehearsal, rehearse},
    report::Console,
    sandbox::NamedFault,
};

/// What is to be rehearsed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rehearse {
    /// The rules; none for those of the story.
    pub rules: Option<RulesSource>,
    /// The event's name and the file with its payload; none for the story.
    pub event: Option<(String, PathBuf)>,
    /// What goes wrong.
    pub fault: Option<String>,
}

impl Rehearse {
    /// Reads the rest of the command line; nothing, if it asks for help.
    pub(super) fn parse(parser: &mut Parser) -> anyhow::Result<Option<Self>> {
        let mut asked = Self::default();
        let (mut event, mut payload) = (None, None);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("event") => event = Some(text(parser)?),
                Arg::Long("payload") => payload = Some(file(parser)?),
                Arg::Long("rules") => asked.rules = Some(RulesSource::Text(text(parser)?)),
                Arg::Long("rules-file") => asked.rules = Some(RulesSource::File(file(parser)?)),
                Arg::Long("fault") => asked.fault = Some(text(parser)?),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        asked.event = match (event, payload) {
            (None, None) => None,
            (Some(event), Some(payload)) => Some((event, payload)),
            _ => bail!("--event and --payload go together: the event's name, and the file with its payload"),
        };
        Ok(Some(asked))
    }

    /// Reads what it names, and shows it.
    ///
    /// # Errors
    /// Says which file cannot be read, or that there is no such fault.
    pub async fn run(&self, console: &Console) -> anyhow::Result<Exit> {
        let rules = self.rules.as_ref().map(RulesSource::read).transpose()?;
        let fault = self.fault.as_deref().map(named).transpose()?;
        let event = match &self.event {
            Some((name, path)) => {
                let payload = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
                Some((name.clone(), payload))
            }
            None => None,
        };
        rehearse(Rehearsal { rules, event, fault }, console).await
    }
}

fn named(name: &str) -> anyhow::Result<NamedFault> {
    name.parse().map_err(|error| {
        let line = |fault: NamedFault| format!("  {:20} {}", fault.name(), fault.description());
        let known: Vec<_> = NamedFault::all().map(line).collect();
        anyhow!("{error}; there are:\n{}", known.join("\n"))
    })
}
