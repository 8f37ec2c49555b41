//! A failure as an annotation. The runner cuts long ones, and what to do next must survive at the end.

use super::words::trouble::Explanation;

/// How many characters of an annotation the runner keeps, less a few for masks.
/// <https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs>
const ROOM: usize = 4000;

/// The cause, the first mistakes or the end of the log as far as there is room, and what to do.
#[must_use]
pub fn annotation(explanation: &Explanation) -> String {
    let Explanation { reason, mistakes, evidence, advice, .. } = explanation;
    let room = ROOM.saturating_sub(length(reason) + length(advice));
    let shown = fitting(mistakes.iter(), room.saturating_sub(100));
    let mut lines = vec![reason.clone()];
    lines.extend_from_slice(&mistakes[..shown]);
    if shown < mistakes.len() {
        lines.push(format!("… and {} more: see the log", mistakes.len() - shown));
    }
    let end = evidence.len() - fitting(evidence.iter().rev(), room);
    lines.extend_from_slice(&evidence[end..]);
    lines.push(advice.clone());
    lines.join("\n")
}

/// How many of the lines there is room for.
fn fitting<'a>(lines: impl Iterator<Item = &'a String>, room: usize) -> usize {
    let lengths = lines.scan(0, |sum, line| {
        *sum += length(line);
        Some(*sum)
    });
    lengths.take_while(|sum| *sum <= room).count()
}

/// With the end of the line. A character counts once with the runner, whose characters are at most as many as these
/// bytes.
fn length(line: &str) -> usize {
    line.len() + 1
}

#[cfg(test)]
mod tests {
    use super::{ROOM, annotation};
    use crate::report::words::trouble::Explanation;

    fn explanation(mistakes: Vec<String>, evidence: Vec<String>) -> Explanation {
        let (title, reason, advice) = ("Failed".to_owned(), "the cause".to_owned(), "what to do".to_owned());
        Explanation { title, reason, mistakes, evidence, advice }
    }

    #[test]
    fn what_fits_is_there_as_it_is() {
        let text = annotation(&explanation(vec!["one".to_owned()], vec!["two".to_owned()]));
        assert_eq!(text, "the cause\none\ntwo\nwhat to do");
    }

    #[test]
    fn of_a_long_log_the_end_is_kept_and_what_to_do() {
        let lines: Vec<_> = (0..40).map(|number| format!("{number} {}", "x".repeat(496))).collect();
        let text = annotation(&explanation(Vec::new(), lines.clone()));
        assert!(text.starts_with("the cause\n3") && text.ends_with("what to do"), "{text}");
        assert!(text.contains(&lines[39]) && text.len() <= ROOM && text.len() > ROOM - 600, "{}", text.len());
    }

    #[test]
    fn of_many_mistakes_the_first_are_named_and_the_others_counted() {
        let mistakes: Vec<_> = (0..200).map(|number| format!("{number} {}", "x".repeat(96))).collect();
        let text = annotation(&explanation(mistakes, Vec::new()));
        assert!(text.contains("\n0 xxx") && text.contains("more: see the log\nwhat to do"), "{text}");
        assert!(text.len() <= ROOM + 10, "{}", text.len());
    }
}
