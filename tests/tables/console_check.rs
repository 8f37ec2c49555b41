//! What holds for the console whatever others wrote: the runner finds our commands, no others, and the text that was meant.

use std::{cell::RefCell, io, rc::Rc};

use branchline::{
    relay::LogRelay,
    report::{Console, Style},
};

use crate::{runner::Log, suspicious_runner};

/// The runner keeps so many warnings; the others are plain lines.
const MOST_WARNINGS: usize = 10;
/// The runner cuts an annotation here, less a character that might be cut in two.
const LONGEST_ANNOTATION: usize = 4096 - 3;

/// Something that is said on the console.
#[derive(Debug, Clone)]
pub(crate) enum Call {
    Mask(String),
    Line(String),
    Output(Vec<u8>),
    Group(String),
    EndGroup,
    Error(String),
    Warning(String),
    Notice(String),
}

/// Says it all, and panics where the runner would not get it as it was meant.
#[track_caller]
pub(crate) fn check(calls: &[Call]) {
    let printed = printed(calls);
    let log = Log::read(&printed);
    let expected = expected(calls);
    let names: Vec<_> = log.commands.iter().map(|command| command.name.as_str()).collect();
    let expected_names: Vec<_> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, expected_names, "{printed:?}");
    let lines = suspicious_runner::lines(&printed);
    let found: Vec<_> = lines.into_iter().filter(|line| suspicious_runner::finds_command(line)).collect();
    assert!(found.iter().all(|line| line.starts_with("::")), "{found:?}");
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert_no_secret(calls, &log);
    let masks = calls.iter().any(|call| matches!(call, Call::Mask(_)));
    for (command, (_, text)) in log.commands.iter().zip(&expected).filter(|_| !masks) {
        let Some(text) = text else { continue };
        let cut = text.trim_end().len() > command.data.len();
        assert!(text.starts_with(&command.data), "{:?} instead of {text:?}", command.data);
        assert!(!cut || command.data.len() >= LONGEST_ANNOTATION, "{:?} instead of {text:?}", command.data);
    }
}

/// The commands that the runner should find, with the text of the annotations.
fn expected(calls: &[Call]) -> Vec<(&'static str, Option<&str>)> {
    let (mut warnings, mut in_group) = (0, false);
    let commands = calls.iter().filter_map(|call| match call {
        Call::Mask(secret) => (!secret.trim().is_empty()).then_some(("add-mask", None)),
        Call::Line(_) | Call::Output(_) => None,
        Call::Group(_) => {
            in_group = true;
            Some(("group", None))
        }
        Call::EndGroup => std::mem::take(&mut in_group).then_some(("endgroup", None)),
        Call::Error(text) => Some(("error", Some(text.as_str()))),
        Call::Notice(text) => Some(("notice", Some(text.as_str()))),
        Call::Warning(text) => {
            warnings += 1;
            (warnings <= MOST_WARNINGS).then_some(("warning", Some(text.as_str())))
        }
    });
    commands.collect()
}

/// Nothing that was masked before all else is to be read anywhere.
fn assert_no_secret(calls: &[Call], log: &Log) {
    for call in calls {
        let Call::Mask(secret) = call else { return };
        if !is_like_a_secret(secret) {
            continue;
        }
        let masking = |name: &str| name == "add-mask";
        let commands = log.commands.iter().filter(|command| !masking(&command.name));
        let texts = commands.flat_map(|command| command.properties.values().chain([&command.data]));
        for text in texts.chain(&log.lines) {
            assert!(!text.contains(secret.as_str()), "{secret:?} is in {text:?}");
        }
    }
}

/// As the keys and addresses are that get masked: printable ASCII, and not part of our own words.
fn is_like_a_secret(text: &str) -> bool {
    text.len() >= 6
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/?=&%+".contains(&byte))
        && !"Warning: title: ".contains(text)
}

fn printed(calls: &[Call]) -> String {
    let sink = Sink::default();
    let console = Console::on(Style::Workflow, Box::new(sink.clone()));
    for call in calls {
        match call {
            Call::Mask(secret) => console.mask(secret),
            Call::Line(text) => console.line(text),
            Call::Output(bytes) => relayed(&console, bytes),
            Call::Group(title) => console.group(title),
            Call::EndGroup => console.end_group(),
            Call::Error(text) => console.error(text, text),
            Call::Warning(text) => console.warning("title", text),
            Call::Notice(text) => console.notice("title", text),
        }
    }
    drop(console);
    String::from_utf8(sink.0.take()).expect("the log is UTF-8")
}

fn relayed(console: &Console, bytes: &[u8]) {
    let mut relay = LogRelay::new("", console.redactor().clone());
    let mut lines = Vec::new();
    relay.feed(bytes, &mut lines);
    relay.finish(&mut lines);
    console.relayed(&lines);
}

#[derive(Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
