//! Branches, commits and archives.

use uuid::Uuid;

use super::super::call::Call;
use super::super::clock;
use super::super::reply::{Answer, Reply};
use super::archive_link::ArchiveLink;
use super::context::Context;
use super::pages;
use super::refusals::{error, not_found};
use super::wire;

pub(super) fn branches(context: &Context, call: &Call) -> Answer {
    context.need_contents()?;
    let branches = context.repository.branches.iter();
    let items = branches.map(|(name, sha)| wire::branch(context, name, sha)).collect();
    Ok(pages::reply(call, &context.urls.github, items))
}

pub(super) fn branch(context: &Context, name: &str) -> Answer {
    context.need_contents()?;
    let sha = context.repository.branches.get(name);
    let sha = sha.ok_or_else(|| error(404, "Branch not found"))?;
    Ok(Reply::ok(wire::branch(context, name, sha)))
}

/// The commit behind any kind of reference, or GitHub's way to say that there is none.
pub(super) fn resolve(context: &Context, reference: &str) -> Result<String, Reply> {
    let sha = context.repository.resolve(reference).map(str::to_owned);
    sha.ok_or_else(|| error(422, &format!("No commit found for SHA: {reference}")))
}

pub(super) fn commit(context: &Context, call: &Call, reference: &str) -> Answer {
    context.need_contents()?;
    let sha = resolve(context, reference)?;
    if call.header("accept").contains("vnd.github.sha") {
        return Ok(Reply::text(200, sha));
    }
    Ok(Reply::ok(wire::commit(context, &sha)))
}

/// How the second of two commits stands to the first.
pub(super) fn compare(context: &Context, call: &Call, pair: &str) -> Answer {
    context.need_contents()?;
    let (base, head) = pair.split_once("...").ok_or_else(not_found)?;
    let named = |name: &str| context.repository.resolve(name).ok_or_else(not_found);
    let (ours, theirs) = (context.repository.history(named(base)?), context.repository.history(named(head)?));
    let ahead = theirs.iter().position(|commit| ours.contains(commit));
    let ahead = ahead.ok_or_else(|| error(404, &format!("No common ancestor between {base} and {head}.")))?;
    let behind = ours.iter().take_while(|commit| **commit != theirs[ahead]).count();
    let page = call.query("per_page").and_then(|number| number.parse().ok()).unwrap_or(250);
    let mut commits: Vec<_> = theirs[..ahead].to_vec();
    commits.reverse();
    commits.truncate(page);
    Ok(Reply::ok(wire::comparison(context, ours[0], theirs[0], theirs[ahead], (ahead, behind), &commits)))
}

/// The redirect to an archive. Its address is all that is needed to fetch the archive.
pub(super) fn tarball(context: &mut Context, reference: &str) -> Answer {
    context.need_contents()?;
    let reference = match reference {
        "" => context.repository.default_branch.clone(),
        reference => reference.to_owned(),
    };
    context.repository.resolve(&reference).ok_or_else(not_found)?;
    let (host, name) = (&context.urls.codeload, &context.repository.full_name);
    let mut url = format!("{host}/{name}/legacy.tar.gz/{reference}");
    let mut token = String::new();
    if context.repository.private {
        token = Uuid::new_v4().simple().to_string().to_uppercase();
        url = format!("{url}?token={token}");
    }
    context.archive_links.push(ArchiveLink {
        token,
        repository: name.clone(),
        reference,
        url: url.clone(),
        issued: clock::today(),
    });
    Ok(Reply::empty(302).header("location", url))
}
