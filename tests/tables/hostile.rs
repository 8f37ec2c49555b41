//! What an attacker would write where others' text ends up in a log.

use proptest::{collection::vec, prelude::*};

/// Bytes of which many are parts of commands, of line ends, or of characters that a reader does not see.
pub(crate) fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop_oneof![
        8 => prop::sample::select(FRAGMENTS.to_vec()).prop_map(<[u8]>::to_vec),
        2 => prop::sample::select(NAMES.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

const FRAGMENTS: &[&[u8]] = &[
    b":",
    b":",
    b"::",
    b"::",
    b"#",
    b"#",
    b"##",
    b"[",
    b"[",
    b"##[",
    b"]",
    b" ",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"\x1b",
    b"\x1b[31m",
    b"\x07",
    b"\x0b",
    b"\x0c",
    b"\x1c",
    b"\x1f",
    b"\x7f",
    b"\xc2\x85",
    b"\xc2\xa0",
    b"\xc2\xad",
    b"\xe2\x80\x8b",
    b"\xe2\x80\x8d",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xa9",
    b"\xe3\x80\x80",
    b"\xef\xbb\xbf",
    b"\xd6\x91",
    b"\xc3",
    b"\xa9",
    b"\xe2",
    b"\x80",
    b"\x8b",
    b"\xf0\x9f",
    b"\x98\x80",
    b"\xff",
    b"x",
];

const NAMES: &[&str] = &["error", "add-mask", "set-env name=x", "stop-commands", "group"];
