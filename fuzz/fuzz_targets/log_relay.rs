//! Build output: a byte that says how it is cut, one that says where the connection breaks, and the output.
#![no_main]

#[path = "../../tests/tables/suspicious_runner.rs"]
mod suspicious_runner;

use branchline::{
    redact::Redactor,
    relay::{LONGEST_LINE, LogRelay, neutral_line},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [size, breaks_at, output @ ..] = data else { return };
    let whole = relayed([output], None);
    let chunks = output.chunks(usize::from(*size).max(1));
    assert_eq!(relayed(chunks.clone(), None), whole, "chunks make a difference");
    let breaks_at = usize::from(*breaks_at).min(chunks.len());
    assert_eq!(relayed(chunks, Some(breaks_at)), whole, "a broken connection makes a difference");
    let (log, tail) = whole;
    for line in suspicious_runner::lines(&log).into_iter().chain(tail.iter().map(String::as_str)) {
        assert!(!suspicious_runner::finds_command(line), "{line:?}");
        assert!(line.len() <= 2 * LONGEST_LINE);
    }
    assert!(tail.len() <= 40 && tail.iter().all(|line| line.chars().count() <= 500));
    let text = String::from_utf8_lossy(output);
    let line = neutral_line(&text);
    assert!(!line.contains(char::is_control) && !suspicious_runner::finds_command(&line), "{line:?}");
});

/// What comes out, and the tail; after `breaks_at` pieces the stream is opened anew.
fn relayed<'a>(chunks: impl IntoIterator<Item = &'a [u8]> + Clone, breaks_at: Option<usize>) -> (String, Vec<String>) {
    let mut relay = LogRelay::new("", Redactor::default());
    let mut out = Vec::new();
    if let Some(count) = breaks_at {
        chunks.clone().into_iter().take(count).for_each(|chunk| relay.feed(chunk, &mut out));
        relay.reconnected();
    }
    chunks.into_iter().for_each(|chunk| relay.feed(chunk, &mut out));
    relay.finish(&mut out);
    (String::from_utf8(out).expect("the log is UTF-8"), relay.tail().map(str::to_owned).collect())
}
