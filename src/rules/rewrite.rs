//! Rewrites our globs for `globset`, which supports `**` only as a whole path component. Elsewhere it takes `**` for
//! `*`, so that `release**` misses `release/1.2`. Also, its `[!a]` matches `/`.

use std::iter::Peekable;
use std::str::Chars;

use super::alphabet::Alphabet;

/// Any text, with or without slashes.
const ANYTHING: &str = "{*,*/**/*}";
/// Zero or more whole path components.
const COMPONENTS: &str = "{,{*,*/**/*}/}";

/// How deeply braces may nest: `globset` and its regular expressions recurse into them.
const DEEPEST: usize = 10;

/// The same glob for `globset`, or why there is none. Leaves to `globset` the mistakes that it reports itself.
pub(super) fn rewrite(pattern: &str, alphabet: &Alphabet) -> Result<String, String> {
    let mut rewriter = Rewriter {
        alphabet,
        input: pattern.chars().peekable(),
        output: String::new(),
        at_start: true,
        open: Vec::new(),
    };
    while let Some(letter) = rewriter.input.next() {
        rewriter.step(letter)?;
    }
    Ok(rewriter.output)
}

struct Rewriter<'a> {
    alphabet: &'a Alphabet,
    input: Peekable<Chars<'a>>,
    output: String,
    /// Whether a path component starts here.
    at_start: bool,
    open: Vec<Brace>,
}

/// An open brace.
struct Brace {
    /// Whether a path component starts where the brace opens.
    at_start: bool,
    /// Whether one starts after each of its alternatives so far.
    ends_at_start: bool,
}

impl Rewriter<'_> {
    fn step(&mut self, letter: char) -> Result<(), String> {
        match letter {
            '*' => self.stars(),
            '[' => return self.class(),
            '{' => return self.open_brace(),
            ',' if !self.open.is_empty() => self.next_alternative(),
            '}' if !self.open.is_empty() => self.close_brace(),
            _ => self.letter(letter),
        }
        Ok(())
    }

    fn letter(&mut self, letter: char) {
        self.output.push(self.alphabet.stand_in(letter));
        self.at_start = letter == '/';
    }

    /// `**` matches whole components only if a slash stands right before and after it: the `**` of `{**,x}/b` is any
    /// text, and `b` alone does not match.
    fn stars(&mut self) {
        if self.input.next_if_eq(&'*').is_none() {
            self.output.push('*');
            self.at_start = false;
            return;
        }
        while self.input.next_if_eq(&'*').is_some() {}
        if self.at_start && self.input.next_if_eq(&'/').is_some() {
            self.output.push_str(COMPONENTS);
        } else {
            self.output.push_str(ANYTHING);
            self.at_start = false;
        }
    }

    fn open_brace(&mut self) -> Result<(), String> {
        if self.open.len() == DEEPEST {
            return Err(format!("braces are nested more than {DEEPEST} deep"));
        }
        self.output.push('{');
        self.open.push(Brace { at_start: self.at_start, ends_at_start: true });
        Ok(())
    }

    fn next_alternative(&mut self) {
        self.output.push(',');
        if let Some(brace) = self.open.last_mut() {
            brace.ends_at_start &= self.at_start;
            self.at_start = brace.at_start;
        }
    }

    fn close_brace(&mut self) {
        self.output.push('}');
        if let Some(brace) = self.open.pop() {
            self.at_start &= brace.ends_at_start;
        }
    }

    /// Copies `[…]`. Only a leading `!` or `^`, a `]` that is not first, and `-` are special in it.
    fn class(&mut self) -> Result<(), String> {
        self.output.push('[');
        self.at_start = false;
        let negation = self.input.next_if(|letter| matches!(letter, '!' | '^'));
        self.output.extend(negation);
        let members = self.members();
        if has_range_beyond_ascii(&members) {
            return Err("a range in brackets can only be one of ASCII letters".to_owned());
        }
        // A slash in front would make a literal `]` or `-` special, so it goes to the end.
        let literal_first = members.starts_with([']', '-']);
        let slash = negation.map(|_| '/');
        self.output.extend(slash.filter(|_| !literal_first));
        self.output.push_str(&self.alphabet.encode(&members));
        self.output.extend(slash.filter(|_| literal_first));
        if self.input.next().is_some() {
            self.output.push(']');
        }
        Ok(())
    }

    /// The text before the `]` that closes a class.
    fn members(&mut self) -> String {
        let mut members = String::new();
        members.extend(self.input.next_if_eq(&']'));
        while let Some(letter) = self.input.next_if(|letter| *letter != ']') {
            members.push(letter);
        }
        members
    }
}

fn has_range_beyond_ascii(members: &str) -> bool {
    let letters: Vec<char> = members.chars().collect();
    letters.windows(3).any(|three| three[1] == '-' && !(three[0].is_ascii() && three[2].is_ascii()))
}
