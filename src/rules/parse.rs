//! Parses rules and reports every mistake, above all those that come from YAML habits.

use super::mistake::RuleMistake;
use super::pattern::Pattern;
use super::place::RuleLine;
use super::rule::Rule;
use super::{invisible, never, target_text, unreachable};
use crate::names::Found;

/// More than anybody writes by hand.
const MOST_BYTES: usize = 64 * 1024;
const MOST_LINES: usize = 500;

const WITHOUT_QUOTES: &str = "rules are plain lines, not YAML. Leave the quotes out, as in `main: acme-production`";
const WITHOUT_DASH: &str = "rules are plain lines, not YAML. Leave the `- ` out, as in `main: acme-production`";
const OWN_LINE: &str = "put the comment on a line of its own";

/// All rules, or all mistakes.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, Vec<RuleMistake>> {
    // Some editors put an invisible byte order mark at the beginning of a file. No branch starts with one.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MOST_BYTES || text.lines().count() > MOST_LINES {
        let complaint = format!("there are more than {MOST_LINES} lines or 64 KiB of rules");
        return Err(vec![RuleMistake::in_all(complaint)]);
    }
    let mut read = Read::default();
    for (index, line) in text.lines().enumerate() {
        let line = RuleLine { number: index + 1, text: line.trim().to_owned() };
        if !line.text.is_empty() && !line.text.starts_with('#') {
            read.line(line);
        }
    }
    read.into_rules()
}

#[derive(Default)]
struct Read {
    rules: Vec<Rule>,
    /// The patterns of all lines, even of those with a wrong target.
    patterns: Vec<(RuleLine, Pattern)>,
    mistakes: Vec<RuleMistake>,
}

impl Read {
    fn line(&mut self, line: RuleLine) {
        let (pattern, target) = match parts(&line.text) {
            Ok(parts) => parts,
            Err(complaint) => return self.complain(&line, [complaint]),
        };
        let pattern = self.kept(&line, self::pattern(pattern).map_err(|complaint| vec![complaint]));
        let target = self.kept(&line, target_text::parse(target));
        if let Some(pattern) = &pattern {
            self.patterns.push((line.clone(), pattern.clone()));
        }
        if let (Some(pattern), Some(target)) = (pattern, target) {
            self.rules.push(Rule { line, pattern, target });
        }
    }

    fn kept<T>(&mut self, line: &RuleLine, part: Result<T, Vec<String>>) -> Option<T> {
        part.map_err(|complaints| self.complain(line, complaints)).ok()
    }

    fn complain(&mut self, line: &RuleLine, texts: impl IntoIterator<Item = String>) {
        self.mistakes.extend(texts.into_iter().map(|text| RuleMistake::at(line, text)));
    }

    fn into_rules(mut self) -> Result<Vec<Rule>, Vec<RuleMistake>> {
        self.mistakes.extend(unreachable::among(&self.patterns));
        self.mistakes.sort_by_key(|mistake| mistake.line.as_ref().map(|line| line.number));
        if self.mistakes.is_empty() { Ok(self.rules) } else { Err(self.mistakes) }
    }
}

/// Splits a line at its colon.
fn parts(line: &str) -> Result<(&str, &str), String> {
    if let Some(letter) = invisible::first(line) {
        let code = u32::from(letter);
        return Err(format!("it contains an invisible character (U+{code:04X}). Delete it, or retype the line"));
    }
    foreign(line)?;
    let Some((pattern, target)) = line.split_once(':') else {
        return Err("the colon is missing. Write `pattern: target`".to_owned());
    };
    Ok((pattern.trim_end(), target.trim()))
}

/// Reports syntax from other languages.
fn foreign(line: &str) -> Result<(), &'static str> {
    if line.starts_with("- ") {
        return Err(WITHOUT_DASH);
    }
    let in_quotes = |part: &str| part.trim().starts_with(is_quote) || part.trim().ends_with(is_quote);
    if line.split([':', ',']).any(in_quotes) {
        return Err(WITHOUT_QUOTES);
    }
    if line.contains(" #") || line.contains("\t#") {
        return Err(OWN_LINE);
    }
    Ok(())
}

/// Straight quotes, and those that web pages and word processors make of them.
fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`' | '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' | '＂' | '＇')
}

fn pattern(text: &str) -> Result<Pattern, String> {
    if text.is_empty() {
        return Err("the pattern before the colon is missing. Write `**` for every branch".to_owned());
    }
    if let Some(reason) = never::reason(text) {
        return Err(reason);
    }
    if text.contains(char::is_whitespace) {
        let complaint = "no branch has white space in its name, so this pattern matches none: \
                         a rule has one pattern, and {a,b} in it matches either";
        return Err(complaint.to_owned());
    }
    Pattern::parse(text).map_err(|reason| format!("{} is not a glob: {reason}", Found(text)))
}

#[cfg(test)]
mod tests;
