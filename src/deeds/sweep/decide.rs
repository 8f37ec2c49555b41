use super::{
    Sweep,
    observe::{Seen, SeenDoomed},
};
use crate::{
    clients::Clients,
    deeds::planned::Planned,
    outcome::{Done, Trouble, Why},
    ownership::{doubt::left_in_doubt, whose::Whose},
    plan::{About, Plan, Target, Task, Tell},
    steps::{Step, destroy::Destroy, sweep_away::SweepAway},
};

impl Planned for Sweep {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    /// A review app that may not be this repository's stays, and the plan says so.
    fn decide(&self, seen: Seen) -> Plan {
        let Seen { pipeline, all, doomed, begun } = seen;
        let in_doubt = doomed.iter().filter(|seen| seen.whose() == Whose::InDoubt);
        let left: Vec<_> = in_doubt.map(|seen| left_in_doubt(&seen.known)).collect();
        let tasks: Vec<_> =
            doomed.into_iter().filter(|seen| seen.whose().is_ours()).map(|seen| task(seen, &begun)).collect();
        if tasks.is_empty() {
            return Plan::nothing(Why::NothingToSweep { pipeline: self.pipeline.clone(), seen: all, left });
        }
        let number = if tasks.len() == 1 { "1 review app".to_owned() } else { format!("{} review apps", tasks.len()) };
        Plan {
            deed: "sweep",
            about: About { pipeline: Some(pipeline), left, ..About::default() },
            headline: format!("sweep {number} of {all} out of `{}`", self.pipeline),
            doubt: None,
            tasks,
        }
    }
}

fn task(seen: SeenDoomed, begun: &str) -> Task {
    let SeenDoomed { doomed, known, app } = seen;
    let pull = doomed.subject.pull;
    let step = SweepAway {
        destroy: Destroy { review_app: known.id.clone() },
        because: doomed.because,
        subject: doomed.subject,
        app: known.app,
        listed: begun.to_owned(),
    };
    Task {
        target: Target::ReviewApp(Some(known.id)),
        app,
        commit: None,
        steps: vec![Step::SweepAway(step)],
        rescue: None,
        aim: Done::Swept,
        tell: Tell::Destruction { pull, head: doomed.head },
    }
}
