//! What a run keeps secret, and what everybody may see.

use secrecy::ExposeSecret;

use crate::{
    deeds::Deed,
    http::ProxyVariables,
    inputs::{
        Environment, is_plain_word,
        spec::{self, Input},
    },
    names::ConfigVarName,
    plan::{About, Plan, Task},
    report::Console,
};

const KEYS: [&Input; 3] = [&spec::HEROKU_API_KEY, &spec::GITHUB_TOKEN, &spec::REGISTRY_PASSWORD];
const CONFIG_VARS: [&Input; 2] = [&spec::CONFIG_VARS, &spec::REVIEW_APP_CONFIG_VARS];
/// Inputs that name what people see.
const NAMES: [&Input; 6] =
    [&spec::RULES, &spec::PIPELINE, &spec::REF, &spec::LABEL, &spec::HEROKU_API_URL, &spec::HEROKU_REGISTRY_URL];
/// The runner's facts that everybody may see.
const FACTS: [&str; 14] = [
    "GITHUB_ACTOR",
    "GITHUB_API_URL",
    "GITHUB_BASE_REF",
    "GITHUB_EVENT_NAME",
    "GITHUB_HEAD_REF",
    "GITHUB_JOB",
    "GITHUB_REF",
    "GITHUB_REF_NAME",
    "GITHUB_REPOSITORY",
    "GITHUB_REPOSITORY_ID",
    "GITHUB_RUN_ID",
    "GITHUB_SERVER_URL",
    "GITHUB_SHA",
    "GITHUB_WORKFLOW",
];
/// Addresses that everybody may see.
const PLACES: [&str; 5] = [
    "https://api.github.com/",
    "https://github.com/",
    "https://api.heroku.com/",
    "https://dashboard.heroku.com/apps",
    "https://status.heroku.com/",
];

/// Registers the secrets before anything can print one. The values of config vars are secret, unless everybody may see
/// them anyway: those must be known first.
pub(crate) fn keep(environment: &Environment, console: &Console) {
    let facts = FACTS.iter().filter_map(|name| environment.get(name));
    let names = NAMES.iter().filter_map(|input| environment.input(input));
    facts.chain(names).chain(PLACES).for_each(|text| console.reveal(text));
    // A plain word is refused as a key, and would make holes in that message.
    let keys = KEYS.iter().filter_map(|input| environment.input(input));
    keys.filter(|key| !is_plain_word(key)).for_each(|key| console.mask(key));
    if let Ok(proxies) = ProxyVariables::read(|name| environment.get(name)) {
        proxies.passwords().into_iter().for_each(|password| console.mask(password));
    }
    for text in CONFIG_VARS.iter().filter_map(|input| environment.input(input)) {
        text.lines().map(str::trim).filter(|line| !line.starts_with('#')).for_each(|line| hide(line, console));
    }
}

/// Whether a certificate or private key of several lines begins here, which is a mistake, not a secret. One on a
/// single line has its line breaks as `\n`.
fn begins_key(value: &str) -> bool {
    value.starts_with("-----BEGIN") && !value.contains("\\n")
}

/// A line without a config var is a mistake, and may be the rest of a key of several lines: it is not shown, and the
/// runner need not mask it.
fn hide(line: &str, console: &Console) {
    let (name, value) = line.split_once('=').unwrap_or(("", line));
    if name.trim_end().parse::<ConfigVarName>().is_ok() && !begins_key(value.trim()) {
        console.hide(value.trim());
    } else {
        for text in [value, line] {
            console.redactor().add_value(text, |_| Vec::new());
        }
    }
}

/// Hides the config vars of a deed as they will be sent, before any request whose answer may contain one: an input that
/// holds `{branch}` is another text.
pub(crate) fn hide_given(deed: &Deed, console: &Console) {
    let given = deed.config_vars().into_iter().flat_map(|vars| &vars.0);
    given.for_each(|(_, value)| console.hide(value.expose_secret()));
}

/// Everybody may see the branch, commit and apps of a plan.
pub(crate) fn reveal(plan: &Plan, console: &Console) {
    let About { reference, commit, repository, pipeline, .. } = &plan.about;
    let heads = plan.tasks.iter().filter_map(|task| task.tell.head());
    commit.iter().chain(heads).for_each(|commit| console.reveal(commit.as_str()));
    if let Some(reference) = reference {
        console.reveal(&reference.full());
        console.reveal(reference.short());
    }
    let names = repository.iter().map(ToString::to_string).chain(pipeline.iter().map(ToString::to_string));
    names.for_each(|name| console.reveal(&name));
    plan.tasks.iter().filter_map(Task::name).for_each(|name| console.reveal(name));
}
