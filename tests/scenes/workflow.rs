//! A workflow: its event and inputs, the sandbox, a runner's folder, and the binary.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use branchline::sandbox::{Sandbox, World};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::{
    runner::{Log, pairs},
    secrets::assert_kept,
};

/// The repository of all scenes.
pub(crate) const REPOSITORY: &str = "acme/shop";
/// Longer than this no scene may take, whatever it waits for.
const PATIENCE: Duration = Duration::from_secs(100);

pub(crate) struct Workflow {
    pub(crate) sandbox: Arc<Sandbox>,
    folder: TempDir,
    variables: BTreeMap<String, String>,
    /// How many times as fast as the machine's the binary's clock goes.
    speed: u32,
}

/// The binary with these arguments where nothing is set.
pub(crate) fn laptop(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_branchline"));
    command.args(arguments);
    scrubbed(command)
}

fn scrubbed(mut command: Command) -> Command {
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    /// Standard output as it came.
    pub(crate) output: String,
    /// The same as the runner reads it.
    pub(crate) log: Log,
    /// What was printed to standard error: nothing, if all is well.
    pub(crate) errors: String,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
    /// By its own clock.
    pub(crate) took: Duration,
}

impl Workflow {
    /// A workflow in which the runner has set what it always sets.
    pub(crate) async fn new(world: World) -> Self {
        let sandbox = Arc::new(Sandbox::start(world).await.unwrap());
        let (token, key) = sandbox.keys();
        let mut variables = BTreeMap::new();
        for (name, value) in [
            ("GITHUB_ACTIONS", "true"),
            ("CI", "true"),
            ("GITHUB_API_URL", sandbox.github_url()),
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", REPOSITORY),
            ("GITHUB_ACTOR", "octocat"),
            ("GITHUB_RUN_ID", "4711"),
            ("GITHUB_RUN_ATTEMPT", "1"),
            ("INPUT_HEROKU-API-URL", sandbox.heroku_url()),
            ("INPUT_HEROKU-REGISTRY-URL", &sandbox.urls().heroku_registry),
            ("INPUT_HEROKU-API-KEY", &key),
            ("INPUT_GITHUB-TOKEN", &token),
        ] {
            variables.insert(name.to_owned(), value.to_owned());
        }
        Self::in_new_folder(sandbox, variables, 1)
    }

    /// Another runner, with the same settings and the same event, on the same sandbox.
    pub(crate) fn beside(&self) -> Self {
        let other = Self::in_new_folder(Arc::clone(&self.sandbox), self.variables.clone(), self.speed);
        std::fs::copy(self.path("event.json"), other.path("event.json")).unwrap();
        let event = other.path("event.json").display().to_string();
        other.set("GITHUB_EVENT_PATH", &event)
    }

