//! The command line: what the binary has to do. Each laptop command has a file.

mod arguments;
mod check;
pub(crate) mod explain;
mod init;
mod rehearse;
mod rules_source;

use std::{ffi::OsString, path::Path};

use lexopt::{Arg, Parser};

use arguments::unknown;

pub use check::Check;
pub use explain::Explain;
pub use init::Init;
pub use rehearse::Rehearse;
pub use rules_source::RulesSource;

/// What `--help` prints.
pub const HELP: &str = "\
Branchline deploys branches to Heroku and gives pull requests their review apps.

branchline                       run as a step of a GitHub workflow: inputs in INPUT_*, facts in GITHUB_*

branchline rehearse              show what it does, on a GitHub and a Heroku inside this program:
                                 no account, no network, nothing real
    --workflow FILE              with the inputs of the Branchline step in this workflow
    --rules TEXT                 with your rules, lines `pattern: target`
    --rules-file FILE            the same from a file
    --input NAME=VALUE           with this input; give it once for each input
    --event NAME --payload FILE  with one event of yours instead of a push and a pull request's life
    --fault NAME                 with something going wrong; `--fault list` names what can

branchline explain BRANCH...     show which rule matches each branch or ref, and where it would go
    --rules TEXT                 your rules
    --rules-file FILE            the same from a file

branchline check [FILE...]       say what would go wrong in the workflow files that use Branchline,
                                 without any network; without files, those of .github/workflows

branchline init --pipeline NAME  write the workflow that does what Heroku's GitHub integration does for this
                                 pipeline, and say what is left to do; reads Heroku with the key in
                                 HEROKU_API_KEY, and changes nothing there
    --output FILE                write this file instead of .github/workflows/heroku.yml
    --force                      replace the file if it is there
    --rehearse                   show it for a pipeline inside this program: no key, nothing is written

branchline --version
branchline --help
";

/// What the first argument can be.
const KNOWN: [&str; 7] = ["rehearse", "explain", "check", "init", "help", "--help", "--version"];

/// The binary's name as the action's post step. The entry point of an action has no arguments, only a name.
const POST_STEP: &str = "branchline-post";

/// What the binary has to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Invocation {
    /// Run as a step of a workflow.
    Action,
    /// Run as its post step.
    PostStep,
    /// Show what a run does.
    Rehearse(Rehearse),
    /// Show where branches go.
    Explain(Explain),
    /// Say what would go wrong in workflow files.
    Check(Check),
    /// Write the workflow for a pipeline.
    Init(Init),
    /// Print the version.
    Version,
    /// Print the help.
    Help,
}

/// Reads the command line. The first argument is the program's name.
///
/// # Errors
/// If an argument is wrong.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Invocation> {
    let mut parser = Parser::from_iter(arguments);
    if parser.bin_name().and_then(|path| Path::new(path).file_name()).is_some_and(|name| name == POST_STEP) {
        return Ok(Invocation::PostStep);
    }
    let invocation = match parser.next()? {
        None => return Ok(Invocation::Action),
        Some(Arg::Long("version") | Arg::Short('V')) => Invocation::Version,
        Some(Arg::Long("help") | Arg::Short('h')) => Invocation::Help,
        Some(Arg::Value(command)) if command == "rehearse" => {
            return Ok(Rehearse::parse(&mut parser)?.map_or(Invocation::Help, Invocation::Rehearse));
        }
        Some(Arg::Value(command)) if command == "explain" => {
            return Ok(Explain::parse(&mut parser)?.map_or(Invocation::Help, Invocation::Explain));
        }
        Some(Arg::Value(command)) if command == "check" => {
            return Ok(Check::parse(&mut parser)?.map_or(Invocation::Help, Invocation::Check));
        }
        Some(Arg::Value(command)) if command == "init" => {
            return Ok(Init::parse(&mut parser)?.map_or(Invocation::Help, Invocation::Init));
        }
        Some(Arg::Value(command)) if command == "help" => Invocation::Help,
        Some(other) => return Err(unknown(&other, &KNOWN)),
    };
    match parser.next()? {
        None => Ok(invocation),
        Some(more) => Err(more.unexpected().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Invocation, parse, rehearse::Rehearse, rules_source::RulesSource};

    fn parsed(arguments: &[&str]) -> anyhow::Result<Invocation> {
        parse(["/branchline"].iter().chain(arguments).map(Into::into))
    }

    #[test]
    fn without_arguments_it_is_the_action() {
        assert_eq!(parsed(&[]).unwrap(), Invocation::Action);
    }

    #[test]
    fn by_its_other_name_it_is_the_post_step() {
        for name in ["branchline-post", "/branchline-post"] {
            assert_eq!(parse([name.into()]).unwrap(), Invocation::PostStep);
        }
    }

    #[test]
    fn a_rehearsal_takes_rules_an_event_and_a_fault() {
        let rehearsal = Rehearse {
            rules: Some(RulesSource::Text("main: acme".to_owned())),
            event: Some(("push".to_owned(), "p.json".into())),
            fault: Some("build-fails".to_owned()),
            ..Rehearse::default()
        };
        let arguments =
            ["rehearse", "--rules", "main: acme", "--event", "push", "--payload=p.json", "--fault", "build-fails"];
        assert_eq!(parsed(&arguments).unwrap(), Invocation::Rehearse(rehearsal));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (arguments, word) in [
            (&["deploy"][..], "deploy"),
            (&["--verion"], "--verion"),
            (&["--version", "x"], "x"),
            (&["rehearse", "--event", "push"], "--payload"),
            (&["rehearse", "--fault"], "--fault"),
            (&["rehearse", "--rules", "a: b", "--rules-file", "r"], "twice"),
            (&["rehearse", "--rules", "a: b", "--input", "rules=c: d"], "twice"),
            (&["rehearse", "--input", "label=a", "--input", "Label=b"], "twice"),
            (&["rehearse", "--input", "label"], "has no `=`"),
            (&["rehearse", "--input", "=x"], "has no name"),
            (&["explain", "main"], "--rules-file"),
            (&["explain", "--rules", "a: b"], "branch"),
        ] {
            let error = parsed(arguments).unwrap_err().to_string();
            assert!(error.contains(word), "{arguments:?}: {error}");
        }
    }
}
