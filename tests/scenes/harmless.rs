//! Texts that others could choose to do harm, and what must not become of them.

use crate::workflow::Run;

/// What the binary may say to the runner; `debug` only where it was asked for.
const OURS: [&str; 6] = ["add-mask", "error", "warning", "notice", "group", "endgroup"];
/// What stands in every hostile text, to be found again.
pub(crate) const MARK: &str = "PWNED";

/// Texts that mean something to the runner, to a shell, to Markdown, or to a file of outputs.
pub(crate) fn texts() -> Vec<String> {
    let long = format!("{MARK}{}", "x".repeat(5000));
    [
        "$(touch PWNED)",
        "`touch PWNED`",
        "::error::PWNED",
        "##[add-mask]PWNED",
        "a\n::add-mask::PWNED",
        "a\r::set-env name=PATH::PWNED",
        "a%0A::warning::PWNED",
        "\u{200b}::notice::PWNED",
        "<img src=x onerror=PWNED>",
        "[PWNED](https://evil.example) **PWNED**",
        "@everyone PWNED #1",
        "\u{202e}PWNED\u{2066}",
        "PWNED\nresult=deployed",
        "ghadelimiter_PWNED",
        "PWNED\0\u{1b}[31m",
        &long,
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The runner obeyed no order but ours, and neither outputs nor summary became anything that others chose.
#[track_caller]
pub(crate) fn is_harmless(run: &Run, text: &str) {
    let shown = &run.output;
    for command in &run.log.commands {
        assert!(OURS.contains(&&*command.name), "{text:?} gave the order {command:?} in {shown}");
        let to_be_read = matches!(&*command.name, "error" | "warning" | "notice" | "group");
        assert!(to_be_read || !command.data.contains(MARK), "{text:?} gave the order {command:?} in {shown}");
        assert!(!command.properties.values().any(|value| value.contains(MARK)), "{text:?}: {command:?}");
    }
    assert_eq!(run.log.of("group").len(), run.log.of("endgroup").len(), "{shown}");
    assert_eq!(run.outputs.len(), 15, "{text:?}: {:?}", run.outputs);
    assert!(!run.output("reason").contains(['\n', '\r', '\0', '\u{1b}']), "{text:?}: {}", run.output("reason"));
    let outside_code = markup_of(&run.summary);
    for markup in ["<img", "](https://evil", "**PWNED", "@everyone", "`touch", " #1"] {
        assert!(!outside_code.contains(markup), "{markup} of {text:?} is in the summary:\n{}", run.summary);
    }
    assert!(run.summary.len() < 1024 * 1024);
    assert_ne!(run.code, 70, "{shown}");
    assert_eq!(run.errors, "", "{text:?}");
}

/// Markdown without its blocks of code and without what a backslash makes plain.
fn markup_of(summary: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut markup = String::new();
    for line in summary.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if line == "<pre>" => fence = Some("</pre>"),
            None if is_address(line) => {}
            None => {
                let mut characters = line.chars();
                while let Some(character) = characters.next() {
                    match character {
                        '\\' => drop(characters.next()),
                        _ => markup.push(character),
                    }
                }
                markup.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "a block of code has no end in {summary}");
    markup
}

/// Whether it is an address between angle brackets, in which nothing else is markup
/// (<https://spec.commonmark.org/0.31.2/#autolinks>).
fn is_address(line: &str) -> bool {
    let address = line.strip_prefix("<https://").and_then(|rest| rest.strip_suffix('>'));
    address.is_some_and(|address| address.chars().all(|character| character.is_ascii_graphic() && character != '<'))
}
