//! What tables and properties can say of the library without starting the binary: payloads, inputs, reports, and the texts
//! that have to agree with the code.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy's leave for tests does not reach the functions that they share"
)]

mod console_check;
mod hostile;
mod markdown_check;
mod output_check;
#[expect(dead_code, reason = "the scenes use all of it")]
#[path = "../scenes/runner.rs"]
mod runner;
mod suspicious_runner;

mod action;
mod architecture;
mod cut_properties;
mod examples;
mod input_properties;
mod messages;
mod payloads;
mod pictures;
mod relay_properties;
mod report_properties;
mod test_names;
