//! Texts that nobody may see.

use secrecy::ExposeSecret;

use crate::names::ConfigVarName;

/// A text that is kept out of every log: its `Debug` shows nothing, and it is read only where it is sent.
pub(crate) type Secret = secrecy::SecretString;

/// Config vars and their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct SecretVars(pub(crate) Vec<(ConfigVarName, Secret)>);

/// What the placeholders in a value stand for.
pub(crate) struct Placeholders<'a> {
    pub(crate) branch: &'a str,
    pub(crate) commit: &'a str,
    /// A pull request's number; empty where there is none.
    pub(crate) pull_request: &'a str,
}

impl SecretVars {
    /// With `{branch}`, `{commit}` and `{pull-request}` in the values filled in. Every other brace stays as it is.
    pub(crate) fn filled(&self, with: &Placeholders<'_>) -> Self {
        let each = self.0.iter().map(|(name, value)| (name.clone(), Secret::from(fill(value.expose_secret(), with))));
        Self(each.collect())
    }
}

/// In one pass, so that what is filled in is not looked at again.
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
