//! What is left to do once the workflow is written.

use super::{
    found::Found,
    parts::{ACTION, Parts},
    rules::NoRule,
};
use crate::names::{AppName, BranchName};

/// The steps, in the order in which to do them.
pub(super) fn left(found: &Found, parts: &Parts, file: &str) -> Vec<String> {
    let owner = ACTION.starts_with("OWNER/").then(|| {
        format!(
            "In {file}, replace `OWNER` in `uses: {ACTION}` with the owner of the Branchline repository that you use."
        )
    });
    let apps = parts.sorted.others.iter().map(|(app, branch, why)| of_app(app, branch.as_ref(), why, file));
    let slow = parts.waits_for_checks.then(|| {
        "`wait-for-checks: true` holds back deploys and review apps until the commit's other checks are green. Remove it if only \
         some of them waited for CI at Heroku."
            .to_owned()
    });
    let manual = found.review_apps.as_ref().filter(|settings| !settings.automatic_review_apps).map(|_| {
        format!(
            "Review apps are enabled at Heroku, but not automatic, so {file} makes none. To have one for each pull request, see \
             docs/examples/review-apps.yml in the Branchline repository."
        )
    });
    owner.into_iter().chain(apps).chain(slow).chain(manual).chain(always(found, parts, file)).collect()
}

fn of_app(app: &AppName, branch: Option<&BranchName>, why: &NoRule, file: &str) -> String {
    match (why, branch) {
        (NoRule::ByHand, Some(branch)) => format!(
            "`{app}` is connected to `{branch}`, and Heroku does not deploy it on pushes. To deploy it on each push, remove the \
             `# ` before `{branch}: {app}` in {file}, and add `{branch}` to `push`."
        ),
        (NoRule::Promoted, Some(branch)) => format!(
            "`{branch}` is deployed to an app of an earlier stage, so `{app}` gets no rule: it is probably promoted to. Promote \
             with `command: promote` (docs/examples/promote-or-roll-back.yml in the Branchline repository), or remove the `# ` \
             before `{branch}: {app}` in {file}."
        ),
        (NoRule::OddBranch(branch), _) => format!(
            "`{app}` is deployed from the branch {branch:?}, whose name may mean something else in a workflow. Write the rule and \
             the branch under `push` in {file} by hand."
        ),
        _ => format!(
            "Heroku does not tell which branch `{app}` is deployed from. In {file}, replace `# BRANCH` before `: {app}` with the \
             branch, and add the branch to `push`."
        ),
    }
}

fn always(found: &Found, parts: &Parts, file: &str) -> Vec<String> {
    let mut left = vec![
        "Create a token, and store it as the repository's secret HEROKU_API_KEY:\n  heroku authorizations:create --description \
         Branchline\n  gh secret set HEROKU_API_KEY"
            .to_owned(),
        format!("See what the workflow does, without an account:\n  branchline rehearse --workflow {file}"),
    ];
    let deployed = parts.sorted.rules.iter().flat_map(|(_, apps)| apps);
    let pages = deployed.map(|app| format!("\n  https://dashboard.heroku.com/apps/{app}/deploy/github"));
    let pages: String = pages.collect();
    if !pages.is_empty() {
        left.push(format!("Disable automatic deploys at Heroku, so that it does not deploy as well:{pages}"));
    }
    if parts.has_review_apps {
        left.push(format!(
            "Disable automatic review apps at Heroku, and leave review apps enabled:\n  heroku reviewapps:disable --pipeline {} \
             --no-autodeploy --no-autodestroy",
            found.id
        ));
    }
    left.push(format!(
        "Commit and push {file}:\n  git add {file}\n  git commit -m \"Deploy with Branchline\"\n  git push"
    ));
    left
}
