//! The login that a registry demands: <https://distribution.github.io/distribution/spec/auth/token/>.

/// A demand for a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// Username and password with each request.
    Basic,
    /// A token from the server at `realm`.
    Bearer {
        realm: String,
        /// The parameters to send there, by name.
        parameters: Vec<(String, String)>,
    },
}

/// Chooses among all the challenges of some `WWW-Authenticate` headers: a token if that is one of them. `None` if none
/// of them is supported.
pub(crate) fn choose<'a>(headers: impl Iterator<Item = &'a str>) -> Option<Challenge> {
    let mut all: Vec<_> = headers.flat_map(each).filter_map(|demand| read(&demand)).collect();
    let token = all.iter().position(|challenge| matches!(challenge, Challenge::Bearer { .. }));
    if all.is_empty() { None } else { Some(all.swap_remove(token.unwrap_or_default())) }
}

/// The challenges of one header. Commas separate them, and their parameters too.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1>
fn each(header: &str) -> Vec<String> {
    let (mut demands, mut is_quoted) = (Vec::<String>::new(), false);
    let parts = header.split(|letter: char| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let is_parameter = part.split(' ').next().is_some_and(|word| word.contains('='));
        match demands.last_mut().filter(|_| is_parameter) {
            Some(demand) => *demand = format!("{demand},{part}"),
            None => demands.push(part.to_owned()),
        }
    }
    demands
}

/// Reads one challenge; `None` if it is not supported.
fn read(header: &str) -> Option<Challenge> {
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

/// Reads names with values, separated by commas. A value may be in quotes.
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
    use super::{Challenge, choose, read};

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

    #[test]
    fn of_several_challenges_the_token_is_chosen() {
        let realm = |headers: &[&str]| match choose(headers.iter().copied()) {
            Some(Challenge::Bearer { realm, .. }) => realm,
            Some(Challenge::Basic) => "basic".to_owned(),
            None => "none".to_owned(),
        };
        let bearer = "Bearer realm=\"https://x/t?a=1,2\",service=\"x\", scope=\"repository:a/b:pull,push\"";
        for (headers, chosen) in [
            (vec!["Basic realm=\"x\"", bearer], "https://x/t?a=1,2"),
            (vec![bearer, "Basic realm=\"x\""], "https://x/t?a=1,2"),
            (vec!["Basic realm=\"x, y\", Bearer realm=\"https://x/t\", service=\"x\""], "https://x/t"),
            (vec!["Bearer realm=\"https://x/t\",service=\"x\",Basic realm=\"x\""], "https://x/t"),
            (vec!["Negotiate, Basic realm=\"x\", charset=\"UTF-8\""], "basic"),
            (vec!["Negotiate", "NTLM"], "none"),
            (vec!["", ","], "none"),
        ] {
            assert_eq!(realm(&headers), chosen, "{headers:?}");
        }
        let scope = ("scope".to_owned(), "repository:a/b:pull,push".to_owned());
        let both = choose(["Basic realm=\"x\"", bearer].into_iter());
        assert!(matches!(both, Some(Challenge::Bearer { parameters, .. }) if parameters.contains(&scope)));
    }
}
