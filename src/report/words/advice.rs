//! What to do about an API's answer, depending on its words and on what was being done.

use super::new_app;
use crate::{
    http::{ApiError, Cause, Failure, Refusal, Service},
    names::GitRef,
    outcome::Doing,
};

/// What to do about an error.
pub(super) fn advice(doing: &Doing, error: &ApiError) -> String {
    let words = match &error.failure {
        Failure::Unreachable(_) => unreachable(error.service),
        Failure::Lost(_) | Failure::Unreadable(_) => outage(error.service),
        Failure::Refused(_) if Cause::of(&error.failure).is_limit() => {
            of_limit(error.service, Cause::of(&error.failure))
        }
        Failure::TooLarge(_) => "Find out what makes the repository or the pipeline this large, and remove it.",
        Failure::Unaskable(_) => "Give it another name.",
        Failure::Refused(refusal) if refusal.is_redirect() => {
            "Branchline follows redirects only within one host, since it sends the key along. Check `heroku-api-url`, and any proxy \
             between the runner and the API."
        }
        Failure::Refused(refusal) if refusal.status >= 500 => outage(error.service),
        Failure::Refused(refusal) => match error.service {
            Service::Heroku => heroku(refusal, doing),
            Service::GitHub => github(refusal.status, doing),
            Service::Registry => registry(refusal.status),
        },
    };
    match doing {
        Doing::JoiningPipeline(_) => format!("{words} {}", new_app::LEFT_OUT),
        _ => words.to_owned(),
    }
}

/// Where people see what was built and released of an app.
pub(super) fn activity(app: Option<&str>) -> String {
    let page = app.map(|app| format!("https://dashboard.heroku.com/apps/{app}/activity"));
    page.unwrap_or_else(|| "the app's activity in Heroku's dashboard".to_owned())
}

fn unreachable(service: Service) -> &'static str {
    match service {
        Service::Heroku => {
            "Make sure that the runner can connect to Heroku: check the firewall, `HTTPS_PROXY`, `heroku-api-url` and certificates."
        }
        Service::Registry => {
            "Make sure that the runner can connect to the registry: check its name in `images`, the firewall and `HTTPS_PROXY`."
        }
        Service::GitHub => {
            "Make sure that the runner can connect to GitHub's API: check the firewall, `HTTPS_PROXY` and certificates."
        }
    }
}

fn outage(service: Service) -> &'static str {
    match service {
        Service::Heroku => {
            "Branchline tried several times. Check https://status.heroku.com, and run the workflow again later."
        }
        Service::Registry => "Branchline tried several times. Run the workflow again later.",
        Service::GitHub => {
            "Branchline tried several times. Check https://www.githubstatus.com, and run the workflow again later."
        }
    }
}

/// What to do about a limit that lasted too long.
pub(super) fn of_limit(service: Service, limit: Cause) -> &'static str {
    match (limit, service) {
        (Cause::BuildLimit, _) => {
            "The account has reached its limit of concurrent builds. Wait for some of its builds to end, then run the workflow \
             again. The limit is documented at https://devcenter.heroku.com/articles/limits."
        }
        (_, Service::Heroku) => {
            "The account has used up its requests, and gets 75 back each minute. Run the workflow again later. To avoid this, \
             deploy with a Heroku account of its own, or ask https://help.heroku.com to raise the limit."
        }
        (_, Service::Registry) => "Run the workflow again later, or set `registry-username` and `registry-password`.",
        (_, Service::GitHub) => {
            "The token has used up its rate limit, which GitHub renews within an hour. Run the workflow again then."
        }
    }
}

/// What to do about a refusal if Heroku's words say more than its status.
pub(super) fn by_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().all(|word| text.contains(word));
    if says(&["authorize", "charges"]) {
        return Some(
            "The pipeline's owner has to approve the cost of review apps once, at https://dashboard.heroku.com/pipelines. Then run \
             the workflow again.",
        );
    }
    if says(&["app limit"]) || says(&["limit of", " apps"]) {
        return Some(
            "The account or team has reached its limit of apps. Destroy apps that nobody needs, such as old review apps \
             (`heroku apps --all` lists them, `heroku apps:destroy` destroys one), or ask https://help.heroku.com to raise \
             the limit. Then run the workflow again.",
        );
    }
    if says(&["verify your account"]) {
        return Some(UNVERIFIED);
    }
    if says(&["concurrent builds"]) {
        return Some(of_limit(Service::Heroku, Cause::BuildLimit));
    }
    None
}

