//! What holds for the relay whatever Heroku sends: the runner obeys nothing in it, and nothing is lost.

use branchline::relay::{LogRelay, neutral_line};
use proptest::collection::vec;
use proptest::prelude::*;

/// Bytes of which many are parts of commands, of line ends, or of characters that a reader does not see.
fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop_oneof![
        8 => prop::sample::select(FRAGMENTS.to_vec()).prop_map(<[u8]>::to_vec),
        2 => prop::sample::select(NAMES.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

const FRAGMENTS: &[&[u8]] = &[
    b":",
    b":",
    b"::",
    b"::",
    b"#",
    b"#",
    b"##",
    b"[",
    b"[",
    b"##[",
    b"]",
    b" ",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"\x1b",
    b"\x1b[31m",
    b"\x07",
    b"\x0b",
    b"\x0c",
    b"\x1c",
    b"\x1f",
    b"\x7f",
    b"\xc2\x85",
    b"\xc2\xa0",
    b"\xc2\xad",
    b"\xe2\x80\x8b",
    b"\xe2\x80\x8d",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xa9",
    b"\xe3\x80\x80",
    b"\xef\xbb\xbf",
    b"\xd6\x91",
    b"\xc3",
    b"\xa9",
    b"\xe2",
    b"\x80",
    b"\x8b",
    b"\xf0\x9f",
    b"\x98\x80",
    b"\xff",
    b"x",
];

const NAMES: &[&str] = &["error", "add-mask", "set-env name=x", "stop-commands", "group"];

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
    let mut relay = LogRelay::new(prefix);
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

/// The runner as a reader of its containers' output, with every doubt decided against us: how .NET's `ReadLine` splits
/// lines, what `TrimStart` takes away, and comparisons for which invisible characters do not exist.
mod runner {
    pub(super) fn lines(log: &str) -> Vec<&str> {
        let mut lines: Vec<&str> = Vec::new();
        let mut rest = log;
        while let Some(at) = rest.find(['\r', '\n']) {
            lines.push(&rest[..at]);
            rest = rest[at..].strip_prefix("\r\n").unwrap_or(&rest[at + 1..]);
        }
        if !rest.is_empty() {
            lines.push(rest);
        }
        lines
    }

    pub(super) fn finds_command(line: &str) -> bool {
        let line: String = line.chars().filter(|&character| character == '\t' || !is_invisible(character)).collect();
        line.trim_start().starts_with("::") || line.contains("##[")
    }

    fn is_invisible(character: char) -> bool {
        character.is_control()
            || matches!(
                character,
                '\u{ad}'
                    | '\u{34f}'
                    | '\u{591}'..='\u{5af}'
                    | '\u{61c}'
                    | '\u{115f}'..='\u{1160}'
                    | '\u{180b}'..='\u{180f}'
                    | '\u{200b}'..='\u{200f}'
                    | '\u{202a}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}'
                    | '\u{fe00}'..='\u{fe0f}'
                    | '\u{feff}'
                    | '\u{fff9}'..='\u{fffb}'
                    | '\u{e0000}'..='\u{e0fff}'
            )
    }

    #[test]
    fn the_model_of_the_runner_obeys_commands() {
        for command in
            ["::error::x", " \u{3000}\u{200b}:\u{ad}:error::x", "\u{1b}::error::x", "a##[error]x", "#\0#\u{feff}["]
        {
            assert!(finds_command(command), "{command:?}");
        }
        for text in ["a::error::x", "| ::error", "## [error]", "#[x]", ""] {
            assert!(!finds_command(text), "{text:?}");
        }
        assert_eq!(lines("a\rb\r\nc\n\nd"), ["a", "b", "c", "", "d"]);
    }
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
        let mut relay = LogRelay::new("");
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
