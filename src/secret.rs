//! Texts that nobody may see.

/// A text that is kept out of every log: its `Debug` shows nothing, and it is read only where it is sent.
pub(crate) type Secret = secrecy::SecretString;
