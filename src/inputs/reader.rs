//! Reads one input after the other and remembers every complaint.

use std::str::FromStr;

use url::Url;

use super::choices::Choice;
use super::complaint::Complaint;
use super::environment::Environment;
use super::images::ImageWish;
use super::spec::{INPUTS, Input};
use super::{config_vars, images, tokens, values};
use crate::names::NameError;
use crate::rules::Rules;
use crate::secret::{Secret, SecretVars};

/// What it returns for an input with a mistake only stands in: with a complaint, no settings come out.
pub(super) struct Reader<'a> {
    environment: &'a Environment,
    complaints: Vec<Complaint>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, complaints: Vec::new() }
    }

    pub(super) fn complain(&mut self, complaints: Vec<Complaint>) {
        self.complaints.extend(complaints);
    }

    /// All complaints, in the order of the table of inputs, and of one input its contradictions before the rest. What is no input
    /// comes first: it may be why another is empty.
    pub(super) fn into_complaints(self, contradictions: Vec<Complaint>) -> Vec<Complaint> {
        let place = |complaint: &Complaint| INPUTS.iter().position(|input| input.name == complaint.input);
        let mut complaints = [contradictions, self.complaints].concat();
        complaints.sort_by_key(place);
        complaints
    }

    /// Parses what the workflow gave, or else the default; `None` if both are empty, or after a complaint.
    pub(super) fn read<T>(&mut self, input: &Input, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.environment.input(input).unwrap_or(input.default);
        if text.is_empty() {
            return None;
        }
        match parse(text) {
            Ok(value) => Some(value),
            Err(complaint) => {
                self.complaints.push(Complaint::new(input, complaint));
                None
            }
        }
    }

    /// GitHub's token. Its default is the runner's to fill in, never a value by itself.
    pub(super) fn token(&mut self, input: &Input) -> Option<Secret> {
        self.environment.input(input)?;
        self.read(input, tokens::token)
    }

    pub(super) fn name<T: FromStr<Err = NameError>>(&mut self, input: &Input) -> Option<T> {
        self.read(input, |text| text.parse().map_err(|error: NameError| error.to_string()))
    }

    pub(super) fn flag(&mut self, input: &Input) -> bool {
        self.read(input, values::flag).unwrap_or_default()
    }

    pub(super) fn choice<T: Choice>(&mut self, input: &Input) -> T {
        self.read(input, values::choice).unwrap_or(T::WORDS[0].1)
    }

    pub(super) fn images(&mut self, input: &Input) -> Vec<ImageWish> {
        let (wishes, mistakes) = images::parse(self.environment.input(input).unwrap_or_default());
        self.complain(mistakes.into_iter().map(|mistake| Complaint::new(input, mistake)).collect());
        wishes
    }

    /// The address, or the default one in the place of a wrong one.
    pub(super) fn address(&mut self, input: &Input) -> Option<Url> {
        self.read(input, values::address).or_else(|| values::address(input.default).ok())
    }

    pub(super) fn rules(&mut self, input: &Input) -> Rules {
        let text = self.environment.input(input).unwrap_or(input.default);
        Rules::parse(text).unwrap_or_else(|mistakes| {
            self.complain(mistakes.into_iter().map(Complaint::about_rules).collect());
            Rules::default()
        })
    }

    pub(super) fn config_vars(&mut self, input: &Input) -> SecretVars {
        let text = self.environment.input(input).unwrap_or(input.default);
        let (vars, mistakes) = config_vars::parse(text);
        self.complain(mistakes.into_iter().map(|mistake| Complaint::new(input, mistake)).collect());
        SecretVars(vars)
    }
}
