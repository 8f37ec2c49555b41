use std::fmt;

use serde::{Deserialize, Deserializer, de::Error as _};
use url::{Host, Url};

use super::loopback::is_loopback;
use crate::redact::credentials;

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

    /// All texts that must not be seen: the address, and whatever in it is a credential by itself.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        std::iter::once(self.0.to_string()).chain(credentials(&self.0)).collect()
    }

    /// The address, if it is one that a service at `api` may hand out: over a secure connection, or on this machine, to a host
    /// that others can have. A service that is on this machine itself is a stand-in, and may hand out any.
    ///
    /// # Errors
    /// Says what is wrong with it, without repeating it.
    pub fn handed_out_by(self, api: &Url) -> Result<Self, String> {
        let Self(url) = &self;
        let wrong = match url.scheme() {
            _ if is_loopback(api) => None,
            _ if !url.username().is_empty() || url.password().is_some() => Some("has a user or password in it"),
            _ if is_link_local(url) => Some("leads into the network of the machine that opens it"),
            "http" if !is_loopback(url) => Some("is not https"),
            _ => None,
        };
        wrong.map_or(Ok(self), |wrong| Err(format!("an address that {wrong}")))
    }
}

/// Such hosts answer for the machine that asks, as a cloud's metadata service does (RFC 3927, RFC 4291 2.5.6).
fn is_link_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_link_local() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
            Some(address) => address.is_link_local() || address.is_unspecified(),
            None => address.is_unicast_link_local() || address.is_unspecified(),
        },
        _ => false,
    }
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
    fn an_address_is_https_and_public_unless_the_api_is_on_this_machine() {
        let check =
            |address: &str, api: &str| SecretUrl::parse(address).unwrap().handed_out_by(&api.parse().unwrap()).is_ok();
        for (address, is_fit) in [
            ("https://codeload.github.com/o/r/legacy.tar.gz/refs?token=A", true),
            ("https://10.0.0.7/archive", true),
            ("http://127.0.0.1:8080/archive", true),
            ("http://localhost/archive", true),
            ("http://[::1]/archive", true),
            ("http://codeload.github.com/archive", false),
            ("http://10.0.0.7/archive", false),
            ("http://127.0.0.1.evil.example/archive", false),
            ("https://user@codeload.github.com/archive", false),
            ("https://user:pw@codeload.github.com/archive", false),
            ("https://:pw@codeload.github.com/archive", false),
            ("http://user:pw@127.0.0.1/archive", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("https://169.254.169.254/latest/meta-data", false),
            ("https://0xa9fea9fe/latest/meta-data", false),
            ("https://[fe80::1]/", false),
            ("https://[::ffff:169.254.169.254]/", false),
            ("http://0.0.0.0:8080/", false),
        ] {
            assert_eq!(check(address, "https://api.github.com/"), is_fit, "{address}");
            assert_eq!(check(address, "https://ghe.example/api/v3"), is_fit, "{address}");
            assert!(check(address, "http://127.0.0.1:4711/"), "{address}");
        }
    }

    #[test]
    fn only_http_addresses_are_taken() {
        assert!(SecretUrl::parse("file:///etc/passwd").is_err());
        assert!(SecretUrl::parse("resolve").is_err());
    }
}
