//! GitHub deployments: one an app and commit, the environment being the app.

use super::{Announcer, Kind, missing::Permission::Deployments};
use crate::{
    github::{Deployment, DeploymentState, DeploymentStatus, NewDeployment},
    outcome::{RunResult, TargetReport, Trouble},
    report::explain,
};

/// After so many deployments in a row that are inactive already, the older ones are taken to be so too.
const INACTIVE_IN_A_ROW: u32 = 3;

/// The deployment of this run, and those of the same environment before it, the newest first.
pub(super) struct Environment {
    deployment: u64,
    older: Vec<Deployment>,
}

impl Environment {
    pub(super) fn deployment(&self) -> u64 {
        self.deployment
    }
}

impl Announcer<'_> {
    /// Makes the deployment, or takes the one that this app and commit have, and says that it is in progress.
    pub(super) async fn deployment_begun(&self, report: &TargetReport) -> Option<Environment> {
        let (Some(app), Some(commit)) = (&report.app, &self.about.commit) else { return None };
        let (known, production) =
            tokio::join!(self.github.deployments(self.about.repository, app), self.is_production(report));
        let mut older = self.missing.told(Deployments, known)?;
        let ours = older.iter().position(|deployment| deployment.sha == commit.as_str());
        let deployment = if let Some(index) = ours {
            older.remove(index).id
        } else {
            let new = NewDeployment {
                commit,
                environment: app,
                web_url: report.url.as_deref(),
                transient: self.about.kind == Kind::ReviewApp,
                production,
                description: "Deployed to Heroku by Branchline",
            };
            let made = self.github.create_deployment(self.about.repository, &new).await;
            self.missing.told(Deployments, made)?.id
        };
        let environment = Environment { deployment, older };
        self.say(deployment, DeploymentState::InProgress, None, "Heroku is building").await;
        Some(environment)
    }

    /// Whether end users see the app: so the stage of its pipeline says. Where it is in none, GitHub decides by the name.
    async fn is_production(&self, report: &TargetReport) -> Option<bool> {
        if self.about.kind == Kind::ReviewApp {
            return Some(false);
        }
        let app = report.app_id.as_ref()?;
        let stage = self.heroku.pipeline_stage(app).await.ok()??;
        Some(stage == "production")
    }

    async fn say(&self, deployment: u64, state: DeploymentState, url: Option<&str>, description: &str) {
        let status =
            DeploymentStatus { state, log_url: self.about.run_url.as_deref(), environment_url: url, description };
        let answer = self.github.set_deployment_state(self.about.repository, deployment, &status).await;
        self.missing.told(Deployments, answer);
    }

    /// Says what came of it; a success makes the older ones inactive, which GitHub does not do by itself for environments
    /// that are production or transient.
    pub(super) async fn deployment_ended(&self, environment: &Environment, report: &TargetReport) {
        let (state, description) = state_of(report);
        let url = report.url.as_deref().filter(|_| state == DeploymentState::Success);
        self.say(environment.deployment, state, url, &description).await;
        if state == DeploymentState::Success {
            self.inactivate(&environment.older, "Another deployment has taken its place").await;
        }
    }

    /// An app is gone: no deployment of it may look alive.
    pub(super) async fn environment_gone(&self, app: &str) {
        let known = self.github.deployments(self.about.repository, app).await;
        if let Some(all) = self.missing.told(Deployments, known) {
            self.inactivate(&all, "The app is destroyed").await;
        }
    }

    async fn inactivate(&self, deployments: &[Deployment], description: &str) {
        let mut in_a_row = 0;
        for deployment in deployments {
            let answer = self.github.deployment_state(self.about.repository, deployment.id).await;
            let Some(state) = self.missing.told(Deployments, answer) else { return };
            if state.as_deref() == Some("inactive") {
                in_a_row += 1;
                if in_a_row == INACTIVE_IN_A_ROW {
                    return;
                }
                continue;
            }
            in_a_row = 0;
            self.say(deployment.id, DeploymentState::Inactive, None, description).await;
            if self.missing.is_missing(Deployments) {
                return;
            }
        }
    }
}

fn state_of(report: &TargetReport) -> (DeploymentState, String) {
    match (&report.trouble, report.result) {
        (Some(trouble), _) => {
            let reason = explain(trouble, report.app.as_deref()).reason;
            let failed = matches!(
                trouble,
                Trouble::BuildFailed { .. } | Trouble::ReleaseFailed { .. } | Trouble::SetupFailed { .. }
            );
            (if failed { DeploymentState::Failure } else { DeploymentState::Error }, reason)
        }
        (None, RunResult::Started) => {
            (DeploymentState::InProgress, "Heroku accepted the build, and nobody waits for it".to_owned())
        }
        (None, RunResult::Skipped | RunResult::Destroyed) => (DeploymentState::Inactive, report.reason.clone()),
        _ => (DeploymentState::Success, "The app runs this commit".to_owned()),
    }
}
