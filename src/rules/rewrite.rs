//! Rewrites our globs into those of `globset`, which knows `**` only as a whole path component (elsewhere it takes it
//! for a `*`, so that `release**` misses `release/1.2`), and whose `[!a]` matches a `/`.

use std::iter::Peekable;
use std::str::Chars;

use super::alphabet::Alphabet;

/// Any text, with slashes or without.
const ANYTHING: &str = "{*,*/**/*}";
/// Any number of whole path components, none included.
const COMPONENTS: &str = "{,{*,*/**/*}/}";

/// `globset` and its regular expressions recurse into braces.
const DEEPEST: usize = 10;

/// The same glob for `globset`; or why there is none. What `globset` itself finds fault with is left for it to find.
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

/// A brace that is open.
struct Brace {
    /// Whether a path component starts where it opens.
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

    /// Two or more are components only where both the slash before them and the one after are written next to them:
    /// the `**` of `{**,x}/b` is any text, and `b` alone no match.
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

    /// Copies `[…]`, in which nothing is special but a leading `!` or `^`, a `]` that is not the first, and `-`.
    fn class(&mut self) -> Result<(), String> {
        self.output.push('[');
        self.at_start = false;
        let negation = self.input.next_if(|letter| matches!(letter, '!' | '^'));
        self.output.extend(negation);
        let members = self.members();
        if has_range_beyond_ascii(&members) {
            return Err("a range in brackets can only be one of ASCII letters".to_owned());
        }
        // At the front, a slash would take from `]` and `-` that they are themselves there; so it goes to the end.
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

    /// What stands before the `]` that closes a class.
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
