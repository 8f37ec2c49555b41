//! What happened to a pull request or branch since the event that reports its end: a run may start late.

use crate::{
    aim::ended::{Ending, Since},
    clients::Clients,
    http::ApiError,
    names::BranchName,
    observe::known::Head,
    report::in_one_line,
};

impl Clients<'_> {
    /// The present state. Where it cannot be read, what the event says counts.
    pub(super) async fn since(self, ending: &Ending) -> Since {
        let subject = &ending.destroy.subject;
        let seen = match subject.pull {
            Some(_) => self.open_pulls_of(subject).await.map(Since::Pulls),
            None => self.branch_since(&subject.branch).await,
        };
        match seen {
            Ok(seen) => seen,
            Err(error) if error.is_passing() => Since::Unseen(Some(in_one_line(&error))),
            Err(_) => Since::Unseen(None),
        }
    }

    async fn branch_since(self, branch: &BranchName) -> Result<Since, ApiError> {
        Ok(match self.head_of_branch(branch).await? {
            Head::At(_) => Since::BranchIsThere,
            Head::Over(_) => Since::Pulls(Vec::new()),
            Head::Unknown => Since::Unseen(None),
        })
    }
}
