//! The workflow's text. Where a pipeline has nothing unusual, it is what the README says to paste.

use super::{
    found::Found,
    left::left,
    parts::{ACTION, Parts},
    rules::Checkout,
};
use crate::names::{AppName, BranchName};

/// A workflow, and what is left to do.
pub(crate) struct Draft {
    pub(crate) workflow: String,
    /// In the order in which to do it.
    pub(crate) left: Vec<String>,
}

/// What each pull request needs to be seen through from its beginning to its end.
const PULL_REQUEST: &str = "  pull_request:
    types: [opened, reopened, synchronize, closed, ready_for_review, labeled, unlabeled]
  delete:
";
const SCHEDULE: &str = "  schedule:
    - cron: \"17 3 * * *\"
";
const BY_HAND: &str = "  workflow_dispatch:
    inputs:
      ref:
        description: Branch, tag or commit to deploy (this branch if left empty)
";
/// Words that YAML takes for something else than a text, in any case.
const NO_TEXTS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

/// The workflow that does what the integration of a pipeline does.
pub(crate) fn draft(found: &Found, checkout: &Checkout, file: &str) -> Draft {
    let parts = Parts::of(found, checkout);
    Draft { workflow: workflow(&parts), left: left(found, &parts, file) }
}

fn workflow(parts: &Parts) -> String {
    let (triggers, queue) = (triggers(parts), queue(parts));
    let (deploying, sweeping) = (deploying_job(parts), parts.stale_days.map(|days| sweeping_job(parts, days)));
    format!(
        "name: Heroku\n\non:\n{triggers}\npermissions: {{}}\n\nconcurrency:\n  group: heroku-${{{{ {queue} }}}}\n  \
         cancel-in-progress: false\n\njobs:\n{deploying}{}",
        sweeping.unwrap_or_default()
    )
}

fn triggers(parts: &Parts) -> String {
    let branches: Vec<_> = parts.sorted.rules.iter().map(|(branch, _)| scalar(branch.as_str())).collect();
    let push = match branches.as_slice() {
        [] => String::new(),
        some => format!("  push:\n    branches: [{}]\n", some.join(", ")),
    };
    let pull_request = if parts.has_review_apps { PULL_REQUEST } else { "" };
    let schedule = if parts.stale_days.is_some() { SCHEDULE } else { "" };
    format!("{push}{pull_request}{schedule}{BY_HAND}")
}

/// A plain branch's name as YAML.
fn scalar(text: &str) -> String {
    let is_no_text = NO_TEXTS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_no_text { format!("\"{text}\"") } else { text.to_owned() }
}

/// What tells apart the runs that wait for each other. A scheduled run is at the default branch, and must not take the place of a
/// deploy of it that waits: no branch has white space in its name.
fn queue(parts: &Parts) -> String {
    let scheduled = parts.stale_days.map(|_| "github.event_name == 'schedule' && 'the sweep'");
    let pull_request = parts.has_review_apps.then_some(
        "github.event.pull_request.head.label || github.event_name == 'delete' && format('{0}:{1}', github.repository_owner, \
         github.event.ref)",
    );
    let by_hand = Some("inputs.ref || github.ref_name");
    [scheduled, pull_request, by_hand].into_iter().flatten().collect::<Vec<_>>().join(" || ")
}

fn deploying_job(parts: &Parts) -> String {
    let when = |condition: bool, text: &'static str| if condition { text } else { "" };
    let name = if parts.has_review_apps { "Deploy or review app" } else { "Deploy" };
    let deploys_only = when(parts.stale_days.is_some(), "    if: github.event_name != 'schedule'\n");
    let comments = when(parts.has_review_apps, "      pull-requests: write # the comment on the pull request\n");
    let checks = when(
        parts.waits_for_checks,
        "      checks: read # to wait for them\n      actions: read # to wait for runs whose checks are still to come\n",
    );
    let pipeline =
        if parts.has_review_apps { format!("          pipeline: {}\n", parts.pipeline) } else { String::new() };
    let waits = when(parts.waits_for_checks, "          wait-for-checks: true\n");
    let rules = rules(parts).join("\n            ");
    format!(
        "  heroku:
    name: {name}
{deploys_only}    runs-on: ubuntu-latest
    timeout-minutes: 90
    permissions:
      contents: read # to find the commit, and for its archive
      deployments: write # deployments with a \"View deployment\" button
{comments}      statuses: write # a commit status where GitHub does not show the run
{checks}    steps:
      - uses: {ACTION}
        with:
          heroku-api-key: ${{{{ secrets.HEROKU_API_KEY }}}}
{pipeline}          ref: ${{{{ inputs.ref }}}}
{waits}          rules: |
            {rules}
"
    )
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
    let review_apps = ["dependabot/**: none", "**: review-app"].into_iter().map(ToOwned::to_owned);
    let review_apps = review_apps.filter(|_| parts.has_review_apps);
    let rules: Vec<_> = rules.chain(others).chain(review_apps).collect();
    let has_rule = rules.iter().any(|rule| !rule.starts_with('#'));
    // A step without a rule is a mistake.
    rules.into_iter().chain((!has_rule).then(|| "**: none".to_owned())).collect()
}

fn sweeping_job(parts: &Parts, days: u32) -> String {
    let pipeline = &parts.pipeline;
    format!(
        "
  sweep:
    name: Destroy stale review apps
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    timeout-minutes: 90
    permissions:
      contents: read # to list the branches
      pull-requests: write # to list the pull requests, and for their comments
      deployments: write # to close the deployments of what goes
    steps:
      - uses: {ACTION}
        with:
          heroku-api-key: ${{{{ secrets.HEROKU_API_KEY }}}}
          command: sweep
          pipeline: {pipeline}
          stale-days: {days}
"
    )
}

#[cfg(test)]
mod tests;
