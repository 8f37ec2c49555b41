use super::{SetUp, observe::Seen};
use crate::{
    clients::Clients,
    deeds::planned::Planned,
    heroku::App,
    http::ApiError,
    names::{AppName, PipelineId},
    outcome::{Doing, Done, Trouble, Why},
    plan::{About, Plan, Target, Task, Tell},
    steps::{Step, refuse::Refuse, revision::Revision, set_up::SetUp as SetUpStep, skip::Skip},
};

impl Planned for SetUp {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    fn decide(&self, Seen { apps, pipeline }: Seen) -> Plan {
        let doubt = (self.pipeline.is_some() && self.place.stage.is_none())
            .then(|| "New apps join no pipeline, since `stage` is empty.".to_owned());
        Plan {
            deed: "setup",
            about: About {
                reference: Some(self.reference.clone()),
                commit: Some(self.commit.clone()),
                rule: Some(self.rule.clone()),
                ..About::default()
            },
            headline: format!("set up the apps of {} by {}", self.reference, self.rule),
            doubt,
            tasks: apps.into_iter().map(|(name, app)| self.task(&name, app, pipeline.as_ref())).collect(),
        }
    }
}

impl SetUp {
    /// One that is there stays as it is.
    fn task(&self, name: &AppName, app: Result<App, ApiError>, pipeline: Option<&PipelineId>) -> Task {
        let (app, step, tell) = match app {
            Ok(app) => (Some(app), Step::Skip(Skip { why: Why::AppIsThere(name.clone()) }), Tell::Nothing),
            Err(error) if error.is_gone() => (None, Step::SetUp(Box::new(self.step(name, pipeline))), Tell::App),
            Err(error) => {
                let trouble = Trouble::api(Doing::LookingAtApp(name.to_string()), error);
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

    fn step(&self, name: &AppName, pipeline: Option<&PipelineId>) -> SetUpStep {
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
                head_seen: None,
            },
        }
    }
}
