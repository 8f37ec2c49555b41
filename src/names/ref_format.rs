//! What git allows in the name of a ref (<https://git-scm.com/docs/git-check-ref-format>).

/// What is wrong with the shape of a name, whatever its letters; as the end of a sentence that says what no ref does.
#[must_use]
pub fn wrong_shape(name: &str) -> Option<&'static str> {
    let any_part = |is_wrong: fn(&str) -> bool| name.split('/').any(is_wrong);
    if name.starts_with('/') {
        Some("starts with `/`")
    } else if name.ends_with('/') {
        Some("ends with `/`")
    } else if name.contains("//") {
        Some("has `//` in it")
    } else if name.contains("..") {
        Some("has `..` in it")
    } else if name.contains("@{") {
        Some("has `@{` in it")
    } else if any_part(|part| part.strip_suffix(".lock").is_some()) {
        Some("has a part that ends with `.lock`")
    } else if any_part(|part| part.starts_with('.')) {
        Some("has a part that starts with a dot")
    } else if name.ends_with('.') {
        Some("ends with a dot")
    } else {
        None
    }
}

/// The first character that no ref has in its name.
#[must_use]
pub fn wrong_letter(name: &str) -> Option<char> {
    let is_wrong =
        |letter: &char| letter.is_control() || matches!(letter, ' ' | '~' | '^' | ':' | '?' | '*' | '[' | '\\');
    name.chars().find(is_wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_allows_is_fine() {
        for fine in [
            "main",
            "feature/a-b_c",
            "v1.2.0",
            "it's",
            "a,b",
            "{a}",
            "a@b",
            "$(x)|`y`",
            "été/🐛",
            "!x",
            "-x",
            "a.lock.b",
        ] {
            assert_eq!((wrong_shape(fine), wrong_letter(fine)), (None, None), "{fine}");
        }
    }

    #[test]
    fn what_git_refuses_is_told() {
        for (name, words) in [
            ("/a", "starts with `/`"),
            ("a/", "ends with `/`"),
            ("a//b", "`//`"),
            ("a..b", "`..`"),
            ("a@{1}", "`@{`"),
            ("a.lock", "`.lock`"),
            ("a.lock/b", "`.lock`"),
            (".a", "starts with a dot"),
            ("a/.b", "starts with a dot"),
            ("a.", "ends with a dot"),
        ] {
            assert!(wrong_shape(name).is_some_and(|told| told.contains(words)), "{name}");
        }
        for name in ["a b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b", "a\tb", "a\u{7f}"] {
            assert!(wrong_letter(name).is_some(), "{name:?}");
        }
    }
}
