//! Keeps secret values out of everything that is printed or sent.

mod bare;
mod forms;
mod known;
mod search;
mod values;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bare::Bare;
use forms::SHORTEST_SECRET;
use known::Known;
use search::Searches;
pub(crate) use values::credentials;

/// Less than so many bytes of a secret, at a place where a text breaks off, tell nothing, and may begin any word.
const SHORTEST_BEGINNING: usize = 8;

const MASK: &str = "***";
/// Stands where a text was cut.
const CUT: &str = "…";

/// Knows the secret values of a run and replaces them in text. All clones know the same.
///
/// A config var's value may be a word that our own sentences hold too: such a value is hidden in foreign text alone. So foreign
/// text is cleaned where it comes in, and all text once more where it goes out.
#[derive(Clone, Default)]
pub struct Redactor(Arc<Mutex<Known>>);

impl Redactor {
    /// From now on hides this value, its percent-encoding and its base64, also as a part of something longer. Values under six
    /// characters are ignored.
    pub fn add(&self, secret: &str) {
        self.add_shown(secret, &[]);
    }

    /// The same, with other forms in which our pages would show the value.
    pub fn add_shown(&self, secret: &str, shown: &[String]) {
        if secret.chars().count() >= SHORTEST_SECRET {
            self.known().add(secret, shown);
        }
    }

    /// From now on hides a config var's value, unless it is short, or what everybody may see anyway; `shown` is how our pages
    /// would show it. Gives the parts of it that look like secrets, not like words or addresses: others should hide them too.
    pub fn add_value(&self, value: &str, shown: impl Fn(&str) -> Vec<String>) -> Vec<String> {
        let mut known = self.known();
        let mut parts = values::parts(value);
        parts.retain(|part| known.add_value(part, &shown(part)) && values::looks_secret(part));
        parts
    }

    /// What everybody may see: no config var's value that is a part of it makes a hole in it.
    pub fn reveal(&self, text: &str) {
        self.known().reveal(text);
    }

    /// The text with `***` for each secret in it, one for several that overlap, also for one that breaks off before an ellipsis.
    #[must_use]
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_words(), text, Bare::of, before_ellipses)
    }

    /// The same for text that others wrote, which can mean no word of ours.
    #[must_use]
    pub fn clean_foreign<'a>(&self, text: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_foreign(), text, Bare::of, before_ellipses)
    }

    /// The same for a line of a log, but for base64 of something longer, for which the runner looks.
    #[must_use]
    pub fn clean_log<'a>(&self, line: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_log(), line, Bare::of, |_| Vec::new())
    }

    /// The same for many lines of printable ASCII and tabs.
    #[must_use]
    pub(crate) fn clean_plain_log<'a>(&self, lines: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_log(), lines, Bare::Same, |_| Vec::new())
    }

    /// The same for a line that was broken off, perhaps in a secret.
    #[must_use]
    pub(crate) fn clean_cut_log<'a>(&self, line: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_log(), line, Bare::of, |line| vec![line.len()])
    }

    /// Up to where a line of a log can be broken without tearing a secret apart, whatever comes next.
    pub(crate) fn whole_until(&self, line: &str) -> usize {
        let known = self.known();
        let search = known.in_log();
        let until = |bare: &Bare<'_>| {
            let begun = search.begun(bare.text(), bare.text().len(), 1)?;
            let torn = search.spans(bare.text()).into_iter().find(|span| span.contains(&begun));
            Some(bare.place_in_whole(torn.map_or(begun, |span| span.start)))
        };
        if search.is_empty() {
            return line.len();
        }
        [Bare::Same(line), Bare::of(line)].iter().filter_map(until).min().unwrap_or(line.len())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Redactor").field("secrets", &self.known().len()).finish_non_exhaustive()
    }
}

/// Where a text was cut: before each ellipsis, and before the quotation mark in front of one.
fn before_ellipses(text: &str) -> Vec<usize> {
    let ellipses = text.match_indices(CUT).map(|(at, _)| at);
    ellipses.flat_map(|at| [Some(at), text[..at].ends_with('"').then(|| at - 1)]).flatten().collect()
}

/// The text without the secrets that are in it, as it is and as a reader sees it, and without those of which only the beginning
/// is, before a cut. What stands for an unseen sequence may belong to a secret all the same, so both are looked at.
fn cleaned<'a>(
    search: &Searches<'_>,
    text: &'a str,
    bare: impl FnOnce(&'a str) -> Bare<'a>,
    cuts: impl FnOnce(&str) -> Vec<usize>,
) -> Cow<'a, str> {
    if search.is_empty() {
        return Cow::Borrowed(text);
    }
    let (bare, cuts) = (bare(text), cuts(text));
    let mut spans = found(search, &Bare::Same(text), &cuts);
    if let Bare::Without { .. } = bare {
        spans.extend(found(search, &bare, &cuts));
    }
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| span.start);
    Cow::Owned(masked(text, spans))
}

/// Where secrets are in the whole text that are found in its bare form.
fn found(search: &Searches<'_>, bare: &Bare<'_>, cuts: &[usize]) -> Vec<Range<usize>> {
    let begun = cuts.iter().filter_map(|cut| {
        let end = bare.place_in_bare(*cut);
        Some(search.begun(bare.text(), end, SHORTEST_BEGINNING)?..end)
    });
    let all = search.spans(bare.text()).into_iter().chain(begun);
    all.map(|span| bare.place_in_whole(span.start)..bare.end_in_whole(span.end)).collect()
}

/// Of spans in their order, those that overlap are one.
fn masked(text: &str, spans: Vec<Range<usize>>) -> String {
    let (mut masked, mut until) = (String::with_capacity(text.len()), 0);
    for span in spans {
        if span.start >= until {
            masked.push_str(&text[until..span.start]);
            masked.push_str(MASK);
        }
        until = until.max(span.end);
    }
    masked.push_str(&text[until..]);
    masked
}

#[cfg(test)]
mod tests;
