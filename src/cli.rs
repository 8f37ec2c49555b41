//! The command line: what the binary is asked to do.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use lexopt::{Arg, Parser, ValueExt};

/// What `--help` prints.
pub const HELP: &str = "\
Branchline deploys branches to Heroku and gives pull requests their review apps.

branchline                       run as a step of a GitHub workflow: inputs in INPUT_*, facts in GITHUB_*

branchline rehearse              show what it does, on a GitHub and a Heroku inside this program:
                                 no account, no network, nothing real
    --rules TEXT                 with your rules, lines `pattern: target`
    --rules-file FILE            the same from a file
    --event NAME --payload FILE  with one event of yours instead of a push and a pull request's life
    --fault NAME                 with something going wrong; an unknown name lists them all

branchline explain BRANCH...     show which rule matches each branch or ref, and where it would go
    --rules TEXT                 your rules
    --rules-file FILE            the same from a file

branchline --version
branchline --help
";

/// The binary's name as the action's post step: an entry point of an action is a name without arguments.
const POST_STEP: &str = "branchline-post";

/// What the binary is asked to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Invocation {
    /// To run as a step of a workflow.
    Action,
    /// To run as its post step.
    PostStep,
    /// To show what it does.
    Rehearse(Rehearsal),
    /// To show where branches go.
    Explain {
        /// Branches or refs.
        references: Vec<String>,
        /// The rules.
        rules: RulesSource,
    },
    /// To print its version.
    Version,
    /// To print its help.
    Help,
}

/// What is to be rehearsed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// The rules; none for those of the story.
    pub rules: Option<RulesSource>,
    /// The event's name and the file with its payload; none for the story.
    pub event: Option<(String, PathBuf)>,
    /// What goes wrong.
    pub fault: Option<String>,
}

/// Where rules come from.
#[derive(Debug, PartialEq, Eq)]
pub enum RulesSource {
    /// From the command line itself.
    Text(String),
    /// From a file.
    File(PathBuf),
}

impl RulesSource {
    /// The rules' text.
    ///
    /// # Errors
    /// Says which file cannot be read, and why.
    pub fn read(&self) -> Result<String, String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::File(path) => {
                std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
            }
        }
    }
}

/// Reads the command line, which begins with the program's name.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, String> {
    let mut parser = Parser::from_iter(arguments);
    if parser.bin_name().and_then(|path| Path::new(path).file_name()).is_some_and(|name| name == POST_STEP) {
        return Ok(Invocation::PostStep);
    }
    let invocation = match parser.next().map_err(|error| error.to_string())? {
        None => return Ok(Invocation::Action),
        Some(Arg::Long("version") | Arg::Short('V')) => Invocation::Version,
        Some(Arg::Long("help") | Arg::Short('h')) => Invocation::Help,
        Some(Arg::Value(command)) if command == "rehearse" => return rehearse(&mut parser),
        Some(Arg::Value(command)) if command == "explain" => return explain(&mut parser),
        Some(other) => return Err(other.unexpected().to_string()),
    };
    match parser.next().map_err(|error| error.to_string())? {
        None => Ok(invocation),
        Some(more) => Err(more.unexpected().to_string()),
    }
}

fn rehearse(parser: &mut Parser) -> Result<Invocation, String> {
    let mut rehearsal = Rehearsal::default();
    let (mut event, mut payload) = (None, None);
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Long("event") => event = Some(text(parser)?),
            Arg::Long("payload") => payload = Some(file(parser)?),
            Arg::Long("rules") => rehearsal.rules = Some(RulesSource::Text(text(parser)?)),
            Arg::Long("rules-file") => rehearsal.rules = Some(RulesSource::File(file(parser)?)),
            Arg::Long("fault") => rehearsal.fault = Some(text(parser)?),
            Arg::Long("help") | Arg::Short('h') => return Ok(Invocation::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    rehearsal.event = match (event, payload) {
        (None, None) => None,
        (Some(event), Some(payload)) => Some((event, payload)),
        _ => {
            return Err("--event and --payload go together: the event's name, and the file with its payload".to_owned());
        }
    };
    Ok(Invocation::Rehearse(rehearsal))
}

fn explain(parser: &mut Parser) -> Result<Invocation, String> {
    let (mut references, mut rules) = (Vec::new(), None);
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Long("rules") => rules = Some(RulesSource::Text(text(parser)?)),
            Arg::Long("rules-file") => rules = Some(RulesSource::File(file(parser)?)),
            Arg::Long("help") | Arg::Short('h') => return Ok(Invocation::Help),
            Arg::Value(reference) => references.push(reference.string().map_err(|error| error.to_string())?),
            other => return Err(other.unexpected().to_string()),
        }
    }
    let rules = rules.ok_or("explain needs --rules-file FILE, or --rules TEXT")?;
    if references.is_empty() {
        return Err("explain needs at least one branch or ref".to_owned());
    }
    Ok(Invocation::Explain { references, rules })
}

fn text(parser: &mut Parser) -> Result<String, String> {
    parser.value().and_then(ValueExt::string).map_err(|error| error.to_string())
}

fn file(parser: &mut Parser) -> Result<PathBuf, String> {
    parser.value().map(PathBuf::from).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Invocation, Rehearsal, RulesSource, parse};

    fn parsed(arguments: &[&str]) -> Result<Invocation, String> {
        parse(["/branchline"].iter().chain(arguments).map(Into::into))
    }

    #[test]
    fn without_arguments_it_is_the_action() {
        assert_eq!(parsed(&[]), Ok(Invocation::Action));
    }

    #[test]
    fn by_its_other_name_it_is_the_post_step() {
        for name in ["branchline-post", "/branchline-post"] {
            assert_eq!(parse([name.into()]), Ok(Invocation::PostStep));
        }
    }

    #[test]
    fn a_rehearsal_takes_rules_an_event_and_a_fault() {
        let rehearsal = Rehearsal {
            rules: Some(RulesSource::Text("main: acme".to_owned())),
            event: Some(("push".to_owned(), "p.json".into())),
            fault: Some("build-fails".to_owned()),
        };
        let arguments =
            ["rehearse", "--rules", "main: acme", "--event", "push", "--payload=p.json", "--fault", "build-fails"];
        assert_eq!(parsed(&arguments), Ok(Invocation::Rehearse(rehearsal)));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (arguments, word) in [
            (&["deploy"][..], "deploy"),
            (&["--verion"], "--verion"),
            (&["--version", "x"], "x"),
            (&["rehearse", "--event", "push"], "--payload"),
            (&["rehearse", "--fault"], "--fault"),
            (&["explain", "main"], "--rules-file"),
            (&["explain", "--rules", "a: b"], "branch"),
        ] {
            let error = parsed(arguments).unwrap_err();
            assert!(error.contains(word), "{arguments:?}: {error}");
        }
    }
}
