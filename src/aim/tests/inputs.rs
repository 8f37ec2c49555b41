use super::{Row, answered, check, facts::*, row};
use crate::{
    aim::aims::Aim,
    aim::question::Answer,
    deeds::Deed,
    deeds::asked::Asked,
    event::{
        Event, Ignored,
        PullChange::{self, Closed, Head, Unlabeled},
        PullRequest,
    },
};

const MAIN: &str = "deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head";
const UPDATED: &str = "review app of feature #7 in acme/web at 1111111, in place, by event, if head";

fn other() -> PullChange {
    PullChange::Other(Ignored::Event("star".to_owned()))
}

fn deploy(name: &'static str, event: Event) -> Row {
    row(name, event).input("command", "deploy")
}

fn destroy(name: &'static str, event: Event) -> Row {
    row(name, event).input("command", "destroy")
}

#[test]
fn deploy_deploys_what_the_event_is_about() {
    check([
        deploy("a push", push("refs/heads/main")).gives(MAIN),
        deploy("a deletion", deleted("refs/heads/feature"))
            .gives("skip: refs/heads/feature was deleted, so there is nothing to deploy"),
        deploy("a pull request", changed(Head, pull())).gives(UPDATED),
        deploy("a pull request that lost a label", changed(Unlabeled(Some("bug".to_owned())), pull())).gives(UPDATED),
        deploy("a closed pull request", changed(Closed, closed(pull()))).gives(
            "skip: pull request #7 is closed, and `command: deploy` destroys nothing. To destroy \
             its review app, leave `command` out",
        ),
        deploy("an event of an unknown kind, at its ref", ignored()).gives(MAIN),
        deploy("an event of an unknown kind, at no branch", ignored())
            .fact("GITHUB_REF", "refs/pull/7/merge")
            .gives("skip: `star` events are ignored"),
        deploy("a pull request's ignored change is not the default branch's", ignored())
            .fact("GITHUB_EVENT_NAME", "pull_request_target")
            .gives("skip: `star` events are ignored"),
        deploy("a run that is not over is not the default branch's", ignored())
            .fact("GITHUB_EVENT_NAME", "workflow_run")
            .gives("skip: `star` events are ignored"),
    ]);
}

#[test]
fn destroy_destroys_what_the_event_is_about() {
    let without = |name, event| destroy(name, event).input("rules", "").input("pipeline", "");
    check([
        destroy("a push", push("refs/heads/feature")).gives("destroy that of feature in acme/web"),
        destroy("a push whose rule names an app", push("refs/heads/main")).gives("destroy that of main in acme/web"),
        destroy("a push of a tag", push("refs/tags/v1"))
            .gives("skip: refs/tags/v1 is a tag, and tags have no review app"),
        destroy("a deletion, whatever the rule", deleted("refs/heads/main")).gives("destroy that of main in acme/web"),
        destroy("a run by hand", redeploy("refs/heads/feature")).gives("destroy that of feature in acme/web"),
        destroy("an open pull request", changed(Head, pull())).gives("destroy that of feature #7 in acme/web"),
        destroy("a fork's pull request", changed(Head, fork()))
            .gives("destroy that of feature #7 of fork 99 in mona/web"),
        destroy("an event of an unknown kind, at its ref", ignored()).gives("destroy that of main in acme/web"),
        destroy("no rules are needed", push("refs/heads/feature"))
            .input("rules", "")
            .gives("destroy that of feature in acme/web"),
        without("a push without a pipeline", push("refs/heads/feature")).gives("misconfigured: pipeline"),
        without("a pull request without a pipeline", changed(Closed, closed(pull()))).gives("misconfigured: pipeline"),
        without("another pull request without a pipeline", push("refs/heads/main"))
            .input("pull-request", "8")
            .gives("misconfigured: pipeline"),
    ]);
}

