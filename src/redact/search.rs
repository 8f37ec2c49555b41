use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;

use aho_corasick::{AhoCorasick, Input, MatchKind};

/// Finds what either of two searches finds.
pub(super) struct Searches<'a>(pub(super) [&'a Search; 2]);

impl Searches<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|search| search.is_empty())
    }

    /// The places of secrets, in order; those that overlap are merged.
    pub(super) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans: Vec<_> = self.used().flat_map(|search| search.spans(text)).collect();
        if self.used().count() > 1 {
            spans.sort_by_key(|span| (span.start, Reverse(span.end)));
            spans = spans.into_iter().fold(Vec::new(), with_overlap);
        }
        spans
    }

    /// Where a secret begins that is not complete at `end`, if at least `least` bytes of it are there.
    pub(super) fn begun(&self, text: &str, end: usize, least: usize) -> Option<usize> {
        self.used().filter_map(|search| search.begun(text, end, least)).min()
    }

    fn used(&self) -> impl Iterator<Item = &Search> {
        self.0.iter().copied().filter(|search| !search.is_empty())
    }
}

/// Adds a span that begins no earlier than the others, and merges it if it overlaps.
fn with_overlap(mut spans: Vec<Range<usize>>, next: Range<usize>) -> Vec<Range<usize>> {
    match spans.last_mut() {
        Some(last) if next.start < last.end => last.end = last.end.max(next.end),
        _ => spans.push(next),
    }
    spans
}

/// Finds some forms of some secrets.
pub(super) struct Search {
    /// Sorted, so that forms with the same beginning are neighbors.
    forms: Vec<String>,
    /// Which bytes a form begins with.
    first: [bool; 256],
    longest: usize,
    automaton: Option<AhoCorasick>,
}

impl Search {
    pub(super) fn of(forms: BTreeSet<String>) -> Self {
        let forms: Vec<_> = forms.into_iter().filter(|form| !form.is_empty()).collect();
        let mut first = [false; 256];
        for form in &forms {
            first[usize::from(form.as_bytes()[0])] = true;
        }
        Self {
            first,
            longest: forms.iter().map(String::len).max().unwrap_or_default(),
            automaton: AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&forms).ok(),
            forms,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The places of secrets, in order; those that overlap are merged.
    pub(super) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let Some(automaton) = &self.automaton else {
            // If there were too many secrets for an automaton, everything is hidden rather than printed.
            let everything = iter::once(0..text.len());
            return everything.filter(|_| !self.is_empty()).collect();
        };
        let mut spans = Vec::new();
        let mut from = 0;
        while let Some(found) = automaton.find(Input::new(text).range(from..)) {
            // This is the longest secret that starts here; another may start inside it and end after it.
            from = found.start() + 1;
            spans = with_overlap(spans, found.range());
        }
        spans
    }

    /// Where a secret begins that is not complete at `end`, if at least `least` bytes of it are there.
    pub(super) fn begun(&self, text: &str, end: usize, least: usize) -> Option<usize> {
        let (bytes, earliest) = (text.as_bytes(), end.saturating_sub(self.longest));
        let is_begun = |at: &usize| self.first[usize::from(bytes[*at])] && self.goes_on(&bytes[*at..end]);
        (earliest..(end + 1).saturating_sub(least)).find(is_begun)
    }

    /// Whether this is the beginning of a form, and not a whole one.
    fn goes_on(&self, beginning: &[u8]) -> bool {
        let at = self.forms.partition_point(|form| form.as_bytes() <= beginning);
        self.forms.get(at).is_some_and(|form| form.as_bytes().starts_with(beginning))
    }
}
