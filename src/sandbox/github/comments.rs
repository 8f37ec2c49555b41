//! Comments on issues and pull requests, and reactions to them.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::clock::{self, timestamp};
use super::super::reply::{Answer, Reply};
use super::activity::Comment;
use super::context::Context;
use super::permissions::{Access, Scope};
use super::refusals::{error, invalid, not_found};
use super::{pages, wire};

const SCOPES: [Scope; 2] = [Scope::Issues, Scope::PullRequests];
const LONGEST: usize = 65_536;
const REACTIONS: [&str; 8] = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];

pub(super) fn of_issue(context: &mut Context, call: &Call, number: &str) -> Answer {
    let issue: u64 = number.parse().map_err(|_| not_found())?;
    match call.method.as_str() {
        "GET" => list(context, call, |comment| comment.issue == issue),
        "POST" => create(context, call, issue),
        _ => Err(not_found()),
    }
}

/// Those of every issue and pull request.
pub(super) fn all(context: &Context, call: &Call) -> Answer {
    list(context, call, |_| true)
}

/// Oldest first.
fn list(context: &Context, call: &Call, is_wanted: impl Fn(&Comment) -> bool) -> Answer {
    context.need(&SCOPES, Access::Read)?;
    let comments = context.repository.comments.iter();
    let lag = context.repository.comments_lag;
    let is_listed = |comment: &Comment| comment.created + lag <= clock::today();
    let here = comments.filter(|comment| is_wanted(comment) && is_listed(comment));
    let items = here.map(|comment| wire::comment(context, comment)).collect();
    Ok(pages::reply(call, &context.urls.github, items))
}

fn create(context: &mut Context, call: &Call, issue: u64) -> Answer {
    context.need(&SCOPES, Access::Write)?;
    may_say(context, issue)?;
    let body = body(call)?;
    let comment = Comment::new(context.next_id(), issue, context.login, body);
    let reply = wire::comment(context, &comment);
    context.repository.comments.push(comment);
    Ok(Reply::json(201, reply))
}

/// In a locked conversation only people with write access may speak, and an app is none.
fn may_say(context: &Context, issue: u64) -> Result<(), Reply> {
    if context.repository.locked.contains(&issue) {
        return Err(error(403, "Unable to create comment because issue is locked."));
    }
    Ok(())
}

fn body(call: &Call) -> Result<&str, Reply> {
    let body = call.text("body").filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| invalid("IssueComment", "body", "missing_field"))?;
    if body.chars().count() > LONGEST {
        return Err(error(422, "Validation Failed: body is too long (maximum is 65536 characters)"));
    }
    Ok(body)
}

pub(super) fn one(context: &mut Context, call: &Call, id: &str) -> Answer {
    let access = if call.method == "GET" { Access::Read } else { Access::Write };
    context.need(&SCOPES, access)?;
    let index = position(context, id)?;
    match call.method.as_str() {
        "GET" => {}
        "PATCH" => {
            let comment = &mut context.repository.comments[index];
            body(call)?.clone_into(&mut comment.body);
            comment.updated = clock::today();
        }
        "DELETE" => {
            context.repository.comments.remove(index);
            return Ok(Reply::empty(204));
        }
        _ => return Err(not_found()),
    }
    let comment = &context.repository.comments[index];
    Ok(Reply::ok(wire::comment(context, comment)))
}

fn position(context: &Context, id: &str) -> Result<usize, Reply> {
    let mut comments = context.repository.comments.iter();
    comments.position(|comment| comment.id.to_string() == id).ok_or_else(not_found)
}

/// The same reaction twice is one reaction.
pub(super) fn react(context: &mut Context, call: &Call, id: &str) -> Answer {
    context.need(&SCOPES, Access::Write)?;
    let index = position(context, id)?;
    may_say(context, context.repository.comments[index].issue)?;
    let kind = call.text("content").filter(|kind| REACTIONS.contains(kind));
    let kind = kind.ok_or_else(|| invalid("Reaction", "content", "invalid"))?;
    let (id, login) = (context.next_id(), context.login.to_owned());
    let user: Value = wire::user(context.urls, &login);
    let reactions = &mut context.repository.comments[index].reactions;
    let reaction = (login, kind.to_owned());
    let status = if reactions.contains(&reaction) { 200 } else { 201 };
    if status == 201 {
        reactions.push(reaction);
    }
    let reply = json!({
        "id": id,
        "node_id": format!("REA_{id}"),
        "user": user,
        "content": kind,
        "created_at": timestamp(clock::today()),
    });
    Ok(Reply::json(status, reply))
}
