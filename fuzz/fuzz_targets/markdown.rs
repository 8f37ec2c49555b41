//! Comment and summary: an app's name, its address, an answer's words and the lines of a log, with NULs between them.
#![no_main]

#[path = "../../tests/tables/markdown_check.rs"]
mod markdown_check;

use libfuzzer_sys::fuzz_target;
use markdown_check::Texts;

fuzz_target!(|text: &str| {
    let mut parts = text.split('\0').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (app, url, words) = (part(), part(), part());
    let log = parts.collect();
    markdown_check::check(&Texts { app, url, words, log });
});