/// What to do about a review app that could not be created, depending on Heroku's words.
pub(super) fn of_setup(says: &str) -> &'static str {
    let text = says.to_lowercase();
    let has = |word: &str| text.contains(word);
    if let Some(advice) = by_words(says) {
        return advice;
    }
    if has("config var") && has("required") {
        return "Set that config var in the pipeline's review-app settings at Heroku, in `review-app-config-vars`, or in `app.json`. \
                Then push again or comment `/redeploy` to get a new app.";
    }
    if has("add-on") {
        return "Choose another plan for that add-on in `app.json`, or ask its provider. Then push again or comment `/redeploy` to get \
                a new app.";
    }
    if has("app.json") {
        return "Correct `app.json` and push it to get a new app.";
    }
    if has("postdeploy") {
        return "The output of the `postdeploy` script of `app.json` shows why. Fix it and push to get a new app.";
    }
    "Push again or comment `/redeploy` to get a new app. If it fails the same way, check `app.json`, the build log and the \
     pipeline's review-app config vars."
}

const UNVERIFIED: &str =
    "The Heroku account has no billing information. Add it at https://dashboard.heroku.com/account/billing.";

/// The ids are those of <https://devcenter.heroku.com/articles/platform-api-reference#error-responses>.
fn heroku(refusal: &Refusal, doing: &Doing) -> &'static str {
    by_id(&refusal.id).or_else(|| by_words(&refusal.message)).unwrap_or_else(|| by_status(refusal, doing))
}

fn by_id(id: &str) -> Option<&'static str> {
    Some(match id {
        "two_factor" => {
            "Heroku asks for a second factor with this key. Create a token that needs none with `heroku authorizations:create`, \
             and store it in the secret that `heroku-api-key` reads."
        }
        "suspended" => {
            "Heroku has suspended the account or the app. See https://dashboard.heroku.com, or ask https://help.heroku.com."
        }
        // The first is in Heroku's list, the second is what it answers.
        "verification_needed" | "verification_required" => UNVERIFIED,
        "delinquent" => UNPAID,
        _ => return None,
    })
}

const UNPAID: &str = "A payment is due. Ask the owner of the account or team to settle it at \
                      https://dashboard.heroku.com/account/billing.";

fn by_status(refusal: &Refusal, doing: &Doing) -> &'static str {
    match (refusal.status, doing) {
        (401, _) => {
            "The API key is wrong, expired or revoked. Create one with `heroku authorizations:create`, and store it in the secret \
             that `heroku-api-key` reads."
        }
        (402, _) => UNPAID,
        (status, Doing::SettingUp(_)) => new_app::refused(status, &refusal.message),
        (403, Doing::LookingForApp(_)) => new_app::HIDDEN,
        (_, Doing::JoiningPipeline(_)) => "Fix what Heroku names.",
        // The store that takes an upload knows no accounts, and its answers have no id.
        (403, Doing::Uploading) if refusal.id.is_empty() => {
            "The store did not accept the upload's signed address. Run the workflow again. If it fails the same way, check the \
             runner's clock, and any proxy between the runner and the store."
        }
        (403, _) => {
            "The key's account lacks permission. Give it access with `heroku access:add` (in a team: view, deploy and operate), \
             and create the key without a narrower `--scope`."
        }
        (404, Doing::LookingAtPipeline(_) | Doing::ListingReviewApps) => {
            "There is no such pipeline, or the key's account has no access to it. Compare the input `pipeline` with what \
             `heroku pipelines` lists for that account."
        }
        (404, doing) if is_about_app(doing) => {
            "There is no such app, or the key's account has no access to it. Compare the name in `rules` with what \
             `heroku apps --all` lists for that account. To give it access, use `heroku access:add`. To create it from `app.json`, \
             run the workflow with `command: setup`."
        }
        (_, Doing::CreatingReviewApp { .. }) if refusal.is_conflict() => {
            "Within a pipeline, Heroku allows one review app per branch name, across forks and repositories. Close the pull request \
             that has it, comment `/destroy` there, or rename the branch. Then run the workflow again. Give each repository \
             a pipeline of its own."
        }
        (422, Doing::CreatingReviewApp { .. }) => {
            "Fix what Heroku names. If that does not help, enable review apps for the pipeline (`heroku reviewapps:enable`), and \
             connect it to a repository."
        }
        (406, _) => "This is a bug in Branchline. Please report it with this line.",
        _ => "Fix what Heroku names, then run the workflow again.",
    }
}

