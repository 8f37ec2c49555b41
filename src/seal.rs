//! Where others can write too, Branchline seals what it writes and acts on later, with a code that only the Heroku key
//! can make. Anybody with that key needs no forgery.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac::{HMAC_SHA256, Key, sign, verify};
use secrecy::ExposeSecret;

use crate::secret::Secret;

/// Makes seals and checks them.
#[derive(Debug, Clone)]
pub(crate) struct Seal(Key);

impl Seal {
    /// The seal of runs with this Heroku key.
    pub(crate) fn of(heroku_key: &Secret) -> Self {
        Self(Key::new(HMAC_SHA256, heroku_key.expose_secret().as_bytes()))
    }

    /// The code for a text in its place, such as a run or a comment. It differs from the code for the same text
    /// elsewhere.
    pub(crate) fn code(&self, place: &[&str], text: &str) -> String {
        URL_SAFE_NO_PAD.encode(sign(&self.0, &framed(place, text)))
    }

    /// Whether this is the code for the text in its place.
    pub(crate) fn is_code(&self, code: &str, place: &[&str], text: &str) -> bool {
        URL_SAFE_NO_PAD.decode(code).is_ok_and(|code| verify(&self.0, &framed(place, text), &code).is_ok())
    }
}

/// Puts the length before each part, so that no other parts make the same bytes.
fn framed(place: &[&str], text: &str) -> Vec<u8> {
    let mut bytes = b"branchline".to_vec();
    for part in place.iter().chain([&text]) {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::Seal;

    #[test]
    fn a_code_is_good_for_its_text_in_its_place_under_its_key_alone() {
        let seal = Seal::of(&"HRKU-one".into());
        let code = seal.code(&["state", "4711/1"], "text");
        assert!(seal.is_code(&code, &["state", "4711/1"], "text"));
        for (place, text) in [
            (&["state", "4711/2"][..], "text"),
            (&["state", "4711/1"], "other"),
            (&["state", "4711/", "1"], "text"),
            (&["state", "4711/1text"], ""),
            (&["state"], "text"),
        ] {
            assert!(!seal.is_code(&code, place, text), "{place:?} {text}");
        }
        assert!(!Seal::of(&"HRKU-two".into()).is_code(&code, &["state", "4711/1"], "text"));
        for other in ["", "x", "?", &code[1..]] {
            assert!(!seal.is_code(other, &["state", "4711/1"], "text"), "{other}");
        }
    }
}
