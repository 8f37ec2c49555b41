//! `branchline rehearse`: shows in the sandbox what a run does.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use lexopt::{Arg, Parser};

use super::arguments::{file, text, unknown};
use super::check::{is_branchline, read, root_of_repository};
use super::rules_source::RulesSource;
use crate::{
    archive::listing::head_of,
    inputs::spec,
    outcome::Exit,
    rehearsal::{
        OwnEvent, RULES, Rehearsal,
        part::{PIPELINE, Part, inputs_of},
        rehearse,
    },
    report::Console,
    sandbox::NamedFault,
    workflow::file::WorkflowFile,
};

/// The options.
const OPTIONS: [&str; 8] =
    ["--workflow", "--rules", "--rules-file", "--input", "--event", "--payload", "--fault", "--help"];
/// The fault that lists all faults.
const LIST: &str = "list";

/// What to rehearse.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rehearse {
    /// The rules, if not the workflow's or the story's.
    pub rules: Option<RulesSource>,
    /// The workflow whose step is rehearsed.
    pub workflow: Option<PathBuf>,
    /// Inputs by name.
    pub inputs: BTreeMap<String, String>,
    /// The event's name and the file with its payload, if it is not the story.
    pub event: Option<(String, PathBuf)>,
    /// The fault to show.
    pub fault: Option<String>,
}