#[test]
fn pull_request_acts_on_that_one_instead() {
    let on = |name, event| row(name, event).input("pull-request", "8");
    let updated = "ask for #8 to update to its head, by event, as asked";
    let destroyed = "ask for #8 to destroy to its head, by event, as asked";
    check([
        on("a push", push("refs/heads/main")).gives(updated),
        on("a run by hand, by a person who may write", redeploy("refs/heads/main"))
            .gives("ask for #8 to update to its head, by hand, as asked, let in"),
        on("an event of an unknown kind", ignored()).gives(updated),
        on("another pull request's push", changed(Head, pull())).gives(updated),
        on("another pull request's end", changed(Closed, closed(pull()))).gives(destroyed),
        on("a deletion", deleted("refs/heads/feature")).gives(destroyed),
        on("under deploy", push("refs/heads/main")).input("command", "deploy").gives(updated),
        on("under destroy", push("refs/heads/main")).input("command", "destroy").gives(destroyed),
        on("a pull request's ignored change", ignored())
            .fact("GITHUB_EVENT_NAME", "pull_request")
            .gives("skip: `star` events are ignored"),
        on("a pull request's ignored change, under deploy", ignored())
            .fact("GITHUB_EVENT_NAME", "pull_request")
            .input("command", "deploy")
            .gives("skip: the payload of this `pull_request` event says too little about its pull request, which may be a fork's"),
        on("a fork's pull request", changed(Head, fork())).gives("misconfigured: pull-request"),
        on("a fork's pull request, under deploy", changed(Head, fork()))
            .input("command", "deploy")
            .gives("misconfigured: pull-request"),
        on("the end of a fork's, under destroy", changed(Closed, closed(fork())))
            .input("command", "destroy")
            .gives("misconfigured: pull-request"),
        on("a fork's that is gone", changed(Head, lost_fork())).gives("misconfigured: pull-request"),
        on("a fork's ignored change", changed(other(), fork())).gives("skip: `star` events are ignored"),
        on("a fork's ignored change, under deploy", changed(other(), fork()))
            .input("command", "deploy")
            .gives("misconfigured: pull-request"),
        on("a review of a fork's", changed(other(), fork()))
            .fact("GITHUB_EVENT_NAME", "pull_request_review")
            .gives("misconfigured: pull-request"),
        row("a review's own", changed(other(), pull()))
            .fact("GITHUB_EVENT_NAME", "pull_request_review")
            .input("pull-request", "7")
            .gives(UPDATED),
        row("an ignored change's own, under deploy", changed(other(), pull()))
            .input("pull-request", "7")
            .input("command", "deploy")
            .gives(UPDATED),
        row("the event's own", changed(Head, pull())).input("pull-request", "7").gives(UPDATED),
        row("the event's own, closed", changed(Closed, closed(pull())))
            .input("pull-request", "7")
            .gives("ask whether it is so still; then destroy that of feature #7 in acme/web"),
    ]);
}

#[test]
fn ref_acts_on_that_one_instead() {
    let at = |name, event, text: &str| row(name, event).input("ref", text);
    check([
        at("a branch", push("refs/heads/main"), "feature").gives("ask what feature is"),
        at("a tag", redeploy("refs/heads/main"), "refs/tags/v1").gives("ask what refs/tags/v1 is"),
        at("a commit", redeploy("refs/heads/main"), OTHER)
            .gives("ask what 2222222222222222222222222222222222222222 is, and whether it is in refs/heads/main"),
        at("a short commit, for a release", released("v1"), "2222222")
            .gives("ask what 2222222 is, and whether it is in refs/tags/v1"),
        at("a commit, for the clock", ignored(), OTHER)
            .fact("GITHUB_EVENT_NAME", "schedule")
            .gives("ask what 2222222222222222222222222222222222222222 is, and whether it is in refs/heads/main"),
        at("a commit, for an event of an unknown kind", ignored(), OTHER)
            .gives("ask what 2222222222222222222222222222222222222222 is"),
        at("with an event of an unknown kind", ignored(), "main").gives("ask what main is"),
        at("with a deletion, its own", deleted("refs/heads/feature"), "feature")
            .gives("ask whether it is so still; then destroy that of feature in acme/web"),
        at("with a deletion, one that has an app", deleted("refs/heads/feature"), "main")
            .gives("skip: `main` was deleted, and its rule is not `review-app`"),
        at("the event's own commit", push("refs/heads/main"), HEAD)
            .gives("ask what 1111111111111111111111111111111111111111 is, and whether it is in refs/heads/main"),
        at("under deploy", push("refs/heads/main"), "feature").input("command", "deploy").gives("ask what feature is"),
        at("a branch under destroy", push("refs/heads/main"), "feature")
            .input("command", "destroy")
            .gives("destroy that of feature in acme/web"),
        at("a full branch under destroy", push("refs/heads/main"), "refs/heads/feature")
            .input("command", "destroy")
            .gives("destroy that of feature in acme/web"),
        at("a tag under destroy", push("refs/heads/main"), "refs/tags/v1")
            .input("command", "destroy")
            .gives("skip: refs/tags/v1 is a tag, and tags have no review app"),
    ]);
}

