use super::{advice, of_setup};
use crate::{
    http::{ApiError, Failure, Refusal, Service},
    names::{GitRef, PullNumber},
    outcome::Doing,
};

fn refused(service: Service, doing: &Doing, status: u16, id: &str, message: &str) -> String {
    let refusal = Refusal {
        status,
        id: id.to_owned(),
        message: message.to_owned(),
        request_id: String::new(),
        wait: None,
        rate_limited: id == "rate_limit",
    };
    let failure = Failure::Refused(Box::new(refusal));
    let (method, path) = (reqwest::Method::GET, String::new());
    advice(doing, &ApiError { service, method, path, failure })
}

#[test]
fn a_refused_review_app_is_told_by_what_heroku_says() {
    let creating = Doing::CreatingReviewApp { branch: "main".parse().unwrap(), beside: None };
    for (status, id, message, words) in [
        (422, "invalid_params", "You've reached your app limit of 100 apps.", "limit of apps"),
        (422, "invalid_params", "You've reached the limit of 100 apps. Delete some apps.", "limit of apps"),
        (403, "forbidden", "You've reached your app limit of 5 apps.", "limit of apps"),
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
        (402, "delinquent", "You've reached your app limit of 100 apps.", "payment is due"),
        (422, "invalid_params", "Your account has reached its concurrent builds limit.", "limit of concurrent builds"),
        (422, "rate_limit", "Your account reached the API rate limit.", "75 back each minute"),
        (422, "invalid_params", "Review apps are not enabled for this pipeline.", "heroku reviewapps:enable"),
        (409, "conflict", "A review app already exists for the x branch", "one review app per branch name"),
        (403, "forbidden", "You do not have access.", "heroku access:add"),
    ] {
        let advice = refused(Service::Heroku, &creating, status, id, message);
        assert!(advice.contains(words), "{status} {id} {message}: {advice}");
    }
}

#[test]
fn a_review_app_that_failed_is_told_by_what_heroku_says() {
    for (says, words) in [
        ("Build failed", "If it fails the same way"),
        ("app.json is invalid; app.json: env must be an object", "Correct `app.json`"),
        ("invalid app.json", "Correct `app.json`"),
        ("config var \"STRIPE_KEY\" is required", "Set that config var"),
        ("We tried to create heroku-redis:mini, but received an error from the add-on provider", "another plan"),
        ("postdeploy exit code was not 0", "output of the `postdeploy` script"),
        ("You've reached your app limit of 100 apps.", "limit of apps"),
        ("", "If it fails the same way"),
    ] {
        let advice = of_setup(says);
        assert!(advice.contains(words), "{says}: {advice}");
    }
}

#[test]
fn what_is_not_there_is_looked_for_where_it_was_named() {
    let app = || "acme-web".to_owned();
    let commit = "0123456789abcdef0123456789abcdef01234567".parse().unwrap();
    for (doing, words) in [
        (Doing::LookingAtApp(app()), "heroku apps --all"),
        (Doing::RequestingBuild { app: app(), commit }, "heroku apps --all"),
        (Doing::LookingAtPipeline("acme".parse().unwrap()), "`heroku pipelines`"),
        (Doing::ListingReviewApps, "`heroku pipelines`"),
        (Doing::LookingAtReviewApp, "Fix what Heroku names"),
    ] {
        let advice = refused(Service::Heroku, &doing, 404, "not_found", "Couldn't find that.");
        assert!(advice.contains(words), "{doing}: {advice}");
    }
}

#[test]
fn a_refusal_by_github_names_the_permission_that_is_missing() {
    let commit = || "0123456789abcdef0123456789abcdef01234567".parse().unwrap();
    let branch = || "feature/login".parse().unwrap();
    for (doing, words) in [
        (Doing::ReadingChecks(commit()), "`checks: read`"),
        (Doing::FindingPullRequest(branch()), "`pull-requests: read`"),
        (Doing::ReadingPullRequest(PullNumber::new(7).unwrap()), "`pull-requests: read`"),
        (Doing::CheckingPermission("mona".to_owned()), "who has write access"),
        (Doing::GettingArchiveFor("acme-web".to_owned()), "`contents: read`"),
        (Doing::ResolvingReference("v1".to_owned()), "No branch, tag or commit has that name"),
        (Doing::FindingTag("v1".to_owned()), "No branch, tag or commit has that name"),
        (Doing::ReadingHead(GitRef::Tag("v1".parse().unwrap())), "No branch, tag or commit has that name"),
        (Doing::ReadingHead(GitRef::Branch(branch())), "table of permissions"),
    ] {
        let advice = refused(Service::GitHub, &doing, 403, "", "Resource not accessible by integration");
        assert!(advice.contains(words), "{doing}: {advice}");
    }
}
