//! An event reports the end of a pull request or branch, and something may have changed before the run starts.

use super::{Row, answered, check, facts::*, row};
use crate::{
    aim::aims::Aim,
    aim::ended::{Because, Ending, Since},
    aim::question::{Answer, Question},
    deeds::Deed,
    event::{
        Event, Ignored,
        PullChange::{self, Closed, Drafted, Head, Labeled, Other, Pushed, Reopened, Unlabeled},
        PullRequest,
    },
};

const STILL_SO: &str = "ask whether it is so still; then destroy that of feature #7 in acme/web";
const DESTROYED: &str = "destroy that of feature #7 in acme/web";

fn other() -> PullChange {
    Other(Ignored::Action { event: "pull_request".to_owned(), action: "locked".to_owned() })
}

fn gated(name: &'static str, event: Event) -> Row {
    row(name, event).input("label", "preview")
}

fn undrafted(name: &'static str, event: Event) -> Row {
    row(name, event).input("drafts", "skip")
}

#[test]
fn whatever_happens_to_a_closed_pull_request_its_review_app_is_to_be_gone() {
    let of_closed = |change| changed(change, closed(pull()));
    check([
        row("a label came on", of_closed(Labeled("bug".to_owned()))).gives(STILL_SO),
        row("a label came off", of_closed(Unlabeled(Some("bug".to_owned())))).gives(STILL_SO),
        row("it was pushed to", of_closed(Pushed)).gives(STILL_SO),
        row("it got another base", of_closed(Head)).gives(STILL_SO),
        row("it was reopened, and closed once more", of_closed(Reopened)).gives(STILL_SO),
        row("it was made a draft", of_closed(Drafted)).gives(STILL_SO),
        row("something else", of_closed(other())).gives(STILL_SO),
        row("a fork's", changed(other(), closed(fork())))
            .gives("ask whether it is so still; then destroy that of feature #7 of fork 99 in mona/web"),
        row("a fork's that may get one by its label", changed(Labeled("preview".to_owned()), closed(labelled(fork()))))
            .input("forks", "labeled")
            .input("label", "preview")
            .gives("ask whether it is so still; then destroy that of feature #7 of fork 99 in mona/web"),
        row("its number is named", of_closed(Labeled("bug".to_owned()))).input("pull-request", "7").gives(STILL_SO),
        row("another is named", of_closed(other()))
            .input("pull-request", "8")
            .gives("skip: `pull_request` events with the action locked are ignored"),
        row("under deploy", of_closed(other())).input("command", "deploy").gives(
            "skip: pull request #7 is closed, and `command: deploy` destroys nothing. To destroy \
             its review app, leave `command` out",
        ),
        row("a review", of_closed(other()))
            .fact("GITHUB_EVENT_NAME", "pull_request_review")
            .gives("skip: `pull_request` events with the action locked are ignored"),
        row("its branch is named", of_closed(other())).input("ref", "feature").gives(STILL_SO),
        row("another branch is named", of_closed(other()))
            .input("ref", "main")
            .gives("skip: `pull_request` events with the action locked are ignored"),
        row("under destroy", of_closed(other())).input("command", "destroy").gives(DESTROYED),
    ]);
}

#[test]
fn a_label_that_is_off_and_a_draft_that_is_to_have_none_destroy() {
    let nameless = || Unlabeled(None);
    check([
        gated("the label itself was deleted", changed(nameless(), pull())).gives(STILL_SO),
        gated("another label was deleted", changed(nameless(), labelled(pull())))
            .gives("skip: a label was removed, but not `preview`, the one that `label` names"),
        row("a label was deleted, and none decides", changed(nameless(), pull()))
            .gives("skip: a label was removed, and `label` is not set"),
        gated(
            "another came off, and the run of the one before never came",
            changed(Unlabeled(Some("bug".to_owned())), pull()),
        )
        .gives(STILL_SO),
        undrafted("it was made a draft", changed(Drafted, draft())).gives(STILL_SO),
        row("it was made a draft, which have one", changed(Drafted, draft()))
            .gives("skip: a draft keeps its review app, because `drafts` is `deploy`"),
    ]);
}

