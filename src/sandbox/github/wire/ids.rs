//! Ids of what the sandbox knows by less.

/// Opaque to everybody, so anything unique does.
pub(super) fn node_id(kind: &str, id: u64) -> String {
    format!("{kind}_kwDO{id:08}")
}

/// Numbers people and labels, which the sandbox knows by name only.
pub(super) fn number_of(name: &str) -> u64 {
    let step = |sum: u64, byte: u8| (sum * 31 + u64::from(byte)) % 90_000_000;
    10_000_000 + name.bytes().fold(7, step)
}
