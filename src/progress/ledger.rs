use std::cell::Cell;

use tokio::sync::watch;

use super::{
    obligations::{
        Obligation,
        list::{Obligations, Owed},
    },
    standing::Standing,
};
use crate::{
    http::Instant,
    names::CommitSha,
    outcome::{Done, End, Stage, TargetReport, Trouble, Waiting},
};

/// What is known about the work on one app, at any moment. If a deadline or a signal cuts the run short, the work is
/// dropped and the report comes from here.
pub(crate) struct Ledger {
    now: watch::Sender<Standing>,
    obligations: Obligations,
    /// The obligation of this run's own build.
    own_build: Cell<Option<Owed>>,
}

impl Ledger {
    /// The ledger of work that is about to begin.
    pub(crate) fn new(aim: Done, app: Option<String>, commit: Option<CommitSha>, obligations: Obligations) -> Self {
        let now = watch::Sender::new(Standing::of(TargetReport::begun(aim, app, commit)));
        Self { now, obligations, own_build: Cell::default() }
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Standing)) {
        self.now.send_modify(change);
        self.owe_own_build();
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut TargetReport)) {
        self.change(|now| change(&mut now.report));
    }

    /// The report's build is an obligation while it is this run's own and unfinished.
    fn owe_own_build(&self) {
        let build = self.now.borrow().own_build().map(Obligation::Build);
        match (self.own_build.get(), build) {
            (None, Some(build)) => self.own_build.set(Some(self.obligations.owe(build))),
            (Some(owed), Some(build)) => self.obligations.amend(owed, build),
            (Some(owed), None) => {
                self.obligations.strike_off(owed);
                self.own_build.set(None);
            }
            (None, None) => {}
        }
    }

    /// Waits until the work is in the given state. It may miss a state that lasts only a moment.
    pub(crate) async fn until(&self, so: impl FnMut(&Standing) -> bool) {
        // The channel stays open as long as the ledger exists, so the wait cannot fail.
        drop(self.now.subscribe().wait_for(so).await);
    }

    /// Records what has to be closed. Call it before the request that opens it.
    pub(crate) fn owe(&self, what: Obligation) -> Owed {
        self.obligations.owe(what)
    }

    /// Replaces an obligation, unless it was struck off.
    pub(crate) fn amend(&self, owed: Owed, what: Obligation) {
        self.obligations.amend(owed, what);
    }

    /// Removes an obligation that is fulfilled or void.
    pub(crate) fn strike_off(&self, owed: Owed) {
        if self.own_build.get() == Some(owed) {
            self.note_own_build(false);
        } else {
            self.obligations.strike_off(owed);
        }
    }

    /// The obligations that are still open.
    pub(crate) fn obligations(&self) -> Vec<(Owed, Obligation)> {
        self.obligations.all()
    }

    /// Records what the work waits for, in case time runs out.
    pub(crate) fn now_waiting_for(&self, what: Waiting) {
        self.change(|now| now.waiting_for = what);
    }

    /// What the work waits for, in the state last seen.
    pub(crate) fn waiting_for(&self) -> Waiting {
        self.now.borrow().waiting_for.clone()
    }

    /// Begins a stage, and ends the one before.
    pub(crate) fn begin(&self, stage: Stage) {
        self.change(|now| {
            now.end_stage();
            now.stage = Some((stage, Instant::now()));
        });
    }

    /// Ends the running stage, if any, and returns how long it took, in seconds.
    pub(crate) fn end_stage(&self) -> f64 {
        let mut seconds = 0.0;
        self.change(|now| seconds = now.end_stage());
        seconds
    }

    /// The app's name, or "the review app" until it has one.
    pub(crate) fn app_name(&self) -> String {
        self.now.borrow().report.app.clone().unwrap_or_else(|| "the review app".to_owned())
    }

    /// How Heroku's API identifies the app: by id, or by name until the id is known.
    pub(crate) fn app_identity(&self) -> String {
        let now = self.now.borrow();
        let id = now.report.app_id.as_ref().map(ToString::to_string);
        id.or_else(|| now.report.app.clone()).unwrap_or_default()
    }

    /// Ends the work, in success or in trouble.
    pub(crate) fn settle(&self, result: Result<End, Trouble>) {
        self.change(|now| now.settle(result.unwrap_or_else(End::from)));
    }

    /// Whether the work has ended by itself.
    pub(crate) fn is_settled(&self) -> bool {
        self.now.borrow().is_settled()
    }

    /// Apps destroyed to make room for another, or because nothing needs them any more.
    pub(crate) fn replaced(&self) -> Vec<String> {
        self.now.borrow().replaced.clone()
    }

    /// The current report.
    pub(crate) fn report(&self) -> TargetReport {
        self.now.borrow().report.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{super::standing::Standing, Ledger, Obligation, Obligations};
    use crate::{
        heroku::Build,
        outcome::{Done, End},
        progress::obligations::build::OpenBuild,
    };

    fn build(status: &str) -> Build {
        serde_json::from_value(serde_json::json!({ "id": "01234567-89ab", "status": status })).unwrap()
    }

    fn ledger() -> Ledger {
        let ledger = Ledger::new(Done::Deployed, Some("acme".to_owned()), None, Obligations::default());
        ledger.note_app_id(&"fedcba98-7654".parse().unwrap());
        ledger
    }

    #[tokio::test]
    async fn a_wait_sees_what_was_there_before_it_and_what_comes_after() {
        let ledger = ledger();
        let waits = async {
            ledger.until(|now| now.report().app.is_some()).await;
            tokio::join!(ledger.until(Standing::is_settled), async { ledger.settle(Ok(End::Done(Done::Deployed))) });
        };
        tokio::time::timeout(Duration::from_secs(5), waits).await.unwrap();
    }

    #[test]
    fn a_build_is_owed_while_it_is_pending_and_this_runs_own() {
        let ledger = ledger();
        ledger.note_build(&build("pending"));
        assert_eq!(ledger.obligations(), [], "another run asked for it");
        ledger.note_own_build(true);
        let owed = ledger.obligations();
        let [(owed, Obligation::Build(OpenBuild::Named { id, .. }))] = &owed[..] else { panic!("{owed:?}") };
        assert_eq!(id.as_str(), "01234567-89ab");
        ledger.note_build(&build("succeeded"));
        assert_eq!(ledger.obligations(), []);
        ledger.note_build(&build("pending"));
        let [(again, _)] = ledger.obligations()[..] else { panic!() };
        assert_ne!(*owed, again);
        ledger.strike_off(again);
        ledger.note_build(&build("pending"));
        assert_eq!(ledger.obligations(), [], "it is cancelled, whatever Heroku says of it for a moment");
    }
}
