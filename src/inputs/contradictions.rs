//! Inputs that are right by themselves, but not together.

use std::collections::BTreeSet;

use super::choices::{Command, Forks, Source};
use super::complaint::Complaint;
use super::environment::Environment;
use super::images::ImageWish;
use super::settings::Settings;
use super::spec;
use crate::rules::{RuleTarget, Rules};

/// Each makes sense only with the other.
const LOGIN: [spec::Input; 2] = [spec::REGISTRY_USERNAME, spec::REGISTRY_PASSWORD];

/// What one input asks for and another does not allow. An input that was given and is wrong has its own complaint, so
/// only whether it was given is looked at.
pub(super) fn between(settings: &Settings, environment: &Environment) -> Vec<Complaint> {
    let given = |input| environment.input(input).is_some();
    let mut complaints = Vec::new();
    if !given(&spec::PIPELINE) {
        complaints.extend(rules_without_pipeline(&settings.rules));
    }
    if settings.forks == Forks::Labeled && !given(&spec::LABEL) {
        let text = "`labeled` needs a label. Set `label` to the one that lets a fork's pull request in";
        complaints.push(Complaint::new(&spec::FORKS, text));
    }
    if given(&spec::REF) && given(&spec::PULL_REQUEST) {
        let text = "`ref` and `pull-request` are both set. Use one of them";
        complaints.push(Complaint::new(&spec::REF, text));
    }
    if given(&spec::RELEASE) && !given(&spec::COMMAND) {
        let text = "set, but `command` is not. Add `command: rollback` or `command: promote`";
        complaints.push(Complaint::new(&spec::RELEASE, text));
    }
    if settings.command == Command::Promote && !given(&spec::PROMOTE_TO) {
        let text = "empty, but `command: promote` needs it. Name the apps that receive the release";
        complaints.push(Complaint::new(&spec::PROMOTE_TO, text));
    }
    if given(&spec::PROMOTE_TO) && !given(&spec::COMMAND) {
        let text = "set, but `command` is not. Add `command: promote`";
        complaints.push(Complaint::new(&spec::PROMOTE_TO, text));
    }
    if given(&spec::INCLUDE) && settings.source == Source::GitHub {
        let text = "set, but `source` is `github`, whose archive has only what is committed. Set `source: workspace`, or remove it";
        complaints.push(Complaint::new(&spec::INCLUDE, text));
    }
    if given(&spec::STAGE) && !given(&spec::PIPELINE) {
        let text = "set, but `pipeline` is not. Set `pipeline` to the one that the app joins";
        complaints.push(Complaint::new(&spec::STAGE, text));
    }
    if given(&spec::IMAGES) {
        complaints.extend(beside_images(settings));
    }
    for (one, other) in [(&LOGIN[0], &LOGIN[1]), (&LOGIN[1], &LOGIN[0])] {
        if given(one) && !given(other) {
            let text = format!("set, but `{}` is not. Set both, or neither", other.name);
            complaints.push(Complaint::new(one, text));
        }
    }
    if given(&spec::HEALTH_CHECK_TEXT) && !given(&spec::HEALTH_CHECK) {
        let text = "set, but `health-check` is not. Set `health-check` too, for example to /healthz";
        complaints.push(Complaint::new(&spec::HEALTH_CHECK_TEXT, text));
    }
    if !settings.wait && given(&spec::WAIT) {
        let waits = [
            (&spec::MAINTENANCE, settings.maintenance),
            (&spec::RUN, given(&spec::RUN)),
            (&spec::HEALTH_CHECK, given(&spec::HEALTH_CHECK)),
        ];
        for (input, _) in waits.into_iter().filter(|(_, is_set)| *is_set) {
            let text = "cannot be combined with `wait: false`, which does not wait for the end of the deploy. Remove one of them";
            complaints.push(Complaint::new(input, text));
        }
    }
    complaints
}

/// Images are built already, and one login is for one registry.
fn beside_images(settings: &Settings) -> Vec<Complaint> {
    let built =
        [(settings.source == Source::Workspace, "source: workspace"), (settings.directory.is_some(), "directory")];
    let built = built.into_iter().filter(|(is_set, _)| *is_set).map(|(_, other)| {
        let text = format!("cannot be combined with `{other}`, since images are built already. Remove one of them");
        Complaint::new(&spec::IMAGES, text)
    });
    let hosts: BTreeSet<_> = settings.images.iter().filter_map(ImageWish::host).collect();
    let several = (settings.registry_username.is_some() && hosts.len() > 1).then(|| {
        let hosts = Vec::from_iter(hosts).join(" and ");
        let text = format!("is for one registry, and `images` come from {hosts}. Copy them to one first");
        Complaint::new(&spec::REGISTRY_USERNAME, text)
    });
    built.chain(several).collect()
}

/// One complaint for all such rules: they have one cause.
fn rules_without_pipeline(rules: &Rules) -> Option<Complaint> {
    let rule = rules.iter().find(|rule| rule.target == RuleTarget::ReviewApp)?;
    let text = "`review-app` needs a pipeline. Set `pipeline` to its name or id";
    Some(Complaint::new(&spec::RULES, text).at(&rule.line))
}
