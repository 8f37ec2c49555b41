//! Config vars as `KEY=VALUE` lines. The values may be secret, and a line that went wrong may be a piece of one: no complaint
//! shows anything of a line but its number.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::names::ConfigVarName;
use crate::secret::Secret;

/// What a certificate or private key in PEM form begins and ends with.
const PEM_BEGINS: &str = "-----BEGIN ";
const PEM_ENDS: &str = "-----END ";

const ONE_LINE: &str = "A value is one line. Set one of several lines at Heroku, with `heroku config:set`";

/// The vars of the lines that are right, and a complaint about each of the others.
pub(super) fn parse(text: &str) -> (Vec<(ConfigVarName, Secret)>, Vec<String>) {
    let mut lines = Lines::default();
    for (index, line) in text.lines().enumerate() {
        lines.read(index + 1, line.trim());
    }
    lines.end_of_wrong_ones();
    (lines.vars, lines.mistakes)
}

#[derive(Default)]
struct Lines {
    vars: Vec<(ConfigVarName, Secret)>,
    mistakes: Vec<String>,
    /// The line of each name.
    seen: BTreeMap<ConfigVarName, usize>,
    in_pem: bool,
    /// The first and the last of the lines without a `=` just before this one, which have one cause.
    without_sign: Option<(usize, usize)>,
}

impl Lines {
    fn read(&mut self, number: usize, line: &str) {
        if self.in_pem {
            self.in_pem = !line.contains(PEM_ENDS);
        } else if line.contains(PEM_BEGINS) {
            self.in_pem = !line.contains(PEM_ENDS);
            if self.in_pem {
                self.end_of_wrong_ones();
                self.mistakes.push(format!("line {number}: a certificate or private key begins here. {ONE_LINE}"));
            } else {
                self.var(number, line);
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            self.var(number, line);
        }
    }

    fn var(&mut self, number: usize, line: &str) {
        let Some((key, value)) = line.split_once('=') else {
            self.without_sign = Some((self.without_sign.map_or(number, |(first, _)| first), number));
            return;
        };
        self.end_of_wrong_ones();
        let Ok(name) = key.trim_end().parse::<ConfigVarName>() else {
            let wrong = "the part before `=` is not a config var's name. Use letters, digits and underscores";
            let exported = if key.starts_with("export ") { ". Leave `export` out" } else { "" };
            self.mistakes.push(format!("line {number}: {wrong}{exported}"));
            return;
        };
        match self.seen.entry(name.clone()) {
            Entry::Occupied(first) => {
                let first = first.get();
                self.mistakes.push(format!("line {number} repeats the key of line {first}. Remove one of them"));
            }
            Entry::Vacant(place) => {
                place.insert(number);
                self.vars.push((name, Secret::from(value.trim())));
            }
        }
    }

    fn end_of_wrong_ones(&mut self) {
        match self.without_sign.take() {
            None => {}
            Some((first, last)) if first == last => {
                self.mistakes.push(format!("line {first}: `=` is missing. Write KEY=VALUE"));
            }
            Some((first, last)) => {
                self.mistakes.push(format!("lines {first} to {last}: `=` is missing. Write KEY=VALUE. {ONE_LINE}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn shown(text: &str) -> (Vec<String>, Vec<String>) {
        let (vars, mistakes) = parse(text);
        let show = |(name, value): &(ConfigVarName, Secret)| format!("{name}={}", value.expose_secret());
        (vars.iter().map(show).collect(), mistakes)
    }

    #[test]
    fn blank_lines_and_comments_are_skipped_and_a_value_may_hold_anything() {
        let text =
            "\n# a comment\nA=1\r\n  B = x=y # z \nC=\nSOURCE_VERSION=mine\nD=-----BEGIN X----- y -----END X-----";
        let (vars, mistakes) = shown(text);
        assert_eq!(vars, ["A=1", "B=x=y # z", "C=", "SOURCE_VERSION=mine", "D=-----BEGIN X----- y -----END X-----"]);
        assert_eq!(mistakes, Vec::<String>::new());
    }

    #[test]
    fn every_wrong_line_is_told_by_its_number_and_nothing_of_it_shown() {
        let (vars, mistakes) = shown("hunter2\nA-B=hunter2\nhunter2=1\nhunter2=hunter2\n\nexport hunter=2");
        assert_eq!(vars, ["hunter2=1"]);
        let expected = [
            "line 1: `=` is missing. Write KEY=VALUE",
            "line 2: the part before `=` is not a config var's name. Use letters, digits and underscores",
            "line 4 repeats the key of line 3. Remove one of them",
            "line 6: the part before `=` is not a config var's name. Use letters, digits and underscores. \
             Leave `export` out",
        ];
        assert_eq!(mistakes, expected);
    }

    #[test]
    fn a_value_of_several_lines_is_told_once() {
        let pem =
            "A=1\nK=-----BEGIN RSA PRIVATE KEY-----\nhunter2\nhunter2==\nhunter2==\n-----END RSA PRIVATE KEY-----\nB=2";
        let (vars, mistakes) = shown(pem);
        assert_eq!(vars, ["A=1", "B=2"]);
        assert_eq!(mistakes.len(), 1, "{mistakes:?}");
        assert!(mistakes[0].starts_with("line 2: a certificate or private key begins here. A value is one line"));
        let (_, mistakes) = shown("K={\n\"hunter2\": 1,\n\"hunter2\": 2\n}\nB=2\nhunter2");
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert!(mistakes[0].starts_with("lines 2 to 4: `=` is missing. Write KEY=VALUE. A value is one line"));
        assert!(mistakes[1].starts_with("line 6: "), "{mistakes:?}");
    }

    #[test]
    fn a_key_block_that_never_ends_is_told_once_too() {
        let (vars, mistakes) = shown("K=-----BEGIN RSA PRIVATE KEY-----\nhunter2==\nhunter2==");
        assert_eq!((vars.len(), mistakes.len()), (0, 1), "{mistakes:?}");
    }
}
