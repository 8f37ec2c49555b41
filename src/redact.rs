//! Keeps secret values out of everything that is printed or sent.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::iter;
use std::ops::Range;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// Shorter values are no secrets, and hiding them would make holes in ordinary words.
const SHORTEST_SECRET: usize = 6;

const MASK: &[u8] = b"***";

/// Knows the secret values of a run and replaces them in text.
#[derive(Clone, Default)]
pub struct Redactor {
    secrets: BTreeSet<String>,
    /// Finds what text may hold.
    thorough: Option<AhoCorasick>,
    /// Finds what is looked for in a log, of which there may be gigabytes. The runner, which is told of each secret, looks for
    /// the rest there: <https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs>
    quick: Option<AhoCorasick>,
}

impl Redactor {
    /// From now on hides this value, its percent-encoding and its base64, also as a part of something longer. Values under six characters are ignored.
    pub fn add(&mut self, secret: &str) {
        if secret.chars().count() < SHORTEST_SECRET || !self.secrets.insert(secret.to_owned()) {
            return;
        }
        let automaton =
            |forms: Vec<String>| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms).ok();
        self.quick = automaton(self.secrets.iter().flat_map(|secret| forms(secret)).collect());
        self.thorough =
            automaton(self.secrets.iter().flat_map(|secret| [forms(secret), forms_amid(secret)].concat()).collect());
    }

    /// The text with `***` for each secret in it; one for several that overlap.
    #[must_use]
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.masked(self.thorough.as_ref(), text.as_bytes()) {
            Some(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// The same for the bytes of a log, but for base64 of something longer.
    #[must_use]
    pub fn clean_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        match self.masked(self.quick.as_ref(), bytes) {
            Some(masked) => Cow::Owned(masked),
            None => Cow::Borrowed(bytes),
        }
    }

    /// `None` if there is no secret.
    fn masked(&self, automaton: Option<&AhoCorasick>, bytes: &[u8]) -> Option<Vec<u8>> {
        let spans = self.spans(automaton, bytes);
        if spans.is_empty() {
            return None;
        }
        let mut masked = Vec::with_capacity(bytes.len());
        let mut from = 0;
        for span in spans {
            masked.extend_from_slice(&bytes[from..span.start]);
            masked.extend_from_slice(MASK);
            from = span.end;
        }
        masked.extend_from_slice(&bytes[from..]);
        Some(masked)
    }

    /// Where secrets are, in order, those that overlap as one.
    fn spans(&self, automaton: Option<&AhoCorasick>, bytes: &[u8]) -> Vec<Range<usize>> {
        let Some(automaton) = automaton else {
            // That there were too many secrets for an automaton is no reason to print them.
            let everything = iter::once(0..bytes.len());
            return everything.filter(|_| !self.secrets.is_empty()).collect();
        };
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        while let Some(found) = automaton.find(Input::new(bytes).range(from..)) {
            // The longest secret that starts here was found; another may start inside of it and go on behind it.
            from = found.start() + 1;
            match spans.last_mut() {
                Some(last) if found.start() < last.end => last.end = last.end.max(found.end()),
                _ => spans.push(found.range()),
            }
        }
        spans
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Redactor").field("secrets", &self.secrets.len()).finish_non_exhaustive()
    }
}

