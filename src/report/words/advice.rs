//! What to do about an API's answer, by what it says and by what was being done.

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
        Failure::TooLarge(_) => {
            "No answer should be that large. Look for what fills the repository or the pipeline, and remove it."
        }
        Failure::Unaskable(_) => "Give it another name.",
        Failure::Refused(refusal) if refusal.is_redirect() => {
            "Redirects are followed on the same host alone, since the key goes along. Check `heroku-api-url`, and what stands \
             between the runner and the API."
        }
        Failure::Refused(refusal) if refusal.status >= 500 => outage(error.service),
        Failure::Refused(refusal) => match error.service {
            Service::Heroku => heroku(refusal, doing),
            Service::GitHub => github(refusal.status, doing),
        },
    };
    words.to_owned()
}

/// Where people see what was built and released of an app.
pub(super) fn activity(app: Option<&str>) -> String {
    let page = app.map(|app| format!("https://dashboard.heroku.com/apps/{app}/activity"));
    page.unwrap_or_else(|| "the app's activity in Heroku's dashboard".to_owned())
}

fn unreachable(service: Service) -> &'static str {
    match service {
        Service::Heroku => {
            "Check that the runner may connect to Heroku: firewall, `HTTPS_PROXY`, `heroku-api-url`, certificates."
        }
        Service::GitHub => "Check that the runner may connect to GitHub's API: firewall, `HTTPS_PROXY`, certificates.",
    }
}

fn outage(service: Service) -> &'static str {
    match service {
        Service::Heroku => {
            "It was asked several times. See https://status.heroku.com, and run the workflow again later."
        }
        Service::GitHub => {
            "It was asked several times. See https://www.githubstatus.com, and run the workflow again later."
        }
    }
}

/// What to do about a limit that was not over in time.
pub(super) fn of_limit(service: Service, limit: Cause) -> &'static str {
    match (limit, service) {
        (Cause::BuildLimit, _) => {
            "The account builds as many apps at once as it may: wait until some of its builds are over, then run the \
             workflow again. Heroku documents the limit at https://devcenter.heroku.com/articles/limits."
        }
        (_, Service::Heroku) => {
            "The account's requests are used up, and 75 come back each minute: run the workflow again later. A Heroku \
             account that only deploys has a limit of its own, and https://help.heroku.com raises it for good on request."
        }
        (_, Service::GitHub) => "The token's rate limit is used up; it is renewed within the hour.",
    }
}

/// What to do about a refusal of which Heroku's words tell more than its status does.
pub(super) fn by_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().all(|word| text.contains(word));
    if says(&["authorize", "charges"]) {
        return Some(
            "The owner of the pipeline has to approve the cost of review apps once: open the pipeline at \
             https://dashboard.heroku.com/pipelines as its owner. Then run the workflow again.",
        );
    }
    if says(&["app limit"]) || says(&["limit of", " apps"]) {
        return Some(
            "The account or team has as many apps as it may. Destroy those that nobody needs any more, such as old \
             review apps (`heroku apps --all` lists them, `heroku apps:destroy` destroys one), or ask \
             https://help.heroku.com for more. Then run the workflow again.",
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

/// What to do about a review app that could not be made, by what Heroku says of that.
pub(super) fn of_setup(says: &str) -> &'static str {
    let text = says.to_lowercase();
    let has = |word: &str| text.contains(word);
    if let Some(advice) = by_words(says) {
        return advice;
    }
    if has("config var") && has("required") {
        return "Give that config var a value in the pipeline's review-app settings at Heroku, or in `app.json`. The next push \
                or manual run makes another review app.";
    }
    if has("add-on") {
        return "Choose another plan for that add-on in `app.json`, or ask its provider. The next push or manual run makes \
                another review app.";
    }
    if has("app.json") {
        return "Correct `app.json`. The push that does so makes another review app.";
    }
    if has("postdeploy") {
        return "The output of the `postdeploy` script of `app.json` shows why. The next push or manual run makes another \
                review app.";
    }
    "The next push or manual run makes another review app. If it fails in the same way, check `app.json`, the build, and \
     the config vars of the pipeline's review apps."
}

const UNVERIFIED: &str =
    "The Heroku account lacks billing information: add it at https://dashboard.heroku.com/account/billing.";

/// The ids are those of <https://devcenter.heroku.com/articles/platform-api-reference#error-responses>.
fn heroku(refusal: &Refusal, doing: &Doing) -> &'static str {
    by_id(&refusal.id).or_else(|| by_words(&refusal.message)).unwrap_or_else(|| by_status(refusal, doing))
}

