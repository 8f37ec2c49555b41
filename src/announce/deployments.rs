//! GitHub deployments: one for each app and commit. The app is the environment.

use super::about::Kind;
use super::announcer::Announcer;
use super::inactive::Before;
use super::inactive::GONE;
use super::inactive::is_gone;
use crate::{
    github::{DeploymentState, DeploymentStatus, NewDeployment},
    names::CommitSha,
    outcome::{Done, End, TargetReport, Trouble},
    progress::{
        ledger::Ledger,
        obligations::{
            Obligation,
            deployment::{DESCRIPTION, OpenDeployment},
            list::Owed,
        },
        standing::Standing,
    },
    report::{Permission::Deployments, explain},
};

/// This run's deployment, and those that its environment had before.
struct Begun {
    id: u64,
    owed: Owed,
    open: OpenDeployment,
    before: Before,
}

impl Begun {
    /// Whether a report is still about the same app.
    fn is_of(&self, report: &TargetReport) -> bool {
        report.app.as_ref() == Some(&self.open.environment)
    }
}

impl Announcer<'_> {
    /// Reports in a deployment how the work in a ledger goes, and ends the deployments of apps that are gone. An app
    /// that vanishes during the work leaves its deployments behind, and the app that replaces it gets its own.
    pub(super) async fn deployment(&self, ledger: &Ledger) {
        if !self.about.deployments {
            return;
        }
        ledger.until(|now| now.is_under_way() || now.is_settled()).await;
        let mut begun = if ledger.is_settled() { None } else { self.begun(ledger).await };
        while let Some(current) = begun {
            ledger.until(|now| now.is_settled() || !current.is_of(now.report())).await;
            if current.is_of(&ledger.report()) {
                self.ended(current, &ledger.report(), ledger).await;
                break;
            }
            self.lost(current, ledger).await;
            ledger.until(|now| now.is_under_way() || now.is_settled()).await;
            begun = self.begun(ledger).await;
        }
        ledger.until(Standing::is_settled).await;
        let report = ledger.report();
        let gone = match &report.app {
            _ if !is_gone(&report) => Vec::new(),
            Some(app) => vec![app.clone()],
            None => self.deployed().await.gone,
        };
        for app in ledger.replaced().into_iter().chain(gone) {
            self.all_inactive(&app).await;
        }
    }

    /// The deployment of the app that the ledger is about now.
    async fn begun(&self, ledger: &Ledger) -> Option<Begun> {
        let report = ledger.report();
        if self.about.kind == Kind::Destruction {
            return None;
        }
        let (Some(app), Some(commit)) = (&report.app, &self.about.commit) else { return None };
        let ((known, newest), production) = tokio::join!(
            async { tokio::join!(self.known(app, commit), self.page(app, 1)) },
            self.is_production(&report)
        );
        let newest = newest?;
        let open = |id| OpenDeployment { id: Some(id), ..OpenDeployment::begun(app, commit) };
        let (id, owed) = match known? {
            Some(id) => (id, ledger.owe(Obligation::Deployment(open(id)))),
            None => self.created(app, commit, production, ledger).await?,
        };
        ledger.note_deployment(app, id);
        self.say(id, DeploymentState::InProgress, "Heroku is building").await;
        Some(Begun { id, owed, open: open(id), before: self.before(app, id, newest).await })
    }

    /// The deployment that this app and commit already have; the outer `None` means that GitHub did not say.
    async fn known(&self, app: &str, commit: &CommitSha) -> Option<Option<u64>> {
        let known = self.github.deployment_of(self.about.repository, app, commit).await;
        Some(self.warnings.ok_or_warn(Deployments, known)?.map(|deployment| deployment.id))
    }

    async fn created(
        &self,
        app: &str,
        commit: &CommitSha,
        production: Option<bool>,
        ledger: &Ledger,
    ) -> Option<(u64, Owed)> {
        let (url, begun) = (ledger.report().url, OpenDeployment::begun(app, commit));
        let owed = ledger.owe(Obligation::Deployment(begun.clone()));
        let new = NewDeployment {
            commit,
            environment: app,
            web_url: url.as_deref(),
            transient: self.about.kind == Kind::ReviewApp,
            production,
            description: DESCRIPTION,
        };
        let made = self.github.create_deployment(self.about.repository, &new).await;
        let Some(made) = self.warnings.ok_or_warn(Deployments, made).map(|deployment| deployment.id) else {
            ledger.strike_off(owed);
            return None;
        };
        let named = |id| Obligation::Deployment(OpenDeployment { id: Some(id), ..begun.clone() });
        ledger.amend(owed, named(made));
        // The run for another event of the same commit may have made one at the same moment. The first one counts.
        let first = self.known(app, commit).await.flatten().unwrap_or(made);
        if first != made {
            self.say(made, DeploymentState::Inactive, "Another deployment of this commit exists").await;
            let deleted = self.github.delete_deployment(self.about.repository, made).await;
            self.warnings.ok_or_warn(Deployments, deleted);
            ledger.amend(owed, named(first));
        }
        Some((first, owed))
    }

    /// Whether end users see the app: the stage in its pipeline says. For an app without a pipeline, GitHub decides by
    /// the environment's name.
    async fn is_production(&self, report: &TargetReport) -> Option<bool> {
        if self.about.kind == Kind::ReviewApp {
            return Some(false);
        }
        let app = report.app_id.as_ref()?;
        let stage = self.heroku.pipeline_stage(app).await.ok()??;
        Some(stage == "production")
    }

    pub(super) async fn say(&self, deployment: u64, state: DeploymentState, description: &str) -> Option<()> {
        let log_url = self.about.run_url.as_deref();
        let status = DeploymentStatus { state, log_url, environment_url: None, description };
        let answer = self.github.set_deployment_state(self.about.repository, deployment, &status).await;
        self.warnings.ok_or_warn(Deployments, answer)
    }

    /// Ends the deployments of an app that has vanished, and that another app replaces.
    async fn lost(&self, begun: Begun, ledger: &Ledger) {
        let (state, description) = (DeploymentState::Inactive, GONE.to_owned());
        let ended = OpenDeployment { state, description, ..begun.open };
        ledger.amend(begun.owed, Obligation::Deployment(ended.clone()));
        self.close(begun.id, &ended, begun.owed, ledger).await;
        self.all_inactive(&ended.environment).await;
    }

    async fn close(&self, id: u64, ended: &OpenDeployment, owed: Owed, ledger: &Ledger) {
        let closed = ended.close(id, self.clients()).await;
        if self.warnings.ok_or_warn(Deployments, closed).is_some() {
            ledger.strike_off(owed);
        }
    }

    /// Reports the result. A success makes the older deployments inactive, which GitHub itself does not do for
    /// production or transient environments. If another run's success has made this one inactive, it stays so.
    async fn ended(&self, begun: Begun, report: &TargetReport, ledger: &Ledger) {
        let (state, description) = state_of(report);
        let description = self.console.redacted(&description);
        let url = report.url.clone().filter(|_| state == DeploymentState::Success);
        let Begun { id, owed, open, before } = begun;
        let ended = OpenDeployment { state, description, url, ..open };
        ledger.amend(owed, Obligation::Deployment(ended.clone()));
        let mut older = Vec::new();
        if state == DeploymentState::Success {
            let (is_replaced, late) = tokio::join!(self.is_inactive(id), self.late(&ended.environment, id, &before));
            if is_replaced {
                return ledger.strike_off(owed);
            }
            older = [before.older, late].concat();
        }
        self.close(id, &ended, owed, ledger).await;
        self.inactive(&older, "Another deployment has taken its place").await;
    }
}

fn state_of(report: &TargetReport) -> (DeploymentState, String) {
    let trouble = match &report.end {
        End::Failed(trouble) => trouble.as_ref(),
        End::Accepted => {
            let description = "Heroku accepted the build; this run does not wait for its end";
            return (DeploymentState::InProgress, description.to_owned());
        }
        End::Skipped(why) => return (DeploymentState::Inactive, why.to_string()),
        End::Done(Done::Destroyed | Done::Swept) => return (DeploymentState::Inactive, String::new()),
        _ => return (DeploymentState::Success, "The app runs this commit".to_owned()),
    };
    let state = match trouble {
        Trouble::BuildFailed { .. }
        | Trouble::ReleaseFailed { .. }
        | Trouble::NotPromoted(_)
        | Trouble::RunFailed { .. }
        | Trouble::Unhealthy { .. }
        | Trouble::SetupFailed { .. } => DeploymentState::Failure,
        Trouble::Vanished => DeploymentState::Inactive,
        _ => DeploymentState::Error,
    };
    (state, explain(trouble, report.app.as_deref()).reason)
}
