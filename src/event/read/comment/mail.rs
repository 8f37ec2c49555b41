//! What an e-mail quotes: GitHub accepts replies by e-mail, with the messages that they quote.

/// The shortest underscore line that counts. Outlook draws one of 32.
const LINE_OF_OUTLOOK: usize = 20;
/// The first line that Outlook puts above a quotation, in the most common languages.
const FROM: [&str; 6] = ["From:", "Von:", "De:", "De :", "Da:", "Van:"];

/// The text above the first sign of a quotation. Lines with `>` do not count: Markdown itself takes them for
/// quotations.
pub(super) fn without_quotation(body: &str) -> &str {
    let mut lines = body.split_inclusive(['\n', '\r']).scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line.trim()))
    });
    let mut before: Option<(usize, &str)> = None;
    let begins = lines.find_map(|(at, line)| {
        if line.is_empty() {
            return None;
        }
        if begins_quotation(line) {
            return Some(at);
        }
        let header = before.filter(|(_, before)| is_from(before) && is_header(line));
        before = Some((at, line));
        header.map(|(at, _)| at)
    });
    begins.map_or(body, |at| &body[..at])
}

fn begins_quotation(line: &str) -> bool {
    is_announcement(line)
        || is_titled_line(line)
        || line.len() >= LINE_OF_OUTLOOK && line.bytes().all(|byte| byte == b'_')
}

/// `On Thu, Nov 26, 2026 at 1:00 AM Mona <mona@example.com> wrote:`, in any language, and even if it is split into two
/// lines.
fn is_announcement(line: &str) -> bool {
    let has_address = || line.split_once('<').is_some_and(|(_, rest)| rest.contains('@') && rest.contains('>'));
    line.ends_with("wrote:") || line.ends_with(':') && has_address()
}

/// `-----Original Message-----`, in any language.
fn is_titled_line(line: &str) -> bool {
    let title = line.trim_matches('-');
    line.starts_with("---") && line.ends_with("---") && title.contains(char::is_alphabetic)
}

fn is_from(line: &str) -> bool {
    let line = line.trim_start_matches('*');
    FROM.iter().any(|from| line.starts_with(from))
}

/// `Sent: Thursday`, in any language.
fn is_header(line: &str) -> bool {
    let Some((name, _)) = line.trim_start_matches('*').split_once(':') else { return false };
    (1..=20).contains(&name.trim().chars().count())
        && name.trim().chars().all(|letter| letter.is_alphabetic() || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::without_quotation;

    #[test]
    fn a_quotation_begins_with_the_line_that_announces_it() {
        for (body, kept) in [
            ("Yes.\n\nOn Thu, Nov 26, 2026 at 1:00 AM Mona wrote:\n/destroy", "Yes.\n\n"),
            ("Yes.\r\nAm Do., 26. Nov. 2026 schrieb Mona <m@x.org>:\r\n/destroy", "Yes.\r\n"),
            ("Yes.\nOn Thu, Nov 26, 2026\nMona <m@x.org> wrote:\n", "Yes.\nOn Thu, Nov 26, 2026\n"),
            ("Yes.\n-----Original Message-----\n/destroy", "Yes.\n"),
            ("Yes.\n---------- Forwarded message ---------\n/destroy", "Yes.\n"),
            ("Yes.\n________________________________\n/destroy", "Yes.\n"),
            ("Yes.\nFrom: Mona\nSent: Thursday\n\n/destroy", "Yes.\n"),
            ("Yes.\n**From:** Mona\n\n**Sent:** Thursday\n\n/destroy", "Yes.\n"),
            ("Yes.\nVon: Mona\nGesendet: Donnerstag\n\n/destroy", "Yes.\n"),
        ] {
            assert_eq!(without_quotation(body), kept, "{body}");
        }
    }

    #[test]
    fn what_only_looks_a_little_like_one_is_none() {
        for body in [
            "",
            "Ready, @mona: please\n/deploy",
            "From: here on it works.\n\n/deploy",
            "---\n/deploy\n---",
            "-- \nMona",
            "Two things:\n/deploy",
            "______\n/deploy",
        ] {
            assert_eq!(without_quotation(body), body);
        }
    }
}
