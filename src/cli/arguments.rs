//! Reading what follows a command or an option.

use std::path::PathBuf;

use anyhow::anyhow;
use lexopt::{Arg, Error, Parser, ValueExt};

use crate::nearest::nearest;

pub(super) fn text(parser: &mut Parser) -> Result<String, Error> {
    parser.value().and_then(ValueExt::string)
}

pub(super) fn file(parser: &mut Parser) -> Result<PathBuf, Error> {
    parser.value().map(PathBuf::from)
}

/// The error for an option or word that does not exist, with the known one that is probably meant.
pub(super) fn unknown(argument: &Arg<'_>, known: &[&str]) -> anyhow::Error {
    let found = match argument {
        Arg::Long(name) => format!("--{name}"),
        Arg::Short(letter) => format!("-{letter}"),
        Arg::Value(value) => value.to_string_lossy().into_owned(),
    };
    match nearest(&found, known.iter().copied()) {
        Some(meant) => anyhow!("there is no {found:?}. Did you mean `{meant}`?"),
        None => anyhow!("there is no {found:?}"),
    }
}
