use crate::relay::neutral_line;

/// How many characters of a line are shown that can be as long as others like.
const LONGEST_LINE: usize = 500;

/// A text that others had a hand in, as one line that gives no orders and pushes nothing else out of sight.
pub(in crate::report) fn one_line(text: &str) -> String {
    cut(&neutral_line(text), LONGEST_LINE)
}

/// The beginning of a line, and a sign that there was more.
pub(in crate::report) fn cut(line: &str, characters: usize) -> String {
    match line.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
