//! What `ref` can be, and that a commit has to be in the branch whose rule decides.

use branchline::sandbox::{
    World,
    github::{Access, PullRequest, Scope, sha_of},
};
use serde_json::{Value, json};

use crate::{
    deploys::built,
    payloads::{push, repository},
    workflow::{REPOSITORY, Run, Workflow},
};

const RULES: &str = "main: acme-production\nfeature/*: acme-feature\nrefs/tags/v*: acme-release";

/// `main` at `sha_of("head")` after `sha_of("main")`, a branch that is not merged, a fork's pull request, a tag, and a branch
/// with a number for a name.
async fn workflow() -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production", "acme-feature", "acme-release"], None);
    let there = world.add_repository(REPOSITORY);
    there.push("main", &sha_of("head"));
    there.push("feature/x", &sha_of("unreviewed"));
    there.push("2026", &sha_of("main"));
    there.tags.insert("v1".to_owned(), sha_of("main"));
    let theirs = PullRequest::new(7, "patch", &sha_of("theirs")).from_fork("mallory/shop", 4242);
    world.add_pull_request(REPOSITORY, theirs);
    Workflow::new(world).await.input("rules", RULES)
}

fn at_main(workflow: Workflow, event: &str) -> Workflow {
    let payload = match event {
        "push" => push("refs/heads/main", &sha_of("head")),
        "release" => json!({ "action": "published", "release": { "tag_name": "v1" }, "repository": repository() }),
        _ => json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() }),
    };
    workflow.event(event, &payload).set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("head"))
}

async fn dispatched(reference: &str) -> (Workflow, Run) {
    let workflow = at_main(workflow().await, "workflow_dispatch").input("ref", reference);
    let run = workflow.run().await;
    (workflow, run)
}

#[track_caller]
fn nothing_was_built(workflow: &Workflow) {
    for app in ["acme-production", "acme-feature", "acme-release"] {
        assert_eq!(built(workflow, app), Vec::<String>::new(), "{app}");
    }
}

#[tokio::test]
async fn a_commit_that_is_not_in_the_branch_is_refused() {
    for name in ["unreviewed", "theirs"] {
        let commit = sha_of(name);
        for event in ["workflow_dispatch", "repository_dispatch", "schedule", "push"] {
            for reference in [commit.clone(), commit.to_uppercase(), commit[..8].to_owned()] {
                let workflow = at_main(workflow().await, event).input("ref", &reference);
                let run = workflow.run().await;
                run.ended(2, "failed");
                let said = run.log.of("error")[0].to_owned();
                assert!(said.contains(&format!("commit {} is not in `main`", &commit[..7])), "{said}");
                nothing_was_built(&workflow);
            }
        }
    }
}

#[tokio::test]
async fn a_commit_that_is_in_the_branch_is_deployed_by_its_rule() {
    for name in ["main", "head"] {
        let commit = sha_of(name);
        for event in ["workflow_dispatch", "repository_dispatch", "schedule", "push"] {
            for reference in [commit.as_str(), &commit[..7]] {
                let workflow = at_main(workflow().await, event).input("ref", reference);
                workflow.run().await.ended(0, "deployed");
                assert_eq!(built(&workflow, "acme-production"), std::slice::from_ref(&commit), "{event} {reference}");
            }
        }
    }
}

#[tokio::test]
async fn a_commit_of_a_branch_that_was_forced_elsewhere_is_refused() {
    let workflow = at_main(workflow().await, "push").input("ref", &sha_of("head"));
    let mut world = workflow.sandbox.world();
    world.add_repository(REPOSITORY).branches.insert("main".to_owned(), sha_of("main"));
    drop(world);
    workflow.run().await.ended(2, "failed");
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn a_commit_for_a_release_has_to_be_in_its_tag() {
    for (commit, code, result) in [("main", 0, "deployed"), ("head", 2, "failed"), ("theirs", 2, "failed")] {
        let workflow = at_main(workflow().await, "release").input("ref", &sha_of(commit));
        workflow.run().await.ended(code, result);
        assert_eq!(built(&workflow, "acme-release").len(), usize::from(code == 0), "{commit}");
    }
}

#[tokio::test]
async fn a_commit_where_no_rule_is_meant_is_refused() {
    let payload = json!({ "action": "opened", "repository": repository() });
    let workflow = at_main(workflow().await, "push").event("issues", &payload).input("ref", &sha_of("main"));
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("Name a branch or tag"), "{}", run.output("reason"));
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn what_is_no_branch_tag_or_commit_is_a_mistake_with_what_to_write() {
    for (reference, words) in [
        ("pull/7/head", "`pull-request: 7`"),
        ("refs/pull/7/head", "`pull-request: 7`"),
        ("HEAD~1", "a commit's hash"),
        ("HEAD", "Leave `ref` empty"),
        ("origin/main", "`main`"),
        ("refs/remotes/origin/main", "`main`"),
        ("7", "`pull-request: 7`"),
        ("mian", "no branch, tag or commit `mian`"),
        ("refs/heads/v1", "no branch, tag or commit `refs/heads/v1`"),
        ("refs/tags/main", "no branch, tag or commit `refs/tags/main`"),
        ("0123abc", "no branch, tag or commit `0123abc`"),
        ("123456", "`pull-request: 123456`"),
        (&"0".repeat(40), "no branch, tag or commit"),
        ("main~1", "a commit's hash"),
    ] {
        let (workflow, run) = dispatched(reference).await;
        run.ended(2, "failed");
        let said = run.log.of("error")[0].to_owned();
        assert!(said.starts_with("ref: ") && said.contains(words), "{reference}: {said}");
        nothing_was_built(&workflow);
    }
}

#[tokio::test]
async fn where_a_branch_is_called_like_a_hash_or_a_number_the_branch_is_meant() {
    let hash = sha_of("main");
    for name in ["2026", &hash[..7], &hash] {
        let workflow = at_main(workflow().await, "workflow_dispatch").input("ref", name);
        let workflow = workflow.input("rules", &format!("{name}: acme-feature\nmain: acme-production"));
        workflow.sandbox.world().add_repository(REPOSITORY).push(name, &sha_of("unreviewed"));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(built(&workflow, "acme-feature"), [sha_of("unreviewed")]);
    }
}

#[tokio::test]
async fn a_token_that_may_not_read_the_repository_is_no_slip_in_ref() {
    for reference in ["feature/x", "mian", &sha_of("main")] {
        let workflow = at_main(workflow().await, "workflow_dispatch").input("ref", reference);
        workflow.sandbox.world().github.permissions.set(Scope::Contents, Access::None);
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert!(run.log.of("error")[0].contains("contents: read"), "{}", run.output);
    }
}

#[tokio::test]
async fn a_comparison_asks_for_no_more_than_it_needs() {
    let (workflow, run) = dispatched(&sha_of("main")).await;
    run.ended(0, "deployed");
    let path = format!("/repos/acme/shop/compare/{}...{}", sha_of("head"), sha_of("main"));
    let asked = workflow.sandbox.requests_like("GET", &path);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].reply["status"], Value::from("behind"));
    let (workflow, run) = dispatched(&sha_of("head")).await;
    run.ended(0, "deployed");
    assert_eq!(workflow.times("GET", "/repos/acme/shop/compare/*"), 0, "it is the head, so nothing is to be compared");
}