#[test]
fn ref_is_a_branch_a_tag_or_a_commit_and_nothing_else() {
    let mistakes = [
        "refs/pull/7/merge",
        "refs/pull/7/head",
        "pull/7/head",
        "pull/7/merge",
        "refs/remotes/origin/main",
        "refs/notes/commits",
        "refs/main",
        "HEAD",
        "HEAD~1",
        "HEAD^",
        "@",
        "main~2",
        "main^{commit}",
        "main@{1}",
        "v1..v2",
        "main:README.md",
        "https://github.com/acme/web/tree/main",
        "feature*",
        "two words",
    ];
    for text in mistakes {
        for command in ["auto", "deploy", "destroy"] {
            let row = row("", push("refs/heads/main")).input("ref", text).input("command", command);
            check([super::Row { name: "a mistake", ..row }.gives("misconfigured: ref")]);
        }
    }
    for text in ["main", "7", "origin/main", "heads/main", "tags/v1", "feature/ä", "2222222", "v1.2.0", "pull/x", "#7"]
    {
        let told = super::told::told(&row("", push("refs/heads/main")).input("ref", text).result());
        assert!(told.starts_with(&format!("ask what {text} is")), "{text}: {told}");
    }
}

#[test]
fn ref_on_an_event_of_a_pull_request_is_its_own_branch_or_a_mistake() {
    let at = |name, event, text: &str| row(name, event).input("ref", text);
    let ended = "ask whether it is so still; then destroy that of feature #7 in acme/web";
    let destroyed = "destroy that of feature #7 in acme/web";
    let review = |name, pull, text: &str| {
        at(name, changed(other(), pull), text).fact("GITHUB_EVENT_NAME", "pull_request_review")
    };
    check([
        at("its branch", changed(Head, pull()), "feature").gives(UPDATED),
        at("its branch in full", changed(Head, pull()), "refs/heads/feature").gives(UPDATED),
        at("its branch, at its end", changed(Closed, closed(pull())), "feature").gives(ended),
        at("its branch, at its end, under destroy", changed(Closed, closed(pull())), "feature")
            .input("command", "destroy")
            .gives(destroyed),
        at("another branch", changed(Head, pull()), "main").gives("misconfigured: ref"),
        at("another branch, by pull_request_target", changed(Head, pull()), "refs/heads/main")
            .fact("GITHUB_EVENT_NAME", "pull_request_target")
            .gives("misconfigured: ref"),
        at("another branch, at its end", changed(Closed, closed(pull())), "main").gives("misconfigured: ref"),
        at("another commit", changed(Head, pull()), OTHER).gives("misconfigured: ref"),
        at("its merge", changed(Head, pull()), "refs/pull/7/merge").gives("misconfigured: ref"),
        at("another branch, under deploy", changed(Head, pull()), "main")
            .input("command", "deploy")
            .gives("ask what main is"),
        at("another branch, at its end, under destroy", changed(Closed, closed(pull())), "other")
            .input("command", "destroy")
            .gives("destroy that of other in acme/web"),
        at("another branch, at a change that is nothing", changed(other(), pull()), "main")
            .gives("skip: `star` events are ignored"),
        review("its branch, at a review", pull(), "feature").gives(UPDATED),
        review("another branch, at a review", pull(), "main").gives("ask what main is"),
        review("another branch, at a review of a fork's", fork(), "main").gives("misconfigured: ref"),
        review("its branch, at a review of a fork's", fork(), "feature")
            .gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
    ]);
}

#[test]
fn a_fork_s_branch_is_never_taken_for_one_of_ours() {
    for branch in ["main", "feature", "v1", "refs/heads/main", "1111111"] {
        let pull = |open| PullRequest { head_branch: branch.parse().unwrap(), open, ..fork() };
        for command in ["auto", "deploy", "destroy"] {
            let closing = row("", changed(Closed, pull(false))).input("ref", branch).input("command", command);
            let opening = row("", changed(Head, pull(true))).input("ref", branch).input("command", command);
            for row in [closing, opening] {
                let told = super::told::told(&row.fact("GITHUB_EVENT_NAME", "pull_request_target").result());
                let is_its_own = told.contains("of fork 99 in mona/web")
                    || told.starts_with("skip: pull request #7 is")
                    || told.starts_with("skip: pull request #7 comes");
                assert!(is_its_own, "{branch}, {command}: {told}");
            }
        }
    }
    for text in ["main", "other", "refs/tags/v1", OTHER, "refs/heads/v1"] {
        for command in ["auto", "deploy", "destroy"] {
            let row = row("something of ours", changed(Closed, closed(fork()))).input("ref", text);
            check([row.input("command", command).gives("misconfigured: ref")]);
        }
    }
}

