//! What to do about an API's error.

use crate::http::{ApiError, Failure, Refusal, Service};

/// What to do about an error.
pub(super) fn advice(error: &ApiError) -> String {
    let words = match &error.failure {
        Failure::Unreachable(_) => unreachable(error.service),
        Failure::Lost(_) | Failure::Unreadable(_) => outage(error.service),
        Failure::TooLarge(_) => {
            "No answer should be that large. Look for what fills the repository or the pipeline, and remove it."
        }
        Failure::Unaskable(_) => "Give it another name.",
        Failure::Refused(refusal) if refusal.is_redirect() => {
            "Redirects are followed on the same host alone, since the key goes along. Check `heroku-api-url`, and what stands \
             between the runner and the API."
        }
        Failure::Refused(refusal) if refusal.rate_limited => rate_limit(error.service),
        Failure::Refused(refusal) if refusal.status >= 500 => outage(error.service),
        Failure::Refused(refusal) => match error.service {
            Service::Heroku => heroku(refusal, &error.path),
            Service::GitHub => github(refusal, &error.path),
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

fn rate_limit(service: Service) -> &'static str {
    match service {
        Service::Heroku => {
            "The account's rate limit is used up; it fills again within the hour. \
                            A Heroku account of its own for deploys has a limit of its own."
        }
        Service::GitHub => "The token's rate limit is used up; it is renewed within the hour.",
    }
}

/// The ids are those of <https://devcenter.heroku.com/articles/platform-api-reference#error-responses>.
fn heroku(refusal: &Refusal, path: &str) -> &'static str {
    match (refusal.status, refusal.id.as_str()) {
        (401, _) => {
            "The API key is wrong, expired or revoked. Make one with `heroku authorizations:create`, \
                     and put it into the secret that `heroku-api-key` is given."
        }
        (_, "two_factor") => {
            "Heroku wants a second factor for this key, and there is nobody to type it. A token of \
             `heroku authorizations:create` needs none: put one into the secret that `heroku-api-key` is given."
        }
        (_, "suspended") => {
            "Heroku has suspended the account or the app: see https://dashboard.heroku.com, or ask https://help.heroku.com."
        }
        (_, "verification_needed" | "verification_required") => {
            "The Heroku account lacks billing information: add it at https://dashboard.heroku.com/account/billing."
        }
        (402, _) | (_, "delinquent") => {
            "Heroku wants a payment first: the owner of the account or team finds it at \
             https://dashboard.heroku.com/account/billing."
        }
        (403, _) => {
            "The key's account may not do that. Give it access (`heroku access:add`; in a team, the permissions \
                     view, deploy and operate), and do not make the key with a narrower `--scope`."
        }
        (404, _) if path.starts_with("/pipelines") => {
            "There is no such pipeline, or the key's account is no member of it. Compare the input `pipeline` with \
             what `heroku pipelines` lists for that account."
        }
        (404, _) if path.starts_with("/apps") => {
            "There is no such app, or the key's account has no access to it. Compare the name in `rules` with what \
             `heroku apps --all` lists for that account; `heroku access:add` gives access."
        }
        _ if path.starts_with("/review-apps") && refusal.is_conflict() => {
            "Heroku allows one review app for each name of a branch, also where the branches are in different forks or \
             repositories. Close the pull request that has it, destroy its review app with `/destroy` in a comment there, \
             or rename the branch; then run the workflow again. Give repositories whose branches have the same names a \
             pipeline each."
        }
        (422, _) if path.starts_with("/review-apps") => {
            "Heroku does not take this review app. Review apps have to be enabled for the pipeline \
             (`heroku reviewapps:enable`), which may have to be connected to a repository."
        }
        (406, _) => "That is a bug in Branchline: please report it with this line.",
        _ => "Heroku's words say what is wrong with the request.",
    }
}

fn github(refusal: &Refusal, path: &str) -> &'static str {
    match refusal.status {
        401 => "`github-token` is empty, wrong or expired: leave the input out, so that the job's own token is used.",
        403 | 404 if path.contains("/check-suites") || path.ends_with("/actions/runs") => {
            "`wait-for-checks: true` needs to see checks and workflow runs: add `actions: read`, `checks: read` and \
             `statuses: read` under `permissions:`."
        }
        403 | 404 if path.contains("/check-runs") => {
            "`wait-for-checks` needs to see the checks: add `checks: read` and `statuses: read` under `permissions:`."
        }
        403 | 404 if path.ends_with("/status") => {
            "`wait-for-checks` needs to see the statuses: add `statuses: read` and `checks: read` under `permissions:`."
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
