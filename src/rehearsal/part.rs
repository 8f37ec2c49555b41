//! What to rehearse: one step's inputs, with stand-ins for values that only GitHub knows.

use std::collections::BTreeMap;

use crate::{
    inputs::spec::{self, Input},
    workflow::file::{EXPRESSION, Step},
};

/// The inputs that are lists. In these, a stand-in replaces each expression.
const LISTS: [Input; 8] = [
    spec::RULES,
    spec::IMAGES,
    spec::CONFIG_VARS,
    spec::REVIEW_APP_CONFIG_VARS,
    spec::RUN,
    spec::PROMOTE_TO,
    spec::INCLUDE,
    spec::HEALTH_CHECK_TEXT,
];
/// Inputs that others depend on, each with the stand-in for an expression in it.
const STAND_INS: [(Input, &str); 5] = [
    (spec::PIPELINE, PIPELINE),
    (spec::REGISTRY_USERNAME, EXAMPLE),
    (spec::REGISTRY_PASSWORD, EXAMPLE),
    (spec::HEALTH_CHECK, "/"),
    (spec::STAGE, "production"),
];
/// The inputs that a rehearsal sets itself.
const NOT_NEEDED: [Input; 2] = [spec::HEROKU_API_KEY, spec::GITHUB_TOKEN];

/// The rehearsal's pipeline, if none is named.
pub(crate) const PIPELINE: &str = "acme";
const EXAMPLE: &str = "example";

/// One step's inputs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The step's job and line; `None` if it is the only step.
    pub(crate) title: Option<String>,
    /// The key of the step's job.
    pub(crate) job: Option<String>,
    /// The inputs' values, by name.
    pub(crate) inputs: BTreeMap<String, String>,
    /// Notes on replaced expressions.
    pub(crate) notes: Vec<String>,
    /// The commit that is checked out, with `source: workspace`.
    pub(crate) head: Option<String>,
    /// Where to correct the inputs, as in `` `--rules` ``.
    pub(crate) written_in: String,
}

impl Part {
    /// An input's value.
    pub(super) fn input(&self, input: &Input) -> Option<&str> {
        self.inputs.get(input.name).map(String::as_str)
    }
}

/// The inputs of a workflow's step, as far as they are known outside GitHub, and notes. `given` overrides the step's
/// own.
pub(crate) fn inputs_of(step: &Step<'_>, given: &BTreeMap<String, String>) -> (BTreeMap<String, String>, Vec<String>) {
    let mut stand_ins = StandIns::default();
    let (mut inputs, mut left_out) = (BTreeMap::new(), Vec::new());
    for (name, _, value) in step.with() {
        let name = name.to_lowercase();
        let Some(text) = value.text().filter(|_| !given.contains_key(&name)) else { continue };
        let is = |input: &Input| input.name == name;
        if !text.contains(EXPRESSION) {
            inputs.insert(name, text.to_owned());
        } else if LISTS.iter().any(is) {
            inputs.insert(name, stand_ins.put_into(text));
        } else if let Some((_, stand_in)) = STAND_INS.iter().find(|(input, _)| is(input)) {
            stand_ins.note(text.trim(), stand_in);
            inputs.insert(name, (*stand_in).to_owned());
        } else if !NOT_NEEDED.iter().any(is) {
            left_out.push(format!("`{name}`"));
        }
    }
    inputs.extend(given.clone());
    let mut notes: Vec<_> =
        stand_ins.0.iter().map(|(text, name)| format!("`{text}` is `{name}` in this rehearsal.")).collect();
    if !left_out.is_empty() {
        let names = left_out.join(", ");
        notes
            .push(format!("Left out, since only GitHub knows what it is: {names}. Use --input NAME=VALUE to set one."));
    }
    (inputs, notes)
}

/// Expressions and their stand-ins.
#[derive(Default)]
struct StandIns(Vec<(String, String)>);

impl StandIns {
    fn note(&mut self, expression: &str, stand_in: &str) {
        self.0.push((expression.to_owned(), stand_in.to_owned()));
    }

    /// Replaces each expression with a word, always the same one for the same expression.
    fn put_into(&mut self, text: &str) -> String {
        let (mut known, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once(EXPRESSION) {
            let (inner, behind) = after.split_once("}}").unwrap_or((after, ""));
            known.push_str(before);
            known.push_str(&self.stand_in(inner.trim()));
            rest = behind;
        }
        known + rest
    }

    fn stand_in(&mut self, inner: &str) -> String {
        let expression = format!("{EXPRESSION} {inner} }}}}");
        if let Some((_, name)) = self.0.iter().find(|(known, _)| *known == expression) {
            return name.clone();
        }
        let count = self.0.iter().filter(|(_, name)| name.starts_with(EXAMPLE)).count();
        let name = if count == 0 { EXAMPLE.to_owned() } else { format!("{EXAMPLE}-{}", count + 1) };
        self.note(&expression, &name);
        name
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::Path};

    use super::inputs_of;
    use crate::workflow::file::WorkflowFile;

    fn known(with: &str, given: &[(&str, &str)]) -> (BTreeMap<String, String>, Vec<String>) {
        let text =
            format!("on: push\njobs:\n  a:\n    steps:\n      - uses: acme/branchline@v1\n        with:\n{with}");
        let file = WorkflowFile::read(Path::new("a.yml"), &text).unwrap();
        let steps = file.steps(&|_| true);
        inputs_of(&steps[0], &given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_written_is_taken_as_it_is() {
        let (inputs, notes) =
            known("          Rules: 'main: acme-web'\n          wait: false\n          retry-count: 3\n", &[]);
        assert_eq!(inputs["rules"], "main: acme-web");
        assert_eq!((&*inputs["wait"], &*inputs["retry-count"]), ("false", "3"));
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn expressions_are_left_out_or_have_a_stand_in() {
        let (inputs, notes) = known(
            "          heroku-api-key: ${{ secrets.HEROKU_API_KEY }}\n          ref: ${{ inputs.ref }}\n          \
             timeout: ${{ vars.MINUTES }}m\n          pipeline: ${{ vars.PIPELINE }}\n          \
             rules: |\n            main: ${{ vars.APP }}, ${{vars.MIRROR}}\n            staging: ${{ vars.APP }}-eu\n",
            &[],
        );
        assert_eq!(inputs["rules"], "main: example, example-2\nstaging: example-eu\n");
        assert_eq!(inputs["pipeline"], "acme");
        assert_eq!(inputs.len(), 2, "{inputs:?}");
        let said = notes.join("\n");
        for words in [
            "`${{ vars.PIPELINE }}` is `acme` in this rehearsal.",
            "`${{ vars.APP }}` is `example` in this rehearsal.",
            "`${{ vars.MIRROR }}` is `example-2` in this rehearsal.",
            "what it is: `ref`, `timeout`.",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("heroku-api-key"), "{said}");
    }

    #[test]
    fn what_is_given_counts_before_what_is_written() {
        let (inputs, notes) =
            known("          ref: ${{ inputs.ref }}\n          wait: false\n", &[("ref", "v1"), ("label", "go")]);
        assert_eq!((&*inputs["ref"], &*inputs["label"], &*inputs["wait"]), ("v1", "go", "false"));
        assert!(notes.is_empty(), "{notes:?}");
    }
}
