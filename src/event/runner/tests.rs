use super::*;

const LEAST: [(&str, &str); 2] = [("GITHUB_REPOSITORY", "acme/web"), ("GITHUB_EVENT_NAME", "push")];

fn read(pairs: &[(&str, &str)]) -> Result<Runner, RunnerError> {
    Runner::from_environment(&Environment::from_pairs(pairs.iter().copied()))
}

fn with(variable: &str, value: &str) -> Result<Runner, RunnerError> {
    read(&[LEAST[0], LEAST[1], (variable, value)])
}

#[test]
fn without_a_runner_the_error_shows_the_way() {
    for pairs in [&[][..], &LEAST[..1], &[("GITHUB_REPOSITORY", ""), LEAST[1]]] {
        let error = read(pairs).unwrap_err().to_string();
        assert!(error.contains("as a step of a GitHub workflow"), "{error}");
        assert!(error.contains("`branchline rehearse`"), "{error}");
    }
}

#[test]
fn what_the_runner_leaves_out_has_a_default() {
    let runner = read(&LEAST).unwrap();
    assert_eq!(runner.repository.to_string(), "acme/web");
    assert_eq!(runner.github_api_url.as_str(), "https://api.github.com/");
    assert_eq!(runner.server_url.as_str(), "https://github.com/");
    assert_eq!((runner.sha.as_ref(), runner.git_ref.as_ref(), runner.event_path.as_ref()), (None, None, None));
    assert_eq!((runner.run_attempt, runner.run_url()), (1, None));
}

#[test]
fn everything_that_the_runner_says_is_taken() {
    let runner = read(&[
        LEAST[0],
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_EVENT_PATH", "/github/workflow/event.json"),
        ("GITHUB_SHA", "8C2DE7A4F0B9135AD6E7C8091A2B3C4D5E6F7081"),
        ("GITHUB_REF", "refs/pull/7/merge"),
        ("GITHUB_ACTOR", "dependabot[bot]"),
    ])
    .unwrap();
    assert_eq!(runner.event_name, "pull_request");
    assert_eq!(runner.event_path, Some(PathBuf::from("/github/workflow/event.json")));
    assert_eq!(runner.sha.unwrap().short(), "8c2de7a");
    assert_eq!(runner.git_ref.unwrap(), "refs/pull/7/merge");
    assert_eq!(runner.actor.unwrap(), "dependabot[bot]");
}

#[test]
fn an_address_keeps_its_path_and_loses_the_slash_at_its_end() {
    for (given, expected) in [
        ("https://api.github.com", "https://api.github.com/"),
        ("https://ghe.example/api/v3", "https://ghe.example/api/v3"),
        ("https://ghe.example/api/v3/", "https://ghe.example/api/v3"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
        ("http://localhost:8080", "http://localhost:8080/"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
    ] {
        assert_eq!(with("GITHUB_API_URL", given).unwrap().github_api_url.as_str(), expected);
    }
}

#[test]
fn what_is_odd_is_named_with_what_was_found() {
    for (variable, value) in [
        ("GITHUB_REPOSITORY", "acme"),
        ("GITHUB_API_URL", "api.github.com"),
        ("GITHUB_API_URL", "ftp://api.github.com"),
        ("GITHUB_SERVER_URL", "https://github.com?x"),
        ("GITHUB_SHA", "main"),
        ("GITHUB_RUN_ID", "x"),
    ] {
        let error = with(variable, value).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{variable} is {value:?}, which is not ")), "{error}");
    }
}

#[test]
fn the_token_goes_nowhere_in_the_open() {
    for address in
        ["http://0.0.0.0:8080/", "http://ghe.example/api/v3", "http://127.0.0.1.evil.example/", "http://[::]/"]
    {
        let error = with("GITHUB_API_URL", address).unwrap_err().to_string();
        assert!(error.contains("which is not an https address, or one on this machine"), "{error}");
    }
}

#[test]
fn the_page_of_a_run_names_the_attempt_from_the_second_on() {
    let page = |attempt| {
        let run =
            [("GITHUB_RUN_ID", "5"), ("GITHUB_RUN_ATTEMPT", attempt), ("GITHUB_SERVER_URL", "https://ghe.example/x/")];
        read(&[&LEAST[..], &run].concat()).unwrap().run_url().unwrap()
    };
    assert_eq!(page("1"), "https://ghe.example/x/acme/web/actions/runs/5");
    assert_eq!(page("3"), "https://ghe.example/x/acme/web/actions/runs/5/attempts/3");
}
