//! Branches, commits and archives.

use uuid::Uuid;

use super::super::call::Call;
use super::super::clock;
use super::super::reply::{Answer, Reply};
use super::{ArchiveLink, Desk, error, not_found, wire};

pub(super) fn branch(desk: &Desk, name: &str) -> Answer {
    desk.need_contents()?;
    let sha = desk.repository.branches.get(name);
    let sha = sha.ok_or_else(|| error(404, "Branch not found"))?;
    Ok(Reply::ok(wire::branch(desk, name, sha)))
}

/// The commit behind any kind of reference, or GitHub's way to say that there is none.
pub(super) fn resolve(desk: &Desk, reference: &str) -> Result<String, Reply> {
    let sha = desk.repository.resolve(reference).map(str::to_owned);
    sha.ok_or_else(|| error(422, &format!("No commit found for SHA: {reference}")))
}

pub(super) fn commit(desk: &Desk, call: &Call, reference: &str) -> Answer {
    desk.need_contents()?;
    let sha = resolve(desk, reference)?;
    if call.header("accept").contains("vnd.github.sha") {
        return Ok(Reply::text(200, sha));
    }
    Ok(Reply::ok(wire::commit(desk, &sha)))
}

/// The redirect to an archive. Its address is all that is needed to fetch the archive.
pub(super) fn tarball(desk: &mut Desk, reference: &str) -> Answer {
    desk.need_contents()?;
    let reference = match reference {
        "" => desk.repository.default_branch.clone(),
        reference => reference.to_owned(),
    };
    desk.repository.resolve(&reference).ok_or_else(not_found)?;
    let (host, name) = (&desk.urls.codeload, &desk.repository.full_name);
    let mut url = format!("{host}/{name}/legacy.tar.gz/{reference}");
    let mut token = String::new();
    if desk.repository.private {
        token = Uuid::new_v4().simple().to_string().to_uppercase();
        url = format!("{url}?token={token}");
    }
    desk.archive_links.push(ArchiveLink {
        token,
        repository: name.clone(),
        reference,
        url: url.clone(),
        issued: clock::today(),
    });
    Ok(Reply::empty(302).header("location", url))
}
