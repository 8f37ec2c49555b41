//! The gate for forks under `forks: labeled`, whatever led to the commit.

use std::time::{Duration, SystemTime};

use super::{
    Row, answered, check,
    deploys::{build, releases},
    facts::*,
    review_apps::{known, subject},
};
use crate::{
    event::{Ignored, PullRequest},
    inputs::Update,
    names::{
        BuildStatus::{self, Failed, Pending, Succeeded},
        ReviewAppStatus::{Created, Creating, Errored, Pending as Accepted},
    },
    outcome::Why,
    plan::{
        About, Answer, Asked, EnsureReviewApp, Freshness, Gate, Head, KnownReviewApp, LetIn, ObservedReviewApp, Plan,
        Wish, decide_review_app,
    },
};

const AT_HEAD: &str =
    "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, as asked, let in";
const IF_BEFORE: &str = "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, as asked, \
                         if let in by preview before";

fn gated(name: &'static str, answer: Answer) -> Row {
    answered(name, answer).input("forks", "labeled").input("label", "preview")
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn a_person_lets_in_what_was_there_when_they_asked_and_nobody_else_does() {
    let of = |name, pull: PullRequest, let_in| {
        gated(name, Answer::PullRequest(Box::new(pull), Wish { let_in, ..wish(None) }))
    };
    let pushed = |seconds| PullRequest { head_pushed: Some(at(seconds)), ..labelled(fork()) };
    check([
        of("by hand", labelled(fork()), LetIn::Person(None)).gives(AT_HEAD),
        of("by a comment", labelled(fork()), LetIn::Person(Some(at(5)))).gives(AT_HEAD),
        of("by a comment after the last push", pushed(5), LetIn::Person(Some(at(5)))).gives(AT_HEAD),
        of("by a comment before the last push", pushed(6), LetIn::Person(Some(at(5)))).gives("take preview off #7"),
        of("by hand, whenever it was pushed", pushed(6), LetIn::Person(None)).gives(AT_HEAD),
        of("by nobody", labelled(fork()), LetIn::Nobody).gives(IF_BEFORE),
        of("by a person, without the label", fork(), LetIn::Person(None))
            .gives("skip: pull request #7 is from a fork, and does not carry the `label`"),
        of("by nobody, of our own", labelled(pull()), LetIn::Nobody)
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, as asked"),
        of("by nobody, where all are allowed", labelled(fork()), LetIn::Nobody)
            .input("forks", "allow")
            .gives("review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, as asked"),
    ]);
}

#[test]
fn a_run_that_finds_the_head_elsewhere_takes_the_label_off() {
    let late = |let_in| Wish { freshness: Freshness::MustBeHead, let_in, ..wish(Some(OTHER)) };
    let of = |name, let_in| gated(name, Answer::PullRequest(Box::new(labelled(fork())), late(let_in)));
    check([
        of("another workflow's", LetIn::Nobody).gives("take preview off #7"),
        of("the label's own", LetIn::Label).gives("take preview off #7"),
        gated("of our own", Answer::PullRequest(Box::new(labelled(pull())), late(LetIn::Nobody)))
            .gives("skip: superseded: the head of pull request #7 is 1111111 by now, which has its own run"),
    ]);
}

#[test]
fn a_comment_on_a_fork_s_pull_request_is_about_no_other() {
    let instead = |name, own, pull| {
        gated(name, Answer::PullRequestInstead(Box::new(pull), wish(None), About::PullRequest(Box::new(own))))
    };
    check([
        instead("on a fork's, about one of ours", fork(), pull()).gives("misconfigured: pull-request"),
        instead("on one of ours, about a fork's", pull(), labelled(fork())).gives(IF_BEFORE),
        instead("on one of ours, about another", pull(), labelled(pull()))
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, as asked"),
    ]);
}

#[test]
fn ref_for_a_comment_is_the_branch_of_its_pull_request_or_a_mistake() {
    let named = |name, pull, text: &str| {
        let wish = Wish { let_in: LetIn::Person(None), ..wish(None) };
        gated(name, Answer::PullRequestInstead(Box::new(pull), wish, About::Named(text.to_owned())))
    };
    check([
        named("its own", labelled(pull()), "feature")
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, as asked"),
        named("its own in full", labelled(pull()), "refs/heads/feature")
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, as asked"),
        named("its own commit", labelled(pull()), HEAD)
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, as asked"),
        named("another", labelled(pull()), "main").gives("misconfigured: ref"),
        named("a fork's own", labelled(fork()), "feature").gives(AT_HEAD),
        named("another, on a fork's", labelled(fork()), "main").gives("misconfigured: ref"),
    ]);
}

fn wanted(is_open: bool, otherwise: Option<&str>) -> EnsureReviewApp {
    let otherwise = otherwise.map(|name| Why::Ignored(Ignored::Event(name.to_owned())));
    EnsureReviewApp {
        subject: subject(Some(7), Some(99)),
        commit: sha(HEAD),
        pipeline: "acme".parse().unwrap(),
        update: Update::InPlace,
        rule: "rule".to_owned(),
        cancel_superseded: true,
        asked: Asked::ByEvent,
        freshness: Freshness::MustBeHead,
        gate: Some(Gate { label: "preview".to_owned(), is_open, otherwise }),
    }
}

fn told(wanted: &EnsureReviewApp, there: Option<KnownReviewApp>, builds: &[(&str, BuildStatus)], head: &str) -> String {
    let running = builds.iter().find(|(_, status)| *status == Succeeded).map(|(commit, _)| *commit);
    let releases = running.map(|commit| releases(commit, &[])).unwrap_or_default();
    let builds = builds.iter().map(|(commit, status)| build("b1", commit, status.clone())).collect();
    let review_apps = there.into_iter().collect();
    let observed =
        ObservedReviewApp { pipeline: "p1".parse().unwrap(), review_apps, builds, releases, head: Head::At(sha(head)) };
    match decide_review_app(wanted, &observed) {
        Plan::ReviewApp { step, .. } => step.to_string(),
        Plan::TakeLabelOff { label, .. } => format!("take {label} off"),
        other => other.to_string(),
    }
}

#[test]
fn what_was_built_was_let_in_and_nothing_else() {
    let app = |status| Some(known("r1", status, Some(7), Some(99)));
    let off = "take preview off";
    for (name, is_open, otherwise, there, builds, head, expected) in [
        ("nothing is there", false, None, None, [].as_slice(), HEAD, off),
        ("another commit is there", false, None, app(Created), &[(OTHER, Succeeded)], HEAD, off),
        (
            "it is there",
            false,
            None,
            app(Created),
            &[(HEAD, Succeeded)],
            HEAD,
            "leave it as it is: it runs this commit already, as v5",
        ),
        (
            "it is on its way",
            false,
            None,
            app(Created),
            &[(HEAD, Pending)],
            HEAD,
            "follow build b1 of r1, which is of this commit already",
        ),
        ("it was there and failed", false, None, app(Created), &[(HEAD, Failed)], HEAD, "build in place on r1"),
        (
            "it is there, and nothing is wanted",
            false,
            Some("no"),
            app(Created),
            &[(HEAD, Succeeded)],
            HEAD,
            "do nothing: the event no deploys nothing",
        ),
        ("another is there, and nothing is wanted", false, Some("no"), app(Created), &[(OTHER, Succeeded)], HEAD, off),
        (
            "nobody knows what is being made",
            false,
            None,
            app(Creating),
            &[],
            HEAD,
            "do nothing: the review app of #7 is being made, and only `preview` lets another commit in",
        ),
        (
            "nobody knows what is going to be made",
            false,
            None,
            app(Accepted),
            &[],
            HEAD,
            "do nothing: the review app of #7 is being made, and only `preview` lets another commit in",
        ),
        ("a creation failed", false, None, app(Errored), &[], HEAD, off),
        ("it is let in", true, None, None, &[], HEAD, "create it"),
        (
            "it is let in where another is",
            true,
            None,
            app(Created),
            &[(OTHER, Succeeded)],
            HEAD,
            "build in place on r1",
        ),
        ("it is let in, and the head is elsewhere", true, None, None, &[], OTHER, off),
        ("it is there, and the head is elsewhere", false, None, app(Created), &[(HEAD, Succeeded)], OTHER, off),
    ] {
        assert_eq!(told(&wanted(is_open, otherwise), there, builds, head), expected, "{name}");
    }
}
