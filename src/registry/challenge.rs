//! What a registry asks for before it answers: <https://distribution.github.io/distribution/spec/auth/token/>.

/// A demand for a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// Name and password with each request.
    Basic,
    /// A token, which this place gives out.
    Bearer {
        realm: String,
        /// What the place is to be told, by name.
        parameters: Vec<(String, String)>,
    },
}

/// Reads a `WWW-Authenticate` header; none where it asks for what nobody here has.
pub(crate) fn read(header: &str) -> Option<Challenge> {
    let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let mut parameters = pairs(rest);
    let realm = parameters.iter().position(|(name, _)| name == "realm")?;
    let (_, realm) = parameters.remove(realm);
    parameters.retain(|(name, _)| name == "service" || name == "scope");
    Some(Challenge::Bearer { realm, parameters })
}

/// Names with values, which may be in quotes, between commas.
fn pairs(mut text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    while let Some((name, rest)) = text.split_once('=') {
        let name = name.trim_matches([' ', ',']).to_ascii_lowercase();
        let (value, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(',').unwrap_or((rest, "")),
        };
        pairs.push((name, value.trim().to_owned()));
        text = behind;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::{Challenge, read};

    #[test]
    fn a_challenge_says_where_a_token_is() {
        let bearer = |realm: &str, parameters: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Some(Challenge::Bearer { realm: realm.to_owned(), parameters: parameters.iter().map(own).collect() })
        };
        for (header, challenge) in [
            ("Basic realm=\"x\"", Some(Challenge::Basic)),
            ("basic", Some(Challenge::Basic)),
            (
                "Bearer realm=\"https://ghcr.io/token\",service=\"ghcr.io\",scope=\"repository:a/b:pull,push\"",
                bearer("https://ghcr.io/token", &[("service", "ghcr.io"), ("scope", "repository:a/b:pull,push")]),
            ),
            ("bearer Realm=https://x.example, error=\"y\"", bearer("https://x.example", &[])),
            ("Bearer service=\"x\"", None),
            ("Negotiate abc", None),
            ("", None),
            ("Bearer realm=\"https://x", bearer("https://x", &[])),
        ] {
            assert_eq!(read(header), challenge, "{header}");
        }
    }
}
