use std::fmt;

use reqwest::{ClientBuilder, NoProxy, Proxy};
use url::Url;

use super::tls_error::TlsError;

/// Hosts that never go through a proxy: requests to this machine stay here, with their unencrypted keys.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// The proxies that the environment names, as `curl` reads it.
#[derive(Clone, Default)]
pub struct ProxyVariables {
    http: Option<Named>,
    https: Option<Named>,
    /// Hosts that are asked without one, by comma.
    exceptions: Option<String>,
}

#[derive(Clone)]
struct Named {
    variable: &'static str,
    address: Url,
}

impl ProxyVariables {
    /// Reads the variables with `get`, for which an empty one is none.
    ///
    /// # Errors
    /// If a variable is set but names no proxy: whoever sets it does not want direct requests.
    pub fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Result<Self, TlsError> {
        let named = |variables: [&'static str; 2]| {
            let found = variables.into_iter().find_map(|variable| Some((variable, get(variable)?)));
            found.map(|(variable, text)| Named::parse(variable, text)).transpose()
        };
        let all = named(["ALL_PROXY", "all_proxy"])?;
        Ok(Self {
            http: named(["HTTP_PROXY", "http_proxy"])?.or_else(|| all.clone()),
            https: named(["HTTPS_PROXY", "https_proxy"])?.or(all),
            exceptions: ["NO_PROXY", "no_proxy"].into_iter().find_map(get).map(ToOwned::to_owned),
        })
    }

    /// The proxies in use, one line each, without users and passwords.
    #[must_use]
    pub fn in_words(&self) -> Vec<String> {
        let exceptions = self.exceptions.as_ref().map(|hosts| format!(" and the hosts of NO_PROXY ({hosts})"));
        let exceptions = exceptions.unwrap_or_default();
        let line = |(scheme, named): (&str, &Option<Named>)| {
            let Named { variable, address } = named.as_ref()?;
            let place = address.origin().ascii_serialization();
            Some(format!("Proxy for {scheme}: {place} ({variable}), except for this machine{exceptions}"))
        };
        [("http", &self.http), ("https", &self.https)].into_iter().filter_map(line).collect()
    }

    /// The passwords that their addresses hold.
    #[must_use]
    pub fn passwords(&self) -> Vec<&str> {
        [&self.http, &self.https].into_iter().flatten().filter_map(|named| named.address.password()).collect()
    }

    pub(super) fn used_by(&self, builder: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        let mut builder = builder.no_proxy();
        if let Some(Named { address, .. }) = &self.http {
            builder = builder.proxy(Proxy::http(address.clone())?.no_proxy(self.direct()));
        }
        if let Some(Named { address, .. }) = &self.https {
            builder = builder.proxy(Proxy::https(address.clone())?.no_proxy(self.direct()));
        }
        Ok(builder)
    }

    fn direct(&self) -> Option<NoProxy> {
        NoProxy::from_string(&format!("{LOOPBACK},{}", self.exceptions.as_deref().unwrap_or_default()))
    }
}

impl Named {
    fn parse(variable: &'static str, text: &str) -> Result<Self, TlsError> {
        let (scheme, place) = text.split_once("://").unwrap_or(("http", text));
        // The parser accepts a missing host if more slashes follow.
        let address = Url::parse(&format!("{scheme}://{place}")).ok().filter(|_| !place.starts_with(['/', '\\']));
        let address = address.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        address.map(|address| Self { variable, address }).ok_or(TlsError::Proxy { variable })
    }
}

/// Without users and passwords.
impl fmt::Debug for ProxyVariables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.in_words()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::ProxyVariables;

    fn read(variables: &[(&str, &'static str)]) -> Option<Vec<String>> {
        let get = |name: &str| variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| *value);
        ProxyVariables::read(get).ok().map(|proxies| proxies.in_words())
    }

    #[test]
    fn each_proxy_is_named_without_its_password() {
        for (variables, lines) in [
            (vec![], vec![]),
            (
                vec![("HTTPS_PROXY", "http://me:pass%20word@proxy.example:3128/x")],
                vec!["Proxy for https: http://proxy.example:3128 (HTTPS_PROXY), except for this machine"],
            ),
            (
                vec![("http_proxy", "proxy.example"), ("no_proxy", "a.example,.b")],
                vec![
                    "Proxy for http: http://proxy.example (http_proxy), except for this machine and the hosts of NO_PROXY (a.example,.b)",
                ],
            ),
            (
                vec![("ALL_PROXY", "https://one.example"), ("HTTPS_PROXY", "10.0.0.1:3128")],
                vec![
                    "Proxy for http: https://one.example (ALL_PROXY), except for this machine",
                    "Proxy for https: http://10.0.0.1:3128 (HTTPS_PROXY), except for this machine",
                ],
            ),
            (
                vec![("HTTPS_PROXY", "http://upper.example"), ("https_proxy", "http://lower.example")],
                vec!["Proxy for https: http://upper.example (HTTPS_PROXY), except for this machine"],
            ),
        ] {
            assert_eq!(read(&variables).unwrap(), lines, "{variables:?}");
        }
    }

    #[test]
    fn what_names_no_proxy_is_a_mistake() {
        for value in
            ["not a url", "file:///etc/passwd", "socks5://proxy.example:1080", "http://", "://", "http://a b", "/x"]
        {
            for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
                assert_eq!(read(&[(variable, value)]), None, "{variable}={value}");
            }
        }
    }
}