/// The row for the answer to the question that an event raises.
fn then(name: &'static str, asked: &Row, since: Since) -> Row {
    let variables = asked.variables.clone();
    let Ok(Aim::Ask(Question::StillSo(ending))) = asked.result() else { panic!("{name}: no question") };
    Row { variables, ..answered(name, Answer::Since(ending, since)) }
}

fn eighth(pull: PullRequest) -> PullRequest {
    PullRequest { number: number(8), ..pull }
}

#[test]
fn what_is_open_again_or_needed_by_another_keeps_its_review_app() {
    let closing =
        |name, open: Vec<PullRequest>| then(name, &row("", changed(Closed, closed(pull()))), Since::Pulls(open));
    let kept = "skip: pull request #8 of the same branch is open, so the review app stays";
    check([
        closing("nothing is open", vec![]).gives(DESTROYED),
        closing("it is open again", vec![pull()]).gives("skip: pull request #7 is open again, so its review app stays"),
        closing("another of the branch is open", vec![eighth(pull())]).gives(kept),
        closing("another is open, and a draft", vec![eighth(draft())]).gives(kept),
        closing("another is open, and a draft that is to have none", vec![eighth(draft())])
            .input("drafts", "skip")
            .gives(DESTROYED),
        closing("another is open, and lacks the label", vec![eighth(pull())])
            .input("label", "preview")
            .gives(DESTROYED),
        closing("another is open, and has the label", vec![eighth(labelled(pull()))])
            .input("label", "preview")
            .gives(kept),
        closing("another is open, and the rule says `none`", vec![eighth(pull())])
            .input("rules", "**: none")
            .gives(DESTROYED),
        closing("another is open, and there are no rules", vec![eighth(pull())]).input("rules", "").gives(DESTROYED),
    ]);
}

#[test]
fn a_label_or_a_readiness_that_is_back_keeps_the_review_app() {
    let unlabeled =
        |name, open| then(name, &gated("", changed(Unlabeled(Some("preview".to_owned())), pull())), Since::Pulls(open));
    let drafted = |name, open| then(name, &undrafted("", changed(Drafted, draft())), Since::Pulls(open));
    let again = "skip: pull request #7 qualifies for a review app again, so it stays";
    check([
        unlabeled("it is off", vec![pull()]).gives(DESTROYED),
        unlabeled("it is on again", vec![labelled(pull())]).gives(again),
        unlabeled("it was closed since", vec![]).gives(DESTROYED),
        unlabeled("another of the branch has it", vec![pull(), eighth(labelled(pull()))])
            .gives("skip: pull request #8 of the same branch is open, so the review app stays"),
        drafted("it is one", vec![draft()]).gives(DESTROYED),
        drafted("it is ready again", vec![pull()]).gives(again),
    ]);
}

#[test]
fn a_branch_that_is_there_again_keeps_its_review_app() {
    let gone = |name, since| then(name, &row("", deleted("refs/heads/feature")), since);
    check([
        gone("it is gone", Since::Pulls(Vec::new())).gives("destroy that of feature in acme/web"),
        gone("it is there again", Since::BranchIsThere)
            .gives("skip: the branch `feature` exists again, so its review app stays"),
        gone("the token may not look", Since::Unseen(None)).gives("destroy that of feature in acme/web"),
    ]);
}

#[test]
fn where_github_does_not_say_the_event_counts_and_the_doubt_is_told() {
    let asked = row("", changed(Closed, closed(pull())));
    let Ok(Aim::Ask(Question::StillSo(ending))) = asked.result() else { panic!("no question") };
    assert_eq!(*ending, Ending { because: Because::Closed, ..(*ending).clone() });
    let unseen = |why: Option<&str>| Since::Unseen(why.map(str::to_owned));
    for (why, doubt) in [(None, None), (Some("It was out."), Some("so it does what the event says. It was out."))] {
        let answer = Answer::Since(ending.clone(), unseen(why));
        let Ok(Aim::Do(Deed::Destroy(destroy))) = answered("", answer).result() else { panic!("nothing is destroyed") };
        assert_eq!(destroy.doubt.is_some(), doubt.is_some());
        assert!(destroy.doubt.unwrap_or_default().ends_with(doubt.unwrap_or_default()));
    }
}
