//! `branchline init`: writes the workflow that replaces the GitHub integration of a pipeline at Heroku.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use lexopt::{Arg, Parser};
use secrecy::ExposeSecret;

use super::arguments::{file, text, unknown};
use super::check::{check_text, root_of_repository};
use crate::{
    archive::remote::{default_branch_of, repositories_of},
    heroku::Heroku,
    http::{Connector, Pauses, ProxyVariables, within},
    init::{
        Checkout, Draft, draft,
        found::{Found, look_at, pipelines_like},
    },
    inputs::{Environment, Settings},
    names::PipelineRef,
    outcome::{Exit, Trouble},
    report::{Console, annotation, explain},
    run::peers::tell_pauses,
    sandbox::{Sandbox, World},
};

/// The options.
const OPTIONS: [&str; 5] = ["--pipeline", "--output", "--force", "--rehearse", "--help"];
/// Where the workflow goes by default.
const FILE: &str = ".github/workflows/heroku.yml";
/// The pipeline of a rehearsal.
const REHEARSED: &str = "acme";
/// How long to wait for Heroku's rate limit.
const PATIENCE: Duration = Duration::from_mins(10);
/// Words of a run's messages, and what to say instead on a laptop.
const OTHER_WORDS: [(&str, &str); 5] = [
    ("the runner can", "this machine can"),
    ("`heroku-api-url`", "`HEROKU_API_URL`"),
    ("store it in the secret that `heroku-api-key` reads", "set `HEROKU_API_KEY` to it"),
    ("the input `pipeline`", "`--pipeline`"),
    ("run the workflow again", "try again"),
];
const KEY: &str = "HEROKU_API_KEY";
const URL: &str = "HEROKU_API_URL";

/// What to write, and where.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Init {
    /// The pipeline's name or id.
    pub pipeline: Option<String>,
    /// Where the workflow goes, if not to the default place.
    pub output: Option<PathBuf>,
    /// Whether to replace an existing file.
    pub force: bool,
    /// Whether to use the sandbox's pipeline, and write nothing.
    pub rehearse: bool,
}

impl Init {
    /// Reads the rest of the command line, or returns `None` if it asks for help.
    pub(super) fn parse(parser: &mut Parser) -> anyhow::Result<Option<Self>> {
        let mut asked = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("pipeline") => asked.pipeline = Some(text(parser)?),
                Arg::Long("output") => asked.output = Some(file(parser)?),
                Arg::Long("force") => asked.force = true,
                Arg::Long("rehearse") => asked.rehearse = true,
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                other => return Err(unknown(&other, &OPTIONS)),
            }
        }
        if asked.pipeline.is_none() && !asked.rehearse {
            bail!("init needs --pipeline NAME; `heroku pipelines` lists the names");
        }
        Ok(Some(asked))
    }

    /// Reads the pipeline, and writes the workflow.
    ///
    /// # Errors
    /// If the key, the address or the file is wrong.
    pub async fn run(&self, environment: &Environment, console: &Console) -> anyhow::Result<Exit> {
        let root = root_of_repository();
        let path = self.output.clone().unwrap_or_else(|| root.join(FILE));
        let shown = shown(&path);
        if !self.rehearse {
            self.must_be_free(&path, &shown)?;
        }
        let found = match self.look(environment, console).await? {
            Ok(found) => found,
            Err((trouble, hint)) => return Ok(tell(&trouble, hint.as_deref(), console)),
        };
        if found.has_nothing() {
            bail!(
                "the pipeline {} has no app and makes no review apps, so there is nothing to write. Add its apps with `heroku \
                 pipelines:add`, or enable review apps",
                found.name
            );
        }
        // The rehearsed pipeline does not belong to this clone.
        let checkout = if self.rehearse { Checkout::unknown() } else { checkout(&root) };
        let Draft { workflow, left } = draft(&found, &checkout, &shown);
        if self.rehearse {
            console.line(&format!(
                "A rehearsal: the pipeline is inside this program, and {shown} is not written. It would be:\n"
            ));
            console.line(&workflow);
            console.line("\n");
        } else {
            write(&path, &workflow, self.force).with_context(|| format!("{shown} cannot be written"))?;
            console.line(&format!("Wrote {shown} for the pipeline {}. Nothing was changed at Heroku.", found.name));
        }
        let exit = check_text(Path::new(&shown), &workflow, console);
        console.line("\nWhat is left to do:");
        for (number, step) in (1..).zip(&left) {
            console.line(&format!("{number}. {}", step.replace('\n', "\n   ")));
        }
        Ok(exit)
    }

    fn must_be_free(&self, path: &Path, shown: &str) -> anyhow::Result<()> {
        match fs::symlink_metadata(path) {
            Ok(there) if there.is_dir() => bail!("{shown} is a folder. Name a file with --output"),
            Ok(_) if !self.force => {
                bail!("{shown} is there already. Use --force to replace it, or --output FILE to write another file")
            }
            _ => Ok(()),
        }
    }

    async fn look(&self, environment: &Environment, console: &Console) -> anyhow::Result<Looked> {
        let name = self.pipeline.as_deref().unwrap_or(REHEARSED);
        let pipeline: PipelineRef = name.trim().parse().map_err(|error| anyhow::anyhow!("--pipeline: {error}"))?;
        if self.rehearse {
            let sandbox = Sandbox::start(World::with_integration(pipeline.as_str())).await?;
            let key = sandbox.keys().1.into();
            let heroku = Heroku::new(Connector::Sandbox.client()?, sandbox.heroku_url().parse()?, &key);
            return Ok(looked_at(&heroku, &pipeline).await);
        }
        let settings = settings(environment)?;
        let key = settings.heroku_api_key.unwrap_or_default();
        console.mask(key.expose_secret());
        let connector = Connector::Network {
            private_authorities: environment.get("SSL_CERT_FILE").map(Into::into),
            authorities: environment.get("SSL_CERT_DIR").map(ToOwned::to_owned),
            proxies: ProxyVariables::read(|name| environment.get(name))?,
        };
        let client = connector.client()?;
        connector.in_words().iter().for_each(|line| console.line(line));
        let (pauses, told) = Pauses::channel();
        let heroku = Heroku::new(client, settings.heroku_api_url, &key).hiding(console.redactor()).telling(&pauses);
        let looked = tell_pauses(told, console, within(PATIENCE, looked_at(&heroku, &pipeline))).await;
        looked.context("Heroku did not answer every question about the pipeline within 10 minutes. Try again later")
    }
}

