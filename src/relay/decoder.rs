//! Decodes UTF-8 from bytes that arrive in pieces.

use std::str;

/// Keeps the beginning of an incomplete character, at most three bytes.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    begun: Vec<u8>,
}

impl Decoder {
    /// Whether no character is incomplete.
    pub(super) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    /// Passes `bytes` on as text, with U+FFFD for what is not UTF-8. The result does not depend on how the bytes are
    /// split into calls.
    pub(super) fn decode(&mut self, bytes: &[u8], mut each: impl FnMut(&str)) {
        let bytes = self.complete(bytes, &mut each);
        let mut left = bytes.len();
        for chunk in bytes.utf8_chunks() {
            each(chunk.valid());
            let invalid = chunk.invalid();
            left -= chunk.valid().len() + invalid.len();
            if left == 0 {
                // The next bytes may complete the character, or show that nothing can.
                self.begun.extend_from_slice(invalid);
            } else {
                each(REPLACEMENT);
            }
        }
    }

    /// The text has ended, so an incomplete character becomes U+FFFD.
    pub(super) fn finish(&mut self, each: impl FnOnce(&str)) {
        if !self.begun.is_empty() {
            self.begun.clear();
            each(REPLACEMENT);
        }
    }

    /// Completes the pending character with the first of `bytes`, and returns the others.
    fn complete<'a>(&mut self, mut bytes: &'a [u8], each: &mut impl FnMut(&str)) -> &'a [u8] {
        while let (false, Some((&byte, rest))) = (self.begun.is_empty(), bytes.split_first()) {
            self.begun.push(byte);
            if let Ok(character) = str::from_utf8(&self.begun) {
                each(character);
                self.begun.clear();
            } else if !is_begun(&self.begun) {
                // This byte does not belong to the character, and may begin the next one.
                self.begun.clear();
                each(REPLACEMENT);
                return bytes;
            }
            bytes = rest;
        }
        bytes
    }
}

const REPLACEMENT: &str = "\u{fffd}";

fn is_begun(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::Decoder;

    #[test]
    fn the_text_is_that_of_a_lossy_conversion_wherever_it_is_split() {
        for bytes in [
            "aé€😀z".as_bytes(),
            b"\xf0\x9f\x98",
            b"\xf0\x9f\x98x\xe2\x82",
            b"\xc3\xc3\xa9\xff\xfe\x80\xed\xa0\x80",
            b"\xe2\xf0\x9f\x98\x80\xf4\x90\x80\x80\xc0\xaf",
        ] {
            let expected = String::from_utf8_lossy(bytes);
            for first in 0..=bytes.len() {
                for second in first..=bytes.len() {
                    let mut text = String::new();
                    let mut decoder = Decoder::default();
                    for piece in [&bytes[..first], &bytes[first..second], &bytes[second..]] {
                        decoder.decode(piece, |part| text.push_str(part));
                    }
                    decoder.finish(|part| text.push_str(part));
                    assert_eq!(text, expected, "{bytes:x?} split at {first} and {second}");
                    assert!(decoder.is_empty());
                }
            }
        }
    }
}
