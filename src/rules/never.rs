//! Patterns that no ref can match, or that are not globs, and what to write instead.

use super::pattern::Pattern;
use super::regular_expression;
use super::wrong_pattern::WrongPattern;
use crate::names::{Found, wrong_shape};
use crate::nearest::nearest;

const CHECKS: [fn(&str) -> Option<WrongPattern>; 10] = [
    placeholder,
    variable,
    regular_expression::mistake,
    negated_class,
    backslash,
    negation,
    backtick,
    of_merge_queue,
    other_ref,
    unlike_a_ref,
];

/// Why a pattern cannot match what it is meant for, and what to write; `None` if it can.
pub(super) fn reason(pattern: &str) -> Option<String> {
    let WrongPattern { what, suggestion, otherwise } = found(pattern)?;
    let is_right = !suggestion.is_empty() && found(&suggestion).is_none() && Pattern::parse(&suggestion).is_ok();
    Some(if is_right { format!("{what}. Write `{suggestion}`") } else { format!("{what}. {otherwise}") })
}

fn found(pattern: &str) -> Option<WrongPattern> {
    CHECKS.iter().find_map(|check| check(pattern))
}

fn placeholder(pattern: &str) -> Option<WrongPattern> {
    let what = "`{branch}` works in an app's name, not in a pattern";
    let suggestion = pattern.replace("{branch}", "*");
    (suggestion != pattern).then(|| WrongPattern::new(what, suggestion, "Write `*`"))
}

fn variable(pattern: &str) -> Option<WrongPattern> {
    let is_name = |rest: &str| rest.starts_with(|letter: char| letter == '{' || letter.is_ascii_alphabetic());
    let what = || format!("{} contains a variable or an expression that was not filled in", Found(pattern));
    let is_one = pattern.split('$').skip(1).any(is_name);
    is_one.then(|| WrongPattern::new(what(), "", "Write the branch's name, or a glob"))
}

fn negated_class(pattern: &str) -> Option<WrongPattern> {
    let suggestion = pattern.replace("[^", "[!");
    (suggestion != pattern).then(|| WrongPattern::new("globs write `[^…]` as `[!…]`", suggestion, "Write `[!…]`"))
}

fn backslash(pattern: &str) -> Option<WrongPattern> {
    let suggestion = pattern.replace('\\', "/");
    let otherwise = "Write `/` between the parts of a name";
    (suggestion != pattern).then(|| WrongPattern::new("no ref contains `\\`", suggestion, otherwise))
}

fn negation(pattern: &str) -> Option<WrongPattern> {
    let excluded = pattern.strip_prefix('!')?;
    let example = if excluded.is_empty() { "main" } else { excluded };
    let what = format!(
        "`!` excludes nothing: the first line that matches decides. Write `{example}: none` above the lines that match it too"
    );
    Some(WrongPattern::new(what, "", "Then remove this one"))
}

fn backtick(pattern: &str) -> Option<WrongPattern> {
    let suggestion = pattern.replace('`', "");
    (suggestion != pattern).then(|| WrongPattern::new("the pattern contains a backtick", suggestion, "Leave it out"))
}

fn of_merge_queue(pattern: &str) -> Option<WrongPattern> {
    let name = pattern.strip_prefix("refs/heads/").unwrap_or(pattern);
    let is_one = name.starts_with("gh-readonly-queue/");
    is_one.then(|| WrongPattern::new("branches of a merge queue are never deployed", "", "Remove this line"))
}

const TYPE_IT: &str = "Write the branch's name";

