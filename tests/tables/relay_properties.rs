//! What holds for the relay whatever Heroku sends: the runner obeys nothing in it, and nothing is lost.

use crate::{hostile::hostile_bytes, suspicious_runner as runner};
use branchline::{
    redact::Redactor,
    relay::{LogRelay, neutral_line},
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Lengths of the pieces in which the bytes arrive, over and over.
fn chunking() -> impl Strategy<Value = Vec<usize>> {
    vec(1..9_usize, 1..9)
}

fn chunks<'a>(mut bytes: &'a [u8], sizes: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    sizes.iter().cycle().map_while(move |&size| {
        let (chunk, rest) = bytes.split_at(size.min(bytes.len()));
        bytes = rest;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// What comes out, and the tail.
fn relayed<'a>(prefix: &str, chunks: impl IntoIterator<Item = &'a [u8]>) -> (String, Vec<String>) {
    let mut relay = LogRelay::new(prefix, Redactor::default());
    let mut out = Vec::new();
    for chunk in chunks {
        relay.feed(chunk, &mut out);
    }
    relay.finish(&mut out);
    (text(out), relay.tail().map(str::to_owned).collect())
}

#[expect(clippy::expect_used, reason = "called by tests only")]
fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).expect("the log is UTF-8")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_runner_finds_no_command(bytes in hostile_bytes()) {
        let (log, tail) = relayed("", [bytes.as_slice()]);
        for line in runner::lines(&log) {
            prop_assert!(!runner::finds_command(line), "{line:?}");
        }
        for line in &tail {
            prop_assert!(!runner::finds_command(line), "in the tail: {line:?}");
        }
    }

    #[test]
    fn every_line_ends_with_a_line_feed_and_nothing_else_ends_one(bytes in hostile_bytes()) {
        let (log, _) = relayed("> ", [bytes.as_slice()]);
        prop_assert!(log.is_empty() || log.ends_with('\n'));
        prop_assert!(log.lines().all(|line| line.starts_with("> ")));
        let forbidden = |character: char| match character {
            '\n' | '\t' | '\u{1b}' => false,
            '\u{2028}' | '\u{2029}' => true,
            _ => character.is_control(),
        };
        prop_assert!(!log.contains(forbidden), "{log:?}");
    }

    #[test]
    fn chunks_make_no_difference(bytes in hostile_bytes(), sizes in chunking()) {
        prop_assert_eq!(relayed("> ", chunks(&bytes, &sizes)), relayed("> ", [bytes.as_slice()]));
    }

    #[test]
    fn broken_connections_make_no_difference(
        bytes in hostile_bytes(),
        sizes in chunking(),
        breaks in vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let mut relay = LogRelay::new("", Redactor::default());
        let mut out = Vec::new();
        for at in breaks {
            for chunk in chunks(&bytes[..at.index(bytes.len() + 1)], &sizes) {
                relay.feed(chunk, &mut out);
            }
            relay.reconnected();
        }
        for chunk in chunks(&bytes, &sizes) {
            relay.feed(chunk, &mut out);
        }
        relay.finish(&mut out);
        prop_assert_eq!(relay.taken(), bytes.iter().filter(|&&byte| byte != 0).count() as u64);
        prop_assert_eq!(text(out), relayed("", [bytes.as_slice()]).0);
    }

    #[test]
    fn harmless_text_comes_out_as_it_went_in(
        lines in vec("[ \t]{0,4}([a-zA-Zé😀\u{1b}\u{200d}\u{fe0f}“│#\\[\\]=>.-]{0,20}|-----> [a-z: ]{0,20})", 0..20),
        sizes in chunking(),
    ) {
        prop_assume!(!lines.iter().any(|line| runner::finds_command(line)));
        let log: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        prop_assert_eq!(&relayed("", [log.as_bytes()]).0, &log);
        prop_assert_eq!(&relayed("", chunks(log.as_bytes(), &sizes)).0, &log);
    }

    #[test]
    fn a_neutral_line_is_one_line_in_which_the_runner_finds_no_command(bytes in hostile_bytes()) {
        let text = String::from_utf8_lossy(&bytes);
        let line = neutral_line(&text);
        prop_assert!(!line.contains(|character: char| character.is_control()), "{line:?}");
        prop_assert!(!runner::finds_command(&line), "{line:?}");
    }
}
