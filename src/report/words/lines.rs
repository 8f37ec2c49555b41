use crate::relay::neutral_line;

/// How many characters of a foreign line to show.
const LONGEST_LINE: usize = 500;

/// Foreign text as one line that holds no commands and hides nothing else.
pub(in crate::report) fn one_line(text: &str) -> String {
    cut(&neutral_line(text), LONGEST_LINE)
}

/// The beginning of a line, with an ellipsis if there was more.
pub(in crate::report) fn cut(line: &str, characters: usize) -> String {
    match line.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// The text, or other words if it is blank.
pub(super) fn nonempty<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.trim().is_empty() { otherwise } else { text }
}
