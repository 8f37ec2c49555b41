//! What source code is packed from: git's index, and archives that were downloaded.
#![no_main]

use branchline::fuzzing::{read_index, repack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    read_index(data);
    repack(data);
});
