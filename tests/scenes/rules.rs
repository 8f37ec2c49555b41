//! Rules that can never decide, rules that look odd and are right, and apps that only one line may lead to.

use branchline::sandbox::{World, github::sha_of};

use crate::{
    payloads::{pull_request, push},
    ready::push_workflow,
    workflow::{REPOSITORY, Run, Workflow},
};

/// A push of a branch or tag under these rules, in a world that has all that they name.
async fn pushed(reference: &str, rules: &str) -> (Run, Workflow) {
    let mut world =
        World::for_rehearsal(REPOSITORY, &["acme-production", "acme-staging", "acme-feature"], Some("acme"));
    let name = reference.trim_start_matches("refs/heads/").trim_start_matches("refs/tags/");
    let repository = world.add_repository(REPOSITORY);
    if reference.starts_with("refs/tags/") {
        repository.tags.insert(name.to_owned(), sha_of(name));
        repository.commits.insert(sha_of(name), "A commit".to_owned());
    } else {
        repository.push(name, &sha_of(name));
    }
    let workflow = Workflow::new(world).await.input("rules", rules).input("pipeline", "acme");
    let workflow = workflow.event("push", &push(reference, &sha_of(name)));
    (workflow.run().await, workflow)
}

#[tokio::test]
async fn a_line_that_can_never_decide_is_a_mistake_that_says_what_to_write() {
    for (rules, words) in [
        ("**: review-app\nmain: acme-production", "line 2 (\"main: acme-production\"): line 1 matches every branch"),
        ("main: acme-staging\nmain: acme-production", "line 1 has the same pattern"),
        ("main: acme-staging\nrefs/heads/main: acme-production", "line 1 has the same pattern"),
        ("^main$: acme-production", "Write `main`"),
        ("/^staging-.*/: acme-staging", "Write `staging-*`"),
        ("staging-.*: acme-staging", "Write `staging-*`"),
        ("(main|master): acme-production", "Write `{main,master}`"),
        ("origin/main: acme-production", "Write `main`"),
        ("tags/v*: acme-production", "Write `refs/tags/v*`"),
        ("refs/pull/*: review-app", "head branch"),
        ("feature\\*: review-app", "Write `feature/*`"),
        ("\u{200b}main: acme-production", "invisible character (U+200B)"),
        ("ma\u{ad}in: acme-production", "invisible character (U+00AD)"),
        ("main: acme-production\u{200b}", "invisible character (U+200B)"),
        ("“main”: acme-production", "Leave the quotes out"),
        ("main: ’acme-production’", "Leave the quotes out"),
        ("!main: review-app", "Write `main: none` above"),
        ("gh-readonly-queue/**: none", "Remove this line"),
        ("main: skip", "Write `none`"),
        ("dependabot/**: ignore", "Write `none`"),
        ("main: reviewapp", "did you mean review-app?"),
        ("main: review-apps", "did you mean review-app?"),
        ("main: review app", "did you mean review-app?"),
        ("main: https://acme-production.herokuapp.com/", "Write the app's name: acme-production"),
        ("main: https://git.heroku.com/acme-production.git", "Write the app's name: acme-production"),
        ("main: 0b1c2d3e-0123-4567-89ab-cdef01234567", "is an app's id. Write its name"),
        ("main: Acme-Production", "Write `acme-production`"),
        ("*: acme-${{ github.ref_name }}", "Write `acme-{branch}`"),
        ("*: acme-%branch%", "Write `acme-{branch}`"),
        ("*: acme-{ref}", "`{branch}` stands for the branch"),
    ] {
        let workflow = push_workflow().await.input("rules", rules).input("pipeline", "acme");
        let run = workflow.run().await;
        run.ended(2, "failed");
        let said = run.log.of("error");
        assert!(said.len() == 1 && said[0].starts_with("rules, line "), "{rules}: {}", run.output);
        assert!(said[0].contains(words), "{rules}: {}", said[0]);
        assert_eq!(workflow.sandbox.requests().len(), 0, "{rules}");
    }
}

