//! Output files: up to four values with NULs between them.
#![no_main]

#[path = "../../tests/tables/output_check.rs"]
mod output_check;
#[expect(dead_code, reason = "the scenes use all of it")]
#[path = "../../tests/scenes/runner.rs"]
mod runner;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let values: Vec<_> = text.split('\0').map(str::to_owned).collect();
    output_check::check(&values);
});
