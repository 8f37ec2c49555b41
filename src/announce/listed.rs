//! A repository's deployments and comments, requested once for all tasks of a sweep: separate requests for hundreds of
//! review apps would use up the hour's limit.

use std::collections::HashMap;

use tokio::sync::OnceCell;

use super::{account::Account, sections::MARKER};
use crate::{
    github::{Comment, GitHub},
    names::{PullNumber, RepoSlug},
};

/// Fewer tasks than this send separate requests.
const MANY: usize = 20;
/// The limit of pages, each with 100 entries. If a list is longer, each app and pull request gets its own request.
const MOST_PAGES: u32 = 20;

/// A repository's lists, each requested when first needed. One that is too long or refused is `None`.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    deployments: OnceCell<Option<HashMap<String, Vec<u64>>>>,
    comments: OnceCell<Option<HashMap<PullNumber, Vec<Comment>>>>,
    author: OnceCell<Account>,
}

impl Listed {
    /// The lists for so many tasks, or none if these are few.
    pub(crate) fn of(tasks: usize) -> Option<Self> {
        (tasks >= MANY).then(Self::default)
    }

    /// Whose token this is.
    pub(super) async fn author(&self, github: &GitHub) -> Account {
        self.author.get_or_init(|| Account::of(github)).await.clone()
    }

    /// An app's deployments, if all of the repository's could be listed.
    pub(super) async fn deployments_of(&self, app: &str, github: &GitHub, repository: &RepoSlug) -> Option<Vec<u64>> {
        let by_app = self.deployments(github, repository).await?;
        Some(by_app.get(app).cloned().unwrap_or_default())
    }

    /// The marked comments of a pull request, if all of the repository's could be listed.
    pub(super) async fn comments_on(
        &self,
        pull: PullNumber,
        github: &GitHub,
        repository: &RepoSlug,
    ) -> Option<Vec<Comment>> {
        let by_pull = self.comments(github, repository).await?;
        Some(by_pull.get(&pull).cloned().unwrap_or_default())
    }

    async fn deployments(&self, github: &GitHub, repository: &RepoSlug) -> Option<&HashMap<String, Vec<u64>>> {
        let list = async || {
            let all = github.all_deployments(repository, MOST_PAGES).await.ok().flatten()?;
            let mut by_app = HashMap::<_, Vec<_>>::new();
            for it in all {
                by_app.entry(it.environment).or_default().push(it.id);
            }
            Some(by_app)
        };
        self.deployments.get_or_init(list).await.as_ref()
    }

    async fn comments(&self, github: &GitHub, repository: &RepoSlug) -> Option<&HashMap<PullNumber, Vec<Comment>>> {
        let list = async || {
            let all = github.all_marked_comments(repository, MARKER, MOST_PAGES).await.ok().flatten()?;
            let mut by_pull = HashMap::<_, Vec<_>>::new();
            for comment in all {
                by_pull.entry(comment.pull()?).or_default().push(comment);
            }
            Some(by_pull)
        };
        self.comments.get_or_init(list).await.as_ref()
    }
}
