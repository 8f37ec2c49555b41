//! What `command: promote` asks for: the release of the app that the rule of a branch or tag names.

use super::{aims::Aim, asking::asked, matching::matched, undecided::Undecided};
use crate::{
    deeds::{Deed, after_release::AfterRelease, promote::Promote},
    event::Runner,
    inputs::{Settings, spec},
    names::GitRef,
    rules::Destination,
};

/// The aim for a branch or tag: its rule names the app.
pub(super) fn aim_on(reference: GitRef, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    let (rule, destination) = match matched(&reference, settings)? {
        Err(why) => return Ok(Aim::Nothing(why)),
        Ok(matched) => matched,
    };
    let Destination::Apps(apps) = destination else {
        let text = format!("{rule} names no app, and only the release of one can be promoted");
        return Err(Undecided::of(&spec::COMMAND, text));
    };
    let [source] = apps.as_slice() else {
        let text = format!(
            "{rule} names several apps, but `promote` takes the release of one. Set `ref` to a branch whose rule names one app"
        );
        return Err(Undecided::of(&spec::COMMAND, text));
    };
    if settings.promote_to.contains(source) {
        let text = format!("`{source}` is the app whose release is promoted. Leave it out");
        return Err(Undecided::of(&spec::PROMOTE_TO, text));
    }
    Ok(Aim::Do(Deed::Promote(Promote {
        reference,
        rule,
        source: source.clone(),
        version: settings.release,
        targets: settings.promote_to.clone(),
        pipeline: settings.pipeline.clone(),
        asked: asked(runner),
        after: AfterRelease::of(settings),
    })))
}
