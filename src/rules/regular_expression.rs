//! Patterns that are regular expressions.

use super::wrong_pattern::WrongPattern;
use crate::names::Found;

/// Regular expressions' classes and their globs.
const CLASSES: [(&str, &str); 3] = [("\\d", "[0-9]"), ("\\w", "?"), ("\\s", "?")];

/// What is wrong with a pattern that is a regular expression, and the glob to write if there is a simple one.
pub(super) fn mistake(pattern: &str) -> Option<WrongPattern> {
    let what = || format!("{} is a regular expression, and patterns are globs", Found(pattern));
    let otherwise = "Write `*` for any text up to a `/`, `**` for any text, `{a,b}` for either";
    is_one(pattern).then(|| WrongPattern::new(what(), as_glob(pattern), otherwise))
}

fn is_one(pattern: &str) -> bool {
    let without_class = pattern.replace("[^", "[");
    let escapes = ["\\d", "\\w", "\\s", "\\.", "\\-", "\\/", "\\b"];
    without_class.contains(['^', '$', '|'])
        || without_class.contains("]+")
        || escapes.iter().any(|escape| without_class.contains(escape))
        || repeats_any_letter(pattern)
}

/// Whether it has a `.*` or `.+` after something that does not end a version's number. `.**` is valid in a glob.
fn repeats_any_letter(pattern: &str) -> bool {
    let letters: Vec<char> = pattern.chars().collect();
    let is_before = |letter: char| letter.is_alphabetic() || matches!(letter, '-' | '/' | '_' | '(');
    (0..letters.len()).any(|at| {
        let after =
            letters.get(at + 1).is_some_and(|next| matches!(next, '*' | '+')) && letters.get(at + 2) != Some(&'*');
        letters[at] == '.' && after && (at == 0 || is_before(letters[at - 1]))
    })
}

fn as_glob(pattern: &str) -> String {
    let mut glob = pattern.trim_matches('/').replace("[^", "[!").replace(['^', '$'], "").replace("(?:", "(");
    for (class, stands_for) in CLASSES {
        glob = glob.replace(class, stands_for);
    }
    if !glob.contains('|') {
        glob = glob.replace(['(', ')'], "");
    }
    let glob = glob.replace("\\/", "/").replace("\\.", ".").replace("\\-", "-").replace("\\b", "");
    let glob = glob.replace("]+", "]*").replace(".+", ".*").replace("/.*", "/**");
    let glob = if glob == ".*" { "**".to_owned() } else { glob.replace(".*", "*") };
    either(&glob)
}

/// Turns `(a|b)` into `{a,b}`.
fn either(glob: &str) -> String {
    if !glob.contains('|') {
        return glob.to_owned();
    }
    let braces = glob.replace('(', "{").replace(')', "}").replace('|', ",");
    if braces.contains('{') { braces } else { format!("{{{braces}}}") }
}
