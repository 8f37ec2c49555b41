//! The fault sweep: every story is told again for every request in it and every way in which that can fail, with the real
//! binary, and then it is looked whether the world is as the run says that it is.
//!
//! Plain `cargo test` plays a sample that is chosen by a fixed rule. The whole of it is played, and counted, by
//! `BRANCHLINE_SWEEP=complete cargo test --release --test scenes sweep:: -- --nocapture`.

mod case;
mod ends;
mod faults;
mod operation;
mod outages;
mod plays;
mod stories;
mod story;
mod verdict;

use plays::{Extent, play};
use stories::stories;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_at_whatever_request_the_world_is_as_the_run_says_that_it_is() {
    let violations = play(&stories(), Extent::asked_for()).await;
    assert!(violations.is_empty(), "{} violations:\n\n{}", violations.len(), violations.join("\n\n"));
}
