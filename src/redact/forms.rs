//! The forms in which a secret may appear in text.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::json;

use super::bare::Bare;

/// Shorter values are not secrets, and hiding them would make holes in ordinary words.
pub(super) const SHORTEST_SECRET: usize = 6;

/// Longer forms are searched in pieces of this size in bytes, which limits how far a search looks back.
const LONGEST: usize = 1024;

/// The forms to search for in a log, which may have gigabytes. The runner, which gets most secrets, finds the others
/// there: <https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs>
pub(super) fn quick(secret: &str) -> Vec<String> {
    let text = without_scheme(secret);
    let forms = [
        text.to_owned(),
        percent_encoded(text, |byte| format!("%{byte:02X}")),
        percent_encoded(text, |byte| format!("%{byte:02x}")),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        printable(text),
    ];
    in_pieces(forms)
}

/// All forms, including those within something longer, or between quotation marks of any kind.
pub(super) fn thorough(secret: &str) -> Vec<String> {
    let text = without_scheme(secret);
    let quoted = [
        inner(&json!(text).to_string()),
        inner(&format!("{text:?}")),
        in_xml(text),
        text.replace('\'', "''"),
        text.replace('\'', r"'\''"),
        text.replace(|character: char| character.is_control(), " "),
        percent_encoded(text, |byte| format!("%{byte:02X}")).replace("%20", "+"),
    ];
    let amid = (0..3).flat_map(|before| {
        [base64_amid(secret, before, &STANDARD_NO_PAD), base64_amid(secret, before, &URL_SAFE_NO_PAD)]
    });
    let amid = amid.filter(|form| form.len() >= SHORTEST_SECRET);
    [quick(secret), in_pieces(quoted), in_pieces(amid)].concat()
}

/// Cuts long forms into pieces. The last piece is as long as the others, so that it is not an ordinary word.
pub(super) fn in_pieces(forms: impl IntoIterator<Item = String>) -> Vec<String> {
    forms.into_iter().flat_map(pieces).collect()
}

fn pieces(form: String) -> Vec<String> {
    if form.len() <= LONGEST {
        return vec![form];
    }
    let (mut pieces, mut from) = (Vec::new(), 0);
    while form.len() - from > LONGEST {
        let to = form.floor_char_boundary(from + LONGEST);
        pieces.push(form[from..to].to_owned());
        from = to;
    }
    pieces.push(form[form.floor_char_boundary(form.len() - LONGEST)..].to_owned());
    pieces
}

/// The base64 digits that depend on the secret alone if `before` bytes (0 to 2) precede it in its group of three and
/// anything follows, as in the header of basic authentication.
fn base64_amid(secret: &str, before: usize, engine: &impl Engine) -> String {
    let bytes = [&[0; 2][..before], secret.as_bytes()].concat();
    let digits = engine.encode(&bytes);
    let mixed_at_start = [0, 2, 3][before];
    let mixed_at_end = usize::from(bytes.len() % 3 != 0);
    digits[mixed_at_start..digits.len() - mixed_at_end].to_owned()
}

/// An address from its host on. The scheme is not secret, and with it the search would stop at each link in a log,
/// which takes as long as all the rest of the search.
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

/// The text as a search sees it.
fn printable(text: &str) -> String {
    Bare::of(text).text().to_owned()
}

/// The text between the quotation marks.
fn inner(quoted: &str) -> String {
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_xml(text: &str) -> String {
    let escapes = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")];
    escapes.iter().fold(text.to_owned(), |text, (character, entity)| text.replace(character, entity))
}
