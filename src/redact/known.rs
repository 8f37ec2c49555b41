use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::search::{Search, Searches};
use super::{forms, values};

/// How many secrets share one search in any case, and how many new ones may have a search apart from the others.
const AT_ONCE: usize = 32;
const APART: usize = 16;

/// A run's secrets, and public text that could contain a secret's value.
///
/// Building a search for many secrets takes long, and a run with many apps keeps finding new ones. So the newest have a
/// search of their own until there are enough of them.
#[derive(Default)]
pub(super) struct Known {
    secrets: BTreeMap<String, Secret>,
    revealed: BTreeSet<String>,
    newest: BTreeSet<String>,
    of_newest: Made,
    of_others: Made,
}

/// The searches for some of the secrets, each built when it is first needed.
#[derive(Default)]
struct Made {
    words: OnceCell<Search>,
    foreign: OnceCell<Search>,
    log: OnceCell<Search>,
}

struct Secret {
    kind: Kind,
    /// Its forms in our own pages.
    shown: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A key, or an address that gives access: always hidden.
    Key,
    /// A config var's value.
    Value,
    /// A config var's value that consists of letters alone.
    Word,
}

impl Known {
    pub(super) fn len(&self) -> usize {
        self.secrets.len()
    }

    pub(super) fn add(&mut self, secret: &str, shown: &[String]) {
        self.insert(secret, Secret { kind: Kind::Key, shown: shown.to_vec() });
    }

    /// Adds a config var's value. Returns whether it has to be hidden.
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

    /// Searches text that is partly ours.
    pub(super) fn in_words(&self) -> Searches<'_> {
        self.made(|made| &made.words, |kind| kind != Kind::Word, Secret::thorough)
    }

    /// Searches text that others wrote.
    pub(super) fn in_foreign(&self) -> Searches<'_> {
        if !self.secrets.values().any(|secret| secret.kind == Kind::Word) {
            return self.in_words();
        }
        self.made(|made| &made.foreign, |_| true, Secret::thorough)
    }

    /// Searches a log, fast.
    pub(super) fn in_log(&self) -> Searches<'_> {
        self.made(|made| &made.log, |_| true, Secret::quick)
    }

    fn made(
        &self,
        which: impl Fn(&Made) -> &OnceCell<Search>,
        is_meant: impl Fn(Kind) -> bool,
        forms: impl Fn(&Secret, &str) -> Vec<String>,
    ) -> Searches<'_> {
        let search = |are_newest: bool| {
            let is_one = |value: &str| self.newest.contains(value) == are_newest;
            let meant = self.secrets.iter().filter(|(value, secret)| is_meant(secret.kind) && is_one(value));
            Search::of(meant.flat_map(|(value, secret)| forms(secret, value)).collect())
        };
        let of_others = which(&self.of_others).get_or_init(|| search(false));
        Searches([of_others, which(&self.of_newest).get_or_init(|| search(true))])
    }

    fn insert(&mut self, value: &str, secret: Secret) {
        let there = self.secrets.get(value).map(|there| there.kind);
        if there.is_some_and(|there| there == Kind::Key || secret.kind != Kind::Key) {
            return;
        }
        self.secrets.insert(value.to_owned(), secret);
        self.of_newest = Made::default();
        self.newest.insert(value.to_owned());
        let apart = APART.max(self.len() / 8);
        if there.is_some() || self.len() <= AT_ONCE || self.newest.len() > apart {
            self.forget_searches();
        }
    }

    /// The next search is made anew, for all secrets.
    fn forget_searches(&mut self) {
        self.newest.clear();
        (self.of_newest, self.of_others) = Default::default();
    }
}

impl Secret {
    fn thorough(&self, value: &str) -> Vec<String> {
        [forms::thorough(value), forms::in_pieces(self.shown.iter().cloned())].concat()
    }

    /// The runner does not know words, so it does not look for their forms.
    fn quick(&self, value: &str) -> Vec<String> {
        if self.kind == Kind::Word { self.thorough(value) } else { forms::quick(value) }
    }
}