    fn in_new_folder(sandbox: Arc<Sandbox>, mut variables: BTreeMap<String, String>, speed: u32) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, file) in [("GITHUB_OUTPUT", "output"), ("GITHUB_STEP_SUMMARY", "summary"), ("GITHUB_STATE", "state")]
        {
            let path = folder.path().join(file);
            std::fs::write(&path, "").unwrap();
            variables.insert(name.to_owned(), path.display().to_string());
        }
        Self { sandbox, folder, variables, speed }
    }

    /// The binary's clock goes so many times as fast as the sandbox's: for scenes that wait for the end of some patience. An
    /// answer may then take as much less time, so a busy machine sets the limit. In a release nothing hurries.
    pub(crate) fn at_speed(mut self, times: u32) -> Self {
        if cfg!(debug_assertions) {
            self.speed = times;
        }
        let speed = self.speed.to_string();
        self.set("BRANCHLINE_TEST_CLOCK", &speed)
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn unset(mut self, name: &str) -> Self {
        self.variables.remove(name);
        self
    }

    pub(crate) fn variable(&self, name: &str) -> String {
        self.variables[name].clone()
    }

    pub(crate) fn input(self, name: &str, value: &str) -> Self {
        let name = format!("INPUT_{}", name.to_uppercase());
        self.set(&name, value)
    }

    /// The event, its payload, and the ref and commit that the runner would set.
    pub(crate) fn event(mut self, name: &str, payload: &Value) -> Self {
        self.happens(name, payload);
        self
    }

    /// An event whose payload is these bytes, whatever they are.
    pub(crate) fn raw_event(mut self, name: &str, payload: &[u8]) -> Self {
        self.happens_raw(name, payload);
        self
    }

    /// Another event in the same workflow.
    pub(crate) fn happens(&mut self, name: &str, payload: &Value) {
        self.happens_raw(name, payload.to_string().as_bytes());
    }

    fn happens_raw(&mut self, name: &str, payload: &[u8]) {
        let path = self.folder.path().join("event.json");
        std::fs::write(&path, payload).unwrap();
        self.variables.insert("GITHUB_EVENT_PATH".to_owned(), path.display().to_string());
        self.variables.insert("GITHUB_EVENT_NAME".to_owned(), name.to_owned());
    }

    /// What the runner passes to the post step.
    pub(crate) fn with_state(mut self) -> Self {
        for (name, value) in pairs(&self.read("state")) {
            self = self.set(&format!("STATE_{name}"), &value);
        }
        self
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap_or_default()
    }

    /// Waits until the step has saved this for its post step.
    pub(crate) async fn saves(&self, text: &str) {
        let saved = async {
            while !self.read("state").contains(text) {
                self.sandbox.wait_until(Duration::from_millis(4), |_| false).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), saved).await.expect("it is never saved");
    }

    /// Starts the binary as the runner does.
    pub(crate) fn start(&self) -> Child {
        for file in ["output", "summary", "state"] {
            std::fs::write(self.path(file), "").unwrap();
        }
        self.command().spawn().unwrap()
    }

    fn command(&self) -> Command {
        self.prepared(laptop(&[]))
    }

    fn prepared(&self, mut command: Command) -> Command {
        command.envs(&self.variables).current_dir(self.folder.path());
        command
    }

    /// Runs the action's post step, as its entry point is called.
    pub(crate) async fn post(&self) -> Run {
        let (started, entry_point) = (Instant::now(), self.path("branchline-post"));
        if !entry_point.exists() {
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_branchline"), &entry_point).unwrap();
        }
        let child = self.prepared(scrubbed(Command::new(entry_point))).spawn().unwrap();
        self.end(child, started).await
    }

    /// Runs the binary to its end.
    pub(crate) async fn run(&self) -> Run {
        let started = Instant::now();
        self.end(self.start(), started).await
    }

    /// Waits for a run that was started, and sees to it that it kept its secrets.
    pub(crate) async fn end(&self, child: Child, started: Instant) -> Run {
        self.end_within(PATIENCE, child, started).await
    }

    /// The same for the few runs that have to take longer.
    pub(crate) async fn end_within(&self, patience: Duration, child: Child, started: Instant) -> Run {
        let ended =
            tokio::time::timeout(patience, child.wait_with_output()).await.expect("the run has no end").unwrap();
        let output = String::from_utf8(ended.stdout).expect("the output is UTF-8");
        let run = Run {
            code: ended.status.code().expect("the run was killed"),
            log: Log::read(&output),
            output,
            errors: String::from_utf8_lossy(&ended.stderr).into_owned(),
            outputs: pairs(&self.read("output")),
            summary: self.read("summary"),
            took: started.elapsed() * self.speed,
        };
        assert_kept(&run, &self.sandbox.world(), &self.sandbox.requests());
        run
    }
}

impl Run {
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("no output {name}; the log was:\n{}", self.output))
    }

    /// The exit code and the result, with the log where it is not as it should be.
    #[track_caller]
    pub(crate) fn ended(&self, code: i32, result: &str) -> &Self {
        let found = (self.code, self.output("result"));
        assert_eq!(found, (code, result), "reason: {}; the log was:\n{}", self.output("reason"), self.output);
        let plan: Value = serde_json::from_str(self.output("plan")).expect("the plan is JSON");
        assert!(plan["plan"].is_string() || plan.is_null() && result != "skipped", "{plan}");
        self
    }
}