/// A ref of a clone or of a pull request, or one that is incomplete.
fn other_ref(pattern: &str) -> Option<WrongPattern> {
    if let Some(rest) = pattern.strip_prefix("refs/") {
        return other_full_ref(rest);
    }
    let (first, rest) = pattern.split_once('/')?;
    let found = Found(pattern);
    match first {
        "origin" => {
            let what = format!(
                "{found} is a clone's remote-tracking branch (if your branch really has this name, write `refs/heads/{pattern}`)"
            );
            Some(WrongPattern::new(what, rest, TYPE_IT))
        }
        "remotes" => Some(WrongPattern::new(
            format!("{found} is a clone's remote-tracking branch"),
            without_remote(rest),
            TYPE_IT,
        )),
        "heads" => Some(WrongPattern::new(format!("{found} is neither a branch's name nor a full ref"), rest, TYPE_IT)),
        "tags" => {
            let suggestion = format!("refs/{pattern}");
            Some(WrongPattern::new("a pattern for tags starts with `refs/`", suggestion, "Write `refs/tags/…`"))
        }
        _ => None,
    }
}

fn other_full_ref(rest: &str) -> Option<WrongPattern> {
    let (kind, name) = rest.split_once('/').unwrap_or((rest, ""));
    let is_glob = kind.contains(['*', '?', '[', '{']);
    match kind {
        "pull" => {
            let what = "rules match a pull request by its head branch";
            Some(WrongPattern::new(what, "", "Write a pattern for that"))
        }
        "remotes" => Some(WrongPattern::new("`refs/remotes/…` exists only in clones", without_remote(name), TYPE_IT)),
        "heads" | "tags" if name.is_empty() => {
            Some(WrongPattern::new(format!("no ref is called `refs/{rest}`"), format!("refs/{kind}/**"), TYPE_IT))
        }
        "heads" | "tags" => None,
        _ if is_glob && (!name.is_empty() || rest.contains("**") || kind.contains('{')) => None,
        _ if is_glob => Some(WrongPattern::new("`*` stops at `/`, and a full ref has another one", "refs/**", TYPE_IT)),
        _ => {
            let meant = nearest(kind, ["heads", "tags"]);
            let suggestion = meant.map(|kind| format!("refs/{kind}/{name}")).unwrap_or_default();
            let otherwise = "Write the branch's name, `refs/heads/…` or `refs/tags/…`";
            Some(WrongPattern::new("only branches and tags are deployed", suggestion, otherwise))
        }
    }
}

fn without_remote(name: &str) -> &str {
    name.split_once('/').map_or("", |(_, branch)| branch)
}

