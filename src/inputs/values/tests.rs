use super::super::choices::{Command, CommitStatuses, Drafts, Forks, Update};
use super::*;

#[test]
fn a_choice_that_is_none_says_what_the_choices_are() {
    assert_eq!(choice("in-place"), Ok(Update::InPlace));
    for (complaint, expected) in [
        (
            choice::<Update>("inplace").unwrap_err(),
            r#""inplace" is neither in-place nor recreate; did you mean in-place?"#,
        ),
        (choice::<Forks>("maybe").unwrap_err(), r#""maybe" is none of skip, labeled, allow"#),
        (choice::<Forks>("true").unwrap_err(), r#""true" is none of skip, labeled, allow; did you mean allow?"#),
        (choice::<Forks>("No").unwrap_err(), r#""No" is none of skip, labeled, allow; did you mean skip?"#),
        (choice::<Drafts>("false").unwrap_err(), r#""false" is neither deploy nor skip; did you mean skip?"#),
        (choice::<Drafts>("true").unwrap_err(), r#""true" is neither deploy nor skip; did you mean deploy?"#),
        (choice::<CommitStatuses>("yes").unwrap_err(), r#""yes" is none of auto, true, false; did you mean true?"#),
        (choice::<Drafts>("Skip").unwrap_err(), r#""Skip" is neither deploy nor skip; did you mean skip?"#),
        (
            choice::<Command>("deplyo").unwrap_err(),
            r#""deplyo" is none of auto, deploy, destroy, promote, rollback, setup, sweep, test; did you mean deploy?"#,
        ),
    ] {
        assert_eq!(complaint, expected);
    }
}

#[test]
fn a_flag_is_what_the_runners_toolkit_takes_for_one() {
    for text in ["true", "True", "TRUE"] {
        assert_eq!(flag(text), Ok(true));
    }
    for text in ["false", "False", "FALSE"] {
        assert_eq!(flag(text), Ok(false));
    }
    for (text, meant) in [("yes", "true"), ("1", "true"), ("tRUE", "true"), ("off", "false"), ("flase", "false")] {
        assert_eq!(flag(text), Err(format!("\"{text}\" is neither true nor false; did you mean {meant}?")));
    }
    assert_eq!(flag("maybe"), Err("\"maybe\" is neither true nor false".to_owned()));
}

#[test]
fn a_timeout_has_a_unit_and_a_limit() {
    for (text, seconds) in [("90s", 90), ("80m", 4800), ("1h 30m", 5400), ("1h30m", 5400), ("35d", 3_024_000)] {
        assert_eq!(timeout(text), Ok(Duration::from_secs(seconds)), "{text}");
    }
    for (text, expected) in [
        ("45", "has no unit. Write 45m for minutes or 45s for seconds"),
        ("0", "no time at all"),
        ("00", "no time at all"),
        ("0s", "no time at all"),
        ("36d", "35 days"),
        ("99999999999999999999h", "not a length of time"),
        ("soon", "not a length of time"),
        ("-5m", "not a length of time"),
    ] {
        let complaint = timeout(text).unwrap_err();
        assert!(complaint.contains(expected), "{text}: {complaint}");
        assert!(!complaint.contains("expected"), "no word of the library's: {complaint}");
    }
}

#[test]
fn a_pipeline_is_a_name_or_an_id_and_an_address_names_what_is_in_it() {
    for fine in ["acme", "acme-web-2", "0b1c2d3e-0123-4567-89ab-cdef01234567"] {
        assert_eq!(pipeline(fine).unwrap().as_str(), fine);
    }
    for (text, expected) in [
        (
            "https://dashboard.heroku.com/pipelines/0b1c2d3e-0123-4567-89ab-cdef01234567",
            "part of it: 0b1c2d3e-0123-4567-89ab",
        ),
        ("https://dashboard.heroku.com/pipelines/acme/settings?x=1", "Write only this part of it: acme"),
        ("dashboard.heroku.com/pipelines/acme", "Write only this part of it: acme"),
        ("https://dashboard.heroku.com/apps/acme", "Write the pipeline's name or id"),
        ("acme.herokuapp.com", "Write the pipeline's name or id"),
        ("my pipeline", "use letters, digits and hyphens"),
        ("acme/web", "use letters, digits and hyphens"),
    ] {
        let complaint = pipeline(text).unwrap_err();
        assert!(complaint.contains(expected), "{text}: {complaint}");
    }
}

#[test]
fn an_address_is_https_or_on_this_machine() {
    for fine in [
        "https://api.heroku.com",
        "https://proxy.example/heroku/",
        "http://localhost:8080",
        "http://127.0.0.1:1",
        "http://127.1.2.3",
        "http://[::1]:8080",
    ] {
        assert!(address(fine).is_ok(), "{fine}");
    }
    for (wrong, expected) in [
        ("http://api.heroku.com", "neither https nor on this machine"),
        ("http://localhost.example", "neither https nor on this machine"),
        ("http://10.0.0.1", "neither https nor on this machine"),
        ("ftp://localhost", "neither https nor on this machine"),
        ("api.heroku.com", "not a web address"),
        ("https://", r#""https://" is not a web address"#),
        ("https://hunter2@", "this is not a web address"),
        ("https://api.heroku.com?x=1", "before ? or #"),
        ("https://api.heroku.com#x", "before ? or #"),
        ("https://user:hunter2@api.heroku.com", "user or password"),
        ("https://hunter2@api.heroku.com", "user or password"),
    ] {
        let complaint = address(wrong).unwrap_err();
        assert!(complaint.contains(expected) && !complaint.contains("hunter2"), "{wrong}: {complaint}");
    }
}
