//! The redactor: secrets with NULs between them, and the text after the last.
#![no_main]

use branchline::redact::Redactor;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let Some((secrets, text)) = data.rsplit_once('\0') else { return };
    let secrets: Vec<_> = secrets.split('\0').filter(|secret| secret.chars().count() >= 6).collect();
    let redactor = Redactor::default();
    secrets.iter().for_each(|secret| redactor.add(secret));
    let cleaned = redactor.clean(text);
    let log = redactor.clean_log(text);
    // One with an asterisk could be made of the mask.
    for secret in secrets.iter().filter(|secret| !secret.contains('*')) {
        assert!(!cleaned.contains(secret) && !log.contains(secret), "{secret:?} is in {cleaned:?} or {log:?}");
    }
    // Nothing but secrets vanishes. An asterisk beside a mask would look like a part of it.
    if text.contains('*') {
        return;
    }
    let mut rest = text;
    for kept in cleaned.split("***").filter(|kept| !kept.is_empty()) {
        let at = rest.find(kept).expect("what is kept was there, in this order");
        rest = &rest[at + kept.len()..];
    }
});
