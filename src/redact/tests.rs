use std::{borrow::Cow, fmt::Write};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::{Redactor, SHORTEST_BEGINNING};

fn redactor(secrets: &[&str]) -> Redactor {
    let redactor = Redactor::default();
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
        assert_eq!(redactor(&[secret]).clean_log(text), expected, "{text:?}");
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
fn of_many_secrets_that_become_known_one_by_one_nothing_is_left() {
    let redactor = Redactor::default();
    let secret = |number: usize| format!("{number:03}-{:03}", number + 1);
    let mut chain = "000".to_owned();
    for number in 0..200 {
        redactor.add(&secret(number));
        let _ = write!(chain, "-{:03}", number + 1);
        for known in 0..=number {
            let text = format!("<{}>", secret(known));
            assert_eq!(redactor.clean_log(&text), "<***>", "{known} of {number}");
        }
        assert_eq!(redactor.clean(&format!("{chain}-999")), "***-999", "{number}");
        let cut = format!("{chain}-{}", &secret(number)[..4]);
        assert_eq!(redactor.whole_until(&cut), chain.len() + 1, "{cut}");
    }
    // A config var's value that turns out to be a key is hidden by every search.
    redactor.add_value("a swordfish", |_| Vec::new());
    assert_eq!(redactor.clean("a swordfish"), "a swordfish");
    redactor.add("a swordfish");
    assert_eq!(redactor.clean("a swordfish 000-001"), "*** ***");
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
    let secret = "HRKU?0123>4567~89";
    for before in ["", ":", "u:", "user:", "\u{3ff}"] {
        for behind in ["", "@", "@h", "@ho"] {
            let text = format!("{before}{secret}{behind}");
            for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                let cleaned = redactor(&[secret]).clean(&encoded).into_owned();
                assert!(cleaned.contains("***") && cleaned.len() <= 18, "{before}{behind}: {cleaned}");
            }
        }
    }
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
    assert!(matches!(redactor.clean_log("12345"), Cow::Borrowed("12345")));
}

#[test]
fn debug_shows_how_many_secrets_there_are_and_none_of_them() {
    let text = format!("{:?}", redactor(&["secret-one", "secret-one", "secret-two"]));
    assert_eq!(text, "Redactor { secrets: 2, .. }");
}

#[test]
fn a_secret_is_masked_between_quotation_marks_of_any_kind() {
    let secret = r#"a"b\c'd<e>f&g h"#;
    for text in [
        r#"a\"b\\c'd<e>f&g h"#,
        "a&quot;b\\c&#39;d&lt;e&gt;f&amp;g h",
        r#"a"b\c''d<e>f&g h"#,
        r#"a"b\c'\''d<e>f&g h"#,
        "a%22b%5Cc%27d%3Ce%3Ef%26g+h",
    ] {
        assert_eq!(redactor(&[secret]).clean(&format!("({text})")), "(***)", "{text}");
    }
}

#[test]
fn what_a_reader_does_not_see_hides_no_secret() {
    let redactor = redactor(&["s3cr3t-9f8e", "zwj\u{200d}-secret"]);
    for (text, expected) in [
        ("a \u{1b}[1ms3cr\u{1b}[0m3t-9f8e\u{1b}[0m b", "a \u{1b}[1m***\u{1b}[0m b"),
        ("s3cr3t-\u{200b}9f8\u{ad}e.", "***."),
        ("s\u{1b}]8;;https://x\u{1b}\\3cr3t-9f8e", "***"),
        ("s3\u{0}cr3t\u{7}-9f8e", "***"),
        ("zwj\u{200d}-secret zwj-secret", "*** ***"),
        ("s3cr3t-\n9f8e", "s3cr3t-\n9f8e"),
        ("\u{1b}#s3cr3t-9f8e \u{1b}(s3cr3t-9f8e \u{1b}[zwj-secret", "\u{1b}#*** \u{1b}(*** \u{1b}[***"),
        ("✓ \u{1b}[31mred\u{1b}[0m", "✓ \u{1b}[31mred\u{1b}[0m"),
    ] {
        assert_eq!(redactor.clean(text), expected, "{text:?}");
        assert_eq!(redactor.clean_log(text), expected, "{text:?}");
    }
}

#[test]
fn a_secret_that_a_cut_leaves_the_beginning_of_is_masked() {
    let redactor = redactor(&["s3cr3t-9f8e-7d6c", "abcdefgh"]);
    for (text, expected) in [
        ("it is s3cr3t-9f8e…", "it is ***…"),
        ("it is s3cr3t-9…", "it is ***…"),
        ("it is s3cr3t-…", "it is s3cr3t-…"),
        ("it is \"s3cr3t-9f8e\"… and s3cr3t-9f8e", "it is \"***\"… and s3cr3t-9f8e"),
        ("it is s3cr\u{1b}[0m3t-9f8…", "it is ***…"),
        ("abcdefgh…", "***…"),
        ("czNjcjN0LTlmOG…", "***…"),
        ("…", "…"),
    ] {
        assert_eq!(redactor.clean(text), expected, "{text:?}");
    }
}

