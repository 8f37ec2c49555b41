//! The workflow's text.

use std::fmt::Write;

use super::{
    found::Found,
    left::left,
    parts::{ACTION, Parts},
    rules::sort,
};
use crate::names::{AppName, BranchName, PipelineRef};

/// A workflow, and what is left to do.
pub(crate) struct Draft {
    pub(crate) workflow: String,
    /// In the order in which to do it.
    pub(crate) left: Vec<String>,
}

/// The workflow that does what the integration of a pipeline does.
pub(crate) fn draft(found: &Found, default_branch: &BranchName, file: &str) -> Draft {
    let settings = found.review_apps.clone().unwrap_or_default();
    let connections = || found.apps.iter().filter_map(|app| app.connection.as_ref());
    let is_plain =
        found.name.parse::<PipelineRef>().is_ok() && found.name.starts_with(|it: char| it.is_ascii_alphabetic());
    let parts = Parts {
        sorted: sort(found, default_branch),
        pipeline: if is_plain { found.name.clone() } else { found.id.clone() },
        has_review_apps: settings.automatic_review_apps,
        waits_for_checks: settings.automatic_review_apps && settings.wait_for_ci
            || connections().any(|connection| connection.waits_for_ci),
        stale_days: Some(settings.stale_days.unwrap_or(5).max(1))
            .filter(|_| settings.automatic_review_apps && settings.destroy_stale_apps),
    };
    Draft { workflow: workflow(&parts), left: left(found, &parts, file) }
}

fn workflow(parts: &Parts) -> String {
    let mut text = "name: Heroku\n\non:\n".to_owned();
    text.push_str(&triggers(parts));
    text.push_str("\npermissions: {}\n\njobs:\n");
    text.push_str(&deploying_job(parts));
    if let Some(days) = parts.stale_days {
        text.push_str(&sweeping_job(parts, days));
    }
    text
}

fn triggers(parts: &Parts) -> String {
    let mut text = String::new();
    let branches: Vec<_> = parts.sorted.rules.iter().map(|(branch, _)| format!("\"{branch}\"")).collect();
    if !branches.is_empty() {
        let _ = writeln!(text, "  push:\n    branches: [{}]", branches.join(", "));
    }
    if parts.has_review_apps {
        text.push_str("  pull_request:\n    types: [opened, reopened, synchronize, closed, ready_for_review]\n");
    }
    if parts.stale_days.is_some() {
        text.push_str("  schedule:\n    - cron: \"17 3 * * *\"\n");
    }
    text + "  workflow_dispatch:\n    inputs:\n      ref:\n        description: Branch, tag or commit to deploy (this branch if left empty)\n"
}

fn deploying_job(parts: &Parts) -> String {
    let mut text = "  heroku:\n    name: Deploy or review app\n".to_owned();
    if parts.stale_days.is_some() {
        text.push_str("    if: github.event_name != 'schedule'\n");
    }
    let _ = writeln!(
        text,
        "    runs-on: ubuntu-latest\n    timeout-minutes: 90\n    concurrency:\n      group: heroku-${{{{ \
         github.event.pull_request.head.label || inputs.ref || github.ref_name }}}}\n      cancel-in-progress: false\n    \
         permissions:\n      contents: read # to find the commit, and for its archive\n      deployments: write # deployments \
         with a \"View deployment\" button\n      pull-requests: write # the comment on the pull request\n      statuses: write \
         # a commit status where GitHub does not show the run"
    );
    if parts.waits_for_checks {
        text.push_str("      checks: read # to wait for them\n      actions: read # to wait for runs whose checks are still to come\n");
    }
    let _ = writeln!(
        text,
        "    steps:\n      - uses: {ACTION}\n        with:\n          heroku-api-key: ${{{{ secrets.HEROKU_API_KEY }}}}\n          \
         ref: ${{{{ inputs.ref }}}}"
    );
    if parts.has_review_apps {
        let _ = writeln!(text, "          pipeline: {}", parts.pipeline);
    }
    if parts.waits_for_checks {
        text.push_str("          wait-for-checks: true\n");
    }
    text.push_str("          rules: |\n");
    for line in rules(parts) {
        let _ = writeln!(text, "            {line}");
    }
    text
}

/// The rules; for an app whose branch has to be written by hand, a comment.
fn rules(parts: &Parts) -> Vec<String> {
    let rules = parts.sorted.rules.iter().map(|(branch, apps)| {
        let apps: Vec<_> = apps.iter().map(AppName::as_str).collect();
        format!("{branch}: {}", apps.join(", "))
    });
    let others = parts.sorted.others.iter().map(|(app, branch, _)| {
        let branch = branch.as_ref().map_or("BRANCH", BranchName::as_str);
        format!("# {branch}: {app}")
    });
    let review_apps = parts.has_review_apps.then(|| "**: review-app".to_owned());
    let rules: Vec<_> = rules.chain(others).chain(review_apps).collect();
    let has_rule = rules.iter().any(|rule| !rule.starts_with('#'));
    // A step without a rule is a mistake.
    rules.into_iter().chain((!has_rule).then(|| "**: none".to_owned())).collect()
}

fn sweeping_job(parts: &Parts, days: u32) -> String {
    format!(
        "\n  sweep:\n    name: Destroy stale review apps\n    if: github.event_name == 'schedule'\n    runs-on: ubuntu-latest\n    \
         timeout-minutes: 90\n    concurrency:\n      group: heroku-sweep\n      cancel-in-progress: false\n    permissions:\n      \
         contents: read # to list the branches\n      pull-requests: write # to list the pull requests, and for their \
         comments\n      deployments: write # to close the deployments of what goes\n    steps:\n      - uses: {ACTION}\n        \
         with:\n          heroku-api-key: ${{{{ secrets.HEROKU_API_KEY }}}}\n          command: sweep\n          pipeline: \
         {}\n          stale-days: {days}\n",
        parts.pipeline
    )
}

#[cfg(test)]
mod tests;