#[tokio::test]
async fn what_looks_odd_and_is_right_deploys() {
    for (rules, reference) in [
        ("m*: acme-production\nmain: acme-staging", "refs/heads/main"),
        ("*: acme-production\nmain: acme-staging", "refs/heads/main"),
        ("v1.*: acme-production", "refs/heads/v1.2"),
        ("refs/tags/v1.*: acme-production\n**: review-app", "refs/tags/v1.2"),
        ("**: review-app\nrefs/tags/v*: acme-production", "refs/tags/v1.2"),
        ("[!a]*: acme-production", "refs/heads/main"),
        ("{main,master}: acme-production", "refs/heads/master"),
        ("release**: acme-production", "refs/heads/release/1.2"),
        ("fix-#12: acme-production", "refs/heads/fix-#12"),
        ("it's-*: acme-production", "refs/heads/it's-fine"),
        ("a,b: acme-production", "refs/heads/a,b"),
        ("c++: acme-production", "refs/heads/c++"),
        ("(draft)*: acme-production", "refs/heads/(draft)-x"),
        ("a!b: acme-production", "refs/heads/a!b"),
        ("👩‍💻/*: acme-production", "refs/heads/👩‍💻/x"),
        ("❤️: acme-production", "refs/heads/❤️"),
        ("été-*: acme-production", "refs/heads/été-1"),
        ("refs/heads/origin/main: acme-production", "refs/heads/origin/main"),
        ("refs/*/v1: acme-production", "refs/tags/v1"),
        ("originals/*: acme-production", "refs/heads/originals/x"),
        ("gh-readonly: acme-production", "refs/heads/gh-readonly"),
    ] {
        let (run, _) = pushed(reference, rules).await;
        run.ended(0, "deployed");
        assert_eq!(run.output("app"), "acme-production", "{rules}");
    }
}

#[tokio::test]
async fn a_rule_that_nearly_matches_is_named_in_the_reason() {
    for (rules, reference, words) in [
        (
            "main: acme-production\n*: review-app",
            "refs/heads/feature/x",
            "In rule \"*\" (line 2), `*` stops at `/`: write `**`",
        ),
        ("v*: acme-production", "refs/tags/v1.2", "write `refs/tags/v*`"),
        ("Main: acme-production", "refs/heads/main", "capitals count"),
    ] {
        let (run, _) = pushed(reference, rules).await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("no rule matches"), "{}", run.output("reason"));
        assert!(run.output("reason").contains(words), "{}", run.output("reason"));
    }
    let (run, _) = pushed("refs/heads/feature/x", "main: acme-production").await;
    assert_eq!(run.output("reason"), "no rule matches `feature/x`");
}

#[tokio::test]
async fn an_app_that_a_line_names_never_comes_out_of_another_lines_placeholder() {
    for (rules, branch) in [
        ("main: acme-production\n*: acme-{branch}", "production"),
        ("main: acme-production\n*: acme-{branch}", "Production"),
        ("*: acme-{branch}\nrefs/heads/main: acme-production, acme-staging", "PRODUCTION"),
        ("main: acme-production\n*: {branch}-production", "acme"),
        ("main: acme-pro-duction\n*: acme-{branch}", "pro.duction"),
        ("main: acme-pro-duction\n**: acme-{branch}", "pro/duction"),
        ("refs/tags/v*: acme-production\n*: acme-{branch}", "production"),
    ] {
        let (run, workflow) = pushed(&format!("refs/heads/{branch}"), rules).await;
        run.ended(2, "failed");
        let said = run.log.of("error")[0];
        assert!(said.contains("(line 1)") && said.contains("(line 2)") && said.contains(branch), "{rules}: {said}");
        assert_eq!(workflow.sandbox.requests_like("POST", "*").len(), 0, "{rules} {branch}");
    }
}

#[tokio::test]
async fn the_other_branches_under_the_same_rules_are_deployed() {
    let rules = "main: acme-production\n*: acme-{branch}";
    for (branch, app) in [("feature", "acme-feature"), ("Staging", "acme-staging"), ("main", "acme-production")] {
        let (run, _) = pushed(&format!("refs/heads/{branch}"), rules).await;
        run.ended(0, "deployed");
        assert_eq!(run.output("app"), app);
    }
    let (run, _) = pushed("refs/heads/production", "main: acme-production\nproduction: none\n*: acme-{branch}").await;
    run.ended(0, "skipped");
}

#[tokio::test]
async fn a_branch_that_is_refused_touches_nothing_whatever_names_it() {
    let rules = "main: acme-production\n*: acme-{branch}";
    let workflow = || async { push_workflow().await.input("rules", rules).input("pipeline", "acme") };
    let by_hand = serde_json::json!({ "ref": "refs/heads/production", "repository": crate::payloads::repository() });
    let opened = pull_request("opened", 7, "production", &sha_of("production"));
    for workflow in [
        workflow().await.input("ref", "production"),
        workflow().await.event("workflow_dispatch", &by_hand).set("GITHUB_REF", "refs/heads/production"),
        workflow().await.event("pull_request", &opened),
    ] {
        workflow.sandbox.world().add_repository(REPOSITORY).push("production", &sha_of("production"));
        let workflow = workflow.set("GITHUB_SHA", &sha_of("production"));
        workflow.run().await.ended(2, "failed");
        assert_eq!(workflow.sandbox.requests_like("POST", "*").len(), 0);
    }
}
