//! What may follow an option.

use std::path::PathBuf;

use lexopt::{Error, Parser, ValueExt};

pub(super) fn text(parser: &mut Parser) -> Result<String, Error> {
    parser.value().and_then(ValueExt::string)
}

pub(super) fn file(parser: &mut Parser) -> Result<PathBuf, Error> {
    parser.value().map(PathBuf::from)
}
