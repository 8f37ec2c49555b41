use super::*;

/// The complaints about one line.
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
    assert!(shown[1].starts_with(r#"rules, line 2 ("[a: Acme"): "Acme" is not a name "#), "{}", shown[1]);
    assert!(shown[2].starts_with(r#"rules, line 4 ("main acme"): there is no colon"#), "{}", shown[2]);
}

#[test]
fn each_mistake_is_called_by_its_name() {
    for (line, expected) in [
        ("main", "no colon"),
        (": acme-web", "no pattern"),
        ("main:", "no target"),
        ("main: acme-web,,acme-api", "comma without a target"),
        ("main: acme-web,", "comma without a target"),
        ("main: acme-web, acme-web", "acme-web is there twice"),
        ("main: acme-web, review-app", "review-app stands alone"),
        ("main: none, acme-web", "none stands alone"),
        ("main: acme-{ref}", "{branch} is the only one"),
        ("main: acme-{branch", "{branch} is the only one"),
        ("main: acme-${{ github.ref }}", "not one target"),
        ("main: Acme-{branch}", "not a name that a Heroku app can have"),
        ("main: {branch}-", "not a name that a Heroku app can have"),
        ("main: 1{branch}", "not a name that a Heroku app can have"),
        ("main: Review_App", "did you mean review-app?"),
        ("main: None", "did you mean none?"),
        ("main: acme-web # production", "comment stands on a line of its own"),
        ("main: acme-web\t# production", "comment stands on a line of its own"),
        ("- main: acme-web", "without `- `"),
        ("\"main\": acme-web", "without quotes"),
        ("'main: acme-web'", "without quotes"),
        ("main: \"acme-web\"", "without quotes"),
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
