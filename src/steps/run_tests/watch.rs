//! Watches a test run: its nodes appear, are set up and run their tests side by side, and each prints two outputs.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    time::Duration,
};

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::{
    heroku::test_runs::{TestNode, TestRun},
    http::{ApiError, Instant, Pace},
    names::{TestNodeId, TestStatus},
    outcome::{Doing, Trouble, Waiting},
    steps::{
        desk::Desk,
        output::show,
        poll::{Patience, poll, silent},
    },
};

/// The shortest time between two requests for what all nodes need.
const ASKED_EVERY: Duration = Duration::from_secs(2);

/// A test run at its end.
pub(super) struct Watched {
    pub(super) run: TestRun,
    pub(super) nodes: Vec<TestNode>,
    /// The end of what the nodes printed.
    pub(super) tail: Vec<String>,
}

struct Watch<'a> {
    desk: &'a Desk<'a>,
    run: RefCell<TestRun>,
    nodes: RefCell<Vec<TestNode>>,
    patience: RefCell<Patience>,
    asked: Cell<Option<Instant>>,
}

/// Shows all output of a test run until it ends.
pub(super) async fn watch(run: TestRun, desk: &Desk<'_>) -> Result<Watched, Trouble> {
    let watch = Watch {
        desk,
        run: RefCell::new(run),
        nodes: RefCell::default(),
        patience: RefCell::default(),
        asked: Cell::default(),
    };
    let (mut shown, mut known) = (FuturesUnordered::new(), BTreeSet::new());
    let (mut pace, mut tail) = (Pace::new(), Vec::new());
    loop {
        watch.look().await?;
        let is_over = watch.is_over();
        let new: Vec<_> = watch.nodes.borrow().iter().filter(|node| known.insert(node.id.clone())).cloned().collect();
        shown.extend(new.into_iter().map(|node| watch.show_node(node)));
        if is_over && shown.is_empty() {
            break;
        }
        let (is_silent, line) = (shown.is_empty(), watch.line(shown.is_empty()));
        tokio::select! {
            Some(end) = shown.next(), if !is_silent => tail = [tail, end?].concat(),
            () = desk.wait(&mut pace, line) => {}
        }
    }
    drop(shown);
    let Watch { run, nodes, .. } = watch;
    Ok(Watched { run: run.into_inner(), nodes: nodes.into_inner(), tail })
}

impl Watch<'_> {
    /// Reads the test run, unless somebody did a moment ago.
    async fn look(&self) -> Result<(), Trouble> {
        if self.is_over() && self.asked.get().is_some()
            || self.asked.get().is_some_and(|asked| asked.elapsed() < ASKED_EVERY)
        {
            return Ok(());
        }
        self.asked.set(Some(Instant::now()));
        let id = self.run.borrow().id.clone();
        let (run, nodes) =
            tokio::join!(self.desk.clients.heroku.test_run(&id), self.desk.clients.heroku.test_nodes(&id));
        let known = self.patience.borrow_mut().bear(run.map_err(trouble))?;
        // Another node's request may have shown the end meanwhile.
        let Some(run) = known.filter(|_| !self.is_over()) else { return Ok(()) };
        self.desk.ledger.now_waiting_for(Waiting::Tests { status: run.status.clone() });
        let is_over = run.status.is_final();
        // Once the run has ended, its nodes are read again as they are then.
        let nodes = if is_over { self.desk.clients.heroku.test_nodes(&id).await } else { nodes };
        match nodes {
            Ok(nodes) => *self.nodes.borrow_mut() = nodes,
            Err(error) if is_over || !self.may_come(&error) => return Err(trouble(error)),
            Err(_) => {}
        }
        *self.run.borrow_mut() = run;
        Ok(())
    }

    /// Whether the nodes may be told the next time. Those of a new run may not be there yet.
    fn may_come(&self, error: &ApiError) -> bool {
        error.is_passing() || error.is_gone() && self.nodes.borrow().is_empty()
    }

    fn is_over(&self) -> bool {
        self.run.borrow().status.is_final()
    }

    fn node(&self, id: &TestNodeId) -> Option<TestNode> {
        self.nodes.borrow().iter().find(|node| node.id == *id).cloned()
    }

    /// What a long wait says before there is any output.
    fn line(&self, is_silent: bool) -> Option<String> {
        is_silent.then(|| format!("Waiting for the test run, which is {}", self.run.borrow().status))
    }

    /// Shows a node's output during set-up and tests, and returns its end.
    async fn show_node(&self, node: TestNode) -> Result<Vec<String>, Trouble> {
        let prefix = self.prefix(&node);
        let id = node.id.clone();
        let is_set_up = |node: &TestNode| node.status.is_final() || node.status == TestStatus::Running;
        let until = async |is_so: &dyn Fn(&TestNode) -> bool| {
            let ask = async || self.look().await.map(|()| self.node(&id).map(|node| (is_so(&node), node)));
            let is_there =
                |seen: &Option<(bool, TestNode)>| self.is_over() || seen.as_ref().is_some_and(|(is_so, _)| *is_so);
            poll(self.desk, None, ask, is_there, silent).await.map(|seen| seen.map(|(_, node)| node))
        };
        let mut tail = Vec::new();
        let there = until(&|node| node.setup_stream_url.is_some() || is_set_up(node)).await?;
        if let Some(address) = there.and_then(|node| node.setup_stream_url) {
            let is_over = async || {
                self.look().await?;
                Ok(self.is_over() || self.node(&id).is_none_or(|node| is_set_up(&node)))
            };
            tail = show(self.desk, &address, &prefix, is_over).await?;
        }
        let there = until(&|node| node.output_stream_url.is_some() && is_set_up(node)).await?;
        // One that never ran its tests has printed nothing.
        let ran = |node: &TestNode| {
            node.exit_code.is_some() || !matches!(node.status, TestStatus::Errored | TestStatus::Cancelled)
        };
        if let Some(address) = there.filter(ran).and_then(|node| node.output_stream_url) {
            let is_over = async || {
                self.look().await?;
                Ok(self.is_over() || self.node(&id).is_none_or(|node| node.status.is_final()))
            };
            tail = show(self.desk, &address, &prefix, is_over).await?;
        }
        Ok(tail.into_iter().map(|line| format!("{prefix}{line}")).collect())
    }

    /// What tells the lines of several nodes apart.
    fn prefix(&self, node: &TestNode) -> String {
        if self.nodes.borrow().len() > 1 { format!("node {} | ", node.index) } else { String::new() }
    }
}

/// What was readable before, and is refused or gone now, has vanished with its pipeline.
fn trouble(error: ApiError) -> Trouble {
    if error.is_gone() || error.is_forbidden() {
        return Trouble::TestsVanished;
    }
    Trouble::api(Doing::WatchingTests, error)
}
