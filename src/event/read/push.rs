//! `push` and `delete`: branches and tags that are created, moved or deleted.

use crate::event::{error::EventError, fields::Object, happened::Event, ignored::Ignored, runner::Runner};
use crate::names::{CommitSha, GitRef};

pub(super) fn read_push(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let full = payload.text("ref")?;
    let Ok(reference) = full.parse::<GitRef>() else {
        return Ok(Event::Ignored(Ignored::Ref(full.to_owned())));
    };
    if payload.flag("deleted")? {
        return Ok(Event::RefDeleted { reference });
    }
    let commit = commit(&reference, payload)?;
    Ok(Event::Push { reference, commit })
}

/// For an annotated tag, `after` is the tag object, which is not a commit.
fn commit(reference: &GitRef, payload: &Object<'_>) -> Result<CommitSha, EventError> {
    let after = payload.name::<CommitSha>("after")?;
    if after.is_none() {
        return Err(payload.error("after", "the SHA of a commit, since nothing was deleted"));
    }
    match reference {
        GitRef::Branch(_) => Ok(after),
        GitRef::Tag(_) => payload.object("head_commit")?.name("id"),
    }
}

/// `delete` has the short name, and in another field its type.
pub(super) fn read_delete(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let reference = match payload.text("ref_type")? {
        "branch" => GitRef::Branch(payload.name("ref")?),
        "tag" => GitRef::Tag(payload.name("ref")?),
        _ => return Err(payload.error("ref_type", "branch or tag")),
    };
    Ok(Event::RefDeleted { reference })
}
