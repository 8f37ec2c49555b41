use super::{answered, check, facts::*, row};
use crate::{
    aim::aims::Aim,
    aim::question::{Answer, Question, Wish},
    deeds::asked::Freshness,
    event::{Event, PullChange},
    names::GitRef,
};

const OF_MERGE_QUEUE: &str = "skip: a merge queue's branch only runs tests; the merge itself arrives as a push";

#[test]
fn a_push_goes_where_the_rules_say() {
    let main = "deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head";
    let feature = "ask for that of acme:feature/a to update to 1111111, by event, if head; \
                   else review app of feature/a in acme/web at 1111111, in place, by event, if head";
    check([
        row("a push to a branch with apps deploys to all of them", push("refs/heads/main")).gives(main),
        row("a push to a branch that is in the app's name", push("refs/heads/team-red"))
            .gives("deploy 1111111 of refs/heads/team-red to team-red, if head"),
        row("a push to a branch that makes no app's name", push("refs/heads/team-")).gives("misconfigured: rules"),
        row("a push of a tag", push("refs/tags/v1")).gives("ask where v1 is, by event, if head"),
        row("a push to a merge queue's branch", push("refs/heads/gh-readonly-queue/main/pr-7-1111111"))
            .input("rules", "**: review-app")
            .gives(OF_MERGE_QUEUE),
        row("a push to a merge queue's branch, under deploy", push("refs/heads/gh-readonly-queue/main/pr-7-1111111"))
            .input("rules", "**: acme-production")
            .input("command", "deploy")
            .gives(OF_MERGE_QUEUE),
        row("a push to a branch that is only called alike", push("refs/heads/gh-readonly-queue"))
            .gives("skip: no rule matches `gh-readonly-queue`"),
        row("a push of a tag that no rule for tags matches", push("refs/tags/main"))
            .gives("skip: no rule matches `refs/tags/main`"),
        row("a push of a tag whose rule is review-app", push("refs/tags/r1"))
            .gives(r#"skip: rule "refs/tags/r*" (line 3) says `review-app`, and only a branch can have one"#),
        row("a push to a branch whose rule is none", push("refs/heads/bot/x/1"))
            .gives(r#"skip: rule "bot/**" (line 4) says `none`"#),
        row("a push to a branch without a rule", push("refs/heads/other")).gives("skip: no rule matches `other`"),
        row("a push to a branch with a review app looks for its pull request", push("refs/heads/feature/a"))
            .input("rules", "**: review-app")
            .gives(feature),
        row("a push without any rules", push("refs/heads/main")).input("rules", "").gives("misconfigured: rules"),
        row("a push under update: recreate", push("refs/heads/feature")).input("update", "recreate").gives(
            "ask for that of acme:feature to update to 1111111, by event, if head; \
                 else review app of feature in acme/web at 1111111, recreated, by event, if head",
        ),
        row("a push whose run a person started again", push("refs/heads/feature"))
            .fact("GITHUB_RUN_ATTEMPT", "2")
            .gives(
                "ask for that of acme:feature to update to 1111111, by hand, if head; \
                 else review app of feature in acme/web at 1111111, in place, by hand, if head",
            ),
    ]);
}

#[test]
fn a_branch_without_a_pull_request_has_one_unless_a_label_is_wanted() {
    let event = push("refs/heads/feature");
    let Ok(Aim::Ask(Question::PullRequestOf { wish, otherwise, .. })) = row("", event).result() else {
        panic!("no question");
    };
    check([
        answered("none is open", Answer::NoPullRequest(otherwise.clone()))
            .gives("review app of feature in acme/web at 1111111, in place, by event, if head"),
        answered("none is open, and a label is wanted", Answer::NoPullRequest(otherwise))
            .input("label", "preview")
            .gives("skip: no open pull request of this branch has the label `preview`"),
        answered("one is open", Answer::PullRequest(Box::new(pull()), wish.clone()))
            .gives("review app of feature #7 in acme/web at 1111111, in place, by event, if head"),
        answered("one is open, and a draft", Answer::PullRequest(Box::new(draft()), wish))
            .input("drafts", "skip")
            .gives("skip: pull request #7 is a draft, and `drafts` is `skip`"),
    ]);
}

#[test]
fn a_deleted_branch_loses_its_review_app() {
    check([
        row("its rule is review-app", deleted("refs/heads/feature"))
            .gives("ask whether it is so still; then destroy that of feature in acme/web"),
        row("its rule names apps", deleted("refs/heads/main"))
            .gives("skip: `main` was deleted, and its rule is not `review-app`"),
        row("its rule is none", deleted("refs/heads/bot/x"))
            .gives("skip: `bot/x` was deleted, and its rule is not `review-app`"),
        row("it has no rule", deleted("refs/heads/other"))
            .gives("skip: `other` was deleted, and its rule is not `review-app`"),
        row("its rule makes no app's name", deleted("refs/heads/team-"))
            .gives("skip: `team-` was deleted, and its rule is not `review-app`"),
        row("there are no rules", deleted("refs/heads/feature"))
            .input("rules", "")
            .gives("skip: `feature` was deleted, and its rule is not `review-app`"),
        row("it is a tag", deleted("refs/tags/r1")).gives("skip: refs/tags/r1 is a tag, and tags have no review app"),
        row("it is told by a push", deleted("refs/heads/feature"))
            .fact("GITHUB_EVENT_NAME", "push")
            .gives("ask whether it is so still; then destroy that of feature in acme/web"),
    ]);
}

#[test]
fn a_redeploy_builds_what_is_there_by_the_rules() {
    let of_main = |name, event_name, expected| {
        row(name, redeploy("refs/heads/main")).fact("GITHUB_EVENT_NAME", event_name).gives(expected)
    };
    let late = "deploy 1111111 of refs/heads/main to acme-production and acme-mirror, if head";
    check([
        of_main(
            "a run by hand means the commit that it was started for",
            "workflow_dispatch",
            "deploy 1111111 of refs/heads/main to acme-production and acme-mirror, as asked",
        ),
        of_main("a run by the clock may be too late", "schedule", late),
        of_main("a run from elsewhere may be too late", "repository_dispatch", late),
        row("a run by hand of a tag means the commit that it was started for", redeploy("refs/tags/v1"))
            .gives("deploy 1111111 of refs/tags/v1 to acme-release, as asked"),
        row("a run from elsewhere of a tag", redeploy("refs/tags/v1"))
            .fact("GITHUB_EVENT_NAME", "repository_dispatch")
            .gives("ask where v1 is, by hand, if head"),
        row("a run by hand of a branch with a review app", redeploy("refs/heads/feature")).gives(
            "ask for that of acme:feature to update to 1111111, by hand, as asked; \
             else review app of feature in acme/web at 1111111, in place, by hand, as asked",
        ),
    ]);
}

#[test]
fn a_release_deploys_its_own_tag() {
    check([
        row("whatever the run is at", released("v1")).gives("ask where v1 is, by event, if head"),
        row("without a ref or commit", released("v1"))
            .fact("GITHUB_REF", "")
            .fact("GITHUB_SHA", "")
            .gives("ask where v1 is, by event, if head"),
        row("its tag has no rule", released("x1")).gives("skip: no rule matches `refs/tags/x1`"),
        row("its tag is to have nothing", released("v1-rc1"))
            .input("rules", "refs/tags/v*-*: none\nrefs/tags/v*: acme-release")
            .gives(r#"skip: rule "refs/tags/v*-*" (line 1) says `none`"#),
        row("its tag's rule is review-app", released("r1"))
            .gives(r#"skip: rule "refs/tags/r*" (line 3) says `review-app`, and only a branch can have one"#),
        row("under destroy", released("v1"))
            .input("command", "destroy")
            .gives("skip: refs/tags/v1 is a tag, and tags have no review app"),
    ]);
}

#[test]
fn a_tag_is_deployed_as_it_is_now() {
    let wish = || Wish { freshness: Freshness::MustBeHead, ..wish(Some(HEAD)) };
    let tag = || "v1".parse().unwrap();
    check([
        answered("it was moved", Answer::At(GitRef::Tag(tag()), sha(OTHER), wish()))
            .gives("deploy 2222222 of refs/tags/v1 to acme-release, if head"),
        answered("it is gone", Answer::NoTag(tag())).gives("skip: superseded: the tag `v1` no longer exists"),
    ]);
}

#[test]
fn nothing_about_a_merge_queue_is_deployed() {
    const QUEUE: &str = "gh-readonly-queue/main/pr-7-1111111111111111111111111111111111111111";
    let full = "refs/heads/gh-readonly-queue/main/pr-7-1111111111111111111111111111111111111111";
    let all = |name, event| row(name, event).input("rules", "**: review-app");
    let rows = [
        all("a push", push(full)),
        all("its end", deleted(full)),
        all("its end, under destroy", deleted(full)).input("command", "destroy"),
        all("a run by hand", redeploy(full)),
        all("a run for it", Event::RunCompleted(run_of(QUEUE))),
        all("a pull request of it", changed(PullChange::Opened, pull_of(QUEUE))),
        all("the end of a pull request of it", changed(PullChange::Closed, closed(pull_of(QUEUE)))),
        all("the queue's own event", ignored()).fact("GITHUB_EVENT_NAME", "merge_group").fact("GITHUB_REF", full),
        all("the queue's own event, under deploy", ignored())
            .fact("GITHUB_EVENT_NAME", "merge_group")
            .input("command", "deploy"),
        all("its creation, under deploy", ignored())
            .fact("GITHUB_EVENT_NAME", "create")
            .fact("GITHUB_REF", full)
            .input("command", "deploy"),
    ];
    check(rows.map(|row| row.gives(OF_MERGE_QUEUE)));
}

#[test]
fn an_event_that_is_ignored_is_skipped_with_its_reason() {
    check([
        row("it is of an unknown kind", ignored()).gives("skip: `star` events are ignored"),
        row("there is no key", ignored()).input("heroku-api-key", "").gives("skip: `star` events are ignored"),
        row("there are no rules", ignored()).input("rules", "").gives("skip: `star` events are ignored"),
    ]);
}
