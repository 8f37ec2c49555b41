use super::{answered, check, facts::*, row};
use crate::{
    aim::question::{Answer, LetIn, Wish, Work},
    deeds::asked::Asked,
    event::ChatCommand::{self, Deploy, Destroy, Redeploy},
};

fn under(name: &'static str, command: &str, word: ChatCommand) -> super::Row {
    row(name, comment(word)).input("command", command)
}

#[test]
fn a_comment_asks_for_its_pull_request_and_for_what_its_author_may_do() {
    check([
        row("/deploy", comment(Deploy))
            .gives("ask for #7 and whether @mona may update to its head, by hand, as asked, let in"),
        row("/redeploy", comment(Redeploy))
            .gives("ask for #7 and whether @mona may recreate to its head, by hand, as asked, let in"),
        row("/destroy", comment(Destroy))
            .gives("ask for #7 and whether @mona may destroy to its head, by hand, as asked, let in"),
        row("/deploy of the pull request that the inputs name too", comment(Deploy))
            .input("pull-request", "7")
            .gives("ask for #7 and whether @mona may update to its head, by hand, as asked, let in"),
        row("/destroy of another pull request is no way around the question", comment(Destroy))
            .input("pull-request", "8")
            .gives("ask for #8 and whether @mona may destroy to its head, by hand, as asked; instead of #7"),
        row("/deploy of a ref, which may be its own", comment(Deploy))
            .input("ref", "main")
            .gives("ask for #7 and whether @mona may update to its head, by hand, as asked, let in; if it is main"),
        row("/deploy of what nothing is called", comment(Deploy))
            .input("ref", "refs/pull/7/merge")
            .gives("misconfigured: ref"),
    ]);
}

#[test]
fn a_comment_is_never_taken_for_more_than_it_says() {
    check([
        under("/deploy under deploy", "deploy", Deploy)
            .gives("ask for #7 and whether @mona may update to its head, by hand, as asked, let in"),
        under("/redeploy under deploy", "deploy", Redeploy)
            .gives("ask for #7 and whether @mona may recreate to its head, by hand, as asked, let in"),
        under("/destroy under deploy", "deploy", Destroy)
            .gives("skip: the comment says `/destroy`, but `command` is `deploy`"),
        under("/destroy under destroy", "destroy", Destroy)
            .gives("ask for #7 and whether @mona may destroy to its head, by hand, as asked, let in"),
        under("/deploy under destroy", "destroy", Deploy)
            .gives("skip: the comment asks for a deploy, but `command` is `destroy`"),
        under("/redeploy under destroy", "destroy", Redeploy)
            .gives("skip: the comment asks for a deploy, but `command` is `destroy`"),
    ]);
}

#[test]
fn a_comment_without_a_command_does_nothing_whatever_the_inputs_say() {
    let other = |name, command, input, value: &str| {
        row(name, ignored())
            .fact("GITHUB_EVENT_NAME", "issue_comment")
            .input("command", command)
            .input(input, value)
            .gives("skip: `star` events are ignored")
    };
    check([
        other("alone", "auto", "ref", ""),
        other("with a pull request", "auto", "pull-request", "7"),
        other("with a ref", "auto", "ref", "main"),
        other("under a command", "deploy", "ref", ""),
        other("under a command with a pull request", "deploy", "pull-request", "7"),
        other("under a command with a ref", "destroy", "ref", "feature"),
    ]);
}

#[test]
fn an_answer_about_a_comment_decides() {
    let wish = |work| Wish { work, asked: Asked::ByHand, let_in: LetIn::Person(None), ..wish(None) };
    let of = |name, pull, work| answered(name, Answer::PullRequest(Box::new(pull), wish(work)));
    check([
        answered("a stranger", Answer::NotAllowed("eve".to_owned())).gives("skip: @eve may not write to acme/web"),
        of("/deploy", pull(), Work::Update)
            .gives("review app of feature #7 in acme/web at 1111111, in place, by hand, as asked"),
        of("/deploy under update: recreate", pull(), Work::Update)
            .input("update", "recreate")
            .gives("review app of feature #7 in acme/web at 1111111, recreated, by hand, as asked"),
        of("/redeploy", pull(), Work::Recreate)
            .gives("review app of feature #7 in acme/web at 1111111, recreated, by hand, as asked"),
        of("/destroy", pull(), Work::Destroy).gives("destroy that of feature #7 in acme/web"),
        of("/destroy of a closed one", closed(pull()), Work::Destroy).gives("destroy that of feature #7 in acme/web"),
        of("/deploy of a closed one", closed(pull()), Work::Update).gives("skip: pull request #7 is closed"),
        of("/deploy of a fork's", fork(), Work::Update)
            .gives("skip: pull request #7 comes from a fork, and `forks` is `skip`"),
        of("/deploy of a branch with an app", pull_of("main"), Work::Update)
            .gives(r#"skip: rule "main" (line 1) names an app, so pushes to the branch deploy it, if the workflow runs on them"#),
    ]);
}
