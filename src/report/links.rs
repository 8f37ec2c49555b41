//! What GitHub makes a link of by itself: <https://github.github.com/gfm/#autolinks-extension->, and
//! <https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls>.

use std::collections::BTreeSet;

/// The pages that our own words lead to.
const OURS: [&str; 5] =
    ["dashboard.heroku.com", "devcenter.heroku.com", "help.heroku.com", "status.heroku.com", "www.githubstatus.com"];
const SCHEME: &str = "https://";
/// GitHub takes fewer hexadecimal digits for no commit.
const SHORTEST_HASH: usize = 7;
/// Lengths of the groups of a UUID's digits: a request's id is to be copied as it is.
const UUID: [usize; 5] = [8, 4, 4, 4, 12];

/// Where something has to stand so that a line has no address, mention, reference or formula.
pub(super) fn breaks(line: &str) -> BTreeSet<usize> {
    let lower = line.to_ascii_lowercase();
    let behind = |what: &'static str, offset| lower.match_indices(what).map(move |(at, _)| at + offset);
    let each = behind("@", 1).chain(behind("#", 1)).chain(behind("$", 1));
    each.chain(behind("://", 1)).chain(behind("www.", 3)).chain(behind("gh-", 2)).collect()
}

/// The same for hashes of commits.
pub(super) fn breaks_of_hashes(line: &str) -> Vec<usize> {
    let mut breaks = Vec::new();
    let (mut at, mut is_in_word) = (0, false);
    while let Some(character) = line[at..].chars().next() {
        let digits = line[at..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let length = if is_in_word { 0 } else { uuid_length(&line[at..]).unwrap_or(digits) };
        if length == digits && length >= SHORTEST_HASH && !line[at + length..].starts_with(is_of_word) {
            breaks.extend((at..at + length).skip(SHORTEST_HASH - 1).step_by(SHORTEST_HASH - 1));
        }
        is_in_word = length == 0 && is_of_word(character);
        at += length.max(character.len_utf8());
    }
    breaks
}

fn uuid_length(text: &str) -> Option<usize> {
    let mut rest = text;
    for (index, length) in UUID.into_iter().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix('-')?;
        }
        let (digits, behind) = rest.split_at_checked(length)?;
        rest = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(behind)?;
    }
    (!rest.starts_with(is_of_word)).then_some(text.len() - rest.len())
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The text with the addresses of our pages made links by `link`, and the rest of it made safe by `plain`.
pub(super) fn with_ours(text: &str, plain: impl Fn(&str) -> String, link: impl Fn(&str) -> String) -> String {
    let (mut shown, mut done) = (String::new(), 0);
    for (at, _) in text.match_indices(SCHEME) {
        let end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
        let url = text[at..end].trim_end_matches(['.', ',', ';', ':', ')']);
        let host = url[SCHEME.len()..].split('/').next().unwrap_or_default();
        if at >= done && OURS.contains(&host) {
            shown.push_str(&plain(&text[done..at]));
            shown.push_str(&link(url));
            done = at + url.len();
        }
    }
    shown + &plain(&text[done..])
}
