use super::{Row, check, facts::*, row};
use crate::event::{
    ChatCommand, Event,
    PullChange::{Closed, Head},
};

const OF_FORK: &str = "skip: GitHub passes no secrets to a fork's pull request, so there is no `heroku-api-key`";
const OF_DEPENDABOT: &str = "skip: GitHub passes no Actions secrets to Dependabot's runs, so there is no \
    `heroku-api-key`. To have review apps, add it to the repository's Dependabot secrets";
const UPDATED: &str = "review app of feature #7 in acme/web at 1111111, in place, by event, if head";

fn without_key(name: &'static str, event: Event) -> Row {
    row(name, event).input("heroku-api-key", "")
}

#[test]
fn a_missing_key_is_a_mistake_where_there_could_be_one() {
    let rows = [
        without_key("a push", push("refs/heads/main")),
        without_key("a push that has no rule", push("refs/heads/other")),
        without_key("a deletion", deleted("refs/heads/feature")),
        without_key("a run by hand", redeploy("refs/heads/main")),
        without_key("a pull request", changed(Head, pull())),
        without_key("a pull request's end", changed(Closed, closed(pull()))),
        without_key("another workflow's run", Event::RunCompleted(run_of("main"))),
        without_key("a comment", comment(ChatCommand::Deploy)),
        without_key("an ignored event under a command", ignored()).input("command", "deploy"),
        without_key("a fork's pull_request_target", changed(Head, fork()))
            .fact("GITHUB_EVENT_NAME", "pull_request_target"),
    ];
    check(rows.map(|row| row.gives("misconfigured: heroku-api-key")));
}

#[test]
fn a_key_that_github_withholds_is_nobodys_mistake() {
    let of_dependabot = |name, event| without_key(name, event).fact("GITHUB_ACTOR", "dependabot[bot]");
    check([
        without_key("a fork's", changed(Head, fork())).gives(OF_FORK),
        without_key("a fork's that is allowed", changed(Head, fork())).input("forks", "allow").gives(OF_FORK),
        without_key("a fork's that is closed", changed(Closed, closed(fork()))).gives(OF_FORK),
        without_key("a fork's that is gone", changed(Head, lost_fork())).gives(OF_FORK),
        of_dependabot("Dependabot's pull request", changed(Head, pull())).gives(OF_DEPENDABOT),
        of_dependabot("Dependabot's push", push("refs/heads/feature")).gives(OF_DEPENDABOT),
        of_dependabot("Dependabot's comment", comment(ChatCommand::Deploy)).gives(OF_DEPENDABOT),
        of_dependabot("Dependabot's push that no rule is for", push("refs/heads/other")).gives(OF_DEPENDABOT),
        row("Dependabot's with a key", changed(Head, pull())).fact("GITHUB_ACTOR", "dependabot[bot]").gives(UPDATED),
        row("a fork's with a key", changed(Head, fork()))
            .gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
    ]);
}

#[test]
fn where_dependabot_s_missing_key_leaves_an_app_behind_it_is_a_mistake() {
    let of_dependabot = |name, event| without_key(name, event).fact("GITHUB_ACTOR", "dependabot[bot]");
    let rows = [
        of_dependabot("a push", push("refs/heads/main")),
        of_dependabot("a push of a tag", push("refs/tags/v1")),
        of_dependabot("a release", released("v1")),
        of_dependabot("a run by hand", redeploy("refs/heads/main")),
        of_dependabot("another workflow's run", Event::RunCompleted(run_of("main"))),
        of_dependabot("an event of an unknown kind, under deploy", ignored()).input("command", "deploy"),
    ];
    check(rows.map(|row| row.gives("misconfigured: heroku-api-key")));
    let error = of_dependabot("", push("refs/heads/main")).result().unwrap_err().0.to_string();
    assert!(error.contains("`acme-production` stays behind") && error.contains("Dependabot secrets"), "{error}");
}

#[test]
fn a_rehearsal_needs_no_key() {
    check([without_key("a pull request", changed(Head, pull())).input("rehearse", "true").gives(UPDATED)]);
}
