//! Tokens. No complaint about one shows any of it.

use super::spec;
use crate::secret::Secret;

/// Longer than any word that people write, and shorter than any token.
const LONGEST_WORD: usize = 24;

const WORDS_OF_OURS: [&str; 3] = ["review-app", "rolled-back", "HEROKU_API_KEY"];

/// Heroku's token.
pub(super) fn api_key(text: &str) -> Result<Secret, String> {
    let mistake = if is_plain_word(text) {
        "this is a plain word, not a token. Put what `heroku authorizations:create` prints after `Token:` into a secret, \
         and pass it as `${{ secrets.HEROKU_API_KEY }}`"
    } else if is_email(text.split(':').next().unwrap_or_default()) {
        "it contains an email address. Store the token alone, as `heroku authorizations:create` prints it after `Token:`"
    } else {
        return token(text);
    };
    Err(mistake.to_owned())
}

/// A token of anybody's.
pub(super) fn token(text: &str) -> Result<Secret, String> {
    let mistake = if text.starts_with(is_quote) && text.ends_with(is_quote) {
        "the token is in quotes. Store it without them"
    } else if is_variable(text) {
        "this is the name of a token, not the token itself. Write `${{ secrets.NAME }}` in the \
         workflow, with the secret's name"
    } else if is_header(text) {
        "there is a word before the token, as in a header. Store the token alone"
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "the token contains white space or another character that tokens never have. Store the token alone, on one line"
    } else {
        return Ok(Secret::from(text));
    };
    Err(mistake.to_owned())
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`' | '\u{2018}'..='\u{201f}' | '«' | '»')
}

fn is_email(text: &str) -> bool {
    let is_host = |host: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        host.split('.').count() > 1 && host.split('.').all(|label| !label.is_empty()) && host.bytes().all(allowed)
    };
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && is_host(host))
}

/// `$NAME`, `${NAME}`, or an expression of GitHub's.
fn is_variable(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or_default();
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let braced = name.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
    is_name(name) || braced.is_some_and(|name| is_name(name) || name.starts_with('{'))
}

fn is_header(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    words.next().is_some() && matches!(first.trim_end_matches(':'), "bearer" | "basic" | "token" | "authorization")
}

/// Whether a text is a word such as people and Branchline itself write. As a key it could not be kept out of the log without
/// making holes in it.
#[must_use]
pub fn is_plain_word(text: &str) -> bool {
    let is_ours = || {
        let inputs = spec::INPUTS.iter().map(|input| input.name);
        inputs.chain(WORDS_OF_OURS).any(|word| word == text)
    };
    (text.len() <= LONGEST_WORD && text.chars().all(char::is_alphabetic)) || is_ours()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_token_is_taken_as_it_is() {
        for token in [
            "HRKU-1",
            "01234567-89ab-cdef-0123-456789abcdef",
            "HRKU-AAb_c-0123",
            "key-1",
            "deploy-2",
            "a1",
            "H\"`*_<>|$%::##[@x",
        ] {
            assert_eq!(api_key(token).unwrap().expose_secret(), token);
        }
        for token in ["ghs_0123456789", "github_pat_0123", "token"] {
            assert_eq!(self::token(token).unwrap().expose_secret(), token);
        }
    }

    #[test]
    fn what_is_no_token_is_told_and_not_shown() {
        for (text, expected) in [
            ("\"HRKU-hunter2\"", "in quotes"),
            ("'HRKU-hunter2'", "in quotes"),
            ("“HRKU-hunter2”", "in quotes"),
            ("mona@example.com:HRKU-hunter2", "it contains an email address"),
            ("hunter2@example.com", "it contains an email address"),
            ("Bearer HRKU-hunter2", "as in a header"),
            ("Authorization: Bearer hunter2", "as in a header"),
            ("token hunter2", "as in a header"),
            ("$hunter2", "the name of a token"),
            ("${hunter2}", "the name of a token"),
            ("${{ secrets.hunter2 }}", "the name of a token"),
            ("hunter 2", "white space"),
            ("hunter\n2", "white space"),
            ("hunter\u{7}2", "white space"),
            ("hunter\u{a0}2", "white space"),
            ("HRKU-hunter2é", "white space"),
        ] {
            let mistake = api_key(text).unwrap_err();
            assert!(mistake.contains(expected) && !mistake.contains("hunter"), "{text:?}: {mistake}");
        }
    }

    #[test]
    fn a_plain_word_is_no_key() {
        for word in ["deploy", "succeeded", "production", "x", "secret", "rolled-back", "HEROKU_API_KEY", "dry-run"] {
            assert!(api_key(word).unwrap_err().contains("plain word"), "{word}");
        }
        assert!(api_key("abcdefghijklmnopqrstuvwxyz").is_ok(), "longer than any word");
    }
}
