//! What the Actions runner makes of a step's output and files, as its sources have it (actions/runner: `ActionCommand.cs`,
//! `ActionCommandManager.cs`, `FileCommandManager.cs`).

use std::collections::BTreeMap;

use memchr::memmem;

const COMMANDS: [&str; 15] = [
    "add-mask",
    "add-matcher",
    "remove-matcher",
    "add-path",
    "set-env",
    "debug",
    "notice",
    "warning",
    "error",
    "group",
    "endgroup",
    "echo",
    "save-state",
    "set-output",
    "stop-commands",
];

/// An order that the runner took from the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) data: String,
}

/// A step's standard output, as the runner reads it.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Lines that are just shown.
    pub(crate) lines: Vec<String>,
    /// Orders, in their order.
    pub(crate) commands: Vec<Command>,
}

impl Log {
    pub(crate) fn read(output: &str) -> Self {
        let mut log = Self::default();
        for line in lines(output) {
            match command(line) {
                Some(command) => log.commands.push(command),
                None => log.lines.push(line.to_owned()),
            }
        }
        log
    }

    /// The data of all commands of this name.
    pub(crate) fn of(&self, name: &str) -> Vec<&str> {
        self.commands.iter().filter(|command| command.name == name).map(|command| command.data.as_str()).collect()
    }

    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// Lines that end with `\n`, `\r` or both. `memchr` is optimized where this is not, and some logs have 100 MB.
fn lines(output: &str) -> Vec<&str> {
    let ends = memchr::memchr2_iter(b'\n', b'\r', output.as_bytes());
    let (mut lines, mut from) = (Vec::new(), 0);
    for end in ends.chain([output.len()]) {
        let is_rest_of_end = end == from && output[..end].ends_with('\r') && output[end..].starts_with('\n');
        if !is_rest_of_end {
            lines.push(&output[from..end]);
        }
        from = end + 1;
    }
    lines
}

fn command(line: &str) -> Option<Command> {
    second(line).or_else(|| first(line)).filter(|command| COMMANDS.contains(&command.name.as_str()))
}

/// `::name key=value,key=value::data`
fn second(line: &str) -> Option<Command> {
    let (head, data) = line.trim().strip_prefix("::")?.split_once("::")?;
    Some(parsed(head, ',', data, &[("%2C", ","), ("%3A", ":")]))
}

/// `##[name key=value;key=value]data`, anywhere in a line
fn first(line: &str) -> Option<Command> {
    let (head, data) = line[memmem::find(line.as_bytes(), b"##[")? + 3..].split_once(']')?;
    Some(parsed(head, ';', data, &[]))
}

fn parsed(head: &str, separator: char, data: &str, escapes: &[(&str, &str)]) -> Command {
    let unescaped = |text: &str| {
        let text = escapes.iter().fold(text.to_owned(), |text, (code, character)| text.replace(code, character));
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    };
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(separator).filter_map(|pair| pair.split_once('='));
    Command {
        name: name.to_lowercase(),
        properties: pairs.map(|(key, value)| (key.trim().to_owned(), unescaped(value))).collect(),
        data: unescaped(data),
    }
}

/// The pairs of an output file; panics where the runner would fail the step.
pub(crate) fn pairs(file: &str) -> BTreeMap<String, String> {
    let mut pairs = BTreeMap::new();
    let mut lines = file.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let line = line.trim_end_matches('\n');
        if line.is_empty() {
            continue;
        }
        let (name, value) = match (line.find('='), line.find("<<")) {
            (equals, Some(start)) if equals.is_none_or(|equals| start < equals) => {
                let (name, delimiter) = (&line[..start], &line[start + 2..]);
                assert!(!name.is_empty() && !delimiter.is_empty(), "Invalid format '{line}'");
                let mut value = Vec::new();
                loop {
                    let line = lines.next().expect("Matching delimiter not found");
                    let line = line.strip_suffix('\n').expect("EOF marker missing new line");
                    if line == delimiter {
                        break;
                    }
                    value.push(line);
                }
                (name, value.join("\n"))
            }
            (Some(equals), _) => (&line[..equals], line[equals + 1..].to_owned()),
            _ => panic!("Invalid format '{line}'"),
        };
        pairs.insert(name.to_owned(), value);
    }
    pairs
}
