use super::*;

fn matches(glob: &str, name: &str) -> bool {
    Pattern::parse(glob).unwrap().matches_text(name)
}

#[test]
fn a_star_and_a_question_mark_stop_at_a_slash() {
    for (glob, name, expected) in [
        ("feature/*", "feature/login", true),
        ("feature/*", "feature/", true),
        ("feature/*", "feature/login/form", false),
        ("*", "main", true),
        ("*", "feature/login", false),
        ("feature?login", "feature-login", true),
        ("feature?login", "feature/login", false),
        ("?", "", false),
    ] {
        assert_eq!(matches(glob, name), expected, "{glob} {name}");
    }
}

#[test]
fn two_stars_cross_slashes_anywhere() {
    for (glob, name, expected) in [
        ("**", "main", true),
        ("**", "a/b/c", true),
        ("release**", "release/1.2", true),
        ("release**", "release", true),
        ("release**", "release-1/2/3", true),
        ("release**", "prerelease", false),
        ("**fix", "a/b-fix", true),
        ("**/fix", "a/fix", true),
        ("**/fix", "fix", true),
        ("**/fix", "a/hotfix", false),
        ("a**b", "a/x/b", true),
        ("a/**/b", "a/b", true),
        ("a/**/b", "a/x/y/b", true),
        ("a/**/b", "a/xb", false),
        ("dependabot/**", "dependabot/npm/left-pad-1.3", true),
        ("dependabot/**", "dependabot", false),
        ("{hotfix,fix}**", "hotfix/now", true),
        ("{a,b/**}", "b/c/d", true),
        ("{a/,b/}**/c", "a/c", true),
        ("{b,**/a}", "a", true),
        ("a[*][*]", "a/b", false),
    ] {
        assert_eq!(matches(glob, name), expected, "{glob} {name}");
    }
}

#[test]
fn classes_and_alternatives_work_and_case_matters() {
    for (glob, name, expected) in [
        ("v[0-9]", "v1", true),
        ("v[0-9]", "vx", false),
        ("v[!0-9]", "vx", true),
        ("v[^0-9]", "v1", false),
        ("a[!b]c", "a/c", false),
        ("a[!]b]c", "a/c", false),
        ("a[!-b]c", "a/c", false),
        ("a[]b]c", "a]c", true),
        ("{main,master}", "master", true),
        ("{main,master}", "mainmaster", false),
        ("v1{,.x}", "v1", true),
        ("v1{,.x}", "v1.x", true),
        ("{a,{b,c}d}", "cd", true),
        ("a,b", "a,b", true),
        ("Main", "main", false),
    ] {
        assert_eq!(matches(glob, name), expected, "{glob} {name}");
    }
}

#[test]
fn a_letter_beyond_ascii_is_one_letter() {
    for (glob, name, expected) in [
        ("fix-?", "fix-é", true),
        ("fix-?", "fix-éé", false),
        ("fix-??", "fix-é", false),
        ("fix-é", "fix-é", true),
        ("fix-é", "fix-è", false),
        ("fix-[éè]", "fix-è", true),
        ("fix-[!é]", "fix-è", true),
        ("fix-[!é]", "fix-é", false),
        ("*", "日本語", true),
    ] {
        assert_eq!(matches(glob, name), expected, "{glob} {name}");
    }
}

#[test]
fn every_glob_matches_what_the_reference_matches() {
    let globs = "* ** *** ? a a* a** **a **/a a/** a/**/b **/** a**/b a/**b */** **/* */*/* a?b ?/? [ab] [!a] [^a]* \
                 [!]a] [-a] [!a-] [a/]b {a,b} {a,b/**} {**/a,x}/b {a,{b,*}}/a {,a/}b {a**,b}/c x{**/a,b} {b,**/a} {a/,b/}**/a \
                 {**/a,b} a{,**}b é* [é]/? **é {a,**é} {}a ,a";
    let letters = ["a", "b", "/", "*", "é", "]", "-"];
    let mut names = vec![String::new()];
    for length in 0..4 {
        let longest: Vec<_> = names.iter().filter(|name| name.chars().count() == length).cloned().collect();
        names.extend(longest.iter().flat_map(|name| letters.map(|letter| format!("{name}{letter}"))));
    }
    for glob in globs.split(' ') {
        let pattern = Pattern::parse(glob).unwrap();
        for name in &names {
            assert_eq!(pattern.matches_text(name), reference::matches(glob, name), "{glob} {name}");
        }
    }
}

#[test]
fn a_pattern_over_names_is_for_branches_and_one_over_refs_for_both() {
    let branch: GitRef = "refs/heads/v1".parse().unwrap();
    let tag: GitRef = "refs/tags/v1".parse().unwrap();
    for (glob, of_branch, of_tag) in [
        ("v*", true, false),
        ("**", true, false),
        ("refs/tags/v*", false, true),
        ("refs/heads/*", true, false),
        ("refs/**", true, true),
        ("*/tags/v1", false, false),
    ] {
        let pattern = Pattern::parse(glob).unwrap();
        assert_eq!((pattern.matches(&branch), pattern.matches(&tag)), (of_branch, of_tag), "{glob}");
    }
}

#[test]
fn what_is_no_glob_is_refused_with_the_reason() {
    let deep = format!("{}a{}", "{".repeat(5000), "}".repeat(5000));
    for (glob, reason) in [
        ("[a", "unclosed character class"),
        ("{a", "unclosed alternate group"),
        ("a}", "unopened alternate group"),
        ("[z-a]", "invalid range"),
        ("[à-é]", "ASCII"),
        ("a\u{7}", "control character"),
        (&deep[4900..5200], "deep"),
        (&deep, "longer"),
        (&"**a".repeat(160), ""),
    ] {
        match Pattern::parse(glob) {
            Ok(_) => assert_eq!(reason, "", "{glob}"),
            Err(error) => assert!(error.contains(reason) && !reason.is_empty(), "{glob}: {error}"),
        }
    }
}
