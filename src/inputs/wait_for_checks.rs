//! What the input `wait-for-checks` may be.

use globset::{GlobBuilder, GlobSet};

use crate::names::Found;

/// More names than this nobody waits for.
const MOST: usize = 100;
/// Words of other switches, which are no names of checks.
const SWITCHES: [&str; 8] = ["true", "false", "yes", "no", "on", "off", "1", "0"];

/// Which checks of a commit have to be green before it is deployed.
#[derive(Clone, Debug, Default)]
pub enum WaitForChecks {
    /// None.
    #[default]
    Nothing,
    /// All but the run's own.
    All,
    /// These, once each of them has come.
    Named(Vec<CheckName>),
}

/// The name of a check, or a glob over names, in which `*` stands for anything.
#[derive(Clone, Debug)]
pub struct CheckName {
    text: String,
    globs: GlobSet,
}

impl WaitForChecks {
    /// Reads a truth value, or lines of names.
    ///
    /// # Errors
    /// Says what is no name.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" | "True" | "TRUE" => return Ok(Self::All),
            "false" | "False" | "FALSE" => return Ok(Self::Nothing),
            _ => {}
        }
        let lines: Vec<_> =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        if lines.is_empty() || lines.len() > MOST {
            return Err(format!("there are {} names of checks. Write 1 to {MOST}, each on its own line.", lines.len()));
        }
        lines.into_iter().map(CheckName::parse).collect::<Result<_, _>>().map(Self::Named)
    }
}

impl CheckName {
    fn parse(line: &str) -> Result<Self, String> {
        let found = Found(line);
        if SWITCHES.iter().any(|word| line.eq_ignore_ascii_case(word)) {
            return Err(format!("{found} is neither true, nor false, nor the name of a check."));
        }
        if let Some(rest) = line.strip_prefix("- ") {
            return Err(format!("{found}: leave the dash out. Write {} on its own line.", Found(rest.trim())));
        }
        if line.len() > 1 && ["\"", "'", "`"].iter().any(|quote| line.starts_with(quote) && line.ends_with(quote)) {
            return Err(format!("{found}: leave the quotes out."));
        }
        // What is no glob, such as `build [x`, is a name all the same.
        let glob =
            GlobBuilder::new(line).literal_separator(false).backslash_escape(true).empty_alternates(true).build();
        let globs = glob.and_then(|glob| GlobSet::builder().add(glob).build()).unwrap_or_default();
        Ok(Self { text: line.to_owned(), globs })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a check of that name is meant.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.text == name || self.globs.is_match(name)
    }
}

#[cfg(test)]
mod tests {
    use super::WaitForChecks;

    fn named(text: &str) -> Vec<super::CheckName> {
        match WaitForChecks::parse(text) {
            Ok(WaitForChecks::Named(names)) => names,
            other => panic!("{text:?}: {other:?}"),
        }
    }

    #[test]
    fn it_is_a_truth_value_or_lines_of_names() {
        assert!(matches!(WaitForChecks::parse("true"), Ok(WaitForChecks::All)));
        assert!(matches!(WaitForChecks::parse("False"), Ok(WaitForChecks::Nothing)));
        let names = named("  build\r\n\n# those of the matrix\ntest (*)\n");
        assert_eq!(names.iter().map(super::CheckName::as_str).collect::<Vec<_>>(), ["build", "test (*)"]);
    }

    #[test]
    fn a_name_is_a_glob_or_just_itself() {
        for (text, name, is) in [
            ("build", "build", true),
            ("build", "Build", false),
            ("build", "build-docs", false),
            ("test (*)", "test (ubuntu, 18)", true),
            ("CI / *", "CI / build / x", true),
            ("*", "anything / at all", true),
            ("ci/circleci: {a,b}", "ci/circleci: b", true),
            ("v[0-9]", "v1", true),
            ("v[0-9]", "v[0-9]", true),
            ("build [x", "build [x", true),
            ("deploy (prüfen)", "deploy (prüfen)", true),
        ] {
            assert_eq!(named(text)[0].is(name), is, "{text} {name}");
        }
    }

    #[test]
    fn what_is_no_name_is_told_with_what_to_write() {
        for (text, word) in [
            ("yes", "neither true"),
            ("tRUE", "neither true"),
            ("0", "neither true"),
            ("build\ntrue", "neither true"),
            ("- build", "Write \"build\""),
            ("\"build\"", "quotes"),
            ("'build'", "quotes"),
            ("# build", "0 names"),
            (&"x\n".repeat(101), "101 names"),
        ] {
            let complaint = WaitForChecks::parse(text).unwrap_err();
            assert!(complaint.contains(word), "{text}: {complaint}");
        }
    }
}