#[test]
fn a_line_that_breaks_off_in_a_secret_does_not_tell_its_beginning() {
    let redactor = redactor(&["s3cr3t-9f8e-7d6c"]);
    for (line, expected) in [
        ("it is s3cr3t-9f8e-7d6", "it is ***"),
        ("it is s3cr3t-9", "it is ***"),
        ("it is s3cr3t-", "it is s3cr3t-"),
        ("it is s3cr3t-9f8e…", "it is s3cr3t-9f8e…"),
        ("it is s3cr3t-9f8e-7d6c.", "it is ***."),
    ] {
        assert_eq!(redactor.clean_cut_log(line), expected, "{line:?}");
    }
}

#[test]
fn a_line_is_broken_where_no_secret_is_torn() {
    let redactor = redactor(&["s3cr3t-9f8e", "t-9f8e-again"]);
    for (line, at) in [
        ("nothing", 7),
        ("it is s3cr3t", 6),
        ("it is s", 6),
        ("it is \u{1b}[0ms3\u{200b}c", 10),
        ("it is s3cr3t-9f8e", 6),
        ("it is s3cr3t-9f8e.", 18),
        ("", 0),
    ] {
        assert_eq!(redactor.whole_until(line), at, "{line:?}");
    }
    assert_eq!(Redactor::default().whole_until("s3cr"), 4);
}

#[test]
fn of_a_long_secret_no_part_is_left() {
    let secret = (0..3000).map(|number| format!("{number:x}")).collect::<Vec<_>>().join("/");
    for text in [secret.clone(), STANDARD.encode(&secret), secret.replace('/', "%2F")] {
        let cleaned = redactor(&[&secret]).clean(&format!("<{text}>")).into_owned();
        assert!(cleaned.starts_with("<***") && cleaned.replace('*', "") == "<>", "{cleaned}");
        for cut in [10, 1000, 1024, 1025, 2000, 2048, 2060, text.len() - 1] {
            let cleaned = redactor(&[&secret]).clean(&format!("{}…", &text[..cut])).into_owned();
            assert!(cleaned.replace(['*', '…'], "").len() < SHORTEST_BEGINNING, "cut at {cut}: {cleaned}");
        }
    }
}

/// A redactor that knows this value of a config var, and the parts that the runner should mask.
fn of_value(value: &str) -> (Redactor, Vec<String>) {
    let redactor = Redactor::default();
    let for_others = redactor.add_value(value, |_| Vec::new());
    (redactor, for_others)
}

#[test]
fn a_config_vars_value_is_hidden_unless_it_is_short_or_everyday() {
    for (value, is_hidden, for_others) in [
        ("s3cr3t-9f8e", true, true),
        ("swordfish", true, false),
        ("https://shop.example.com", true, false),
        ("production", false, false),
        ("true", false, false),
        ("s3cr3t7", false, false),
        ("deployed", false, false),
    ] {
        let (redactor, others) = of_value(value);
        let text = format!("it is {value}.");
        assert_eq!(redactor.clean_foreign(&text) != text, is_hidden, "{value}");
        assert_eq!(redactor.clean_log(&text) != text, is_hidden, "{value}");
        assert_eq!(!others.is_empty(), for_others, "{value}");
    }
}

#[test]
fn a_word_makes_no_hole_in_our_own_sentences() {
    let (redactor, _) = of_value("workflow");
    assert_eq!(redactor.clean("Run the workflow again."), "Run the workflow again.");
    assert_eq!(redactor.clean_foreign("the password is workflow"), "the password is ***");
}

#[test]
fn what_everybody_may_see_is_no_secret_whenever_that_is_known() {
    let sha = "8c2de7a4f0b9135ad6e7c8091a2b3c4d5e6f7081";
    for value in [sha, &sha[..12], "acme-production", "https://acme-production-1a2b.herokuapp.com"] {
        let revealed = [sha, "acme-production", "https://acme-production-1a2b.herokuapp.com/"];
        let before = Redactor::default();
        for text in revealed {
            before.reveal(text);
        }
        assert_eq!(before.add_value(value, |_| Vec::new()), Vec::<String>::new());
        let (after, _) = of_value(value);
        assert_ne!(after.clean(value), value);
        for text in revealed {
            after.reveal(text);
        }
        for redactor in [before, after] {
            assert_eq!(redactor.clean_foreign(value), value);
        }
    }
    let (redactor, _) = of_value("acme-production-9f8e7d");
    redactor.reveal("acme-production");
    assert_eq!(redactor.clean("acme-production-9f8e7d of acme-production"), "*** of acme-production");
}

#[test]
fn a_key_is_hidden_even_if_it_is_shown_everywhere() {
    let redactor = redactor(&["production"]);
    redactor.reveal("production");
    assert_eq!(redactor.clean("production"), "***");
}
