//! The process's environment, read once.

use std::collections::BTreeMap;
use std::fmt;

use super::spec::Input;

/// What a variable begins with in which the runner passes an input.
const INPUT: &str = "INPUT_";

/// The environment variables that a run was started with.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process. What is not UTF-8 is taken lossily: no input can be meant by it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_process() -> Self {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let pairs = std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value)));
        Self(pairs.collect())
    }

    /// Variables from elsewhere, for tests and the rehearsal. The last of several with one name counts.
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let owned = pairs.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(owned.collect())
    }

    /// The same workflow, had it given only these inputs.
    #[must_use]
    pub fn only(&self, inputs: &[Input]) -> Self {
        let given = inputs.iter().filter_map(|input| Some((input.variable(), self.input(input)?)));
        Self::from_pairs(given)
    }

    /// What stands behind `INPUT_` in the names of variables, whatever their values.
    pub(super) fn input_variables(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|name| name.strip_prefix(INPUT))
    }

    /// The variables whose names begin so: what follows in the name, and the value, unless that is empty.
    pub(crate) fn beginning_with(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        let all = self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())));
        all.filter(|(_, value)| !value.is_empty())
    }

    /// The variable's value. An empty one counts as unset: that is how the runner passes what a workflow leaves out.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether there is a runner: without any of its variables, somebody tried the bare command.
    #[must_use]
    pub fn has_runner(&self) -> bool {
        self.0.keys().any(|name| name.starts_with("GITHUB_"))
    }

    /// What the workflow gave for an input, without surrounding white space; nothing if nothing is left.
    #[must_use]
    pub fn input(&self, input: &Input) -> Option<&str> {
        self.get(&input.variable()).map(str::trim).filter(|value| !value.is_empty())
    }
}

/// Names only: among the values are secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::spec;

    #[test]
    fn an_empty_variable_is_unset() {
        let environment = Environment::from_pairs([("A", ""), ("B", " ")]);
        assert_eq!(environment.get("A"), None);
        assert_eq!(environment.get("B"), Some(" "));
        assert_eq!(environment.get("C"), None);
    }

    #[test]
    fn an_input_keeps_its_hyphens_and_loses_white_space() {
        let environment = Environment::from_pairs([
            ("INPUT_PULL-REQUEST", " 12\n"),
            ("INPUT_DRY_RUN", "true"),
            ("INPUT_REF", " \n "),
        ]);
        assert_eq!(environment.input(&spec::PULL_REQUEST), Some("12"));
        assert_eq!(environment.input(&spec::DRY_RUN), None);
        assert_eq!(environment.input(&spec::REF), None);
    }

    #[test]
    fn an_environment_shows_no_values() {
        let environment = Environment::from_pairs([("KEY", "hunter2")]);
        assert_eq!(format!("{environment:?}"), r#"{"KEY"}"#);
    }
}