fn unlike_a_ref(pattern: &str) -> Option<WrongPattern> {
    if pattern.contains('~') {
        return Some(WrongPattern::new("no ref contains `~`", "", TYPE_IT));
    }
    let wrong = wrong_shape(pattern)?;
    let mut suggestion = pattern.trim_start_matches('/').to_owned();
    while suggestion.contains("//") {
        suggestion = suggestion.replace("//", "/");
    }
    if let Some(parent) = suggestion.strip_suffix('/') {
        suggestion = format!("{}/**", parent.trim_end_matches(['*', '/']));
    }
    Some(WrongPattern::new(
        format!("no ref {wrong}"),
        suggestion,
        "Write the branch's name, with `*` for what may differ",
    ))
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn what_can_never_match_says_what_to_write() {
        for (pattern, words) in [
            ("^main$", "Write `main`"),
            ("/^staging-.*/", "Write `staging-*`"),
            ("staging-.*", "Write `staging-*`"),
            (".*", "Write `**`"),
            ("feature/.*", "Write `feature/**`"),
            ("feature/.+", "Write `feature/**`"),
            ("release.*", "Write `release*`"),
            ("feature/(.*)", "Write `feature/**`"),
            ("refs/tags/v.*", "Write `refs/tags/v*`"),
            ("^refs/heads/main$", "Write `refs/heads/main`"),
            ("main|master", "Write `{main,master}`"),
            ("^(main|master)$", "Write `{main,master}`"),
            ("^main$|^master$", "Write `{main,master}`"),
            ("release-(a|b)-.*", "Write `release-{a,b}-*`"),
            (r"v\d+\.\d+", "Write `v[0-9]*.[0-9]*`"),
            ("[a-z]+", "Write `[a-z]*`"),
            ("main$", "Write `main`"),
            ("[^a]*", "Write `[!a]*`"),
            ("feature-[^0-9]", "Write `feature-[!0-9]`"),
            (r"feature\*", "Write `feature/*`"),
            (r"feature\login", "Write `feature/login`"),
            ("!main", "Write `main: none` above"),
            ("!{main,staging}", "Write `{main,staging}: none` above"),
            ("a`b", "Write `ab`"),
            ("/main", "Write `main`"),
            ("/feature/*", "Write `feature/*`"),
            ("feature/", "Write `feature/**`"),
            ("feature/**/", "Write `feature/**`"),
            ("feature//x", "Write `feature/x`"),
            ("a..b", "Write the branch's name"),
            ("main@{1}", "Write the branch's name"),
            ("main.lock", "Write the branch's name"),
            ("HEAD~1", "no ref contains `~`"),
            (".github/**", "starts with a dot"),
            ("main.", "ends with a dot"),
            ("origin/main", "`refs/heads/origin/main`). Write `main`"),
            ("origin/**", "Write `**`"),
            ("remotes/origin/main", "Write `main`"),
            ("heads/main", "Write `main`"),
            ("tags/v*", "Write `refs/tags/v*`"),
            ("refs/pull/*", "head branch"),
            ("refs/pull/7/merge", "head branch"),
            ("refs/remotes/origin/main", "Write `main`"),
            ("refs/tag/v*", "Write `refs/tags/v*`"),
            ("refs/head/main", "Write `refs/heads/main`"),
            ("refs/main", "`refs/heads/…`"),
            ("refs/notes/x", "only branches and tags"),
            ("refs/heads", "Write `refs/heads/**`"),
            ("refs/tags", "Write `refs/tags/**`"),
            ("refs/*", "Write `refs/**`"),
            ("gh-readonly-queue/**", "Remove this line"),
            ("refs/heads/gh-readonly-queue/main/*", "Remove this line"),
            ("${{ github.ref_name }}", "was not filled in"),
            ("$BRANCH", "was not filled in"),
            ("${BRANCH}", "was not filled in"),
            ("feature/{branch}", "Write `feature/*`"),
        ] {
            let told = reason(pattern).unwrap_or_else(|| panic!("{pattern} is taken"));
            assert!(told.contains(words), "{pattern}: {told}");
        }
    }

    #[test]
    fn what_looks_odd_and_can_match_is_left_alone() {
        for pattern in [
            "main",
            "m*",
            "*",
            "**",
            "**/*",
            "v1.*",
            "v*.*",
            "1.x",
            "v[0-9].*",
            "{v1,v2}.*",
            "release-1.*",
            "[!a]*",
            "[!a-z]",
            "a[]b]",
            "feature/**",
            "**/fix",
            "release**",
            "{main,master}",
            "{a,b/**}",
            "a,b",
            "it's-*",
            "fix-#12",
            "a+b",
            "gtk+-*",
            "c++",
            "a@b",
            "user@host",
            "(draft)-*",
            "x(1)",
            "a=b",
            "50%",
            "a&b",
            "a;b",
            "<x>",
            "a!b",
            "-x",
            "_x",
            "x.y.z",
            "été/*",
            "日本語",
            "👩‍💻/*",
            "🐛-?",
            "main.locked",
            "lock",
            "a.lock.b",
            "originals/*",
            "origin",
            "headstart/x",
            "tagsoup",
            "pull/7/head",
            "refs",
            "refs/heads/main",
            "refs/heads/origin/main",
            "refs/heads/tags/x",
            "refs/tags/v1.*",
            "refs/tags/**",
            "refs/heads/**",
            "refs/**",
            "refs/*/v1",
            "refs/**/x",
            "refs/{heads,tags}/v*",
            "refs/{heads/main,tags/v1}",
            "refs/t*/v1",
            "gh-readonly",
            "merge-queue/*",
            "release.**",
            "?",
            "a?b",
            "{branches}",
            "x{,y}",
            "HEAD",
            "review-app",
            "none",
        ] {
            assert_eq!(reason(pattern), None, "{pattern}");
        }
    }
}
