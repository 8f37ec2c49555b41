//! What would go wrong on GitHub in the steps of workflow files that use Branchline, without a network. Each kind of
//! finding has a function, and a line in `findings_of`.

mod concurrency;
pub(crate) mod finding;
mod inputs;
mod permissions;
mod pull_requests;
mod refused;
mod rules;
pub(crate) mod subject;
mod surroundings;

use finding::Finding;
use subject::Subject;

/// All findings about the steps of a file, sorted by place. A finding about the file itself appears once.
pub(crate) fn findings_in<'a>(steps: impl Iterator<Item = Subject<'a>>) -> Vec<Finding> {
    let mut findings: Vec<_> = steps.flat_map(|step| findings_of(&step)).collect();
    findings.sort_by_key(|finding| finding.place);
    findings.dedup();
    findings
}

fn findings_of(subject: &Subject<'_>) -> Vec<Finding> {
    let each = [
        inputs::wrong,
        inputs::no_text,
        inputs::in_environment,
        refused::triggers,
        refused::runner,
        rules::without_trigger,
        pull_requests::incomplete,
        pull_requests::of_target,
        concurrency::shared,
        concurrency::cancelled,
        permissions::missing,
        surroundings::too_short,
        surroundings::nothing_checked_out,
        surroundings::waits_for_itself,
        surroundings::key_in_the_file,
        surroundings::key_in_environment,
        surroundings::injected,
    ];
    each.iter().flat_map(|find| find(subject)).collect()
}
