//! GitHub's own examples, which are not in this repository.

use std::collections::BTreeSet;
use std::path::Path;

use branchline::event::{Event, PullChange};
use branchline::inputs::Environment;

use super::{runner, sorted_files};

/// What the event table says about GitHub's own examples, by event, action and the few facts that matter.
fn kind_of_example(event: &str, action: &str, payload: &serde_json::Value) -> &'static str {
    match (event, action) {
        ("push", _) if payload["deleted"] == true => "RefDeleted",
        ("push", _) => "Push",
        ("delete", _) => "RefDeleted",
        ("pull_request", "opened" | "reopened" | "synchronize" | "ready_for_review") => "PullRequest Head",
        ("pull_request", "closed") => "PullRequest Closed",
        ("pull_request", "converted_to_draft") => "PullRequest Drafted",
        ("pull_request", "labeled") => "PullRequest Labeled",
        ("pull_request", "unlabeled") => "PullRequest Unlabeled",
        ("workflow_dispatch" | "repository_dispatch", _) => "Redeploy",
        ("release", "published" | "released") => "Released",
        ("pull_request" | "pull_request_review" | "pull_request_review_comment" | "pull_request_review_thread", _) => {
            "PullRequest Other"
        }
        ("workflow_run", "completed") if payload["workflow_run"]["conclusion"].is_string() => "RunCompleted",
        _ => "Ignored",
    }
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Push { .. } => "Push",
        Event::RefDeleted { .. } => "RefDeleted",
        Event::PullRequest { change, .. } => match change {
            PullChange::Opened | PullChange::Head | PullChange::Reopened | PullChange::Pushed => "PullRequest Head",
            PullChange::Closed => "PullRequest Closed",
            PullChange::Labeled(_) => "PullRequest Labeled",
            PullChange::Unlabeled(_) => "PullRequest Unlabeled",
            PullChange::Drafted => "PullRequest Drafted",
            PullChange::Other(_) => "PullRequest Other",
        },
        Event::Redeploy { .. } => "Redeploy",
        Event::Released { .. } => "Released",
        Event::RunCompleted(_) => "RunCompleted",
        Event::Comment(_) => "Comment",
        Event::Ignored { .. } => "Ignored",
    }
}

#[test]
#[ignore = "needs BRANCHLINE_WEBHOOK_EXAMPLES, the folder of https://github.com/octokit/webhooks payload examples"]
fn every_example_of_githubs_comes_out_as_the_event_table_says() {
    let environment = Environment::from_process();
    let examples = environment.get("BRANCHLINE_WEBHOOK_EXAMPLES").expect("BRANCHLINE_WEBHOOK_EXAMPLES is set");
    let mut kinds = BTreeSet::new();
    for folder in sorted_files(Path::new(examples)) {
        let event_name = folder.file_name().unwrap().to_str().unwrap();
        for file in sorted_files(&folder) {
            let action = file.file_name().unwrap().to_str().unwrap().split('.').next().unwrap();
            let bytes = std::fs::read(&file).unwrap();
            let payload = serde_json::from_slice(&bytes).unwrap();
            let event = Event::read(&runner(event_name), &bytes).unwrap_or_else(|error| panic!("{file:?}: {error}"));
            assert_eq!(kind(&event), kind_of_example(event_name, action, &payload), "{file:?}");
            kinds.insert(kind(&event));
        }
    }
    assert_eq!(kinds.len(), 12, "the examples hold everything but a comment with a command: {kinds:?}");
}
