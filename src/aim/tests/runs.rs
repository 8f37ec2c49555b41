use super::{answered, check, facts::*, row};
use crate::{
    aim::aims::Aim,
    aim::question::{About, Answer, Wish},
    deeds::asked::Freshness,
    event::{CompletedRun, Event},
};

const REFUSED: &str = "misconfigured: ref";

fn of_pull_request() -> CompletedRun {
    CompletedRun { event: "pull_request".to_owned(), pull: Some(number(7)), ..run_of("feature") }
}

fn of(event: &str, branch: &str) -> CompletedRun {
    CompletedRun { event: event.to_owned(), ..run_of(branch) }
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
        done("a push of what is to have nothing", run_of("bot/x")).gives(r#"skip: rule "bot/**" (line 4) says `none`"#),
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
            .gives("ask for that of mona:main of fork 99 to update to 1111111, by event, if head"),
        done("a fork's push, which cannot be", CompletedRun { event: "push".to_owned(), ..of_fork() })
            .gives("ask for that of mona:main of fork 99 to update to 1111111, by event, if head"),
        done(
            "a fork of the same owner",
            CompletedRun { head_repository: Some(repository(99, "acme/fork")), ..of_fork() },
        )
        .gives("ask for that of acme:main of fork 99 to update to 1111111, by event, if head"),
        done(
            "a push to a repository that had another name",
            CompletedRun { head_repository: Some(repository(1, "acme/old")), ..run_of("main") },
        )
        .gives("ask which main was pushed at 1111111, by event"),
        done(
            "a fork that has the name of before",
            CompletedRun { head_repository: Some(repository(99, "acme/web")), ..of_fork() },
        )
        .gives("ask for that of acme:main of fork 99 to update to 1111111, by event, if head"),
        done(
            "a repository whose id is not told is known by its name",
            CompletedRun { repository: None, ..run_of("main") },
        )
        .gives("ask which main was pushed at 1111111, by event"),
        done("a release, whose tag is in the branch's place", of("release", "v1"))
            .gives("ask where v1 is, by event, if head"),
        done("a release whose tag has no rule", of("release", "main")).gives("skip: no rule matches `refs/tags/main`"),
        done("a run by hand, which may be of a tag", of("workflow_dispatch", "v1"))
            .gives("ask which v1 was pushed at 1111111, by event"),
        done("a run from elsewhere", of("repository_dispatch", "main"))
            .gives("deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head"),
        done("a fork that is gone", CompletedRun { head_repository: None, ..of_fork() })
            .gives("skip: the fork of the workflow run is gone"),
    ]);
}

#[test]
fn what_was_pushed_decides() {
    let pushed = |name, what: &str| {
        let wish = Wish { freshness: Freshness::MustBeHead, ..wish(Some(HEAD)) };
        answered(name, Answer::At(what.parse().unwrap(), sha(HEAD), wish)).fact("GITHUB_EVENT_NAME", "workflow_run")
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
        ended("a failure", "failure").gives("skip: the workflow run that triggered this one ended as `failure`"),
        ended("a cancellation", "cancelled")
            .gives("skip: the workflow run that triggered this one ended as `cancelled`"),
        ended("a skip", "skipped").gives("skip: the workflow run that triggered this one ended as `skipped`"),
        ended("a failure under deploy", "failure")
            .input("command", "deploy")
            .gives("skip: the workflow run that triggered this one ended as `failure`"),
        ended("a failure with a ref", "failure")
            .input("ref", "main")
            .gives("skip: the workflow run that triggered this one ended as `failure`"),
        ended("a failure with a pull request", "failure")
            .input("pull-request", "7")
            .gives("skip: the workflow run that triggered this one ended as `failure`"),
        ended("a failure under destroy", "failure")
            .input("command", "destroy")
            .gives("destroy that of main in acme/web"),
    ]);
}

#[test]
fn a_run_that_says_nothing_of_a_commit_does_not_count() {
    let events = [
        "issue_comment",
        "issues",
        "watch",
        "fork",
        "discussion",
        "workflow_run",
        "create",
        "delete",
        "deployment_status",
        "pull_request_review",
        "check_suite",
        "",
    ];
    for event in events {
        for (input, value) in [
            ("dry-run", "false"),
            ("ref", "main"),
            ("pull-request", "7"),
            ("command", "deploy"),
            ("command", "destroy"),
        ] {
            let result = row(event, Event::RunCompleted(of(event, "main"))).input(input, value).result();
            let Ok(Aim::Nothing(why)) = result else { panic!("{event}, {input}: {result:?}") };
            let reason = why.to_string();
            assert!(reason.contains(&format!("for `{event}`")), "{reason}");
        }
    }
}

