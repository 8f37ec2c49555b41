//! The sources of builds that are not GitHub's archive of a whole commit.

use std::{io, path::PathBuf, thread};

use tokio::sync::{mpsc::Sender, oneshot};

use super::prepared::Prepared;
use crate::{
    archive::{
        error::ArchiveError,
        listing::{head_of, list},
        pack::pack,
        packed::Packed,
        repack::repack,
        tap::Tap,
    },
    clients::Clients,
    http::{ApiError, Download, Instant, Repeat},
    names::{CommitSha, folder::Folder},
    outcome::{Doing, Mistakes, Trouble},
    report::Console,
    steps::{revision::Revision, upload::size},
};

const CHECK_OUT: &str = "Add `- uses: actions/checkout@v7` to the job, before this step";

/// Packs the source of a build.
pub(super) struct Packing<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) clients: Clients<'a>,
    pub(super) console: &'a Console,
}

impl Packing<'_> {
    /// Packs the source of a revision into a file that disappears with this process.
    pub(super) async fn pack(&self, revision: &Revision) -> Result<Packed, Trouble> {
        let began = Instant::now();
        let packed = match &revision.material.directory {
            Some(folder) if !revision.material.workspace => self.repack(revision, folder).await?,
            folder => self.pack_workspace(folder.clone(), &revision.commit).await?,
        };
        packed.warnings.iter().for_each(|warning| self.console.warning("Packing the source", &sentence(warning)));
        let seconds = began.elapsed().as_secs_f64();
        let files = if packed.files == 1 { "1 file".to_owned() } else { format!("{} files", packed.files) };
        self.console.line(&format!("Packed {files} ({}) in {seconds:.1} s", size(packed.length)));
        Ok(packed)
    }

    async fn pack_workspace(&self, folder: Option<Folder>, commit: &CommitSha) -> Result<Packed, Trouble> {
        let Some(checkout) = self.prepared.runner.workspace.clone() else {
            return Err(mistake(format!("source: GITHUB_WORKSPACE is not set, so there is no workspace. {CHECK_OUT}")));
        };
        self.warn_of_another_commit(head_of(&checkout), commit);
        let (include, temporary) = (self.prepared.settings.include.clone(), self.temporary());
        let work = move || pack(list(&checkout, folder.as_ref(), &include)?, &temporary);
        beside(work).await.map_err(trouble)
    }

    /// By default `actions/checkout` checks out a merge commit on a pull request, and another branch on other events.
    fn warn_of_another_commit(&self, head: Option<String>, commit: &CommitSha) {
        if let Some(other) = head.and_then(|head| head.parse::<CommitSha>().ok()).filter(|head| head != commit) {
            let text = format!(
                "The workspace is at {}, not at {}, the commit that is deployed. Add `ref: {commit}`, or the expression that \
                 gives it, to the `with:` of `actions/checkout`.",
                other.short(),
                commit.short()
            );
            self.console.warning("Another commit is checked out", &text);
        }
    }

    /// A download that breaks off starts again, a few times.
    async fn repack(&self, revision: &Revision, folder: &Folder) -> Result<Packed, Trouble> {
        let mut attempts = self.clients.github.attempts();
        loop {
            let error = match self.repack_once(revision, folder).await? {
                Ok(packed) => return Ok(packed),
                Err(error) => error,
            };
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(Doing::DownloadingArchive(revision.commit.clone()), error));
            }
        }
    }

    async fn repack_once(&self, revision: &Revision, folder: &Folder) -> Result<Result<Packed, ApiError>, Trouble> {
        let Revision { repository, commit, .. } = revision;
        let doing = || Doing::GettingArchive { commit: commit.clone(), repository: repository.clone() };
        let github = self.clients.github;
        let address = github.archive(repository, commit).await.map_err(|error| Trouble::api(doing(), error))?;
        address.secrets().iter().for_each(|secret| self.console.mask(secret));
        let download = match github.download(&address).await {
            Ok(download) => download,
            Err(error) => return Ok(Err(error)),
        };
        let (pieces, tap) = Tap::pipe();
        let (folder, temporary) = (folder.clone(), self.temporary());
        let repacked = beside(move || repack(tap, &folder, &temporary));
        match tokio::join!(repacked, fill(download, pieces)) {
            (_, Some(error)) => Ok(Err(error)),
            (Err(ArchiveError::Download(why)), None) => Ok(Err(github.unreadable_archive(why))),
            (repacked, None) => repacked.map(Ok).map_err(trouble),
        }
    }

    fn temporary(&self) -> PathBuf {
        self.prepared.runner.temporary.clone().unwrap_or_else(|| PathBuf::from("/tmp"))
    }
}

/// Fills a pipe with a download, and returns why it broke off. The reader may stop before the end.
async fn fill(mut download: Download<'_>, pieces: Sender<io::Result<Vec<u8>>>) -> Option<ApiError> {
    loop {
        match download.next().await {
            Ok(Some(piece)) => pieces.send(Ok(piece)).await.ok()?,
            Ok(None) => return None,
            Err(error) => {
                pieces.send(Err(io::Error::other("it broke off"))).await.ok()?;
                return Some(error);
            }
        }
    }
}

/// Does processor-bound work in a separate thread.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ArchiveError> + Send + 'static,
) -> Result<T, ArchiveError> {
    let (done, result) = oneshot::channel();
    thread::spawn(move || {
        // The receiver may be gone.
        let _ = done.send(work());
    });
    result.await.unwrap_or_else(|_| Err(ArchiveError::Download("the packing broke off".to_owned())))
}

fn trouble(error: ArchiveError) -> Trouble {
    match error {
        ArchiveError::Mistake(text) => mistake(text),
        other => Trouble::NotPacked(other.to_string()),
    }
}

fn mistake(text: String) -> Trouble {
    Trouble::Misconfigured(Mistakes { inputs: vec![text], ..Mistakes::default() })
}

/// A line as a sentence.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
