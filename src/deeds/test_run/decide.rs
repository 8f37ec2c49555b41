use super::{RunTests, observe::Seen};
use crate::{
    clients::Clients,
    deeds::{asked::Asked, builds::superseded, planned::Planned},
    heroku::test_runs::TestRun,
    names::TestStatus,
    observe::known::Head,
    outcome::{Done, Trouble, Why},
    plan::{About, Plan, Target, Task, Tell},
    steps::{
        Step,
        revision::Revision,
        run_tests::{Begin, RunTests as Tests},
    },
};

impl Planned for RunTests {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    /// An event does not repeat tests that passed, and follows those under way. That holds only for tests of the whole
    /// commit, since Heroku does not say which part others are of.
    fn decide(&self, Seen { pipeline, runs, head, at, message }: Seen) -> Plan {
        if let Some(why) = superseded(self.freshness, &self.commit, &head) {
            return Plan::nothing(why);
        }
        let is_of_it = |run: &&TestRun| run.commit_sha == self.commit.as_str() && self.material.is_plain();
        let before = runs.iter().find(is_of_it).filter(|_| self.asked == Asked::ByEvent);
        if before.is_some_and(|run| run.status == TestStatus::Succeeded) {
            return Plan::nothing(Why::AlreadyTested(self.commit.clone()));
        }
        let begin = match before.filter(|run| !run.status.is_final()) {
            Some(run) => Begin::Follow(run.id.clone()),
            None => Begin::Ask {
                organization: pipeline.team().map(ToOwned::to_owned),
                message: message.lines().next().unwrap_or_default().chars().take(LONGEST_TITLE).collect(),
                known: runs.iter().map(|run| run.id.clone()).collect(),
            },
        };
        let revision = Revision {
            commit: self.commit.clone(),
            material: self.material.clone(),
            repository: self.repository.clone(),
            reference: self.reference.clone(),
            pull: self.pull,
            head_seen: matches!(head, Head::At(_)).then_some(at),
        };
        let step = Tests { pipeline: pipeline.id.clone(), revision, begin };
        let task = Task {
            target: Target::Pipeline(pipeline.name.unwrap_or_else(|| self.pipeline.to_string())),
            app: None,
            commit: Some(self.commit.clone()),
            steps: vec![Step::RunTests(step)],
            rescue: None,
            aim: Done::Tested,
            tell: Tell::Tests,
        };
        Plan {
            deed: "test",
            about: About {
                reference: Some(self.reference.clone()),
                commit: Some(self.commit.clone()),
                pull_request: self.pull,
                ..About::default()
            },
            headline: format!("test {} of {} in `{}`", self.commit.short(), self.reference, self.pipeline),
            doubt: None,
            tasks: vec![task],
        }
    }
}

/// The maximum length of the commit's title that Heroku gets.
const LONGEST_TITLE: usize = 200;
