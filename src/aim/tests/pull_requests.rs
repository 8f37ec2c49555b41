use super::{check, facts::*, row};
use crate::event::Ignored;
use crate::event::PullChange::{Closed, Head, Labeled, Opened, Other, Pushed, Reopened, Unlabeled};

const UPDATED: &str = "review app of feature #7 in acme/web at 1111111, in place, by event, if head";
const OF_FORK: &str = "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, if head";
const LET_IN: &str = "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, if head, let in";
const IF_BEFORE: &str = "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, if head, if let in by preview before";
const DESTROYED: &str = "ask whether it is so still; then destroy that of feature #7 in acme/web";

fn label(name: &str) -> String {
    name.to_owned()
}

#[test]
fn the_rule_of_the_head_branch_decides() {
    check([
        row("review-app", changed(Head, pull())).gives(UPDATED),
        row("review-app, by pull_request_target", changed(Head, pull()))
            .fact("GITHUB_EVENT_NAME", "pull_request_target")
            .gives(UPDATED),
        row("review-app, under update: recreate", changed(Head, pull()))
            .input("update", "recreate")
            .gives("review app of feature #7 in acme/web at 1111111, recreated, by event, if head"),
        row("review-app, and a person runs it again", changed(Head, pull()))
            .fact("GITHUB_RUN_ATTEMPT", "2")
            .gives("review app of feature #7 in acme/web at 1111111, in place, by hand, if head"),
        row("an app", changed(Head, pull_of("main")))
            .gives(r#"skip: rule "main" (line 1) names an app, so pushes to the branch deploy it, if the workflow runs on them"#),
        row("none", changed(Head, pull_of("bot/x"))).gives(r#"skip: rule "bot/**" (line 4) says `none`"#),
        row("there is none", changed(Head, pull_of("other"))).gives("skip: no rule matches `other`"),
        row("there are no rules at all", changed(Head, pull())).input("rules", "").gives("misconfigured: rules"),
        row("a label came on that decides nothing", changed(Labeled(label("bug")), pull())).gives(UPDATED),
        row("it is closed, and only got a label", changed(Labeled(label("bug")), closed(pull()))).gives(DESTROYED),
    ]);
}

#[test]
fn a_pull_request_that_closes_takes_its_review_app_along() {
    check([
        row("its rule is review-app", changed(Closed, closed(pull()))).gives(DESTROYED),
        row("its rule names an app", changed(Closed, closed(pull_of("main"))))
            .gives("ask whether it is so still; then destroy that of main #7 in acme/web"),
        row("its rule is none", changed(Closed, closed(pull_of("bot/x"))))
            .gives("ask whether it is so still; then destroy that of bot/x #7 in acme/web"),
        row("it has no rule", changed(Closed, closed(pull_of("other"))))
            .gives("ask whether it is so still; then destroy that of other #7 in acme/web"),
        row("there are no rules", changed(Closed, closed(pull()))).input("rules", "").gives(DESTROYED),
        row("drafts have none", changed(Closed, closed(draft()))).input("drafts", "skip").gives(DESTROYED),
        row("it lacks the label", changed(Closed, closed(pull()))).input("label", "preview").gives(DESTROYED),
        row("forks have none", changed(Closed, closed(fork())))
            .gives("ask whether it is so still; then destroy that of feature #7 of fork 99 in mona/web"),
        row("its fork is gone", changed(Closed, closed(lost_fork())))
            .gives("ask whether it is so still; then destroy that of feature #7 in nowhere"),
        row("there is no pipeline", changed(Closed, closed(pull())))
            .input("rules", "main: acme-production")
            .input("pipeline", "")
            .gives("skip: `pipeline` is not set, so there are no review apps"),
    ]);
}

#[test]
fn the_label_is_a_gate() {
    let gated = |name, event| row(name, event).input("label", "preview");
    check([
        gated("it is there", changed(Head, labelled(pull()))).gives(UPDATED),
        gated("it is not there", changed(Head, pull()))
            .gives("skip: pull request #7 does not have the label `preview`"),
        gated("it came on", changed(Labeled(label("preview")), labelled(pull()))).gives(UPDATED),
        gated("another came on, and it is there", changed(Labeled(label("bug")), labelled(pull()))).gives(UPDATED),
        gated("another came on, and it is not there", changed(Labeled(label("bug")), pull()))
            .gives("skip: pull request #7 does not have the label `preview`"),
        gated("it came off", changed(Unlabeled(Some(label("preview"))), pull())).gives(DESTROYED),
        gated("it came off one whose rule names an app", changed(Unlabeled(Some(label("preview"))), pull_of("main")))
            .gives("ask whether it is so still; then destroy that of main #7 in acme/web"),
        gated("it is there in other letters", changed(Head, labelled(pull()))).input("label", "PREview").gives(UPDATED),
        gated("it came off in other letters", changed(Unlabeled(Some(label("Preview"))), pull())).gives(DESTROYED),
        gated("another came off", changed(Unlabeled(Some(label("bug"))), labelled(pull())))
            .gives("skip: label `bug` was removed, but not `preview`, the one that `label` names"),
        row("one came off where none is a gate", changed(Unlabeled(Some(label("preview"))), pull()))
            .gives("skip: label `preview` was removed, and `label` is not set"),
    ]);
}

#[test]
fn drafts_wait_where_they_are_to() {
    check([
        row("they deploy by default", changed(Head, draft())).gives(UPDATED),
        row("they are skipped", changed(Head, draft()))
            .input("drafts", "skip")
            .gives("skip: pull request #7 is a draft, and `drafts` is `skip`"),
        row("one that is ready is none", changed(Head, pull())).input("drafts", "skip").gives(UPDATED),
        row("one with the label is skipped", changed(Labeled(label("preview")), labelled(draft())))
            .input("drafts", "skip")
            .input("label", "preview")
            .gives("skip: pull request #7 is a draft, and `drafts` is `skip`"),
    ]);
}

#[test]
fn forks_are_let_in_as_configured() {
    let labeled = |name, event| row(name, event).input("forks", "labeled").input("label", "preview");
    check([
        row("they are skipped by default", changed(Head, fork()))
            .gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
        row("they are skipped even with the label", changed(Labeled(label("preview")), labelled(fork())))
            .input("label", "preview")
            .gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
        row("they are allowed", changed(Head, fork())).input("forks", "allow").gives(OF_FORK),
        row("they are allowed, and drafts are not", changed(Head, crate::event::PullRequest { draft: true, ..fork() }))
            .input("forks", "allow")
            .input("drafts", "skip")
            .gives("skip: pull request #7 is a draft, and `drafts` is `skip`"),
        row("they are allowed, and the label is wanted of all", changed(Head, fork()))
            .input("forks", "allow")
            .input("label", "preview")
            .gives("skip: pull request #7 does not have the label `preview`"),
        labeled("they need the label and lack it", changed(Head, fork()))
            .gives("skip: pull request #7 comes from a fork and does not have the label that `label` names"),
        labeled("the label came on", changed(Labeled(label("preview")), labelled(fork()))).gives(LET_IN),
        labeled("they were opened with the label", changed(Opened, labelled(fork()))).gives(
            "skip: a fork's commit is deployed by the `labeled` event, which follows. If it does not, remove `preview` from \
             #7 and add it again",
        ),
        labeled("they have the label from before", changed(Head, labelled(fork()))).gives(IF_BEFORE),
        labeled(
            "they have the label from before, and another came on",
            changed(Labeled(label("bug")), labelled(fork())),
        )
        .gives(IF_BEFORE),
        labeled(
            "they have the label from before, and another came off",
            changed(Unlabeled(Some(label("bug"))), labelled(fork())),
        )
        .gives(
            "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, if head, \
             never: label `bug` was removed, but not `preview`, the one that `label` names",
        ),
        labeled(
            "they have the label from before, under deploy",
            changed(Unlabeled(Some(label("bug"))), labelled(fork())),
        )
        .input("command", "deploy")
        .gives(IF_BEFORE),
        labeled(
            "they have the label from before, and nothing changed",
            changed(Other(Ignored::Event("star".to_owned())), labelled(fork())),
        )
        .gives(
            "review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, if head, never: `star` events are ignored",
        ),
        labeled("nothing changed, and there is no key", changed(Other(Ignored::Event("star".to_owned())), labelled(fork())))
            .input("heroku-api-key", "")
            .gives("skip: `star` events are ignored"),
        labeled("nothing changed, and they lack the label", changed(Other(Ignored::Event("star".to_owned())), fork()))
            .gives("skip: `star` events are ignored"),
        labeled("nothing changed, and it is no fork", changed(Other(Ignored::Event("star".to_owned())), labelled(pull())))
            .gives("skip: `star` events are ignored"),
        labeled("they have the label from before, and are closed", changed(Head, closed(labelled(fork()))))
            .gives("ask whether it is so still; then destroy that of feature #7 of fork 99 in mona/web"),
        labeled("they need the label and have it, and were pushed to", changed(Pushed, labelled(fork())))
            .gives("take preview off #7"),
        labeled("they need the label and have it, and were reopened", changed(Reopened, labelled(fork())))
            .gives("take preview off #7"),
        labeled(
            "they need the label and have it in other letters, and were pushed to",
            changed(Pushed, labelled(fork())),
        )
        .input("label", "Preview")
        .gives("take preview off #7"),
        labeled("the label came on in other letters", changed(Labeled(label("Preview")), labelled(fork())))
            .input("label", "PREVIEW")
            .gives(LET_IN),
        labeled("they need the label and lack it, and were reopened", changed(Reopened, fork()))
            .gives("skip: pull request #7 comes from a fork and does not have the label that `label` names"),
        labeled("it is no fork, and was reopened", changed(Reopened, labelled(pull()))).gives(UPDATED),
        labeled("the label came off", changed(Unlabeled(Some(label("preview"))), fork()))
            .gives("ask whether it is so still; then destroy that of feature #7 of fork 99 in mona/web"),
        row("one that is gone", changed(Head, lost_fork()))
            .input("forks", "allow")
            .gives("skip: the fork that pull request #7 came from is gone"),
        row(
            "a fork's branch that has the name of one with an app",
            changed(Head, crate::event::PullRequest { head_branch: "main".parse().unwrap(), ..fork() }),
        )
        .input("forks", "allow")
        .gives(r#"skip: rule "main" (line 1) names an app, and a fork's branch is never deployed to a named app"#),
    ]);
}
