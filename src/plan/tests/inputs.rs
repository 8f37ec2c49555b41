use super::{Row, answered, check, facts::*, row};
use crate::{
    event::{
        Event,
        PullChange::{Closed, Head, Unlabeled},
    },
    plan::{Answer, Asked, Intent},
};

const MAIN: &str = "deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head";
const UPDATED: &str = "review app of feature #7 in acme/web at 1111111, in place, by event, if head";

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
            "skip: pull request #7 is closed, and `command: deploy` destroys nothing: \
             leave `command` out to have its review app destroyed",
        ),
        deploy("an event of an unknown kind, at its ref", ignored()).gives(MAIN),
        deploy("an event of an unknown kind, at no branch", ignored())
            .fact("GITHUB_REF", "refs/pull/7/merge")
            .gives("skip: nothing for us"),
        deploy("a pull request's ignored change is not the default branch's", ignored())
            .fact("GITHUB_EVENT_NAME", "pull_request_target")
            .gives("skip: nothing for us"),
        deploy("a run that is not over is not the default branch's", ignored())
            .fact("GITHUB_EVENT_NAME", "workflow_run")
            .gives("skip: nothing for us"),
    ]);
}

#[test]
fn destroy_destroys_what_the_event_is_about() {
    let without = |name, event| destroy(name, event).input("rules", "").input("pipeline", "");
    check([
        destroy("a push", push("refs/heads/feature")).gives("destroy that of feature in acme/web"),
        destroy("a push whose rule names an app", push("refs/heads/main")).gives("destroy that of main in acme/web"),
        destroy("a push of a tag", push("refs/tags/v1"))
            .gives("skip: refs/tags/v1 is a tag, which has no review app to destroy"),
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
        on("a run by hand", redeploy("refs/heads/main")).gives("ask for #8 to update to its head, by hand, as asked"),
        on("an event of an unknown kind", ignored()).gives(updated),
        on("another pull request's push", changed(Head, pull())).gives(updated),
        on("another pull request's end", changed(Closed, closed(pull()))).gives(destroyed),
        on("a deletion", deleted("refs/heads/feature")).gives(destroyed),
        on("under deploy", push("refs/heads/main")).input("command", "deploy").gives(updated),
        on("under destroy", push("refs/heads/main")).input("command", "destroy").gives(destroyed),
        on("a pull request's ignored change", ignored())
            .fact("GITHUB_EVENT_NAME", "pull_request")
            .gives("skip: nothing for us"),
        on("a pull request's ignored change, under deploy", ignored())
            .fact("GITHUB_EVENT_NAME", "pull_request")
            .input("command", "deploy")
            .gives(updated),
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
            .gives("ask what 2222222222222222222222222222222222222222 is"),
        at("with an event of an unknown kind", ignored(), "main").gives("ask what main is"),
        at("with a pull request's push", changed(Head, pull()), "main").gives("ask what main is"),
        at("with a pull request's end", changed(Closed, closed(pull())), "feature")
            .gives("destroy that of feature in acme/web"),
        at("with a deletion, its own", deleted("refs/heads/feature"), "feature")
            .gives("ask whether it is so still; then destroy that of feature in acme/web"),
        at("with a deletion, one that has an app", deleted("refs/heads/feature"), "main")
            .gives("skip: `main` was deleted, and its rule is not review-app"),
        at("the event's own commit", push("refs/heads/main"), HEAD)
            .gives("deploy 1111111 of refs/heads/main to acme-production and acme-mirror, as asked"),
        at("a pull request's merge", redeploy("refs/heads/main"), "refs/pull/7/merge").gives("misconfigured: ref"),
        at("under deploy", push("refs/heads/main"), "feature").input("command", "deploy").gives("ask what feature is"),
        at("a branch under destroy", push("refs/heads/main"), "feature")
            .input("command", "destroy")
            .gives("destroy that of feature in acme/web"),
        at("a full branch under destroy", push("refs/heads/main"), "refs/heads/feature")
            .input("command", "destroy")
            .gives("destroy that of feature in acme/web"),
        at("a tag under destroy", push("refs/heads/main"), "refs/tags/v1")
            .input("command", "destroy")
            .gives("skip: refs/tags/v1 is a tag, which has no review app to destroy"),
    ]);
}

#[test]
fn a_fork_s_commit_named_by_ref_goes_through_the_gates() {
    let target = |name, event| row(name, event).fact("GITHUB_EVENT_NAME", "pull_request_target").input("ref", HEAD);
    check([
        target("forks are skipped", changed(Head, fork()))
            .gives("skip: pull request #7 is from a fork, and `forks` is skip"),
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
        Ok(Intent::Deploy(deploy)) => deploy.asked,
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
    let found = |reference: &str| Answer::Reference(Some(reference.parse().unwrap()), sha(OTHER));
    let bare = |name, event_name| {
        answered(name, Answer::Reference(None, sha(OTHER))).input("ref", OTHER).fact("GITHUB_EVENT_NAME", event_name)
    };
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
        bare("a commit, for a push", "push").gives(main),
        bare("a commit, for a run by hand", "workflow_dispatch").gives(main),
        bare("a commit, for the clock", "schedule").gives(main),
        bare("a commit, for a release", "release")
            .fact("GITHUB_REF", "refs/tags/v1")
            .gives("deploy 2222222 of refs/tags/v1 to acme-release, as asked"),
        bare("a commit, for a pull request at its merge", "pull_request")
            .fact("GITHUB_REF", "refs/pull/7/merge")
            .gives("misconfigured: ref"),
        bare("a commit, for a merged pull request at its base", "pull_request").gives("misconfigured: ref"),
        bare("a commit, for a pull request at the default branch", "pull_request_target").gives("misconfigured: ref"),
        bare("a commit, for another run", "workflow_run").gives("misconfigured: ref"),
        bare("a commit, for an event of an unknown kind", "issues").gives("misconfigured: ref"),
    ]);
}
