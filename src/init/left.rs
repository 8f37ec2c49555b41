//! What is left to do once the workflow is written.

use std::path::Path;

use super::{
    found::{Found, FoundApp, LeftOut, ReviewApps},
    parts::{ACTION, Parts},
    rules::NoRule,
};
use crate::names::{AppName, BranchName, Found as Shown};

/// Where GitHub looks for workflows.
const WORKFLOWS: &str = ".github/workflows";

/// The steps, in the order in which to do them.
pub(super) fn left(found: &Found, parts: &Parts, file: &str) -> Vec<String> {
    let owner = ACTION.starts_with("OWNER/").then(|| {
        format!(
            "In {file}, replace `OWNER` in `uses: {ACTION}` with the owner of the Branchline repository that you use."
        )
    });
    let guessed = parts.sorted.guessed.iter().map(|(app, branch)| {
        format!(
            "Heroku does not tell which branch `{app}` is deployed from, so {file} says `{branch}`. If it is another, correct it \
             under `push` and in `rules`."
        )
    });
    let apps = parts.sorted.others.iter().map(|(app, branch, why)| of_app(app, branch.as_ref(), why, file));
    let left_out = found.left_out.iter().map(|app| of_left_out(app, file));
    let slow = of_checks(found, parts);
    let review_apps = of_review_apps(&found.review_apps, file);
    let first = owner.into_iter().chain(guessed).chain(apps).chain(left_out).chain(slow).chain(review_apps);
    first.chain(always(found, parts, file)).collect()
}

fn of_app(app: &AppName, branch: Option<&BranchName>, why: &NoRule, file: &str) -> String {
    match (why, branch) {
        (NoRule::ByHand, Some(branch)) => format!(
            "`{app}` is connected to `{branch}`, and Heroku does not deploy it on pushes. To deploy it on each push, remove the \
             `# ` before `{branch}: {app}` in {file}, and add `{branch}` to `push`."
        ),
        (NoRule::Promoted, Some(branch)) => format!(
            "`{branch}` is deployed to an app of an earlier stage, so `{app}` gets no rule: it is probably promoted to. Promote \
             with `command: promote` (docs/examples/promote-or-roll-back.yml in the Branchline repository), or add `{app}` to the \
             line of `{branch}` in {file}."
        ),
        (NoRule::OddBranch(branch), _) => format!(
            "`{app}` is deployed from the branch {}, whose name may mean something else in a workflow. Write the rule and the \
             branch under `push` in {file} by hand.",
            Shown(branch)
        ),
        (NoRule::OtherRepository(repository), _) => format!(
            "`{app}` is connected to the repository {}, and this is a clone of another. If {file} is to deploy it all the same, \
             replace `# BRANCH` before `: {app}` with the branch, and add the branch to `push`.",
            Shown(repository)
        ),
        _ => format!(
            "Heroku does not tell which branch `{app}` is deployed from. In {file}, replace `# BRANCH` before `: {app}` with the \
             branch, and add the branch to `push`."
        ),
    }
}

/// Waiting is for all that a step deploys.
fn of_checks(found: &Found, parts: &Parts) -> Option<String> {
    let waits = |app: &&FoundApp| app.connection.as_ref().is_some_and(|connection| connection.waits_for_ci);
    let deployed = |app: &&FoundApp| parts.sorted.rules.iter().any(|(_, apps)| apps.contains(&app.name));
    let impatient = found.apps.iter().filter(deployed).filter(|app| !waits(app)).map(|app| format!("`{}`", app.name));
    let review_apps = found.review_apps.automatic().filter(|settings| !settings.wait_for_ci);
    let impatient: Vec<_> = impatient.chain(review_apps.map(|_| "review apps".to_owned())).collect();
    (parts.waits_for_checks && !impatient.is_empty()).then(|| {
        format!(
            "`wait-for-checks: true` holds back every deploy until the commit's other checks are green. As far as Heroku tells, \
             these did not wait for CI: {}. If they must not, give them a job of their own without it.",
            impatient.join(", ")
        )
    })
}

fn of_left_out(app: &LeftOut, file: &str) -> String {
    match app {
        LeftOut::Odd(name) => {
            format!("Heroku lists an app {}, and no app can have that name. {file} leaves it out.", Shown(name))
        }
        LeftOut::Hidden(id) => format!(
            "The key has no access to the app {id} of the pipeline, so {file} leaves it out. Give the key's account access with \
             `heroku access:add`, then write the file once more with `--force`."
        ),
    }
}

fn of_review_apps(review_apps: &ReviewApps, file: &str) -> Option<String> {
    let why = match review_apps {
        ReviewApps::Hidden => "The key may not see how the pipeline makes review apps",
        ReviewApps::Set(settings) if !settings.automatic_review_apps => {
            "Review apps are enabled at Heroku, but not automatic"
        }
        ReviewApps::Off | ReviewApps::Set(_) => return None,
    };
    Some(format!(
        "{why}, so {file} makes none. To have one for each pull request, see docs/examples/review-apps.yml in the Branchline \
         repository."
    ))
}

fn always(found: &Found, parts: &Parts, file: &str) -> Vec<String> {
    let quoted = quoted(file);
    let mut left = vec![
        "Create a token, and store it as the repository's secret HEROKU_API_KEY:\n  heroku authorizations:create --description \
         Branchline\n  gh secret set HEROKU_API_KEY"
            .to_owned(),
        format!("See what the workflow does, without an account:\n  branchline rehearse --workflow {quoted}"),
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
    if !Path::new(file).parent().is_some_and(|folder| folder.ends_with(WORKFLOWS)) {
        left.push(format!(
            "Move {file} to {WORKFLOWS}, since GitHub looks for workflows nowhere else. Commit and push it."
        ));
        return left;
    }
    left.push(format!(
        "Commit and push {file}:\n  git add {quoted}\n  git commit -m \"Deploy with Branchline\"\n  git push"
    ));
    left
}

/// A file's name as a shell takes it.
fn quoted(file: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/');
    if file.chars().all(is_plain) { file.to_owned() } else { format!("'{}'", file.replace('\'', "'\\''")) }
}
