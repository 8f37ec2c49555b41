//! What to do about an API's answer, by what it says and by what was asked.

use reqwest::Method;

use crate::http::{ApiError, Cause, Failure, Refusal, Service};

/// What to do about an error.
pub(super) fn advice(error: &ApiError) -> String {
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
            Service::Heroku => heroku(refusal, Asked::of(error)),
            Service::GitHub => github(refusal, &error.path),
        },
    };
    words.to_owned()
}

/// What was asked of Heroku.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Something about an app that is there.
    App,
    /// Something about a pipeline that is there.
    Pipeline,
    /// A new review app.
    NewReviewApp,
    Other,
}

impl Asked {
    fn of(error: &ApiError) -> Self {
        match error.path.split('/').nth(1).unwrap_or_default() {
            "apps" => Self::App,
            "pipelines" => Self::Pipeline,
            "review-apps" if error.method == Method::POST => Self::NewReviewApp,
            _ => Self::Other,
        }
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
fn heroku(refusal: &Refusal, asked: Asked) -> &'static str {
    by_id(&refusal.id).or_else(|| by_words(&refusal.message)).unwrap_or_else(|| by_status(refusal, asked))
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

fn by_status(refusal: &Refusal, asked: Asked) -> &'static str {
    match (refusal.status, asked) {
        (401, _) => {
            "The API key is wrong, expired or revoked. Make one with `heroku authorizations:create`, \
                     and put it into the secret that `heroku-api-key` is given."
        }
        (402, _) => UNPAID,
        (403, _) => {
            "The key's account may not do that. Give it access (`heroku access:add`; in a team, the permissions \
                     view, deploy and operate), and do not make the key with a narrower `--scope`."
        }
        (404, Asked::Pipeline) => {
            "There is no such pipeline, or the key's account is no member of it. Compare the input `pipeline` with \
             what `heroku pipelines` lists for that account."
        }
        (404, Asked::App) => {
            "There is no such app, or the key's account has no access to it. Compare the name in `rules` with what \
             `heroku apps --all` lists for that account; `heroku access:add` gives access."
        }
        (_, Asked::NewReviewApp) if refusal.is_conflict() => {
            "Heroku allows one review app for each name of a branch, also where the branches are in different forks or \
             repositories. Close the pull request that has it, destroy its review app with `/destroy` in a comment there, \
             or rename the branch; then run the workflow again. Give repositories whose branches have the same names a \
             pipeline each."
        }
        (422, Asked::NewReviewApp) => {
            "Heroku's words say why. If they do not help: review apps have to be enabled for the pipeline \
             (`heroku reviewapps:enable`), which may have to be connected to a repository."
        }
        (406, _) => "That is a bug in Branchline: please report it with this line.",
        _ => "Heroku's words say what is wrong with the request.",
    }
}

/// Stand in the paths that `wait-for-checks` asks for.
const CHECKS: [&str; 3] = ["/check-runs", "/check-suites", "/actions/runs"];

fn github(refusal: &Refusal, path: &str) -> &'static str {
    match refusal.status {
        401 => "`github-token` is empty, wrong or expired: leave the input out, so that the job's own token is used.",
        403 | 404 if CHECKS.iter().any(|part| path.contains(part)) || path.ends_with("/status") => {
            "`wait-for-checks` needs to see the checks: add `checks: read`, `statuses: read` and, unless it names them, \
             `actions: read` under `permissions:`."
        }
        403 | 404 if path.contains("/pulls") => {
            "If the number is right, the token lacks a permission: add `pull-requests: read` under `permissions:`."
        }
        403 | 404 if path.contains("/collaborators") => "The token may not ask who may write to the repository.",
        403 | 404 if path.contains("/tarball/") => {
            "The token may not read the repository's contents: add `contents: read` under `permissions:`. \
             If it is there, the commit is gone, as after a forced push."
        }
        403 | 404 | 422 if path.contains("/commits/") => {
            "No branch, tag or commit has that name, or the token may not read the repository's contents \
             (`contents: read` under `permissions:`)."
        }
        403 => "The token lacks a permission: see the table of permissions in the README.",
        _ => "GitHub's words say what is wrong with the request.",
    }
}

