//! Decides which config vars' values are secrets. A workflow cannot say so: it gives `production` just as it gives a
//! key.

use std::borrow::Cow;
use std::collections::BTreeSet;

use url::Url;

/// Shorter values are not secrets, and hiding them would make holes in ordinary words.
const SHORTEST: usize = 8;

/// Common values of config vars, and our own words for a run's state. Words shorter than `SHORTEST` need no entry.
const EVERYDAY: [&str; 42] = [
    "automatic",
    "cancelled",
    "completed",
    "container",
    "creating",
    "critical",
    "deleting",
    "deployed",
    "destroyed",
    "development",
    "disabled",
    "eu-central-1",
    "eu-west-1",
    "external",
    "heroku-20",
    "heroku-22",
    "heroku-24",
    "heroku-26",
    "in-place",
    "in-progress",
    "in_progress",
    "inactive",
    "information",
    "internal",
    "localhost",
    "memcached",
    "optional",
    "postgres",
    "postgresql",
    "preproduction",
    "production",
    "promoted",
    "recreate",
    "required",
    "review-app",
    "rolled-back",
    "succeeded",
    "superseded",
    "undefined",
    "unlimited",
    "us-east-1",
    "us-west-2",
];

/// A value, and the parts of it that are secrets by themselves: the text between quotation marks, each line of a key
/// that is given on one line, passwords and tokens in an address.
pub(super) fn parts(value: &str) -> Vec<String> {
    let unquoted = value.trim_matches(['"', '\'']);
    let lines = unquoted.split("\\n").flat_map(str::lines).map(str::trim);
    let in_address = Url::parse(unquoted).map(|address| credentials(&address)).unwrap_or_default();
    let all = [value, unquoted].into_iter().chain(lines).map(str::to_owned).chain(in_address);
    let mut seen = BTreeSet::new();
    all.filter(|part| seen.insert(part.clone())).collect()
}

/// The parts of an address that are credentials by themselves.
pub(crate) fn credentials(address: &Url) -> Vec<String> {
    let password = address.password().map(str::to_owned);
    let decoded = password.as_deref().and_then(percent_decoded);
    let query = address.query_pairs().filter(|(name, _)| is_credential(name)).map(|(_, value)| value.into_owned());
    let all = password.into_iter().chain(decoded).chain(query);
    all.filter(|credential| credential.len() >= SHORTEST).collect()
}

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["token", "signature", "credential", "secret", "password", "api_key", "apikey"]
        .iter()
        .any(|word| name.contains(word))
}

fn percent_decoded(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

/// Whether a value is long enough for a secret, and not a common one.
pub(super) fn may_be_secret(value: &str) -> bool {
    value.chars().count() >= SHORTEST && !EVERYDAY.contains(&value.to_lowercase().as_str())
}

/// Whether it could be a word, or several, in one of our sentences.
pub(super) fn is_word(value: &str) -> bool {
    value.chars().all(|character| character.is_alphabetic() || character == ' ')
}

/// Whether it looks like a secret: neither like words nor like a server's name or address.
pub(super) fn looks_secret(value: &str) -> bool {
    !is_word(value) && !is_host(value.strip_prefix("https://").unwrap_or(value).trim_end_matches('/'))
}

fn is_host(text: &str) -> bool {
    let (name, last) = text.rsplit_once('.').unwrap_or_default();
    let is_of_name = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '-' | '.');
    !name.is_empty()
        && name.chars().all(is_of_name)
        && last.len() >= 2
        && last.chars().all(|letter| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{looks_secret, may_be_secret, parts};

    #[test]
    fn a_value_may_be_secret_unless_it_is_short_or_everybody_has_it() {
        for value in
            ["s3cr3t-9", "swordfish", "correct horse", "postgres://u:p@h/d", "éééééééé", "https://hooks.example/T0/x"]
        {
            assert!(may_be_secret(value), "{value}");
        }
        for value in
            ["", "true", "s3cr3t7", "ééééééé", "production", "Production", "development", "postgresql", "heroku-24"]
        {
            assert!(!may_be_secret(value), "{value}");
        }
    }

    #[test]
    fn what_looks_like_words_or_a_server_looks_like_no_secret() {
        for value in ["s3cr3t-9f8e", "12345678", "SG.aaaa.bbbb", "https://hooks.example/T0", "a_b_c_d_e", "/9j/4AAQ"] {
            assert!(looks_secret(value), "{value}");
        }
        for value in ["swordfish", "correct horse", "Schlüssel", "shop.example.com", "https://shop.example.com/"] {
            assert!(!looks_secret(value), "{value}");
        }
    }

    #[test]
    fn secrets_within_a_value_are_secrets() {
        for (value, within) in [
            ("\"s3cr3t-9f8e\"", "s3cr3t-9f8e"),
            ("postgres://user:pass%2Fword@db.example/x", "pass%2Fword"),
            ("postgres://user:pass%2Fword@db.example/x", "pass/word"),
            ("https://x.example/?api_key=0123456789", "0123456789"),
            (r"-----BEGIN KEY-----\nMIIEvQIBADAN\nBgkqhki\n-----END KEY-----", "MIIEvQIBADAN"),
        ] {
            assert!(parts(value).iter().any(|part| part == within), "{value}: {:?}", parts(value));
            assert_eq!(parts(value)[0], value);
        }
        assert_eq!(parts("s3cr3t-9f8e"), ["s3cr3t-9f8e"]);
    }
}