#[test]
fn a_fork_s_commit_named_by_ref_goes_through_the_gates() {
    let target = |name, event| row(name, event).fact("GITHUB_EVENT_NAME", "pull_request_target").input("ref", HEAD);
    check([
        target("forks are skipped", changed(Head, fork()))
            .gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
        target("forks are allowed", changed(Head, fork()))
            .input("forks", "allow")
            .gives("review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, as asked"),
        target("it is closed", changed(Closed, closed(fork())))
            .gives("ask whether it is so still; then destroy that of feature #7 of fork 99 in mona/web"),
    ]);
}

#[test]
fn what_somebody_asks_for_is_done_again_and_what_only_happened_is_not() {
    let event = |name| row(name, push("refs/heads/main")).fact("GITHUB_EVENT_NAME", name);
    let asked = |row: Row| match row.result() {
        Ok(Aim::Do(Deed::Deploy(deploy))) => deploy.asked,
        other => panic!("{other:?}"),
    };
    for name in ["workflow_dispatch", "repository_dispatch", "schedule"] {
        assert_eq!(asked(event(name)), Asked::ByHand, "{name}");
    }
    for name in ["push", "release", "workflow_run", "create"] {
        assert_eq!(asked(event(name)), Asked::ByEvent, "{name}");
        assert_eq!(asked(event(name).input("command", "deploy")), Asked::ByEvent, "{name}, under deploy");
        assert_eq!(asked(event(name).fact("GITHUB_RUN_ATTEMPT", "2")), Asked::ByHand, "{name}, run again");
    }
}

#[test]
fn what_ref_turns_out_to_be_goes_by_the_rules() {
    let found = |reference: &str| Answer::Reference(reference.parse().unwrap(), sha(OTHER));
    let commit = |name, base| answered(name, Answer::Commit(sha(OTHER), base)).input("ref", OTHER);
    let of_main = |is_in| Some(("refs/heads/main".parse().unwrap(), is_in));
    let main = "deploy 2222222 of refs/heads/main to acme-production and acme-mirror, as asked";
    check([
        answered("a branch with apps", found("refs/heads/main")).input("ref", "main").gives(main),
        answered("a tag", found("refs/tags/v1"))
            .input("ref", "v1")
            .gives("deploy 2222222 of refs/tags/v1 to acme-release, as asked"),
        answered("a branch with a review app", found("refs/heads/feature")).input("ref", "feature").gives(
            "ask for that of acme:feature to update to 2222222, by event, as asked; \
             else review app of feature in acme/web at 2222222, in place, by event, as asked",
        ),
        commit("a commit that is in the branch", of_main(true)).gives(main),
        commit("a commit that is not", of_main(false)).gives("misconfigured: ref"),
        commit("a commit without a branch", None).gives("misconfigured: ref"),
        answered("nothing", Answer::NoReference("mian".to_owned())).gives("misconfigured: ref"),
    ]);
}

#[test]
fn what_to_write_instead_is_said() {
    let said = |text: &str, row: super::Row| match row.input("ref", text).result() {
        Err(undecided) => undecided.0.to_string(),
        Ok(intent) => panic!("{text}: {intent:?}"),
    };
    let given = |text: &str| said(text, row("", push("refs/heads/main")));
    let missed = |text: &str| said(text, answered("", Answer::NoReference(text.to_owned())));
    for (told, words) in [
        (given("refs/pull/7/merge"), "Leave `ref` empty on events of a pull request"),
        (given("pull/7/head"), "`pull-request: 7`"),
        (given("refs/remotes/origin/feature/x"), "`feature/x`"),
        (given("HEAD"), "Leave `ref` empty"),
        (given("HEAD~1"), "a commit's hash"),
        (given("https://github.com/acme/web/tree/main"), "is an address"),
        (missed("7"), "`pull-request: 7`"),
        (missed("#7"), "`pull-request: 7`"),
        (missed("origin/main"), "Write the branch alone: `main`"),
        (missed("tags/v1"), "Write the tag alone: `v1`"),
        (missed("mian"), "there is no branch, tag or commit `mian` in acme/web"),
    ] {
        assert!(told.contains(words), "{told}");
    }
}
