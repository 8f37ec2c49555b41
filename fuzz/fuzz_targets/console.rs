//! The console: calls with NULs between them, each a letter for its kind and then its text.
#![no_main]

#[path = "../../tests/tables/console_check.rs"]
mod console_check;
#[expect(dead_code, reason = "the scenes use all of it")]
#[path = "../../tests/scenes/runner.rs"]
mod runner;
#[path = "../../tests/tables/suspicious_runner.rs"]
mod suspicious_runner;

use console_check::Call;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let calls: Vec<_> = data.split(|byte| *byte == 0).filter_map(call).collect();
    console_check::check(&calls);
});

fn call(bytes: &[u8]) -> Option<Call> {
    let (kind, rest) = bytes.split_first()?;
    let text = String::from_utf8_lossy(rest).into_owned();
    Some(match kind {
        b'm' => Call::Mask(text),
        b'l' => Call::Line(text),
        b'o' => Call::Output(rest.to_owned()),
        b'g' => Call::Group(text),
        b'x' => Call::EndGroup,
        b'e' => Call::Error(text),
        b'w' => Call::Warning(text),
        b'n' => Call::Notice(text),
        _ => return None,
    })
}
