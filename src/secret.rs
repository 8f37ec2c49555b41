//! Texts that must not be shown.

use secrecy::ExposeSecret;

use crate::names::ConfigVarName;

/// A secret text. Its `Debug` shows nothing, and its value is read only to send it.
pub(crate) type Secret = secrecy::SecretString;

/// Config vars and their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct SecretVars(pub(crate) Vec<(ConfigVarName, Secret)>);

/// The values for the placeholders.
pub(crate) struct Placeholders<'a> {
    pub(crate) branch: &'a str,
    pub(crate) commit: &'a str,
    /// The pull request's number; empty if there is none.
    pub(crate) pull_request: &'a str,
}

impl SecretVars {
    /// Fills in `{branch}`, `{commit}` and `{pull-request}` in the values. Every other brace stays as it is.
    pub(crate) fn filled(&self, with: &Placeholders<'_>) -> Self {
        let each = self.0.iter().map(|(name, value)| (name.clone(), Secret::from(fill(value.expose_secret(), with))));
        Self(each.collect())
    }
}

/// Works in one pass, so that inserted text is not searched again.
fn fill(value: &str, with: &Placeholders<'_>) -> String {
    let known = [("{branch}", with.branch), ("{commit}", with.commit), ("{pull-request}", with.pull_request)];
    let (mut filled, mut rest) = (String::with_capacity(value.len()), value);
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let (word, text) = known.iter().find(|(word, _)| rest.starts_with(word)).copied().unwrap_or(("{", "{"));
        filled.push_str(text);
        rest = &rest[word.len()..];
    }
    filled + rest
}

impl PartialEq for SecretVars {
    fn eq(&self, other: &Self) -> bool {
        let texts = |vars: &Self| {
            let each = vars.0.iter().map(|(name, value)| (name.to_string(), value.expose_secret().to_owned()));
            each.collect::<Vec<_>>()
        };
        texts(self) == texts(other)
    }
}

impl Eq for SecretVars {}

#[cfg(test)]
mod tests {
    use super::{Placeholders, fill};

    #[test]
    fn three_words_stand_for_something_and_every_other_brace_for_itself() {
        let with = Placeholders { branch: "feature/{commit}", commit: "0123abc", pull_request: "7" };
        for (value, expected) in [
            ("https://{branch}.example", "https://feature/{commit}.example"),
            ("{commit}{pull-request}", "0123abc7"),
            ("{\"a\": {}}", "{\"a\": {}}"),
            ("{app} {{branch}} {", "{app} {feature/{commit}} {"),
            ("", ""),
        ] {
            assert_eq!(fill(value, &with), expected, "{value}");
        }
    }
}
