use std::collections::HashMap;

use super::review_apps::{known, subject, with_known_commit};
use crate::{
    aim::tests::facts::{OTHER, sha},
    deeds::{
        destroy::{Destroy, Seen},
        planned::Planned,
    },
    names::ReviewAppStatus::{self, Created, Creating, Deleted, Deleting, Errored, Pending},
    ownership::{
        evidence::{BuildSeen, Evidence, PullSeen},
        subject::{KnownReviewApp, Subject},
    },
    plan::Target,
};

const OF_ANOTHER_BRANCH: &str = "do nothing: pull request #7 has no review app; review app r1 (pull request #7, \
     branch `other`) stays: it was made for another branch, or another repository";
const DOUBTED: &str = "do nothing: pull request #7 has no review app; review app r1 (branch `feature`) stays: it \
     seems to be another repository's, since this one does not know commit abcdef0 of its latest build. If it is yours, \
     destroy it in Heroku's dashboard; if not, give each repository a pipeline of its own";

fn destroyed(subject: Subject, review_apps: &[KnownReviewApp]) -> Vec<String> {
    let destroy = Destroy { subject, head: Some(sha(OTHER)), pipeline: "acme".parse().unwrap(), doubt: None };
    let pipeline = "p1".parse().unwrap();
    let plan = destroy.decide(Seen { pipeline, review_apps: review_apps.to_vec(), apps: HashMap::new() });
    if plan.about.reason.is_some() {
        return vec![plan.to_string()];
    }
    let id = |target: &Target| match target {
        Target::ReviewApp(Some(id)) => id.to_string(),
        other => panic!("{other:?}"),
    };
    plan.tasks.iter().map(|task| id(&task.target)).collect()
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
    let of_pull = ["do nothing: pull request #7 has no review app"];
    assert_eq!(destroyed(subject(Some(7), None), &gone), of_pull);
    assert_eq!(destroyed(subject(Some(7), None), &[]), of_pull);
    assert_eq!(destroyed(subject(None, None), &gone), ["do nothing: `feature` has no review app"]);
}

#[test]
fn what_goes_is_the_pull_requests_or_the_branchs_own() {
    let nothing = "do nothing: pull request #7 has no review app";
    let of = |id, pull, fork| with_known_commit(known(id, Created, pull, fork));
    let of_other_branch = |id| KnownReviewApp { branch: "other".to_owned(), ..of(id, Some(7), None) };
    let in_doubt = |id| KnownReviewApp {
        evidence: Evidence { build: BuildSeen::Unknown("abcdef0".to_owned()), ..Evidence::default() },
        ..of(id, None, None)
    };
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
        (
            "what an earlier pull request of the branch has left",
            subject(Some(7), None),
            vec![KnownReviewApp {
                evidence: Evidence { pull: PullSeen::OfBranch { open: false }, ..Evidence::default() },
                ..of("r1", Some(6), None)
            }],
            vec!["r1"],
        ),
        (
            "not another repository's of that number",
            subject(Some(7), None),
            vec![of_other_branch("r1")],
            vec![OF_ANOTHER_BRANCH],
        ),
        ("not another repository's of that branch", subject(Some(7), None), vec![in_doubt("r1")], vec![DOUBTED]),
        (
            "the pull request's, beside another repository's",
            subject(Some(7), None),
            vec![of("r1", Some(7), None), in_doubt("r2"), of_other_branch("r3")],
            vec!["r1"],
        ),
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