/// The pipeline, or why there is none and which one may be meant.
type Looked = Result<Found, (Trouble, Option<String>)>;

async fn looked_at(heroku: &Heroku, pipeline: &PipelineRef) -> Looked {
    let trouble = match look_at(heroku, pipeline).await {
        Ok(found) => return Ok(found),
        Err(trouble) => trouble,
    };
    let hint = if trouble.is_gone_at_heroku() { pipelines_like(heroku, pipeline).await } else { None };
    Err((trouble, hint))
}

/// What the clone says about its repository.
fn checkout(root: &Path) -> Checkout {
    let default_branch = default_branch_of(root).unwrap_or(Checkout::unknown().default_branch);
    Checkout { default_branch, repositories: repositories_of(root) }
}

/// The key and the address, parsed like a run's inputs.
fn settings(environment: &Environment) -> anyhow::Result<Settings> {
    let key = environment.get(KEY).with_context(|| {
        format!(
            "{KEY} is not set. Create a token with `heroku authorizations:create`, and set the variable to it in this shell"
        )
    })?;
    let url = environment.get(URL).unwrap_or_default();
    let inputs = Environment::from_pairs([("INPUT_HEROKU-API-KEY", key), ("INPUT_HEROKU-API-URL", url)]);
    Settings::parse(&inputs).map_err(|complaints| {
        let words = complaints.to_string().replace("heroku-api-key", KEY).replace("heroku-api-url", URL);
        anyhow::anyhow!(words)
    })
}

/// Explains what went wrong in a run's words, except for things that have another name on a laptop.
fn tell(trouble: &Trouble, hint: Option<&str>, console: &Console) -> Exit {
    let mut explanation = explain(trouble, None);
    for (of_run, here) in OTHER_WORDS {
        explanation.advice = explanation.advice.replace(of_run, here);
    }
    if let Some(hint) = hint {
        explanation.advice = format!("{} {hint}", explanation.advice);
    }
    console.error(&explanation.title, &annotation(&explanation));
    trouble.exit()
}

/// Without `force`, this does not even replace a file that appears after the first check.
fn write(path: &Path, text: &str, force: bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(force).create_new(!force).open(path)?;
    file.write_all(text.as_bytes())
}

/// The path relative to the current folder.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
