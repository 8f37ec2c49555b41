//! Files that import each other, directly or by way of others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use super::source::Arrow;

type Next<'a> = BTreeMap<&'a Path, Vec<&'a Arrow>>;

/// A shortest circle, if there is one: each arrow leads to the file where the next begins, the last to where the first does.
pub(crate) fn shortest<'a>(arrows: impl IntoIterator<Item = &'a Arrow>) -> Option<Vec<&'a Arrow>> {
    let mut next = Next::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().push(arrow);
    }
    next.keys().filter_map(|file| circle_through(file, &next)).min_by_key(Vec::len)
}

fn circle_through<'a>(file: &Path, next: &Next<'a>) -> Option<Vec<&'a Arrow>> {
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([(file, Vec::new())]);
    while let Some((at, way)) = open.pop_front() {
        for arrow in next.get(at).into_iter().flatten() {
            let way = [way.as_slice(), &[*arrow]].concat();
            if arrow.to == file {
                return Some(way);
            }
            if seen.insert(&arrow.to) {
                open.push_back((&arrow.to, way));
            }
        }
    }
    None
}
