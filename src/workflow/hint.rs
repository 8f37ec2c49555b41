//! Says what to write if YAML rejects a line. The parser only says what it expected.

/// Characters with a meaning in YAML at the beginning of a value.
const MEANT_FOR_YAML: &str = "*&!%@`{}[],|>\"'";

/// What to write, probably, in the rejected line or in one beside it.
pub(super) fn hint(text: &str, number: usize) -> &'static str {
    let lines: Vec<_> = text.lines().collect();
    let near = [number.checked_sub(1), number.checked_sub(2), Some(number)];
    let hints = near.into_iter().flatten().filter_map(|index| hint_for(lines.get(index)?));
    hints.into_iter().next().unwrap_or_default()
}

fn hint_for(line: &str) -> Option<&'static str> {
    if line.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t') {
        return Some(". Indent with spaces, since YAML takes no tabs");
    }
    let value = line.split_once(": ").map(|(_, value)| value.trim())?;
    let is_quoted =
        value.len() > 1 && ["\"", "'"].iter().any(|quote| value.starts_with(quote) && value.ends_with(quote));
    if is_quoted || value.is_empty() {
        return None;
    }
    if value.starts_with(|letter| MEANT_FOR_YAML.contains(letter)) {
        return Some(". Put quotes around the value: its first letter means something else to YAML");
    }
    value
        .contains(": ")
        .then_some(". Put quotes around the value, or write `|` and the text below it: `: ` divides key and value")
}
