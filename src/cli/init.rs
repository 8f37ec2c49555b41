//! `branchline init`: from a pipeline at Heroku to the workflow that takes the place of its GitHub integration.

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
/// Where the workflow goes.
const FILE: &str = ".github/workflows/heroku.yml";
/// The pipeline of a rehearsal.
const REHEARSED: &str = "acme";
/// Heroku's rate limit may be waited out, no longer.
const PATIENCE: Duration = Duration::from_mins(10);
/// What a run says, and what that is on a laptop.
const OTHER_WORDS: [(&str, &str); 5] = [
    ("the runner can", "this machine can"),
    ("`heroku-api-url`", "`HEROKU_API_URL`"),
    ("store it in the secret that `heroku-api-key` reads", "set `HEROKU_API_KEY` to it"),
    ("the input `pipeline`", "`--pipeline`"),
    ("run the workflow again", "try again"),
];
const KEY: &str = "HEROKU_API_KEY";
const URL: &str = "HEROKU_API_URL";

/// What is to be written, and where.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Init {
    /// The pipeline's name or id.
    pub pipeline: Option<String>,
    /// Where the workflow goes; none for the usual place.
    pub output: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub force: bool,
    /// Whether the pipeline is the one of the sandbox, and nothing is written.
    pub rehearse: bool,
}

impl Init {
    /// Reads the rest of the command line; nothing, if it asks for help.
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

    /// Looks at the pipeline, and writes the workflow.
    ///
    /// # Errors
    /// Says what is wrong with the key, the address or the file.
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
        // What is rehearsed is no pipeline of this clone's.
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

/// The pipeline; or why there is none, and which one may be meant.
type Looked = Result<Found, (Trouble, Option<String>)>;

async fn looked_at(heroku: &Heroku, pipeline: &PipelineRef) -> Looked {
    let trouble = match look_at(heroku, pipeline).await {
        Ok(found) => return Ok(found),
        Err(trouble) => trouble,
    };
    let hint = if trouble.is_gone_at_heroku() { pipelines_like(heroku, pipeline).await } else { None };
    Err((trouble, hint))
}

/// What the clone tells.
fn checkout(root: &Path) -> Checkout {
    let default_branch = default_branch_of(root).unwrap_or(Checkout::unknown().default_branch);
    Checkout { default_branch, repositories: repositories_of(root) }
}

/// The key and the address, read like the inputs of a run.
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

/// Tells what went wrong in the words of a run, but for what is called otherwise on a laptop.
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

/// A file that came meanwhile is not replaced either, unless that is asked for.
fn write(path: &Path, text: &str, force: bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(force).create_new(!force).open(path)?;
    file.write_all(text.as_bytes())
}

/// The path as seen from here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
