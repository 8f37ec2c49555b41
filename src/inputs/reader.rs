//! Reads one input after the other and remembers every complaint.

use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::choices::{Choice, Command};
use super::complaint::Complaint;
use super::environment::Environment;
use super::images::ImageWish;
use super::spec::{self, INPUTS, Input};
use super::wait_for_checks::WaitForChecks;
use super::{config_vars, images, tokens, values};
use crate::names::folder::Folder;
use crate::names::health_check::{HealthCheck, Place};
use crate::names::place::AppPlace;
use crate::names::{AppName, ConfigVarName, NameError, PipelineRef};
use crate::rules::Rules;
use crate::secret::Secret;

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
    fn read<T>(&mut self, input: &Input, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
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

    pub(super) fn api_key(&mut self, input: &Input) -> Option<Secret> {
        self.read(input, tokens::api_key)
    }

    /// GitHub's token. Its default is the runner's to fill in, never a value by itself.
    pub(super) fn token(&mut self, input: &Input) -> Option<Secret> {
        self.environment.input(input)?;
        self.read(input, tokens::token)
    }

    pub(super) fn pipeline(&mut self, input: &Input) -> Option<PipelineRef> {
        self.read(input, values::pipeline)
    }

    pub(super) fn name<T: FromStr<Err = NameError>>(&mut self, input: &Input) -> Option<T> {
        self.read(input, |text| text.parse().map_err(|error: NameError| error.to_string()))
    }

    pub(super) fn line(&mut self, input: &Input) -> Option<String> {
        self.read(input, values::line)
    }

    pub(super) fn flag(&mut self, input: &Input) -> bool {
        self.read(input, values::flag).unwrap_or_default()
    }

    pub(super) fn wait_for_checks(&mut self, input: &Input) -> WaitForChecks {
        self.read(input, WaitForChecks::parse).unwrap_or_default()
    }

    pub(super) fn choice<T: Choice>(&mut self, input: &Input) -> T {
        self.read(input, values::choice).unwrap_or(T::WORDS[0].1)
    }

    pub(super) fn command(&mut self, input: &Input) -> Command {
        self.read(input, values::command).unwrap_or(Command::Auto)
    }

    pub(super) fn version(&mut self, input: &Input) -> Option<u64> {
        self.read(input, values::version)
    }

    pub(super) fn apps(&mut self, input: &Input) -> Vec<AppName> {
        self.read(input, values::apps).unwrap_or_default()
    }

    pub(super) fn commands(&mut self, input: &Input) -> Vec<String> {
        self.read(input, values::commands).unwrap_or_default()
    }

    pub(super) fn health_check(&mut self, place: &Input, text: &Input) -> Option<HealthCheck> {
        let text = self.line(text);
        self.read(place, Place::parse).map(|place| HealthCheck { place, text })
    }

    /// A folder; none for the top of the repository.
    pub(super) fn folder(&mut self, input: &Input) -> Option<Folder> {
        self.read(input, Folder::parse).flatten()
    }

    pub(super) fn globs(&mut self, input: &Input) -> Vec<String> {
        self.read(input, values::globs).unwrap_or_default()
    }

    pub(super) fn days(&mut self, input: &Input) -> Option<u32> {
        self.read(input, values::days)
    }

    /// Where and as what apps are set up.
    pub(super) fn new_app(&mut self) -> AppPlace {
        AppPlace {
            team: self.read(&spec::TEAM, values::word),
            region: self.read(&spec::REGION, values::word),
            space: self.read(&spec::SPACE, values::word),
            stack: self.read(&spec::STACK, values::word),
            stage: self.read(&spec::STAGE, values::stage),
        }
    }

    pub(super) fn images(&mut self, input: &Input) -> Vec<ImageWish> {
        let (wishes, mistakes) = images::parse(self.environment.input(input).unwrap_or_default());
        self.complain(mistakes.into_iter().map(|mistake| Complaint::new(input, mistake)).collect());
        wishes
    }

    /// Name and password, which only make sense together.
    pub(super) fn login(&mut self, name: &Input, password: &Input) -> Option<(String, Secret)> {
        let given = |input| self.environment.input(input).is_some();
        for (one, other) in [(name, password), (password, name)] {
            if given(one) && !given(other) {
                let text = format!("set, but `{}` is not. Set both, or neither", other.name);
                self.complaints.push(Complaint::new(one, text));
            }
        }
        let name = self.line(name);
        name.zip(self.token(password))
    }

    pub(super) fn timeout(&mut self, input: &Input) -> Duration {
        self.read(input, values::timeout).unwrap_or_default()
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

    pub(super) fn config_vars(&mut self, input: &Input) -> Vec<(ConfigVarName, Secret)> {
        let text = self.environment.input(input).unwrap_or(input.default);
        let (vars, mistakes) = config_vars::parse(text);
        self.complain(mistakes.into_iter().map(|mistake| Complaint::new(input, mistake)).collect());
        vars
    }
}
