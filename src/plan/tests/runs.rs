use super::{answered, check, facts::*, row};
use crate::{
    event::{CompletedRun, Event},
    plan::{Answer, Asked, Freshness, Wish, Work},
};

fn of_pull_request() -> CompletedRun {
    CompletedRun { event: "pull_request".to_owned(), pull: Some(number(7)), ..run_of("feature") }
}

fn of_fork() -> CompletedRun {
    let head_repository = Some(repository(99, "mona/web"));
    CompletedRun { event: "pull_request".to_owned(), head_repository, ..run_of("main") }
}

#[test]
fn a_good_run_is_as_what_it_ran_for() {
    let done = |name, run| row(name, Event::RunCompleted(run));
    check([
        done("a push with apps", run_of("main")).gives("ask which main was pushed at 1111111, by event"),
        done("a push of which the repository is not told", CompletedRun { head_repository: None, ..run_of("main") })
            .gives("ask which main was pushed at 1111111, by event"),
        done("a push of what only a tag has a rule for", run_of("v1"))
            .gives("ask which v1 was pushed at 1111111, by event"),
        done("a push of what has no rule as a branch or tag", run_of("other")).gives("skip: no rule matches `other`"),
        done("a push of what is to have nothing", run_of("bot/x")).gives(r#"skip: rule "bot/**" (line 4) says none"#),
        done("a clock, which has a branch", CompletedRun { event: "schedule".to_owned(), ..run_of("main") })
            .gives("deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head"),
        done(
            "a clock, whose branch has a review app",
            CompletedRun { event: "schedule".to_owned(), ..run_of("feature") },
        )
        .gives(
            "ask for that of acme:feature to update to 1111111, by event, if head; \
                 else review app of feature in acme/web at 1111111, in place, by event, if head",
        ),
        done("a pull request", of_pull_request()).gives("ask for #7 to update to 1111111, by event, if head"),
        done("a pull request that is not told", CompletedRun { pull: None, ..of_pull_request() })
            .gives("ask for that of acme:feature to update to 1111111, by event, if head"),
        done("a fork's pull request is never a push, whatever its branch", of_fork())
            .gives("ask for that of mona:main to update to 1111111, by event, if head"),
        done("a fork's push, which cannot be", CompletedRun { event: "push".to_owned(), ..of_fork() })
            .gives("ask for that of mona:main to update to 1111111, by event, if head"),
        done("a fork that is gone", CompletedRun { head_repository: None, ..of_fork() })
            .gives("skip: the fork that the workflow run was for is gone"),
    ]);
}

#[test]
fn what_was_pushed_decides() {
    let pushed = |name, what: &str| {
        answered(name, Answer::Pushed(what.parse().unwrap(), sha(HEAD), Asked::ByEvent))
            .fact("GITHUB_EVENT_NAME", "workflow_run")
    };
    check([
        pushed("a branch with apps", "refs/heads/main")
            .gives("deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head"),
        pushed("a branch with a review app", "refs/heads/feature").gives(
            "ask for that of acme:feature to update to 1111111, by event, if head; \
             else review app of feature in acme/web at 1111111, in place, by event, if head",
        ),
        pushed("a tag", "refs/tags/v1").gives("deploy 1111111 of refs/tags/v1 to acme-release, if head"),
        pushed("a tag called like a branch", "refs/tags/main").gives("skip: no rule matches `refs/tags/main`"),
    ]);
}

#[test]
fn a_run_that_did_not_end_well_deploys_nothing() {
    let ended =
        |name, how: &str| row(name, Event::RunCompleted(CompletedRun { conclusion: how.to_owned(), ..run_of("main") }));
    check([
        ended("a failure", "failure").gives("skip: the workflow run before this one ended as `failure`"),
        ended("a cancellation", "cancelled").gives("skip: the workflow run before this one ended as `cancelled`"),
        ended("a skip", "skipped").gives("skip: the workflow run before this one ended as `skipped`"),
        ended("a failure under deploy", "failure")
            .input("command", "deploy")
            .gives("skip: the workflow run before this one ended as `failure`"),
        ended("a failure with a ref", "failure")
            .input("ref", "main")
            .gives("skip: the workflow run before this one ended as `failure`"),
        ended("a failure with a pull request", "failure")
            .input("pull-request", "7")
            .gives("skip: the workflow run before this one ended as `failure`"),
        ended("a failure under destroy", "failure")
            .input("command", "destroy")
            .gives("destroy that of main in acme/web"),
    ]);
}

#[test]
fn a_run_that_the_inputs_name_by_its_commit_or_number_keeps_its_gates() {
    check([
        row("a fork's commit does not get to the default branch's apps", Event::RunCompleted(of_fork()))
            .input("ref", HEAD)
            .gives("ask for that of mona:main to update to 1111111, by event, as asked"),
        row("its own pull request", Event::RunCompleted(of_pull_request()))
            .input("pull-request", "7")
            .gives("ask for #7 to update to 1111111, by event, if head"),
        row("another commit", Event::RunCompleted(of_fork()))
            .input("ref", OTHER)
            .gives("ask what 2222222222222222222222222222222222222222 is"),
    ]);
}

#[test]
fn a_run_under_destroy_means_the_review_app_of_its_branch() {
    let destroy = |name, run| row(name, Event::RunCompleted(run)).input("command", "destroy");
    check([
        destroy("a push", run_of("feature")).gives("destroy that of feature in acme/web"),
        destroy("a pull request", of_pull_request()).gives("destroy that of feature in acme/web"),
        destroy("a fork's", of_fork()).gives("destroy that of main of fork 99 in mona/web"),
        destroy("a fork that is gone", CompletedRun { head_repository: None, ..of_fork() })
            .gives("skip: the fork that the workflow run was for is gone"),
    ]);
}

#[test]
fn an_answer_about_a_run_decides() {
    let wish = |commit| Wish {
        work: Work::Update,
        commit: Some(sha(commit)),
        freshness: Freshness::MustBeHead,
        asked: Asked::ByEvent,
    };
    let of = |name, pull, commit| answered(name, Answer::PullRequest(Box::new(pull), wish(commit)));
    check([
        of("it is at the head", pull(), HEAD)
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, if head"),
        of("the head has moved", pull(), OTHER)
            .gives("skip: superseded: the head of pull request #7 is 1111111 by now, which has its own run"),
        of("it was closed", closed(pull()), HEAD).gives("skip: pull request #7 is closed"),
        of("it is a fork's", fork(), HEAD).gives("skip: pull request #7 is from a fork, and `forks` is skip"),
        answered("there is none", Answer::NoPullRequest(None)).gives("skip: its branch has no open pull request"),
    ]);
}