impl Rehearse {
    /// Reads the rest of the command line, or returns `None` if it asks for help.
    pub(super) fn parse(parser: &mut Parser) -> anyhow::Result<Option<Self>> {
        let mut asked = Self::default();
        let (mut event, mut payload) = (None, None);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("event") => event = Some(text(parser)?),
                Arg::Long("payload") => payload = Some(file(parser)?),
                Arg::Long("rules") => asked.take_rules(RulesSource::Text(text(parser)?))?,
                Arg::Long("rules-file") => asked.take_rules(RulesSource::File(file(parser)?))?,
                Arg::Long("workflow") => asked.workflow = Some(file(parser)?),
                Arg::Long("input") => asked.take_input(&text(parser)?)?,
                Arg::Long("fault") => asked.fault = Some(text(parser)?),
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(unknown(&other, &OPTIONS)),
            }
        }
        asked.event = match (event, payload) {
            (None, None) => None,
            (Some(event), Some(payload)) => Some((event, payload)),
            _ => bail!("--event and --payload go together: the event's name, and the file with its payload"),
        };
        if asked.rules.is_some() && asked.inputs.contains_key(spec::RULES.name) {
            bail!("the rules are given twice. Leave out --input rules=…");
        }
        Ok(Some(asked))
    }

    fn take_rules(&mut self, source: RulesSource) -> anyhow::Result<()> {
        if self.rules.is_some() {
            bail!("the rules are given twice. Use --rules or --rules-file, once");
        }
        self.rules = Some(source);
        Ok(())
    }

    fn take_input(&mut self, argument: &str) -> anyhow::Result<()> {
        // Do not print the argument: it may be a secret that lacks its name.
        let (name, value) = argument
            .split_once('=')
            .context("--input has no `=`. Write the input's name and its value, as in --input label=deploy")?;
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            bail!("--input has no name. Write it before the `=`, as in --input label=deploy");
        }
        if self.inputs.insert(name.clone(), value.to_owned()).is_some() {
            bail!("the input `{name}` is given twice");
        }
        Ok(())
    }

    /// Reads the files that it names, and shows the rehearsal.
    ///
    /// # Errors
    /// If a file cannot be read, or there is no such fault.
    pub async fn run(&self, console: &Console) -> anyhow::Result<Exit> {
        if self.fault.as_deref() == Some(LIST) {
            console.line(&faults());
            return Ok(Exit::Done);
        }
        let fault = self.fault.as_deref().map(named).transpose()?;
        let event = self.event.as_ref().map(|(name, path)| own_event(name, path)).transpose()?;
        let workflow = self.workflow.as_deref().map(workflow).transpose()?;
        let parts = match &workflow {
            Some(workflow) => self.parts_of(workflow)?,
            None => vec![self.only_part()?],
        };
        let workspace = root_of_repository().display().to_string();
        rehearse(Rehearsal { parts, workflow: workflow.as_ref(), workspace, event, fault }, console).await
    }

    /// The inputs from the command line.
    fn given(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let mut given = self.inputs.clone();
        if let Some(source) = &self.rules {
            let rules = source.read()?;
            if rules.trim().is_empty() {
                bail!("{} has no rules. Write where each branch goes, as in `main: my-app`", source.in_words());
            }
            given.insert(spec::RULES.name.to_owned(), rules);
        }
        Ok(given)
    }

    /// Where the inputs came from, in words.
    fn written_in(&self, step: Option<String>) -> String {
        let rules = self.rules.as_ref().map(RulesSource::in_words);
        let inputs = (!self.inputs.is_empty()).then(|| "`--input`".to_owned());
        let all: Vec<_> = step.into_iter().chain(rules).chain(inputs).collect();
        if all.is_empty() { "the command line".to_owned() } else { all.join(" or ") }
    }

    /// The part to play without a workflow. The story's rules and pipeline are the defaults.
    fn only_part(&self) -> anyhow::Result<Part> {
        let mut inputs = self.given()?;
        for (input, value) in [(spec::RULES, RULES), (spec::PIPELINE, PIPELINE)] {
            inputs.entry(input.name.to_owned()).or_insert_with(|| value.to_owned());
        }
        let head = head(&inputs, &root_of_repository());
        Ok(Part { inputs, head, written_in: self.written_in(None), ..Part::default() })
    }

    /// The parts to play for the steps of a workflow that use Branchline.
    fn parts_of(&self, workflow: &WorkflowFile) -> anyhow::Result<Vec<Part>> {
        let given = self.given()?;
        let (path, root) = (workflow.path.display(), root_of_repository());
        let steps = workflow.steps(&|uses| is_branchline(uses, &root));
        if steps.is_empty() {
            bail!("{path} has no step that uses Branchline, as in `uses: octo-org/branchline@v1`");
        }
        let parts = steps.iter().enumerate().map(|(index, step)| {
            let (inputs, notes) = inputs_of(step, &given);
            let (line, job) = (step.place().line, workflow.job_of(step));
            let title = format!("step {} of {}: job `{job}`, line {line}", index + 1, steps.len());
            Part {
                title: (steps.len() > 1).then_some(title),
                job: Some(job.to_owned()),
                head: head(&inputs, &root),
                inputs,
                notes,
                written_in: self.written_in(Some(format!("the step's `with:` in {path}, line {line}"))),
            }
        });
        Ok(parts.collect())
    }
}

/// The commit that is checked out, if the source is the workspace.
fn head(inputs: &BTreeMap<String, String>, root: &Path) -> Option<String> {
    let source = inputs.get(spec::SOURCE.name)?;
    source.trim().eq_ignore_ascii_case("workspace").then(|| head_of(root)).flatten()
}

fn own_event(name: &str, path: &Path) -> anyhow::Result<OwnEvent> {
    let file = path.display().to_string();
    let payload = std::fs::read(path).with_context(|| format!("{file} cannot be read"))?;
    Ok(OwnEvent { name: name.to_owned(), file, payload })
}

fn workflow(path: &Path) -> anyhow::Result<WorkflowFile> {
    std::fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?;
    read(path).map_err(|(place, wrong)| anyhow!("{}:{}:{}: {wrong}", path.display(), place.line, place.column))
}

fn named(name: &str) -> anyhow::Result<NamedFault> {
    name.parse().map_err(|error| anyhow!("{error}; there are:\n{}", faults()))
}

fn faults() -> String {
    let line = |fault: NamedFault| format!("  {:20} {}", fault.name(), fault.description());
    NamedFault::all().map(line).collect::<Vec<_>>().join("\n")
}
