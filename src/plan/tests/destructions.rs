use super::{
    facts::{OTHER, sha},
    review_apps::{known, subject},
};
use crate::{
    names::ReviewAppStatus::{self, Created, Creating, Deleted, Deleting, Errored, Pending},
    plan::{Destroy, KnownReviewApp, Plan, Subject, decide_destroy},
};

fn destroyed(subject: Subject, review_apps: &[KnownReviewApp]) -> Vec<String> {
    let destroy = Destroy { subject, head: Some(sha(OTHER)), pipeline: "acme".parse().unwrap() };
    match decide_destroy(&destroy, review_apps) {
        Plan::Destroy { review_apps, .. } => review_apps.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    }
}

#[test]
fn whatever_state_it_is_in_it_goes() {
    for status in [Pending, Creating, Created, Errored, Deleting, ReviewAppStatus::Other("odd".to_owned())] {
        let name = status.to_string();
        assert_eq!(destroyed(subject(Some(7), None), &[known("r1", status, Some(7), None)]), ["r1"], "{name}");
    }
}

#[test]
fn one_that_is_gone_is_nothing_to_do() {
    let gone = [known("r1", Deleted, Some(7), None)];
    let of_pull = ["do nothing: pull request #7 has no review app (any more)"];
    assert_eq!(destroyed(subject(Some(7), None), &gone), of_pull);
    assert_eq!(destroyed(subject(Some(7), None), &[]), of_pull);
    assert_eq!(destroyed(subject(None, None), &gone), ["do nothing: `feature` has no review app (any more)"]);
}

#[test]
fn what_goes_is_the_pull_requests_or_the_branchs_own() {
    let nothing = "do nothing: pull request #7 has no review app (any more)";
    let of = |id, pull, fork| known(id, Created, pull, fork);
    let of_other_branch = |id| KnownReviewApp { branch: "other".to_owned(), ..of(id, Some(7), None) };
    let lost = || Subject { repository: None, ..subject(Some(7), None) };
    let rows = [
        ("the pull request's", subject(Some(7), None), vec![of("r1", Some(7), None)], vec!["r1"]),
        ("what a push made of its branch", subject(Some(7), None), vec![of("r1", None, None)], vec!["r1"]),
        ("both", subject(Some(7), None), vec![of("r1", None, None), of("r2", Some(7), None)], vec!["r1", "r2"]),
        (
            "not another pull request's of the branch",
            subject(Some(7), None),
            vec![of("r1", Some(8), None)],
            vec![nothing],
        ),
        ("not another repository's of that number", subject(Some(7), None), vec![of_other_branch("r1")], vec![nothing]),
        ("not the own branch's, for a fork's", subject(Some(7), Some(99)), vec![of("r1", None, None)], vec![nothing]),
        ("not a fork's branch's, for the own", subject(Some(7), None), vec![of("r1", None, Some(99))], vec![nothing]),
        ("the fork's branch's", subject(Some(7), Some(99)), vec![of("r1", None, Some(99))], vec!["r1"]),
        ("that of a pull request whose fork is gone", lost(), vec![of("r1", Some(7), Some(99))], vec!["r1"]),
        ("not the own branch's, for a fork that is gone", lost(), vec![of("r1", None, None)], vec![nothing]),
        ("all of a branch", subject(None, None), vec![of("r1", None, None), of("r2", Some(8), None)], vec!["r1", "r2"]),
        (
            "not a fork's of a branch",
            subject(None, None),
            vec![of("r1", None, None), of("r2", None, Some(9))],
            vec!["r1"],
        ),
    ];
    for (name, subject, review_apps, expected) in rows {
        assert_eq!(destroyed(subject, &review_apps), expected, "{name}");
    }
}
