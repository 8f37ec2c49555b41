use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::search::Search;
use super::{forms, values};

/// The secrets of a run, and what is no secret although it could be one's value.
#[derive(Default)]
pub(super) struct Known {
    secrets: BTreeMap<String, Secret>,
    revealed: BTreeSet<String>,
    in_words: OnceCell<Search>,
    in_foreign: OnceCell<Search>,
    in_log: OnceCell<Search>,
}

struct Secret {
    kind: Kind,
    /// Other forms of it, as our own pages would show it.
    shown: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A key, or an address that opens a door: hidden whatever it is.
    Key,
    /// A config var's value.
    Value,
    /// The same, of letters alone.
    Word,
}

impl Known {
    pub(super) fn len(&self) -> usize {
        self.secrets.len()
    }

    pub(super) fn add(&mut self, secret: &str, shown: &[String]) {
        self.insert(secret, Secret { kind: Kind::Key, shown: shown.to_vec() });
    }

    /// Adds a config var's value; tells whether it is to be hidden.
    pub(super) fn add_value(&mut self, value: &str, shown: &[String]) -> bool {
        if !values::may_be_secret(value) || self.revealed.iter().any(|text| text.contains(value)) {
            return false;
        }
        let kind = if values::is_word(value) { Kind::Word } else { Kind::Value };
        self.insert(value, Secret { kind, shown: shown.to_vec() });
        true
    }

    pub(super) fn reveal(&mut self, text: &str) {
        if self.revealed.insert(text.to_owned()) {
            let before = self.len();
            self.secrets.retain(|value, secret| secret.kind == Kind::Key || !text.contains(value.as_str()));
            if self.len() < before {
                self.forget_searches();
            }
        }
    }

    /// What finds secrets in text of which a part is ours.
    pub(super) fn in_words(&self) -> &Search {
        self.in_words.get_or_init(|| self.search(|kind| kind != Kind::Word, Secret::thorough))
    }

    /// What finds them in text that others wrote.
    pub(super) fn in_foreign(&self) -> &Search {
        if !self.secrets.values().any(|secret| secret.kind == Kind::Word) {
            return self.in_words();
        }
        self.in_foreign.get_or_init(|| self.search(|_| true, Secret::thorough))
    }

    /// What finds them, fast, in a log.
    pub(super) fn in_log(&self) -> &Search {
        self.in_log.get_or_init(|| self.search(|_| true, Secret::quick))
    }

    fn search(&self, is_meant: impl Fn(Kind) -> bool, forms: impl Fn(&Secret, &str) -> Vec<String>) -> Search {
        let meant = self.secrets.iter().filter(|(_, secret)| is_meant(secret.kind));
        Search::of(meant.flat_map(|(value, secret)| forms(secret, value)).collect())
    }

    fn insert(&mut self, value: &str, secret: Secret) {
        let there = self.secrets.get(value);
        if there.is_none_or(|there| there.kind != Kind::Key && secret.kind == Kind::Key) {
            self.secrets.insert(value.to_owned(), secret);
            self.forget_searches();
        }
    }

    fn forget_searches(&mut self) {
        (self.in_words, self.in_foreign, self.in_log) = Default::default();
    }
}

impl Secret {
    fn thorough(&self, value: &str) -> Vec<String> {
        [forms::thorough(value), forms::in_pieces(self.shown.iter().cloned())].concat()
    }

    /// The runner is told of no words, so that it looks for none of their forms.
    fn quick(&self, value: &str) -> Vec<String> {
        if self.kind == Kind::Word { self.thorough(value) } else { forms::quick(value) }
    }
}
