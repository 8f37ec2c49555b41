//! What GitHub has of a repository, asked for once by all the tasks of a sweep: hundreds of review apps, each asked about by
//! itself, would use up the hour's requests.

use std::collections::HashMap;

use tokio::sync::OnceCell;

use super::{account::Account, sections::MARKER};
use crate::{
    github::{Comment, GitHub},
    names::{PullNumber, RepoSlug},
};

/// Fewer tasks than this ask one by one.
const MANY: usize = 20;
/// Longer lists than so many pages of a hundred are not read: of each app and pull request GitHub is asked then.
const MOST_PAGES: u32 = 20;

/// Lists of a repository, each asked for when it is needed first. One that is too long, or refused, tells nothing.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    deployments: OnceCell<Option<HashMap<String, Vec<u64>>>>,
    comments: OnceCell<Option<HashMap<PullNumber, Vec<Comment>>>>,
    author: OnceCell<Account>,
}

impl Listed {
    /// Those for so many tasks; none where they are few.
    pub(crate) fn of(tasks: usize) -> Option<Self> {
        (tasks >= MANY).then(Self::default)
    }

    /// Whose token this is.
    pub(super) async fn author(&self, github: &GitHub) -> Account {
        self.author.get_or_init(|| Account::of(github)).await.clone()
    }

    /// The deployments of an app, if all of the repository's could be listed.
    pub(super) async fn deployments_of(&self, app: &str, github: &GitHub, repository: &RepoSlug) -> Option<Vec<u64>> {
        let by_app = self.deployments(github, repository).await?;
        Some(by_app.get(app).cloned().unwrap_or_default())
    }

    /// The comments of a pull request that begin with our mark, if all of the repository's could be listed.
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