/// The value as it may turn up in text. Both cases of hexadecimal digits are in use, and base64 with and without padding.
fn forms(secret: &str) -> Vec<String> {
    let text = without_scheme(secret);
    let mut forms = vec![
        text.to_owned(),
        percent_encoded(text, |byte| format!("%{byte:02X}")),
        percent_encoded(text, |byte| format!("%{byte:02x}")),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
    ];
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The base64 of something longer that the value is in.
fn forms_amid(secret: &str) -> Vec<String> {
    (0..3).map(|before| base64_amid(secret, before)).filter(|form| form.len() >= SHORTEST_SECRET).collect()
}

/// The base64 digits that come from the secret alone where so many bytes, up to two, stand before it in its group of three, and
/// anything behind it: as in the header of basic authentication.
fn base64_amid(secret: &str, before: usize) -> String {
    let bytes = [&[0; 2][..before], secret.as_bytes()].concat();
    let digits = STANDARD_NO_PAD.encode(&bytes);
    let mixed_at_start = [0, 2, 3][before];
    let mixed_at_end = usize::from(bytes.len() % 3 != 0);
    digits[mixed_at_start..digits.len() - mixed_at_end].to_owned()
}

/// An address from its host on. Its scheme is no secret, and to search for it would mean a closer look at each link in a
/// log, which takes as long as all the rest of the search.
fn without_scheme(secret: &str) -> &str {
    let rest = secret.strip_prefix("https:").or(secret.strip_prefix("http:"));
    rest.filter(|rest| rest.starts_with("//") && rest.len() >= SHORTEST_SECRET).unwrap_or(secret)
}

/// Escapes all but the unreserved characters (RFC 3986, 2.3).
fn percent_encoded(secret: &str, escape: impl Fn(u8) -> String) -> String {
    secret
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => escape(byte),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Engine, Redactor, STANDARD};
    use std::borrow::Cow;

    fn redactor(secrets: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in secrets {
            redactor.add(secret);
        }
        redactor
    }

    #[test]
    fn secrets_are_masked_in_every_form() {
        let secret = "s3cr/t=ü+1";
        for (text, expected) in [
            ("Bearer s3cr/t=ü+1.", "Bearer ***."),
            ("s3cr/t=ü+1s3cr/t=ü+1", "******"),
            ("?a=s3cr%2Ft%3D%C3%BC%2B1&b", "?a=***&b"),
            ("?a=s3cr%2ft%3d%c3%bc%2b1&b", "?a=***&b"),
            ("Basic czNjci90PcO8KzE=", "Basic ***"),
            ("Basic czNjci90PcO8KzE", "Basic ***"),
            ("s3cr/t=ü+", "s3cr/t=ü+"),
            ("", ""),
        ] {
            assert_eq!(redactor(&[secret]).clean(text), expected, "{text:?}");
            assert_eq!(redactor(&[secret]).clean_bytes(text.as_bytes()).as_ref(), expected.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn of_secrets_that_overlap_nothing_is_left() {
        for (secrets, text, expected) in [
            (["abcdef", "abcdefgh"], "abcdefgh abcdefg", "*** ***g"),
            (["abcdef", "defghi"], "xabcdefghix", "x***x"),
            (["bcdefg", "abcdefgh"], "abcdefgh", "***"),
            (["ababab", "unused"], "abababab", "***"),
            (["abcdef", "ghijkl"], "abcdefghijkl", "******"),
        ] {
            assert_eq!(redactor(&secrets).clean(text), expected, "{secrets:?}");
        }
    }

    #[test]
    fn of_an_address_the_scheme_is_left() {
        let secret = "https://h.example/a?k=v";
        for (text, expected) in [
            ("to https://h.example/a?k=v now", "to https:*** now"),
            ("?to=https%3A%2F%2Fh.example%2Fa%3Fk%3Dv", "?to=https%3A***"),
            ("//h.example/a?k=v", "***"),
            ("aHR0cHM6Ly9oLmV4YW1wbGUvYT9rPXY=", "***"),
            ("https://h.example/a", "https://h.example/a"),
        ] {
            assert_eq!(redactor(&[secret]).clean(text), expected, "{text:?}");
        }
        assert_eq!(redactor(&["https:not-one", "http://abc"]).clean("https:not-one http://abc //abc"), "*** *** //abc");
    }

    #[test]
    fn a_secret_is_masked_in_the_base64_of_something_longer() {
        let secret = "HRKU-0123-4567-89";
        for before in ["", ":", "u:", "user:"] {
            for behind in ["", "@", "@h", "@ho"] {
                let encoded = STANDARD.encode(format!("{before}{secret}{behind}"));
                let cleaned = redactor(&[secret]).clean(&encoded).into_owned();
                assert!(cleaned.contains("***") && cleaned.len() <= 18, "{before}{behind}: {cleaned}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let cleaned = redactor(&["secret"]).clean_bytes(b"\xffsecret\xfe").into_owned();
        assert_eq!(cleaned, b"\xff***\xfe");
    }

    #[test]
    fn a_secret_that_is_the_base64_of_another_is_masked_in_its_own_forms_too() {
        let redactor = redactor(&["secret", "c2VjcmV0"]);
        assert_eq!(redactor.clean("c2VjcmV0 YzJWamNtVjA="), "*** ***");
    }

    #[test]
    fn short_and_empty_values_are_not_secrets() {
        let redactor = redactor(&["", "12345", "éééé"]);
        assert!(matches!(redactor.clean("12345 éééé"), Cow::Borrowed("12345 éééé")));
        assert!(matches!(redactor.clean_bytes(b"12345"), Cow::Borrowed(b"12345")));
    }

    #[test]
    fn debug_shows_how_many_secrets_there_are_and_none_of_them() {
        let text = format!("{:?}", redactor(&["secret-one", "secret-one", "secret-two"]));
        assert_eq!(text, "Redactor { secrets: 2, .. }");
    }
}
