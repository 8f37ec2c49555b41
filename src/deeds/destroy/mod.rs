//! Destroying the review app of a branch or pull request.

use std::collections::HashMap;

use futures_util::future::join_all;

use super::planned::Planned;
use crate::{
    clients::Clients,
    heroku::App,
    names::{CommitSha, GitRef, PipelineId, PipelineRef, ReviewAppId},
    observe::whose::Listed,
    outcome::{Done, Trouble, Why},
    ownership::{
        doubt::left_alone,
        subject::{KnownReviewApp, Subject},
        whose::review_apps_to_go,
    },
    plan::{About, Plan, Target, Task, Tell},
    steps::{Step, destroy::Destroy as DestroyStep, skip::Skip},
};

/// Destroys the review app of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Destroy {
    /// The branch or pull request that the review app was for.
    pub(crate) subject: Subject,
    /// The head commit of the pull request, if there is one. Its deployments at GitHub name the app.
    pub(crate) head: Option<CommitSha>,
    /// The pipeline that holds the review apps.
    pub(crate) pipeline: PipelineRef,
    /// What could not be found out, although the destruction goes on.
    pub(crate) doubt: Option<String>,
}

/// What there is to destroy.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) pipeline: PipelineId,
    /// All review apps of the pipeline.
    pub(crate) review_apps: Vec<KnownReviewApp>,
    /// The apps of the review apps that have to go, as far as they are readable.
    pub(crate) apps: HashMap<ReviewAppId, App>,
}

impl Planned for Destroy {
    type Seen = Seen;

    /// Fails if the pipeline cannot be read.
    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let (pipeline, listed) = clients.review_apps(&self.pipeline).await?;
        let Listed { review_apps, .. } = clients.whose(&self.subject, self.head.as_ref(), &listed).await?;
        let named = review_apps_to_go(&self.subject, &review_apps).map(async |doomed| {
            let app = clients.heroku.app(doomed.app.as_ref()?.as_str()).await.ok()?;
            Some((doomed.id.clone(), app))
        });
        let apps = join_all(named).await.into_iter().flatten().collect();
        Ok(Seen { pipeline, review_apps, apps })
    }

    /// Destroys all review apps of the branch or pull request. One that may be another repository's stays, and the plan
    /// says so.
    fn decide(&self, Seen { pipeline, review_apps, mut apps }: Seen) -> Plan {
        let subject = &self.subject;
        let found: Vec<_> = review_apps_to_go(subject, &review_apps).map(|app| app.id.clone()).collect();
        let left = left_alone(subject, &review_apps, found.is_empty());
        if found.is_empty() {
            return self.nothing_to_destroy(left);
        }
        let task = |id: ReviewAppId| Task {
            app: apps.remove(&id),
            rescue: None,
            steps: vec![Step::Destroy(DestroyStep { review_app: id.clone() })],
            target: Target::ReviewApp(Some(id)),
            commit: None,
            aim: Done::Destroyed,
            tell: Tell::Destruction { pull: subject.pull, head: self.head.clone() },
        };
        Plan {
            deed: "destroy",
            about: About {
                reference: Some(GitRef::Branch(subject.branch.clone())),
                pull_request: subject.pull,
                pipeline: Some(pipeline),
                left,
                ..About::default()
            },
            headline: format!("destroy the review app of `{}`", subject.branch),
            doubt: self.doubt.clone(),
            tasks: found.into_iter().map(task).collect(),
        }
    }
}

impl Destroy {
    /// Ends what GitHub still shows of a review app that is gone.
    fn nothing_to_destroy(&self, left: Vec<String>) -> Plan {
        let subject = &self.subject;
        let why = Why::NoReviewApp { branch: subject.branch.clone(), pull: subject.pull, left };
        let (Some(pull), Some(head)) = (subject.pull, self.head.clone()) else { return Plan::nothing(why) };
        let task = Task {
            target: Target::PullRequest(pull),
            rescue: None,
            steps: vec![Step::Skip(Skip { why: why.clone() })],
            app: None,
            commit: None,
            aim: Done::Destroyed,
            tell: Tell::AlreadyGone { pull, head },
        };
        let plan = Plan::nothing(why);
        Plan { tasks: vec![task], about: About { pull_request: Some(pull), ..plan.about }, ..plan }
    }
}
