use super::super::target::RuleTarget;
use super::*;

/// The mistakes in one line.
fn complaints(line: &str) -> Vec<String> {
    let complaints = rules(line).expect_err(line);
    complaints.into_iter().map(|complaint| complaint.text).collect()
}

#[test]
fn a_list_of_rules_keeps_its_order_and_its_line_numbers() {
    let text = "\n# where it goes\r\nmain : acme-production ,acme-mirror\r\n\n  staging-*: acme-{branch}\n\
                dependabot/**:none\n**: review-app";
    let shown: Vec<_> = rules(text)
        .unwrap()
        .into_iter()
        .map(|rule| (rule.line.number, rule.pattern.as_str().to_owned(), rule.target))
        .collect();
    let apps = |names: &[&str]| RuleTarget::Apps(names.iter().map(|name| name.parse().unwrap()).collect());
    assert_eq!(
        shown,
        [
            (3, "main".to_owned(), apps(&["acme-production", "acme-mirror"])),
            (5, "staging-*".to_owned(), apps(&["acme-{branch}"])),
            (6, "dependabot/**".to_owned(), RuleTarget::Nothing),
            (7, "**".to_owned(), RuleTarget::ReviewApp),
        ]
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_pattern() {
    assert_eq!(rules("\u{feff}main: acme").unwrap()[0].pattern.as_str(), "main");
}

#[test]
fn every_wrong_line_is_complained_about_with_its_number_and_text() {
    let complaints = rules("main: acme-web\n  [a: Acme\n\nmain acme").unwrap_err();
    let shown: Vec<_> = complaints.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(shown[0].starts_with(r#"rules, line 2 ("[a: Acme"): "[a" is not a glob: "#), "{}", shown[0]);
    assert!(shown[1].starts_with(r#"rules, line 2 ("[a: Acme"): app names are lower case"#), "{}", shown[1]);
    assert!(shown[2].starts_with(r#"rules, line 4 ("main acme"): the colon is missing"#), "{}", shown[2]);
}

#[test]
fn each_mistake_is_called_by_its_name() {
    for (line, expected) in [
        ("main", "the colon is missing"),
        (": acme-web", "the pattern before the colon is missing"),
        ("main:", "nothing follows the colon"),
        ("main: acme-web,,acme-api", "comma without a target"),
        ("main: acme-web,", "comma without a target"),
        ("main: acme-web, acme-web", "acme-web is listed twice"),
        ("main: acme-web, review-app", "review-app must stand alone"),
        ("main: none, acme-web", "none must stand alone"),
        ("main: acme-{ref}", "Write `acme-{branch}`"),
        ("main: acme-{branch", "`{branch}` stands for the branch, and is the only one"),
        ("main: acme-${{ github.ref }}", "Write `acme-{branch}`"),
        ("main: Acme-{branch}", "app names are lower case. Write `acme-{branch}`"),
        ("main: {branch}-", "not a name that a Heroku app can have"),
        ("main: 1{branch}", "not a name that a Heroku app can have"),
        ("main: Review_App", "did you mean review-app?"),
        ("main: None", "Write `none` to do nothing"),
        ("main: acme-web # production", "comment on a line of its own"),
        ("main: acme-web\t# production", "comment on a line of its own"),
        ("- main: acme-web", "Leave the `- ` out"),
        ("\"main\": acme-web", "Leave the quotes out"),
        ("'main: acme-web'", "Leave the quotes out"),
        ("main: \"acme-web\"", "Leave the quotes out"),
        ("main, staging: acme-web", "white space"),
        ("main: acme-web staging: acme-staging", "`rules: |`"),
        ("ma{in: acme-web", "is not a glob: unclosed alternate group"),
    ] {
        let found = complaints(line);
        assert!(found.len() == 1 && found[0].contains(expected), "{line}: {found:?}");
    }
}

#[test]
fn a_template_that_some_branch_makes_right_is_right() {
    for name in ["{branch}", "a{branch}", "acme-{branch}", "{branch}-{branch}", "abcdefghijklmnopqrstuvwxyz012{branch}"]
    {
        assert!(rules(&format!("main: {name}")).is_ok(), "{name}");
    }
    let name = "abcdefghijklmnopqrstuvwxyz0123{branch}";
    assert!(complaints(&format!("main: {name}"))[0].contains("3 to 30"));
}

#[test]
fn a_number_sign_inside_a_pattern_is_no_comment() {
    assert!(rules("fix-#12/**: review-app").is_ok());
}

#[test]
fn rules_have_a_limit() {
    for text in ["#\n".repeat(MOST_LINES + 1), format!("#{}", "x".repeat(MOST_BYTES))] {
        let complaints = rules(&text).unwrap_err();
        assert!(complaints[0].text.contains("more than 500 lines"), "{complaints:?}");
    }
    assert!(rules(&"#\n".repeat(MOST_LINES)).is_ok());
}

#[test]
fn what_is_meant_by_a_target_is_told() {
    for (target, expected) in [
        ("skip", "Write `none` to do nothing"),
        ("Ignore", "Write `none` to do nothing"),
        ("nothing", "Write `none` to do nothing"),
        ("null", "Write `none` to do nothing"),
        ("review-apps", "did you mean review-app?"),
        ("reviewapp", "did you mean review-app?"),
        ("review_app", "did you mean review-app?"),
        ("review app", "did you mean review-app?"),
        ("Review-App", "did you mean review-app?"),
        ("review", "did you mean review-app?"),
        ("deploy", "a rule says where a branch goes"),
        ("Acme-Production", "Write `acme-production`"),
        ("acme_production", "did you mean acme-production?"),
        ("acme.production", "did you mean acme-production?"),
        ("0b1c2d3e-0123-4567-89ab-cdef01234567", "is an app's id. Write its name"),
        ("https://acme-web.herokuapp.com/", "is an address. Write the app's name: acme-web"),
        ("acme-web-0123456789ab.herokuapp.com", "is an address. Write the app's name: acme-web"),
        ("https://git.heroku.com/acme-web.git", "is an address. Write the app's name: acme-web"),
        ("git@heroku.com:acme-web.git", "is an address. Write the app's name: acme-web"),
        ("https://dashboard.heroku.com/apps/acme-web/deploy", "is an address. Write the app's name: acme-web"),
        ("https://www.acme.example", "is an address. Write the app's name"),
        ("acme-${{ github.ref_name }}", "Write `acme-{branch}`"),
        ("acme-${BRANCH}", "Write `acme-{branch}`"),
        ("acme-$BRANCH", "Write `acme-{branch}`"),
        ("acme-%branch%", "Write `acme-{branch}`"),
        ("acme-<branch>-x", "Write `acme-{branch}-x`"),
        ("acme-{{branch}}", "stands for nothing"),
        ("acme-*", "Write `acme-{branch}`"),
        ("acme-{commit}", "stands for nothing"),
        ("{branch}-{ref}", "stands for nothing"),
        ("“acme-web”", "Leave the quotes out"),
        ("acme-web'", "Leave the quotes out"),
        ("`acme-web`", "Leave the quotes out"),
        ("acme-web\u{200b}", "an invisible character (U+200B)"),
    ] {
        let found = complaints(&format!("main: {target}"));
        assert!(found.len() == 1 && found[0].contains(expected), "{target}: {found:?}");
    }
}

#[test]
fn an_app_may_be_called_almost_anything() {
    for name in
        ["production", "skipper", "reviewer", "review-app-2", "preview-app", "no-op-app", "ignored-app", "nothing-else"]
    {
        assert!(rules(&format!("main: {name}")).is_ok(), "{name}");
    }
}

#[test]
fn every_mistake_of_a_line_is_told_and_the_lines_in_their_order() {
    let complaints = rules("**: skip\n^main$: Acme\nmain: acme-web\n! x").unwrap_err();
    let lines: Vec<_> = complaints.iter().map(|complaint| complaint.line.as_ref().unwrap().number).collect();
    assert_eq!(lines, [1, 2, 2, 3, 4], "{complaints:?}");
}
