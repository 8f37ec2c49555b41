//! A push to `main` on a runner, with the sandbox as its GitHub and Heroku.

mod times;

use std::{
    collections::BTreeMap,
    fs, io,
    process::{Command, Stdio},
};

use branchline::sandbox::{Sandbox, World, github::sha_of};
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) use times::Times;

pub(crate) const REPOSITORY: &str = "acme/shop";
pub(crate) const APP: &str = "acme-production";

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    _runtime: Runtime,
    _folder: TempDir,
    variables: BTreeMap<String, String>,
}

impl Stage {
    /// A stage on which [`APP`] is there, under `rules`.
    pub(crate) fn new(rules: &str, change: impl FnOnce(&mut World)) -> io::Result<Self> {
        let mut world = World::for_rehearsal(REPOSITORY, &[APP], None);
        change(&mut world);
        let runtime = Runtime::new()?;
        let sandbox = runtime.block_on(Sandbox::start(world))?;
        let folder = TempDir::new()?;
        let variables = variables(rules, &sandbox, &folder)?;
        Ok(Self { sandbox, _runtime: runtime, _folder: folder, variables })
    }

    /// Sets an input.
    pub(crate) fn input(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(format!("INPUT_{}", name.to_uppercase()), value.to_owned());
        self
    }

    /// What the runner sets for the action.
    pub(crate) fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// The binary, as the runner starts it.
    pub(crate) fn branchline(&self) -> Command {
        let mut command = program(env!("CARGO_BIN_EXE_branchline"));
        command.envs(self.variables());
        command
    }
}

/// A program without an environment.
#[expect(clippy::disallowed_methods, reason = "what is measured here is processes")]
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env_clear().stdin(Stdio::null());
    command
}

/// Curl, with `arguments`, if this machine has it.
pub(crate) fn curl(arguments: &[&str]) -> Option<Command> {
    let is_there = program("curl").arg("--version").output().is_ok();
    is_there.then(|| {
        let mut command = program("curl");
        command.args(["--disable", "--noproxy", "*"]).args(arguments);
        command
    })
}

/// Runs a command to its end, and gives what it printed. One that fails would give figures that mean nothing.
pub(crate) fn succeed(mut command: Command) -> io::Result<Vec<u8>> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stdout))))
}

fn variables(rules: &str, sandbox: &Sandbox, folder: &TempDir) -> io::Result<BTreeMap<String, String>> {
    let event = json!({
        "ref": "refs/heads/main",
        "after": sha_of("main"),
        "deleted": false,
        "repository": { "id": 1, "full_name": REPOSITORY, "default_branch": "main" },
    });
    let path = |file: &str| folder.path().join(file).display().to_string();
    fs::write(path("event"), event.to_string())?;
    let (token, key) = sandbox.keys();
    let pairs = [
        ("GITHUB_API_URL", sandbox.github_url().to_owned()),
        ("GITHUB_REPOSITORY", REPOSITORY.to_owned()),
        ("GITHUB_EVENT_NAME", "push".to_owned()),
        ("GITHUB_EVENT_PATH", path("event")),
        ("GITHUB_OUTPUT", path("output")),
        ("GITHUB_STEP_SUMMARY", path("summary")),
        ("INPUT_RULES", rules.to_owned()),
        ("INPUT_HEROKU-API-URL", sandbox.heroku_url().to_owned()),
        ("INPUT_HEROKU-API-KEY", key),
        ("INPUT_GITHUB-TOKEN", token),
    ];
    Ok(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}
