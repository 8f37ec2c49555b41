use super::{LONGEST_LINE, LogRelay};
use crate::redact::Redactor;

fn relayed(prefix: &str, chunks: &[&[u8]]) -> String {
    let mut relay = LogRelay::new(prefix, Redactor::default());
    let mut out = Vec::new();
    for chunk in chunks {
        relay.feed(chunk, &mut out);
    }
    relay.finish(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn bytes_become_safe_lines_wherever_they_are_split() {
    let cases: [(&[u8], &str); 19] = [
        (b"", ""),
        (b"\n", "\n"),
        (b"one\ntwo\n", "one\ntwo\n"),
        (b"one\ntwo", "one\ntwo\n"),
        (b"one\r\ntwo\rthree\r\r\n\n", "one\ntwo\nthree\n\n\n"),
        (b"one\r\0\ntwo", "one\ntwo\n"),
        (b"one\r\x07\ntwo", "one\n\ntwo\n"),
        (b"\0o\0ne\0\n\0", "one\n"),
        (b"\xc3\0\xa9\n", "é\n"),
        (b"\xc3\n\xa9\xe2\x82\r\xf0\x9f", "\u{fffd}\n\u{fffd}\u{fffd}\n\u{fffd}\n"),
        ("a\u{7}b\u{85}c\u{2028}d\u{1e}e\n".as_bytes(), "ab c d e\n"),
        ("👩\u{200d}🚀 \u{1b}[32mok\u{1b}[0m\n\t x  \n".as_bytes(), "👩\u{200d}🚀 \u{1b}[32mok\u{1b}[0m\n\t x  \n"),
        (b"abc\r::error::x", "abc\n| ::error::x\n"),
        (b":\0:error::x\n", "| ::error::x\n"),
        (b"\x07:\x08:error::x\n", "| ::error::x\n"),
        (b"\x0c::error::x\n", "|  ::error::x\n"),
        (b"a #\0#\x01[error]x\n", "a ## [error]x\n"),
        (b":\t:no command\n", ":\t:no command\n"),
        (b"##\r\n[error]\n", "##\n[error]\n"),
    ];
    for (bytes, expected) in cases {
        for at in 0..=bytes.len() {
            let (start, end) = bytes.split_at(at);
            assert_eq!(relayed("", &[start, end]), expected, "{bytes:x?} split at {at}");
        }
    }
}

#[test]
fn the_prefix_stands_before_each_line() {
    assert_eq!(relayed("acme | ", &[b"one\n\ntwo"]), "acme | one\nacme | \nacme | two\n");
}

#[test]
fn lines_come_out_as_soon_as_they_are_complete() {
    let mut relay = LogRelay::new("", Redactor::default());
    let mut out = Vec::new();
    for (bytes, expected) in [("one\nt", "one\n"), ("wo", ""), ("\r", "two\n"), ("\n", ""), ("three", "")] {
        relay.feed(bytes.as_bytes(), &mut out);
        assert_eq!(std::mem::take(&mut out), expected.as_bytes(), "{bytes:?}");
    }
    relay.finish(&mut out);
    relay.finish(&mut out);
    assert_eq!(out, b"three\n");
}

#[test]
fn a_reopened_stream_neither_loses_nor_doubles_a_byte() {
    let bytes = "one\0\r\ntwo é\r😀 \0three".as_bytes();
    for first in 0..=bytes.len() {
        for second in 0..=bytes.len() {
            let mut relay = LogRelay::new("", Redactor::default());
            let mut out = Vec::new();
            relay.feed(&bytes[..first], &mut out);
            relay.reconnected();
            relay.feed(&bytes[..second], &mut out);
            relay.reconnected();
            // Heartbeats come at any time, so leave out those of the first stream.
            let again: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != 0).collect();
            for byte in &again {
                relay.feed(&[*byte], &mut out);
            }
            assert_eq!(relay.taken(), again.len() as u64, "broken at {first} and {second}");
            relay.finish(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), "one\ntwo é\n😀 three\n", "broken at {first} and {second}");
        }
    }
}

#[test]
fn a_line_that_is_too_long_is_broken_at_a_character() {
    let full = "x".repeat(LONGEST_LINE);
    let almost = "x".repeat(LONGEST_LINE - 1);
    for (text, expected) in [
        (format!("{full}\nnext"), format!("{full}\nnext\n")),
        (format!("{full}y\n"), format!("{full}\ny\n")),
        (format!("{full}y"), format!("{full}\ny\n")),
        (format!("{full}{full}{full}"), format!("{full}\n{full}\n{full}\n")),
        (format!("{almost}é\n"), format!("{almost}\né\n")),
        (format!("{almost}\u{7}\u{7}y\u{7}\u{7}\n"), format!("{almost}y\n")),
        (format!("{full}::error::x"), format!("{full}\n| ::error::x\n")),
        (format!("{almost}##[error]"), format!("{almost}#\n#[error]\n")),
    ] {
        let whole = relayed("", &[text.as_bytes()]);
        assert!(whole == expected, "of {} bytes", text.len());
        for size in [1, 4096, LONGEST_LINE] {
            let chunks: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            assert!(relayed("", &chunks) == expected, "of {} bytes, {size} at a time", text.len());
        }
    }
}

#[test]
fn memory_does_not_grow_with_a_line() {
    let mut relay = LogRelay::new("", Redactor::default());
    let mut out = Vec::new();
    for _ in 0..2_000 {
        relay.feed(&[b'x'; 1000], &mut out);
        assert!(out.len() <= LONGEST_LINE + 1);
        out.clear();
    }
    assert!(relay.lines.unfinished.capacity() <= 2 * LONGEST_LINE);
}

#[test]
fn the_tail_has_the_last_lines_without_the_prefix() {
    let mut relay = LogRelay::new("acme | ", Redactor::default());
    relay.feed(b"\x1b[31mfailed\x1b[0m\n::error::x\r\n\nlast", &mut Vec::new());
    assert_eq!(relay.tail().collect::<Vec<_>>(), ["failed", "| ::error::x"]);
    relay.finish(&mut Vec::new());
    assert_eq!(relay.tail().collect::<Vec<_>>(), ["failed", "| ::error::x", "", "last"]);
}
