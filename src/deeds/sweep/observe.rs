use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use futures_util::stream::{StreamExt, TryStreamExt, iter};

use super::{
    Sweep,
    judge::{Doomed, Lists},
};
use crate::{
    clients::Clients,
    heroku::{App, ReviewApp},
    http::today,
    names::{AppId, PipelineId},
    observe::whose::known_review_app,
    outcome::{Doing, Trouble},
    ownership::{subject::KnownReviewApp, whose::Whose},
    steps::sweep_away::Because,
};

/// How many requests about single review apps run in parallel.
const AT_ONCE: usize = 8;
/// Up to this number, apps are requested one by one. More are listed, together with all others that the key may see.
const FEW: usize = 5;
/// An upper limit for the difference between clocks.
const A_WHILE: Duration = Duration::from_mins(5);

/// What is known about the pipeline and the repository.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(super) pipeline: PipelineId,
    /// How many review apps there are.
    pub(super) all: usize,
    /// Those that nothing needs, in the order of the list.
    pub(super) doomed: Vec<SeenDoomed>,
    /// When listing began, as GitHub writes times.
    pub(super) begun: String,
}

/// A review app that nothing needs, if it is this repository's.
#[derive(Debug)]
pub(super) struct SeenDoomed {
    pub(super) doomed: Doomed,
    /// The evidence of its owner.
    pub(super) known: KnownReviewApp,
    /// Its app, if readable.
    pub(super) app: Option<App>,
}

impl Sweep {
    /// Lists everything. Fails if any list is unavailable, so that then nothing is done.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let begun = humantime::format_rfc3339_seconds(today() - A_WHILE).to_string();
        let (pipeline, listed) = clients.many_review_apps(&self.pipeline).await?;
        let lists = self.lists(&listed, clients).await?;
        let judged = listed.iter().filter_map(|app| {
            let doomed = lists.judge(app, self.stale_days, clients.repository)?;
            Some((app, doomed))
        });
        let looks = judged.map(|(app, doomed)| self.look_into(app, doomed, clients));
        let doomed: Vec<Option<SeenDoomed>> = iter(looks).buffered(AT_ONCE).try_collect().await?;
        let mut doomed: Vec<_> = doomed.into_iter().flatten().collect();
        name(&mut doomed, lists.apps, clients).await;
        Ok(Seen { pipeline, all: listed.len(), doomed, begun })
    }

    async fn lists(&self, listed: &[ReviewApp], clients: Clients<'_>) -> Result<Lists, Trouble> {
        let apps: Vec<_> = listed.iter().filter(|_| self.stale_days.is_some()).filter_map(ReviewApp::app).collect();
        let ((open, closed), branches, apps) = tokio::try_join!(
            async {
                let open = clients.all_open_pulls().await?;
                let of_open: BTreeSet<u64> = open.iter().map(|pull| pull.number.get()).collect();
                let numbers = listed.iter().filter_map(|app| app.pr_number).filter(|number| !of_open.contains(number));
                let (numbers, newest) = (numbers.collect(), of_open.last().copied().unwrap_or_default());
                let closed = clients.pulls_by_number(numbers, newest).await?;
                Ok((open, closed))
            },
            branches_for(listed, clients),
            async { Ok(apps_of(&apps, clients).await) }
        )?;
        Ok(Lists { open, closed, branches, apps, today: today() })
    }

    /// Reads which repository a doomed review app belongs to, and whether it was built meanwhile. Those that stay need
    /// no such requests.
    async fn look_into(
        &self,
        listed: &ReviewApp,
        doomed: Doomed,
        clients: Clients<'_>,
    ) -> Result<Option<SeenDoomed>, Trouble> {
        let known = match clients.whose(&doomed.subject, doomed.head.as_ref(), std::slice::from_ref(listed)).await {
            Ok(whose) => whose.review_apps.into_iter().next(),
            // A pipeline may hold apps that this key may not see. Such a one stays, and no other because of it.
            Err(trouble) if trouble.is_hidden_at_heroku() => Some(known_review_app(listed)),
            Err(trouble) => return Err(trouble),
        };
        Ok(known.map(|known| SeenDoomed { doomed, known, app: None }))
    }
}

impl SeenDoomed {
    /// Whose it is. If its branch is gone, it is no proof that there was one of that name.
    pub(super) fn whose(&self) -> Whose {
        let whose = self.doomed.subject.owns(&self.known);
        let is_unproved = matches!(self.doomed.because, Because::BranchGone { .. }) && !self.known.is_proved();
        if whose.is_ours() && is_unproved { Whose::InDoubt } else { whose }
    }
}

/// The repository's branches, if any review app has no pull request.
async fn branches_for(listed: &[ReviewApp], clients: Clients<'_>) -> Result<BTreeSet<String>, Trouble> {
    if listed.iter().all(|app| app.pr_number.is_some()) {
        return Ok(BTreeSet::new());
    }
    let branches = clients.github.branches(clients.repository).await;
    branches.map_err(|error| Trouble::api(Doing::ListingBranches, error))
}

/// Fills in the apps, and so the names, of the doomed review apps.
async fn name(doomed: &mut [SeenDoomed], mut known: HashMap<AppId, App>, clients: Clients<'_>) {
    let missing: Vec<_> =
        doomed.iter().filter_map(|seen| seen.known.app.as_ref()).filter(|id| !known.contains_key(*id)).collect();
    known.extend(apps_of(&missing, clients).await);
    for seen in doomed {
        seen.app = seen.known.app.as_ref().and_then(|id| known.get(id)).cloned();
    }
}

/// Apps by id, as far as they are readable.
async fn apps_of(ids: &[&AppId], clients: Clients<'_>) -> HashMap<AppId, App> {
    let all = if ids.len() > FEW { clients.heroku.apps().await.unwrap_or_default() } else { Vec::new() };
    let mut known: HashMap<_, _> = all.into_iter().map(|app| (app.id.clone(), app)).collect();
    let missing: Vec<_> = ids.iter().filter(|id| !known.contains_key(**id)).collect();
    let asked = missing.into_iter().map(async |id| clients.heroku.app(id.as_str()).await.ok());
    let found: Vec<_> = iter(asked).buffer_unordered(AT_ONCE).collect().await;
    known.extend(found.into_iter().flatten().map(|app| (app.id.clone(), app)));
    known
}
