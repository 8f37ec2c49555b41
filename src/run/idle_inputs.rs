//! Inputs that have no effect here although their author expects one.

use crate::{
    inputs::{Command, Settings},
    report::Console,
};

/// Warns of them.
pub(crate) fn warn_of_idle_inputs(settings: &Settings, console: &Console) {
    tell_of_idle_config_vars(settings, console);
    tell_of_what_is_for_named_apps(settings, console);
    for text in [left_by_setup(settings), without_stage(settings), only_of_setup(settings)].into_iter().flatten() {
        console.warning(TITLE, &text);
    }
}

const TITLE: &str = "Inputs without effect";

fn tell_of_idle_config_vars(settings: &Settings, console: &Console) {
    let Settings { rules, review_app_config_vars, .. } = settings;
    if review_app_config_vars.0.is_empty() || rules.is_empty() || rules.has_review_app() {
        return;
    }
    let text = "`review-app-config-vars` are for review apps, and no rule says `review-app`: Branchline sets them on no app. \
                Remove them, or use `config-vars` for the apps that your rules name.";
    console.warning("Config vars not set", text);
}

/// Warns of inputs that review apps never use, if no rule names another app.
fn tell_of_what_is_for_named_apps(settings: &Settings, console: &Console) {
    let given = named(&[
        ("images", !settings.images.is_empty()),
        ("config-vars", !settings.config_vars.0.is_empty()),
        ("maintenance", settings.maintenance),
    ]);
    if given.is_empty() || !settings.rules.has_review_app() || settings.rules.has_app() {
        return;
    }
    let text = format!(
        "{given}: for apps that rules name, and no rule names one. Review apps are built, and take \
         `review-app-config-vars`. Remove what is not needed, or name an app in `rules`."
    );
    console.warning(TITLE, &text);
}

/// Inputs for what follows a deploy or replaces a build.
fn left_by_setup(settings: &Settings) -> Option<String> {
    let given = named(&[
        ("images", !settings.images.is_empty()),
        ("maintenance", settings.maintenance),
        ("run", !settings.run.is_empty()),
        ("health-check", settings.health_check.is_some()),
    ]);
    let is_idle = settings.command == Command::Setup && !given.is_empty();
    is_idle.then(|| {
        format!("{given}: `command: setup` builds a new app as `app.json` says and does no more. Remove them, or deploy in a later step.")
    })
}

fn without_stage(settings: &Settings) -> Option<String> {
    let is_idle = settings.command == Command::Setup && settings.pipeline.is_some() && settings.stage.is_none();
    is_idle
        .then(|| "`pipeline`: new apps join no pipeline without `stage`. Set `stage`, or remove `pipeline`.".to_owned())
}

/// Inputs that only `command: setup` uses.
fn only_of_setup(settings: &Settings) -> Option<String> {
    let given = named(&[
        ("team", settings.team.is_some()),
        ("region", settings.region.is_some()),
        ("space", settings.space.is_some()),
        ("stack", settings.stack.is_some()),
        ("stage", settings.stage.is_some()),
    ]);
    let is_idle = settings.command == Command::Auto && !given.is_empty();
    is_idle.then(|| format!("{given}: these are for `command: setup`, which creates apps. Add it, or remove them."))
}

/// The names of those that are given.
fn named(inputs: &[(&str, bool)]) -> String {
    let given = inputs.iter().filter(|(_, is_given)| *is_given).map(|(name, _)| format!("`{name}`"));
    given.collect::<Vec<_>>().join(", ")
}
