use super::{
    SetUp,
    observe::{Seen, SeenApp},
};
use crate::{
    clients::Clients,
    deeds::{builds::superseded, planned::Planned},
    http::{ApiError, Instant},
    names::{AppName, CommitSha, PipelineId},
    observe::known::Head,
    outcome::{Doing, Done, Trouble, Why},
    plan::{About, Plan, Target, Task, Tell},
    secret::SecretVars,
    steps::{Step, refuse::Refuse, revision::Revision, set_up::SetUp as SetUpStep, skip::Skip},
};

impl Planned for SetUp {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    fn decide(&self, Seen { apps, pipeline, head, at }: Seen) -> Plan {
        if let Some(why) = superseded(self.freshness, &self.commit, &head) {
            return Plan::nothing(why);
        }
        let head_seen = matches!(head, Head::At(_)).then_some(at);
        let step = |name: &AppName| self.step(name, pipeline.as_ref(), head_seen);
        Plan {
            deed: "setup",
            about: About {
                reference: Some(self.reference.clone()),
                commit: Some(self.commit.clone()),
                rule: Some(self.rule.clone()),
                ..About::default()
            },
            headline: format!("set up the apps of {} by {}", self.reference, self.rule),
            doubt: None,
            tasks: apps.into_iter().map(|(name, app)| self.task(&name, app, step)).collect(),
        }
    }

    fn config_vars(&self) -> Option<&SecretVars> {
        Some(&self.config_vars)
    }

    fn commit_to_check(&self) -> Option<&CommitSha> {
        Some(&self.commit)
    }
}

impl SetUp {
    /// An app that exists stays as it is.
    fn task(&self, name: &AppName, app: Result<SeenApp, ApiError>, step: impl Fn(&AppName) -> SetUpStep) -> Task {
        let (app, step, tell) = match app {
            Ok(SeenApp { app, is_outside }) => {
                let outside = self.pipeline.clone().zip(self.place.stage.clone()).filter(|_| is_outside);
                let why = Why::AppIsThere { app: name.clone(), outside };
                (Some(app), Step::Skip(Skip { why }), Tell::Nothing)
            }
            Err(error) if error.is_gone() => (None, Step::SetUp(Box::new(step(name))), Tell::App),
            Err(error) => {
                let trouble = Trouble::api(Doing::LookingForApp(name.to_string()), error);
                (None, Step::Refuse(Refuse { trouble }), Tell::Nothing)
            }
        };
        Task {
            target: Target::App(name.to_string()),
            app,
            commit: Some(self.commit.clone()),
            steps: vec![step],
            rescue: None,
            aim: Done::Created,
            tell,
        }
    }

    fn step(&self, name: &AppName, pipeline: Option<&PipelineId>, head_seen: Option<Instant>) -> SetUpStep {
        SetUpStep {
            app: name.clone(),
            place: self.place.clone(),
            pipeline: pipeline.cloned(),
            config_vars: self.config_vars.clone(),
            revision: Revision {
                commit: self.commit.clone(),
                material: self.material.clone(),
                repository: self.repository.clone(),
                reference: self.reference.clone(),
                pull: None,
                head_seen,
            },
        }
    }
}
