//! Container images: what a workflow names, and what registries answer.
#![no_main]

use branchline::fuzzing::read_image;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| read_image(data));
