//! The parts of the story in `lib.rs`: facts, peers, the conductor, the final report.

pub(crate) mod bug;
mod conduct;
mod finish;
pub(crate) mod idle_inputs;
pub(crate) mod imagined;
mod packing;
pub(crate) mod peers;
pub(crate) mod post_step;
pub(crate) mod prepared;
pub(crate) mod secrets;
pub(crate) mod stage;
pub(crate) mod story;

pub(crate) use finish::{print_results, tell};
