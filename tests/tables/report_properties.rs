//! What holds for all that Branchline tells, whatever others wrote of it: the runner gets its orders from Branchline alone,
//! outputs arrive as they were, and nothing in a comment or summary is markup.

use proptest::{collection::vec, prelude::*};

use crate::{
    console_check::{self, Call},
    hostile::hostile_bytes,
    markdown_check::{self, Texts},
    output_check,
};

fn hostile_text() -> impl Strategy<Value = String> {
    hostile_bytes().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Text of which much would be markup.
fn hostile_markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(MARKUP.to_vec()).prop_map(str::to_owned),
        1 => "[a-z ]{0,5}",
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

const MARKUP: &[&str] = &[
    "`",
    "```",
    "``````",
    "~~~",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "](x)",
    "![",
    "<",
    ">",
    "<img src=x>",
    "</details>",
    "<!--",
    "-->",
    "|",
    "\\",
    "@all",
    "@",
    "#1",
    "#",
    "&#64;",
    "&lt;",
    "[^1]",
    "[ ]",
    "- ",
    "1. ",
    "> ",
    "---",
    "https://x.example",
    "https://status.heroku.com",
    "://",
    "www.",
    "WWW.x.example",
    "$",
    "$x$",
    "\u{202e}",
    "\u{2066}",
    "\u{1b}[31m",
    "\n",
    "\r",
    "\0",
    " ",
];

fn secret() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9._~/?=&%+-]{6,20}"
}

fn call(secret: String) -> impl Strategy<Value = Call> {
    let text = prop_oneof![
        4 => hostile_text(),
        1 => (hostile_text(), hostile_text()).prop_map(move |(before, after)| format!("{before}{secret}{after}")),
    ];
    (0..7, text).prop_map(|(kind, text)| match kind {
        0 => Call::Line(text),
        1 => Call::Output(text.into_bytes()),
        2 => Call::Group(text),
        3 => Call::EndGroup,
        4 => Call::Error(text),
        5 => Call::Warning(text),
        _ => Call::Notice(text),
    })
}

fn calls_with(secret: String) -> impl Strategy<Value = Vec<Call>> {
    vec(call(secret.clone()), 0..20).prop_map(move |mut calls| {
        calls.insert(0, Call::Mask(secret.clone()));
        calls
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_runner_finds_no_commands_but_ours(calls in vec(call(String::new()), 0..20)) {
        console_check::check(&calls);
    }

    #[test]
    fn no_secret_is_printed(calls in secret().prop_flat_map(calls_with)) {
        console_check::check(&calls);
    }

    #[test]
    fn the_runner_reads_each_output_as_it_was(values in vec(hostile_text(), 4)) {
        output_check::check(&values);
    }

    #[test]
    fn nothing_that_others_wrote_is_markup(
        app in hostile_markdown(),
        url in hostile_markdown(),
        words in hostile_markdown(),
        log in vec(hostile_markdown(), 0..40),
    ) {
        markdown_check::check(&Texts { app, url, words, log });
    }
}