fn by_id(id: &str) -> Option<&'static str> {
    Some(match id {
        "two_factor" => {
            "Heroku wants a second factor for this key, and there is nobody to type it. A token of \
             `heroku authorizations:create` needs none: put one into the secret that `heroku-api-key` is given."
        }
        "suspended" => {
            "Heroku has suspended the account or the app: see https://dashboard.heroku.com, or ask https://help.heroku.com."
        }
        // The first is in Heroku's list, the second is what it answers.
        "verification_needed" | "verification_required" => UNVERIFIED,
        "delinquent" => UNPAID,
        _ => return None,
    })
}

const UNPAID: &str = "Heroku wants a payment first: the owner of the account or team finds it at \
                      https://dashboard.heroku.com/account/billing.";

fn by_status(refusal: &Refusal, doing: &Doing) -> &'static str {
    match (refusal.status, doing) {
        (401, _) => {
            "The API key is wrong, expired or revoked. Make one with `heroku authorizations:create`, \
                     and put it into the secret that `heroku-api-key` is given."
        }
        (402, _) => UNPAID,
        (403, _) => {
            "The key's account may not do that. Give it access (`heroku access:add`; in a team, the permissions \
                     view, deploy and operate), and do not make the key with a narrower `--scope`."
        }
        (404, Doing::LookingAtPipeline(_) | Doing::ListingReviewApps) => {
            "There is no such pipeline, or the key's account is no member of it. Compare the input `pipeline` with \
             what `heroku pipelines` lists for that account."
        }
        (404, doing) if is_about_app(doing) => {
            "There is no such app, or the key's account has no access to it. Compare the name in `rules` with what \
             `heroku apps --all` lists for that account; `heroku access:add` gives access."
        }
        (_, Doing::CreatingReviewApp { .. }) if refusal.is_conflict() => {
            "Heroku allows one review app for each name of a branch, also where the branches are in different forks or \
             repositories. Close the pull request that has it, destroy its review app with `/destroy` in a comment there, \
             or rename the branch; then run the workflow again. Give repositories whose branches have the same names a \
             pipeline each."
        }
        (422, Doing::CreatingReviewApp { .. }) => {
            "Heroku's words say why. If they do not help: review apps have to be enabled for the pipeline \
             (`heroku reviewapps:enable`), which may have to be connected to a repository."
        }
        (406, _) => "That is a bug in Branchline: please report it with this line.",
        _ => "Heroku's words say what is wrong with the request.",
    }
}

/// Whether GitHub was asked what a name means.
fn is_about_name(doing: &Doing) -> bool {
    matches!(
        doing,
        Doing::ResolvingReference(_)
            | Doing::FindingTag(_)
            | Doing::ReadingHead(GitRef::Tag(_))
            | Doing::FindingBuiltCommit { .. }
    )
}

/// Whether it is about an app that the workflow names, or that Heroku told of.
fn is_about_app(doing: &Doing) -> bool {
    matches!(
        doing,
        Doing::LookingAtApp(_)
            | Doing::LookingAtBuild { .. }
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
        (401, _) => {
            "`github-token` is empty, wrong or expired: leave the input out, so that the job's own token is used."
        }
        (403 | 404, Doing::ReadingChecks(_)) => {
            "`wait-for-checks` needs to see the checks: add `checks: read`, `statuses: read` and, unless it names them, \
             `actions: read` under `permissions:`."
        }
        (403 | 404, Doing::FindingPullRequest(_) | Doing::ReadingPullRequest(_)) => {
            "If the number is right, the token lacks a permission: add `pull-requests: read` under `permissions:`."
        }
        (403 | 404, Doing::CheckingPermission(_)) => "The token may not ask who may write to the repository.",
        (403 | 404, Doing::GettingArchive { .. } | Doing::GettingArchiveFor(_)) => {
            "The token may not read the repository's contents: add `contents: read` under `permissions:`. \
             If it is there, the commit is gone, as after a forced push."
        }
        (403 | 404 | 422, doing) if is_about_name(doing) => {
            "No branch, tag or commit has that name, or the token may not read the repository's contents \
             (`contents: read` under `permissions:`)."
        }
        (403, _) => "The token lacks a permission: see the table of permissions in the README.",
        _ => "GitHub's words say what is wrong with the request.",
    }
}

#[cfg(test)]
mod tests;