#[cfg(test)]
mod tests {
    use super::{Method, advice, of_setup};
    use crate::http::{ApiError, Failure, Refusal, Service};

    fn refused(method: Method, path: &str, status: u16, id: &str, message: &str) -> String {
        let refusal = Refusal {
            status,
            id: id.to_owned(),
            message: message.to_owned(),
            request_id: String::new(),
            wait: None,
            rate_limited: id == "rate_limit",
        };
        let failure = Failure::Refused(Box::new(refusal));
        advice(&ApiError { service: Service::Heroku, method, path: path.to_owned(), failure })
    }

    #[test]
    fn a_refused_review_app_is_told_by_what_heroku_says() {
        for (status, id, message, words) in [
            (422, "invalid_params", "You've reached your app limit of 100 apps.", "as many apps as it may"),
            (
                422,
                "invalid_params",
                "You've reached the limit of 100 apps. Delete some apps.",
                "as many apps as it may",
            ),
            (403, "forbidden", "You've reached your app limit of 5 apps.", "as many apps as it may"),
            (
                402,
                "payment_required",
                "To create a review app, the pipeline owner must first authorize additional charges. Learn more at …",
                "approve the cost of review apps",
            ),
            (422, "invalid_params", "the pipeline owner must first Authorize additional Charges", "approve the cost"),
            (402, "verification_required", "To create an app, verify your account.", "billing information"),
            (422, "", "Please verify your account to create more apps.", "billing information"),
            (403, "two_factor", "A second authentication factor is required.", "second factor"),
            (402, "delinquent", "You've reached your app limit of 100 apps.", "payment first"),
            (422, "invalid_params", "Your account has reached its concurrent builds limit.", "builds as many apps"),
            (422, "rate_limit", "Your account reached the API rate limit.", "75 come back each minute"),
            (422, "invalid_params", "Review apps are not enabled for this pipeline.", "heroku reviewapps:enable"),
            (409, "conflict", "A review app already exists for the x branch", "one review app for each name"),
            (403, "forbidden", "You do not have access.", "heroku access:add"),
        ] {
            let advice = refused(Method::POST, "/review-apps", status, id, message);
            assert!(advice.contains(words), "{status} {id} {message}: {advice}");
        }
    }

    #[test]
    fn a_review_app_that_failed_is_told_by_what_heroku_says() {
        for (says, words) in [
            ("Build failed", "If it fails in the same way"),
            ("app.json is invalid; app.json: env must be an object", "Correct `app.json`"),
            ("invalid app.json", "Correct `app.json`"),
            ("config var \"STRIPE_KEY\" is required", "Give that config var a value"),
            ("We tried to create heroku-redis:mini, but received an error from the add-on provider", "another plan"),
            ("postdeploy exit code was not 0", "output of the `postdeploy` script"),
            ("You've reached your app limit of 100 apps.", "as many apps as it may"),
            ("", "If it fails in the same way"),
        ] {
            let advice = of_setup(says);
            assert!(advice.contains(words), "{says}: {advice}");
        }
    }

    #[test]
    fn what_is_not_there_is_looked_for_where_it_was_named() {
        for (path, words) in [
            ("/apps/acme-web", "heroku apps --all"),
            ("/apps/acme-web/builds", "heroku apps --all"),
            ("/pipelines/acme", "`heroku pipelines`"),
            ("/review-apps/1", "Heroku's words"),
        ] {
            let advice = refused(Method::GET, path, 404, "not_found", "Couldn't find that.");
            assert!(advice.contains(words), "{path}: {advice}");
        }
    }
}
