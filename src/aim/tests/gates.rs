//! The gate under `forks: labeled`, whatever led to the commit.

use std::time::{Duration, SystemTime};

use super::{Row, answered, check, facts::*};
use crate::{
    aim::question::{About, Answer, LetIn, Wish},
    deeds::asked::Freshness,
    event::PullRequest,
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
            .gives("skip: pull request #7 comes from a fork and does not have the label that `label` names"),
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
            .gives("skip: superseded: the head of pull request #7 is now 1111111, which has its own run"),
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
