//! Keeps secrets out of everything that is printed or sent.

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

/// Where a text is cut, fewer bytes of a secret than this reveal nothing, and may be the beginning of any word.
const SHORTEST_BEGINNING: usize = 8;

const MASK: &str = "***";
/// Marks where a text was cut.
const CUT: &str = "…";

/// Knows a run's secrets and replaces them in text. All clones share what they know.
///
/// A config var's value may be a word in our own sentences, too. Such a value is hidden in foreign text alone. So
/// foreign text is cleaned where it comes in, and all text again where it goes out.
#[derive(Clone, Default)]
pub struct Redactor(Arc<Mutex<Known>>);

impl Redactor {
    /// Hides this value from now on, and its percent-encoding and base64, within longer text too. Ignores values of
    /// fewer than six characters.
    pub fn add(&self, secret: &str) {
        self.add_shown(secret, &[]);
    }

    /// Like `add`, with further forms in which our pages would show the value.
    pub fn add_shown(&self, secret: &str, shown: &[String]) {
        if secret.chars().count() >= SHORTEST_SECRET {
            self.known().add(secret, shown);
        }
    }

    /// Hides a config var's value from now on, unless it is short or public; `shown` returns the forms in which our
    /// pages would show it. Returns the parts that look like secrets rather than words or addresses: the runner should
    /// mask them too.
    pub fn add_value(&self, value: &str, shown: impl Fn(&str) -> Vec<String>) -> Vec<String> {
        let mut known = self.known();
        let mut parts = values::parts(value);
        parts.retain(|part| known.add_value(part, &shown(part)) && values::looks_secret(part));
        parts
    }

    /// Declares a text public: no config var's value that is a part of it is hidden in it.
    pub fn reveal(&self, text: &str) {
        self.known().reveal(text);
    }

    /// The text with `***` for each secret, or for several that overlap, including a secret that is cut off by an
    /// ellipsis.
    #[must_use]
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_words(), text, Bare::of, before_ellipses)
    }

    /// Like `clean`, for text that others wrote, which does not contain our own words.
    #[must_use]
    pub fn clean_foreign<'a>(&self, text: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_foreign(), text, Bare::of, before_ellipses)
    }

    /// Like `clean_foreign`, for a line of a log, without base64 of something longer: the runner finds that itself.
    #[must_use]
    pub fn clean_log<'a>(&self, line: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_log(), line, Bare::of, |_| Vec::new())
    }

    /// Like `clean_log`, for several lines of printable ASCII and tabs.
    #[must_use]
    pub(crate) fn clean_plain_log<'a>(&self, lines: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_log(), lines, Bare::Same, |_| Vec::new())
    }

    /// Like `clean_log`, for a line that was cut off, perhaps within a secret.
    #[must_use]
    pub(crate) fn clean_cut_log<'a>(&self, line: &'a str) -> Cow<'a, str> {
        cleaned(&self.known().in_log(), line, Bare::of, |line| vec![line.len()])
    }

    /// How far a log line can be printed without splitting a secret, whatever follows.
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

/// Where a text was cut: before each ellipsis, and before a quotation mark in front of one.
fn before_ellipses(text: &str) -> Vec<usize> {
    let ellipses = text.match_indices(CUT).map(|(at, _)| at);
    ellipses.flat_map(|at| [Some(at), text[..at].ends_with('"').then(|| at - 1)]).flatten().collect()
}

/// The text without secrets, both in the text as it is and as a reader sees it, and without the beginnings of secrets
/// before a cut. The replacement of an invisible sequence may itself belong to a secret, so both are searched.
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

/// The places in the whole text of the secrets that its bare form contains.
fn found(search: &Searches<'_>, bare: &Bare<'_>, cuts: &[usize]) -> Vec<Range<usize>> {
    let begun = cuts.iter().filter_map(|cut| {
        let end = bare.place_in_bare(*cut);
        Some(search.begun(bare.text(), end, SHORTEST_BEGINNING)?..end)
    });
    let all = search.spans(bare.text()).into_iter().chain(begun);
    all.map(|span| bare.place_in_whole(span.start)..bare.end_in_whole(span.end)).collect()
}

/// Expects the spans in order, and merges those that overlap.
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
