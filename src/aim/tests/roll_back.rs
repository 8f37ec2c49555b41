//! `command: rollback`.

use super::{Row, check, facts::*, row};
use crate::event::{
    ChatCommand, CompletedRun, Event,
    PullChange::{Closed, Opened},
};

fn back(name: &'static str, event: Event) -> Row {
    row(name, event).input("command", "rollback")
}

#[test]
fn it_is_about_the_apps_that_the_rule_of_a_branch_or_tag_names() {
    let both = "roll acme-production and acme-mirror of refs/heads/main back to the one before";
    let release = "roll acme-release of refs/tags/v1 back to the one before";
    check([
        back("by hand", redeploy("refs/heads/main")).gives(both),
        back("on a push", push("refs/heads/main")).gives(both),
        back("a tag", redeploy("refs/tags/v1")).gives(release),
        back("another branch", redeploy("refs/heads/feature")).input("ref", "main").gives(both),
        back("another tag", redeploy("refs/heads/feature")).input("ref", "refs/tags/v1").gives(release),
        back("to a release", redeploy("refs/heads/main"))
            .input("release", "v41")
            .gives("roll acme-production and acme-mirror of refs/heads/main back to v41"),
        back("to a release by its number", redeploy("refs/heads/main"))
            .input("release", "41")
            .gives("roll acme-production and acme-mirror of refs/heads/main back to v41"),
        back("a branch without a rule", redeploy("refs/heads/x")).gives("skip: no rule matches `x`"),
        back("a branch with a review app", redeploy("refs/heads/feature")).gives("misconfigured: command"),
        back("a branch that goes nowhere", redeploy("refs/heads/bot/x")).gives("misconfigured: command"),
        back("without a key", redeploy("refs/heads/main"))
            .input("heroku-api-key", "")
            .gives("misconfigured: heroku-api-key"),
    ]);
}

#[test]
fn a_run_that_failed_and_a_branch_that_is_gone_move_no_app() {
    let run =
        |conclusion: &str| Event::RunCompleted(CompletedRun { conclusion: conclusion.to_owned(), ..run_of("main") });
    let gone = || Event::RefDeleted { reference: "refs/heads/main".parse().unwrap() };
    for (command, moves) in [
        ("rollback", "roll acme-release of refs/tags/v1 back to the one before"),
        ("promote", "promote acme-release to acme-mirror"),
    ] {
        let of = |name, event| {
            let targets = if command == "promote" { "acme-mirror" } else { "" };
            row(name, event).input("command", command).input("promote-to", targets)
        };
        check([
            of("a failed run", run("failure"))
                .input("ref", "refs/tags/v1")
                .gives("skip: the workflow run that triggered this one ended as `failure`"),
            of("a cancelled run", run("cancelled"))
                .input("ref", "refs/tags/v1")
                .gives("skip: the workflow run that triggered this one ended as `cancelled`"),
            of("a good run", run("success")).input("ref", "refs/tags/v1").gives(moves),
            of("a push that deletes", gone()).gives("skip: refs/heads/main was deleted, so there is nothing to deploy"),
        ]);
    }
}

#[test]
fn a_pull_request_and_a_comment_take_no_app_back() {
    check([
        back("a pull request", changed(Opened, pull())).gives("misconfigured: command"),
        back("a closed one", changed(Closed, closed(pull()))).gives("misconfigured: command"),
        back("a fork's", changed(Opened, fork()))
            .fact("GITHUB_EVENT_NAME", "pull_request_target")
            .gives("misconfigured: command"),
        back("a fork's, with `ref`", changed(Opened, fork()))
            .fact("GITHUB_EVENT_NAME", "pull_request_target")
            .input("ref", "main")
            .gives("misconfigured: ref"),
        back("a comment", comment(ChatCommand::Deploy))
            .gives("skip: a command in a comment is about a review app, and never starts what `command` names here"),
        back("a pull request by its number", redeploy("refs/heads/main"))
            .input("pull-request", "7")
            .gives("misconfigured: command"),
    ]);
}

#[test]
fn another_workflow_s_run_is_as_what_it_ran_for() {
    let ran = |event: &str, name: &str| Event::RunCompleted(CompletedRun { event: event.to_owned(), ..run_of(name) });
    let both = "roll acme-production and acme-mirror of refs/heads/main back to the one before";
    check([
        back("a run of the clock", ran("schedule", "main")).gives(both),
        back("a run that names its branch", ran("schedule", "main")).input("ref", "main").gives(both),
        back("a push, which may be a tag's", ran("push", "main"))
            .gives("ask which main was pushed at 1111111, by event"),
        back("a release", ran("release", "v1")).gives("ask where v1 is, by event, if head"),
        back("a pull request", ran("pull_request", "main")).gives("misconfigured: command"),
    ]);
}

#[test]
fn a_tag_may_be_named_by_its_name_alone_where_no_branch_has_apps() {
    let release = "roll acme-release of refs/tags/v1 back to the one before";
    check([
        back("a tag", redeploy("refs/heads/feature")).input("ref", "v1").gives(release),
        back("a branch first", redeploy("refs/heads/feature"))
            .input("ref", "main")
            .gives("roll acme-production and acme-mirror of refs/heads/main back to the one before"),
    ]);
}
