//! The runner as a reader of its containers' output, with every doubt decided against us: how .NET's `ReadLine` splits
//! lines, what `TrimStart` takes away, and comparisons for which invisible characters do not exist.

pub(crate) fn lines(log: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = Vec::new();
    let mut rest = log;
    while let Some(at) = rest.find(['\r', '\n']) {
        lines.push(&rest[..at]);
        rest = rest[at..].strip_prefix("\r\n").unwrap_or(&rest[at + 1..]);
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

pub(crate) fn finds_command(line: &str) -> bool {
    let line: String = line.chars().filter(|&character| character == '\t' || !is_invisible(character)).collect();
    line.trim_start().starts_with("::") || line.contains("##[")
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{591}'..='\u{5af}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[test]
fn the_model_of_the_runner_obeys_commands() {
    for command in
        ["::error::x", " \u{3000}\u{200b}:\u{ad}:error::x", "\u{1b}::error::x", "a##[error]x", "#\0#\u{feff}["]
    {
        assert!(finds_command(command), "{command:?}");
    }
    for text in ["a::error::x", "| ::error", "## [error]", "#[x]", ""] {
        assert!(!finds_command(text), "{text:?}");
    }
    assert_eq!(lines("a\rb\r\nc\n\nd"), ["a", "b", "c", "", "d"]);
}
