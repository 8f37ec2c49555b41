//! Addresses that are secret: none of what makes them so can be printed.
#![no_main]

use branchline::{http::SecretUrl, redact::Redactor};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(address) = SecretUrl::parse(text) else { return };
    let redactor = Redactor::default();
    let shown = format!("{address:?}").replace("SecretUrl(", "");
    for secret in address.secrets() {
        redactor.add(&secret);
        let host = url::Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        assert!(host.contains(&secret) || !shown.contains(&secret), "{secret:?}");
    }
    let (_, behind_scheme) = address.expose().split_once("//").expect("an address has a scheme");
    let sentence = format!("fetching {} failed", address.expose());
    assert!(!redactor.clean(&sentence).contains(behind_scheme), "{sentence:?}");
    assert!(SecretUrl::parse(address.expose()).as_ref() == Ok(&address), "it is another one when it is read again");
});
