//! Replies: JSON that is read as everything that the clients have a type for.
#![no_main]

use branchline::fuzzing::read_replies;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| read_replies(data));
