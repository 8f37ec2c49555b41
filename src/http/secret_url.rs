use std::fmt;

use serde::{Deserialize, Deserializer, de::Error as _};
use url::Url;

/// An address that is a secret: whoever has it needs no key. Archives, uploads and log streams have such addresses.
///
/// It cannot be printed; `Debug` shows the host alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(Url);

impl SecretUrl {
    /// Takes an address as a service gave it.
    ///
    /// # Errors
    /// Says why it is no address, without repeating it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
        if matches!(url.scheme(), "https" | "http") && url.has_host() {
            Ok(Self(url))
        } else {
            Err(format!("not an http address, but `{}:`", url.scheme()))
        }
    }

    /// The address itself, for the one request or body that it is meant for.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// All texts that must not be seen: the address, and whatever in its query is a credential by itself.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let credentials = self
            .0
            .query_pairs()
            .filter(|(name, value)| is_credential(name) && value.len() >= 8)
            .map(|(_, value)| value.into_owned());
        std::iter::once(self.0.to_string()).chain(credentials).collect()
    }
}

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["token", "signature", "credential", "secret"].iter().any(|word| name.contains(word))
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretUrl({}/***)", self.0.host_str().unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for SecretUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::SecretUrl;

    #[test]
    fn a_secret_address_does_not_print_its_path_or_query() {
        let address = SecretUrl::parse("https://codeload.example/o/r?token=abcdefghij").unwrap();
        assert_eq!(format!("{address:?}"), "SecretUrl(codeload.example/***)");
    }

    #[test]
    fn the_credential_in_the_query_is_a_secret_of_its_own() {
        let address = SecretUrl::parse("https://s.example/a?X-Amz-Signature=0123456789&X-Amz-Expires=86400").unwrap();
        assert_eq!(address.secrets(), [address.expose(), "0123456789"]);
    }

    #[test]
    fn only_http_addresses_are_taken() {
        assert!(SecretUrl::parse("file:///etc/passwd").is_err());
        assert!(SecretUrl::parse("resolve").is_err());
    }
}
