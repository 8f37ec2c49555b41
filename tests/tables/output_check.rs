//! What holds for outputs whatever their values are: the runner reads what was written.

use std::collections::BTreeMap;

use branchline::report::write_outputs;

use crate::runner::pairs;

#[track_caller]
pub(crate) fn check(values: &[String]) {
    const NAMES: [&str; 4] = ["result", "reason", "targets", "plan"];
    let written: Vec<_> = NAMES.into_iter().zip(values.iter().cloned()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("output");
    write_outputs(&file, &written).expect("outputs can be written");
    let text = std::fs::read_to_string(&file).expect("outputs are UTF-8");
    let expected: BTreeMap<_, _> = written.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    assert_eq!(pairs(&text), expected, "{text:?}");
}