/// Whether GitHub was asked what a name means.
fn is_about_name(doing: &Doing) -> bool {
    matches!(
        doing,
        Doing::ResolvingReference(_)
            | Doing::FindingTag(_)
            | Doing::ReadingHead(GitRef::Tag(_))
            | Doing::FindingBuiltCommit(_)
    )
}

/// Whether it is about an app that the workflow or Heroku named.
fn is_about_app(doing: &Doing) -> bool {
    matches!(
        doing,
        Doing::LookingAtApp(_)
            | Doing::LookingAtBuild(_)
            | Doing::RequestingBuild { .. }
            | Doing::WatchingWork { .. }
            | Doing::ReadingBuildsOfReviewApp
            | Doing::FindingOwnerOfReviewApp
            | Doing::ReadingConfigVars(_)
            | Doing::SettingConfigVars(_)
            | Doing::SwitchingMaintenance { .. }
            | Doing::Promoting { .. }
            | Doing::StartingDyno(_)
            | Doing::Restarting(_)
            | Doing::ReadingDynos(_)
            | Doing::DeletingStuckApp { .. }
    )
}

fn github(status: u16, doing: &Doing) -> &'static str {
    match (status, doing) {
        (401, _) => "`github-token` is empty, wrong or expired. Leave the input out to use the job's own token.",
        (403 | 404, Doing::ReadingChecks(_)) => {
            "`wait-for-checks` has to read the checks. Add `checks: read`, `statuses: read` and, unless it names checks, \
             `actions: read` under `permissions:`."
        }
        (403 | 404, Doing::ListingPullRequests) => "Add `pull-requests: read` under `permissions:`.",
        (403 | 404, Doing::ListingBranches) => "Add `contents: read` under `permissions:`.",
        (403 | 404, Doing::FindingPullRequest(_) | Doing::ReadingPullRequest(_)) => {
            "There is no such pull request, or the token may not read it. Check the number, and add `pull-requests: read` under \
             `permissions:`."
        }
        (403 | 404, Doing::CheckingPermission(_)) => {
            "The token may not read who has write access. Use the job's own token."
        }
        (403 | 404, Doing::GettingArchive { .. } | Doing::GettingArchiveFor(_)) => {
            "Add `contents: read` under `permissions:`, so that the token may read the repository. If it is there, the commit is \
             gone, as after a force push."
        }
        (403 | 404 | 422, doing) if is_about_name(doing) => {
            "No branch, tag or commit has that name, or the token may not read the repository's contents \
             (`contents: read` under `permissions:`)."
        }
        (403, _) => "The token lacks a permission. The README has a table of permissions.",
        _ => "Fix what GitHub names, then run the workflow again.",
    }
}

fn registry(status: u16) -> &'static str {
    match status {
        401 | 403 => {
            "The registry refused the login, or does not let it do this. For ghcr.io, add `packages: read` under \
             `permissions:`, and give this repository access to the package. For other registries, set `registry-username` \
             and `registry-password`. For registry.heroku.com, check that the key's account has access to the app."
        }
        404 => {
            "There is no such image or tag, or the login may not see it. Compare `images` with what the step before pushed."
        }
        _ => "Fix what the registry names, then run the workflow again.",
    }
}

#[cfg(test)]
mod tests;
