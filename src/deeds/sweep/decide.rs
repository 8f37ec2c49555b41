use std::time::Duration;

use super::{
    Sweep,
    observe::{Seen, SeenReviewApp},
};
use crate::{
    clients::Clients,
    deeds::planned::Planned,
    names::ReviewAppStatus,
    outcome::{Done, Trouble, Why},
    ownership::evidence::BuildSeen,
    plan::{About, Plan, Target, Task, Tell},
    steps::{
        Step,
        destroy::Destroy,
        sweep_away::{Because, SweepAway},
    },
};

/// One that is younger may be another run's, which makes it at this moment.
const YOUNG: Duration = Duration::from_mins(15);
const DAY: Duration = Duration::from_hours(24);

impl Planned for Sweep {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    fn decide(&self, seen: Seen) -> Plan {
        let task = |app: &SeenReviewApp| self.because(app, &seen).map(|because| task(app, because, &seen));
        let tasks: Vec<_> = seen.review_apps.iter().filter_map(task).collect();
        if tasks.is_empty() {
            return Plan::nothing(Why::NothingToSweep {
                pipeline: self.pipeline.clone(),
                seen: seen.review_apps.len(),
            });
        }
        let number = if tasks.len() == 1 { "1 review app".to_owned() } else { format!("{} review apps", tasks.len()) };
        Plan {
            deed: "sweep",
            about: About { pipeline: Some(seen.pipeline.clone()), ..About::default() },
            headline: format!("sweep {number} of {} out of `{}`", seen.review_apps.len(), self.pipeline),
            doubt: None,
            tasks,
        }
    }
}

fn task(seen: &SeenReviewApp, because: Because, all: &Seen) -> Task {
    let id = seen.known.id.clone();
    let pull = seen.subject.as_ref().and_then(|subject| subject.pull);
    let head = pull.and_then(|number| all.pulls.get(&number.get())).map(|pull| pull.head_commit.clone());
    Task {
        target: Target::ReviewApp(Some(id.clone())),
        app: seen.app.clone(),
        commit: None,
        steps: vec![Step::SweepAway(SweepAway { destroy: Destroy { review_app: id }, because })],
        rescue: None,
        aim: Done::Destroyed,
        tell: Tell::Destruction { pull, head },
    }
}

impl Sweep {
    /// Why a review app goes; none where it stays.
    fn because(&self, seen: &SeenReviewApp, all: &Seen) -> Option<Because> {
        let (subject, known) = (seen.subject.as_ref()?, &seen.known);
        if known.status == ReviewAppStatus::Deleted {
            return None;
        }
        let same_branch = |pull: &&crate::event::PullRequest| {
            pull.open && pull.head_branch == subject.branch && pull.fork_id() == subject.fork
        };
        let is_open = all.pulls.values().any(|pull| same_branch(&pull));
        let is_there = is_open || subject.pull.is_none() && all.branches.contains(subject.branch.as_str());
        if is_there {
            let days = self.stale_days.filter(|days| seen.idle.is_some_and(|idle| idle >= DAY * *days))?;
            return is_ours(seen).then_some(Because::Stale { days });
        }
        let is_young = seen.age.is_none_or(|age| age < YOUNG);
        let is_in_creation = matches!(known.status, ReviewAppStatus::Pending | ReviewAppStatus::Creating);
        if !is_ours(seen) || is_young && (is_in_creation || subject.pull.is_none()) {
            return None;
        }
        Some(match subject.pull {
            Some(pull) => Because::Closed { pull },
            None => Because::BranchGone { branch: subject.branch.clone() },
        })
    }
}

/// What is for no pull request has to have a build whose commit is known here: its branch is gone, and proves nothing.
fn is_ours(seen: &SeenReviewApp) -> bool {
    let has_proof = seen.known.pull.is_some() || matches!(seen.known.evidence.build, BuildSeen::Known);
    has_proof && seen.subject.as_ref().is_some_and(|subject| subject.owns(&seen.known).is_ours())
}
