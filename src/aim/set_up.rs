//! What `command: setup` asks for: the apps that the rule of a branch or tag names.

use super::aims::Aim;
use crate::{
    deeds::{Deed, asked::Freshness, set_up::SetUp},
    event::Runner,
    inputs::Settings,
    names::{CommitSha, GitRef},
    outcome::Why,
    rules::Destination,
    secret::SecretVars,
};

/// The apps of a rule, built from this commit of a branch or tag, with these config vars.
pub(super) fn of_rule(
    (rule, destination): (String, Destination),
    (reference, commit): (GitRef, CommitSha),
    config_vars: SecretVars,
    freshness: Freshness,
    (settings, runner): (&Settings, &Runner),
) -> Aim {
    let apps = match destination {
        Destination::Apps(apps) => apps,
        Destination::Nothing => return Aim::Nothing(Why::RuleSaysNone(rule)),
        Destination::ReviewApp => return Aim::Nothing(Why::NoAppToSetUp(rule)),
    };
    Aim::Do(Deed::SetUp(Box::new(SetUp {
        reference,
        commit,
        repository: runner.repository.clone(),
        material: settings.material(),
        apps,
        rule,
        pipeline: settings.pipeline.clone(),
        place: settings.new_app(),
        config_vars,
        freshness,
    })))
}
