//! What all names have in common: the error, how a found text is shown, and the macro that makes the types.

use std::fmt;

/// How many characters of a found text an error shows.
const SHOWN: usize = 80;

/// Shows a text that somebody else wrote: in quotes, on one line, its control characters escaped, not too long.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a>(pub &'a str);

impl fmt::Display for Found<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(formatter, "{:?}…", &self.0[..end]),
            None => write!(formatter, "{:?}", self.0),
        }
    }
}

/// A text that is not the name it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not {kind}: {wanted}", Found(.found))]
pub struct NameError {
    found: String,
    kind: &'static str,
    wanted: &'static str,
}

impl NameError {
    pub(super) fn new(found: &str, kind: &'static str, wanted: &'static str) -> Self {
        Self { found: found.to_owned(), kind, wanted }
    }

    /// What it should have been, such as `a commit's full SHA`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

/// Gives `FromStr`, which the type itself brings, its companions: `TryFrom` for texts, and both ways of serde.
macro_rules! parsed_from_text {
    ($name:ident) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::names::NameError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Makes a newtype around a text that a check has passed. The texts after the name finish the sentence
/// `"x" is not {kind}: {wanted}`.
macro_rules! text_name {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $wanted:expr, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::names::NameError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::names::NameError::new(text, $kind, $wanted))
                }
            }
        }

        parsed_from_text!($name);
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_found_text_is_shown_on_one_line_and_not_too_long() {
        assert_eq!(Found("a\n::error::b").to_string(), r#""a\n::error::b""#);
        assert_eq!(Found(&"é".repeat(500)).to_string(), format!("\"{}\"…", "é".repeat(SHOWN)));
    }
}
