/// An input of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in a workflow's `with:`.
    pub name: &'static str,
    /// Its default in `action.yml`.
    pub default: &'static str,
}

impl Input {
    pub(super) const fn new(name: &'static str, default: &'static str) -> Self {
        Self { name, default }
    }

    /// The variable in which the runner passes it: upper case, hyphens kept.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("INPUT_{}", self.name.to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::inputs::spec::{HEROKU_API_KEY, INPUTS};

    #[test]
    fn hyphens_stay_in_the_variable() {
        assert_eq!(HEROKU_API_KEY.variable(), "INPUT_HEROKU-API-KEY");
    }

    #[test]
    fn every_input_has_its_own_name() {
        assert_eq!(INPUTS.iter().map(|input| input.name).collect::<BTreeSet<_>>().len(), INPUTS.len());
    }
}
