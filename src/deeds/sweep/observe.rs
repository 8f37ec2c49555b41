use std::{
    collections::{BTreeSet, HashMap},
    time::{Duration, SystemTime},
};

use futures_util::stream::{StreamExt, TryStreamExt, iter};

use serde_json::Value;

use super::Sweep;
use crate::{
    clients::Clients,
    event::PullRequest,
    heroku::{App, ReviewApp},
    names::{BranchName, PipelineId, PullNumber},
    observe::whose::known_review_app,
    outcome::{Doing, Trouble},
    ownership::subject::{KnownReviewApp, Subject},
};

/// So many questions about single review apps are asked side by side.
const AT_ONCE: usize = 8;

/// What there is of the pipeline and the repository.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) pipeline: PipelineId,
    pub(crate) review_apps: Vec<SeenReviewApp>,
    /// The repository's pull requests, by number.
    pub(crate) pulls: HashMap<u64, PullRequest>,
    /// Its branches, where a review app is for one alone.
    pub(crate) branches: BTreeSet<String>,
}

/// A review app, with all that tells whether it is to go.
#[derive(Debug)]
pub(crate) struct SeenReviewApp {
    pub(crate) known: KnownReviewApp,
    /// Whose it would be, if it is this repository's.
    pub(crate) subject: Option<Subject>,
    pub(crate) app: Option<App>,
    /// How old it is.
    pub(crate) age: Option<Duration>,
    /// How long ago it was deployed to, where that matters.
    pub(crate) idle: Option<Duration>,
}

impl Sweep {
    /// Everything is listed, or nothing is done: what cannot be listed is an error.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let (pipeline, listed) = clients.review_apps(&self.pipeline).await?;
        let numbers: BTreeSet<u64> = listed.iter().filter_map(|app| app.pr_number).collect();
        let (pulls, branches) = tokio::try_join!(pulls_of(&numbers, clients), branches_for(&listed, clients))?;
        let now = SystemTime::now();
        let looks = listed.iter().map(|app| self.look_into(app, &pulls, &branches, now, clients));
        let review_apps = iter(looks).buffered(AT_ONCE).try_collect().await?;
        Ok(Seen { pipeline, review_apps, pulls, branches })
    }

    async fn look_into(
        &self,
        listed: &ReviewApp,
        pulls: &HashMap<u64, PullRequest>,
        branches: &BTreeSet<String>,
        now: SystemTime,
        clients: Clients<'_>,
    ) -> Result<SeenReviewApp, Trouble> {
        let mut seen = SeenReviewApp {
            known: known_review_app(listed),
            subject: subject_of(listed, pulls, clients),
            app: None,
            age: since(listed.created_at.as_deref(), now),
            idle: None,
        };
        let is_open = seen.known.pull.is_some_and(|number| pulls.get(&number).is_some_and(|pull| pull.open));
        let is_wanted = is_open || seen.known.pull.is_none() && branches.contains(&seen.known.branch);
        if seen.subject.is_none() || is_wanted && self.stale_days.is_none() {
            return Ok(seen);
        }
        if let Some(subject) = &seen.subject {
            let head = seen.known.pull.and_then(|number| pulls.get(&number)).map(|pull| &pull.head_commit);
            let whose = clients.whose(subject, head, std::slice::from_ref(listed)).await?;
            seen.known = whose.review_apps.into_iter().next().unwrap_or(seen.known);
        }
        if let Some(id) = &seen.known.app {
            seen.app = clients.heroku.app(id.as_str()).await.ok();
        }
        let deployed = match (&seen.app, &seen.known.app) {
            (Some(app), _) => app.released_at.as_deref().or(listed.created_at.as_deref()),
            // What has no app was never deployed to.
            (None, None) => listed.updated_at.as_deref(),
            (None, Some(_)) => None,
        };
        seen.idle = since(deployed, now);
        Ok(seen)
    }
}

fn since(moment: Option<&str>, now: SystemTime) -> Option<Duration> {
    let moment = humantime::parse_rfc3339_weak(moment?.trim_end_matches('Z')).ok()?;
    Some(now.duration_since(moment).unwrap_or_default())
}

fn subject_of(listed: &ReviewApp, pulls: &HashMap<u64, PullRequest>, clients: Clients<'_>) -> Option<Subject> {
    let branch: BranchName = listed.branch.parse().ok()?;
    let Some(number) = listed.pr_number else { return Some(Subject::of_branch(branch, clients.repository)) };
    let pull = pulls.get(&number).filter(|pull| pull.head_branch == branch)?;
    Some(Subject {
        branch,
        pull: PullNumber::new(number),
        fork: pull.fork_id(),
        repository: pull.head_repository.as_ref().map(|head| head.slug.clone()),
    })
}

/// The pull requests of these numbers, listed from the newest on; what lies too far back is asked for by itself.
async fn pulls_of(numbers: &BTreeSet<u64>, clients: Clients<'_>) -> Result<HashMap<u64, PullRequest>, Trouble> {
    let Some(lowest) = numbers.first() else { return Ok(HashMap::new()) };
    let read = |value: &Value| PullRequest::from_api(value).ok();
    let listed = clients.github.pull_requests_down_to(clients.repository, *lowest, read).await;
    let listed = listed.map_err(|error| Trouble::api(Doing::ListingPullRequests, error))?;
    let mut pulls: HashMap<_, _> = listed.into_iter().map(|pull| (pull.number.get(), pull)).collect();
    let missing: Vec<_> = numbers.iter().filter(|number| !pulls.contains_key(number)).copied().collect();
    let asked = missing.into_iter().filter_map(PullNumber::new).map(async |number| {
        match clients.github.pull_request(clients.repository, number).await {
            Ok(value) => Ok(PullRequest::from_api(&value).ok()),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(Trouble::api(Doing::ReadingPullRequest(number), error)),
        }
    });
    let found: Vec<Option<PullRequest>> = iter(asked).buffered(AT_ONCE).try_collect().await?;
    pulls.extend(found.into_iter().flatten().map(|pull| (pull.number.get(), pull)));
    Ok(pulls)
}

/// The repository's branches, if a review app is for no pull request.
async fn branches_for(listed: &[ReviewApp], clients: Clients<'_>) -> Result<BTreeSet<String>, Trouble> {
    if listed.iter().all(|app| app.pr_number.is_some()) {
        return Ok(BTreeSet::new());
    }
    let branches = clients.github.branches(clients.repository).await;
    branches.map_err(|error| Trouble::api(Doing::ListingBranches, error))
}
