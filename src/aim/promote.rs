//! What `command: promote` asks for: the release of the app that the rule of a branch or tag names.

use super::{aims::Aim, asking::asked, by_rules::matched, roll_back::reference_of, undecided::Undecided};
use crate::{
    deeds::{Deed, after_release::AfterRelease, promote::Promote},
    event::{Event, Runner},
    inputs::{Settings, spec},
    rules::Destination,
};

/// The branch or tag that `ref` names, or that the event is about.
pub(super) fn aim_on(event: &Event, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    let reference = reference_of(event, settings, runner)?;
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
            "{rule} names several apps, and the release of one is promoted. Set `ref` to a branch whose rule names one"
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
