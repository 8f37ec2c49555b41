//! How fast build output is relayed: `cargo bench --bench relay`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use branchline::{redact::Redactor, relay::LogRelay};
use memchr::memchr_iter;

const TOTAL: usize = 200_000_000;
const CHUNK: usize = 64 * 1024;

fn main() {
    for (name, line) in [
        ("plain", "remote:        Fetching https://registry.example/package-1.2.3.tgz, 12.3 kB of it"),
        ("coloured", "\x1b[32mremote:\x1b[0m        Fetching package-1.2.3.tgz \u{2713} \u{2014} 12.3 kB of it"),
    ] {
        let log = format!("{line}\n").repeat(TOTAL / (line.len() + 1));
        let copied = megabytes_per_second(&log, &mut copy_lines());
        for prefix in ["", "acme-mirror | "] {
            let mut relay = LogRelay::new(prefix, Redactor::default());
            let relayed = megabytes_per_second(&log, &mut |chunk, out| relay.feed(chunk, out));
            println!(
                "{name} lines, prefix {prefix:?}: relayed {relayed:.0} MB/s, plain copy by lines {copied:.0} MB/s ({:.2})",
                relayed / copied
            );
        }
    }
}

/// The best of three runs.
fn megabytes_per_second(log: &str, feed: &mut impl FnMut(&[u8], &mut Vec<u8>)) -> f64 {
    let mut out = Vec::with_capacity(2 * CHUNK);
    let seconds = (0..3).map(|_| {
        let start = Instant::now();
        for chunk in log.as_bytes().chunks(CHUNK) {
            feed(chunk, &mut out);
            black_box(&out);
            out.clear();
        }
        start.elapsed().as_secs_f64()
    });
    let best = seconds.fold(f64::INFINITY, f64::min);
    u32::try_from(log.len()).map_or(f64::NAN, f64::from) / 1e6 / best
}

/// What has to be done at least: each line found and copied, the unfinished one kept.
fn copy_lines() -> impl FnMut(&[u8], &mut Vec<u8>) {
    let mut unfinished = Vec::new();
    move |chunk, out| {
        let mut from = 0;
        for end in memchr_iter(b'\n', chunk) {
            out.append(&mut unfinished);
            out.extend_from_slice(&chunk[from..=end]);
            from = end + 1;
        }
        unfinished.extend_from_slice(&chunk[from..]);
    }
}
