//! The `environment` input: config vars as `KEY=VALUE` lines. The values may be secret: no complaint shows one.

use std::collections::BTreeSet;

use super::Secret;
use crate::names::ConfigVarName;

/// Branchline sets this one itself, to the commit.
const OWN: &str = "SOURCE_VERSION";

/// The vars of the lines that are right, and a complaint about each of the others.
pub(super) fn parse(text: &str) -> (Vec<(ConfigVarName, Secret)>, Vec<String>) {
    let mut vars = Vec::new();
    let mut mistakes = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse_line(line, &mut seen) {
            Ok(var) => vars.push(var),
            Err(mistake) => mistakes.push(format!("line {}: {mistake}", index + 1)),
        }
    }
    (vars, mistakes)
}

fn parse_line(line: &str, seen: &mut BTreeSet<ConfigVarName>) -> Result<(ConfigVarName, Secret), String> {
    let Some((key, value)) = line.split_once('=') else {
        return Err("there is no = in it; KEY=VALUE would be right".to_owned());
    };
    let name: ConfigVarName = key.trim_end().parse().map_err(|_| {
        // Not shown: what stands before the first = of a line that went wrong can be part of a secret.
        "what stands before the = is not a config var's name: letters, digits and underscores would be".to_owned()
    })?;
    if name.as_str() == OWN {
        return Err(format!("{OWN} is Branchline's own: it holds the commit"));
    }
    if !seen.insert(name.clone()) {
        return Err(format!("{name} is there twice"));
    }
    Ok((name, Secret::from(value.trim())))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn shown(text: &str) -> (Vec<String>, Vec<String>) {
        let (vars, mistakes) = parse(text);
        let show = |(name, value): &(ConfigVarName, Secret)| format!("{name}={}", value.expose_secret());
        (vars.iter().map(show).collect(), mistakes)
    }

    #[test]
    fn blank_lines_and_comments_are_skipped_and_a_value_may_hold_anything() {
        let (vars, mistakes) = shown("\n# a comment\nA=1\r\n  B = x=y # z \nC=\n");
        assert_eq!(vars, ["A=1", "B=x=y # z", "C="]);
        assert_eq!(mistakes, Vec::<String>::new());
    }

    #[test]
    fn every_wrong_line_is_named_and_no_value_shown() {
        let (vars, mistakes) = shown("hunter2\nA-B=hunter2\nOK=1\nOK=hunter2\nSOURCE_VERSION=hunter2");
        assert_eq!(vars, ["OK=1"]);
        assert_eq!(mistakes.len(), 4, "{mistakes:?}");
        for (mistake, line) in mistakes.iter().zip([1, 2, 4, 5]) {
            assert!(mistake.starts_with(&format!("line {line}: ")), "{mistake}");
            assert!(!mistake.contains("hunter2"), "{mistake}");
        }
    }
}
