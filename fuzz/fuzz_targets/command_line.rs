//! The command line: arguments with NULs between them.
#![no_main]

use std::{ffi::OsString, iter::once, os::unix::ffi::OsStringExt};

use branchline::cli::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let arguments = data.split(|byte| *byte == 0).map(|argument| OsString::from_vec(argument.to_vec()));
    if let Err(mistake) = parse(once("branchline".into()).chain(arguments)) {
        assert!(!mistake.to_string().is_empty());
    }
});
