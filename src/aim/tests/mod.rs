//! Tables: each row is an event with its inputs, or a state of the world, and the expected aim.

mod comments;
mod endings;
pub(crate) mod facts;
mod gates;
mod inputs;
mod pull_requests;
mod references;
mod roll_back;
mod runs;
mod secrets;
mod told;

use crate::{
    aim::question::Answer,
    aim::{aim_at, aims::Aim, resume, undecided::Undecided},
    event::{Event, Runner},
    inputs::{Environment, Settings},
};
use told::told;

/// The input of the code under test.
enum Given {
    Event(Event),
    Answer(Answer),
}

/// A row of a table, with inputs and facts in addition to the usual ones.
struct Row {
    name: &'static str,
    given: Given,
    variables: Vec<(String, String)>,
    expected: &'static str,
}

fn row(name: &'static str, event: Event) -> Row {
    let event_name = facts::usual_name(&event);
    Row { name, given: Given::Event(event), variables: Vec::new(), expected: "" }.fact("GITHUB_EVENT_NAME", event_name)
}

/// A row that starts at the answer to a question.
fn answered(name: &'static str, answer: Answer) -> Row {
    Row { name, given: Given::Answer(answer), variables: Vec::new(), expected: "" }
}

impl Row {
    fn input(self, name: &str, value: &str) -> Self {
        self.fact(&format!("INPUT_{}", name.to_uppercase()), value)
    }

    fn fact(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn gives(self, expected: &'static str) -> Self {
        Self { expected, ..self }
    }

    fn result(&self) -> Result<Aim, Undecided> {
        let usual = facts::USUAL.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = Environment::from_pairs(usual.chain(self.variables.clone()));
        let settings = Settings::parse(&environment).unwrap();
        let runner = Runner::from_environment(&environment).unwrap();
        match &self.given {
            Given::Event(event) => aim_at(event, &settings, &runner),
            Given::Answer(answer) => resume(answer.clone(), &settings, &runner),
        }
    }
}

/// Looks at all rows before it fails, so that one run names every wrong one.
#[track_caller]
fn check(rows: impl IntoIterator<Item = Row>) {
    let wrong = |row: Row| {
        let told = told(&row.result());
        (told != row.expected).then(|| format!("{}\n  gives:  {told}\n  not:    {}", row.name, row.expected))
    };
    let wrong: Vec<_> = rows.into_iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