#[test]
fn what_a_run_was_for_may_be_named_and_nothing_else_of_a_forks() {
    let with = |name, run, input, value: &str| row(name, Event::RunCompleted(run)).input(input, value);
    let own = "ask for that of mona:main of fork 99 to update to 1111111, by event, if head";
    let lost = || CompletedRun { head_repository: None, ..of_fork() };
    check([
        with("its commit", of_fork(), "ref", HEAD).gives(own),
        with("the beginning of it", of_fork(), "ref", "1111111").gives(own),
        with("its branch, called like one of ours", of_fork(), "ref", "main").gives(own),
        with("its branch in full", of_fork(), "ref", "refs/heads/main").gives(own),
        with("its branch, under deploy", of_fork(), "ref", "main").input("command", "deploy").gives(own),
        with("its branch, under destroy", of_fork(), "ref", "main")
            .input("command", "destroy")
            .gives("destroy that of main of fork 99 in mona/web"),
        with("a tag called like its branch", of_fork(), "ref", "refs/tags/main").gives(REFUSED),
        with("another branch", of_fork(), "ref", "feature").gives(REFUSED),
        with("another branch, under destroy", of_fork(), "ref", "feature").input("command", "destroy").gives(REFUSED),
        with("another branch, under deploy", of_fork(), "ref", "feature").input("command", "deploy").gives(REFUSED),
        with("another commit", of_fork(), "ref", OTHER).gives(REFUSED),
        with("another branch, of a fork that is gone", lost(), "ref", "feature").gives(REFUSED),
        with("the branch of a fork that is gone", lost(), "ref", "main")
            .gives("skip: the fork of the workflow run is gone"),
        with("its own pull request", of_pull_request(), "pull-request", "7")
            .gives("ask for #7 to update to 1111111, by event, if head"),
        with("a pull request", of_fork(), "pull-request", "7")
            .gives("ask for #7 to update to its head, by event, as asked; instead of main"),
        with("the branch that was pushed", run_of("main"), "ref", "main")
            .gives("ask which main was pushed at 1111111, by event"),
        with("the commit that was pushed", run_of("main"), "ref", HEAD)
            .gives("ask which main was pushed at 1111111, by event"),
        with("the tag that was pushed", run_of("v1"), "ref", "refs/tags/v1")
            .gives("ask which v1 was pushed at 1111111, by event"),
        with("another branch than was pushed", run_of("main"), "ref", "feature").gives("ask what feature is"),
    ]);
}

#[test]
fn a_pull_request_named_for_a_run_is_its_own_or_none_of_a_forks() {
    let answer = |name, run, pull| {
        answered(name, Answer::PullRequestInstead(Box::new(pull), wish(None), About::Run(Box::new(run))))
            .fact("GITHUB_EVENT_NAME", "workflow_run")
            .input("forks", "allow")
    };
    let of_its_fork = || CompletedRun { head_branch: "feature".parse().unwrap(), ..of_fork() };
    check([
        answer("its own, at its commit", of_its_fork(), fork())
            .gives("review app of feature #7 of fork 99 in mona/web at 1111111, in place, by event, if head"),
        answer("its own, which has another by now", CompletedRun { commit: sha(OTHER), ..of_its_fork() }, fork())
            .gives("skip: superseded: the head of pull request #7 is now 1111111, which has its own run"),
        answer("one of ours", of_its_fork(), pull()).gives("misconfigured: pull-request"),
        answer("one of the fork's other branches", of_fork(), fork()).gives("misconfigured: pull-request"),
        answer("for a fork that is gone", CompletedRun { head_repository: None, ..of_its_fork() }, fork())
            .gives("misconfigured: pull-request"),
        answer("another one, for a run of ours", run_of("main"), pull())
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, as asked"),
        answer("its own, for a run of ours", CompletedRun { commit: sha(OTHER), ..run_of("feature") }, pull())
            .gives("skip: superseded: the head of pull request #7 is now 1111111, which has its own run"),
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
            .gives("skip: the fork of the workflow run is gone"),
    ]);
}

#[test]
fn an_answer_about_a_run_decides() {
    let wish = |commit| Wish { freshness: Freshness::MustBeHead, ..wish(Some(commit)) };
    let of = |name, pull, commit| answered(name, Answer::PullRequest(Box::new(pull), wish(commit)));
    check([
        of("it is at the head", pull(), HEAD)
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, if head"),
        of("the head has moved", pull(), OTHER)
            .gives("skip: superseded: the head of pull request #7 is now 1111111, which has its own run"),
        of("it was closed", closed(pull()), HEAD).gives("skip: pull request #7 is closed"),
        of("it is a fork's", fork(), HEAD).gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
        answered("there is none", Answer::NoPullRequest(None)).gives("skip: its branch has no open pull request"),
    ]);
}
