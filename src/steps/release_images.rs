//! Container images, copied to Heroku's registry and released.

use std::{
    fmt::{self, Display, Formatter},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Serialize, Serializer, ser::SerializeSeq};

use super::{
    building::watch::follow_release_of,
    desk::Desk,
    doable::Doable,
    flow::Flow,
    output::let_it_settle,
    poll::{poll, silent},
    revision::Revision,
    upload::size,
};
use crate::{
    heroku::Release,
    http::{ApiError, Instant, Repeat, pause},
    outcome::{Doing, End, ReleaseOrigin, Stage, Trouble, Waiting},
    registry::image::Image,
    report::doubt_in_words,
};

/// How often to report the progress of a long copy.
const PROGRESS: Duration = Duration::from_secs(10);
/// How long the release of images may be missing in the list.
const RELEASE_LISTED_WITHIN: Duration = Duration::from_secs(30);
/// How much of an image's id a release's description has.
const SHORT_ID: usize = 12;

/// Copy images, and release them.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReleaseImages {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    #[serde(flatten)]
    pub(crate) revision: Revision,
    /// Each process type with its image.
    #[serde(serialize_with = "by_name")]
    pub(crate) images: Vec<(String, Image)>,
    /// The newest release before, to tell the new one from it.
    #[serde(skip)]
    pub(crate) newest: u64,
}

impl Display for ReleaseImages {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let each: Vec<_> = self.images.iter().map(|(process, image)| format!("{} as {process}", image.name)).collect();
        write!(f, "release {}", each.join(" and "))
    }
}

fn by_name<S: Serializer>(images: &[(String, Image)], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Shown<'a> {
        process: &'a str,
        image: String,
        id: &'a str,
    }
    let mut list = serializer.serialize_seq(Some(images.len()))?;
    for (process, image) in images {
        list.serialize_element(&Shown { process, image: image.name.to_string(), id: image.id() })?;
    }
    list.end()
}

impl Doable for ReleaseImages {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.head_seen.set(self.revision.head_seen);
        desk.ledger.begin(Stage::Images);
        desk.ledger.now_waiting_for(Waiting::Images(self.app.clone()));
        desk.group(&format!("Images for {}", desk.ledger.app_name()));
        let copied = self.copy(desk).await;
        desk.end_group();
        copied?;
        desk.ledger.end_stage();
        self.revision.must_be_current(desk, false).await?;
        desk.ledger.begin(Stage::Request);
        self.request(desk).await?;
        if !desk.wait {
            return Ok(Flow::Over(End::Accepted));
        }
        desk.ledger.begin(Stage::Release);
        let release = self.release(desk).await?.ok_or(Trouble::NoRelease)?;
        follow_release_of(desk, &self.app, release, ReleaseOrigin::Images).await?;
        Ok(Flow::Next)
    }
}

impl ReleaseImages {
    /// One image after the other, so that a later one can have the layers of an earlier one.
    async fn copy(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        let heroku = &desk.clients.registries.heroku;
        let mut mounts: Vec<String> = Vec::new();
        for (process, image) in &self.images {
            let (repository, began, sent) = (format!("{}/{process}", self.app), Instant::now(), Arc::default());
            let copying = image.copy_to(heroku, &repository, &mounts, &sent);
            let bytes = tokio::select! {
                copied = copying => copied,
                never = tell_progress(desk, image, &sent) => never,
            };
            let bytes = bytes.map_err(|error| Trouble::api(Doing::CopyingImage(image.name.to_string()), error))?;
            let seconds = began.elapsed().as_secs_f64();
            let what = if bytes == 0 { "all layers were there".to_owned() } else { format!("{} sent", size(bytes)) };
            desk.say(&format!("Copied {} for {process} in {seconds:.1} s: {what}", image.name));
            mounts.push(repository);
        }
        Ok(())
    }

    /// If an answer is lost, checks whether the release exists before requesting it again.
    async fn request(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        let heroku = desk.clients.heroku;
        let images: Vec<_> = self.images.iter().map(|(process, image)| (process.as_str(), image.id())).collect();
        let doing = || Doing::ReleasingImages(self.app.clone());
        let mut attempts = heroku.attempts();
        loop {
            let error = match heroku.release_images(&self.app, &images).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if error.may_have_worked() {
                desk.say(&doubt_in_words(&error, "the release"));
                let_it_settle().await;
                if self.find(desk).await?.is_some() {
                    return Ok(());
                }
            }
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(doing(), error));
            }
        }
    }

    /// The release that was made: Heroku's answer does not name it.
    async fn release(&self, desk: &Desk<'_>) -> Result<Option<Release>, Trouble> {
        let begun = Instant::now();
        let is_listed = |release: &Option<Release>| release.is_some() || begun.elapsed() >= RELEASE_LISTED_WITHIN;
        match poll(desk, None, async || self.find(desk).await, is_listed, silent).await? {
            Some(release) => Ok(Some(release)),
            // Heroku's description is not documented: by now, any newer release must be the one.
            None => Ok(self.newer(desk).await?.pop()),
        }
    }

    /// The releases that were made since, the oldest last.
    async fn newer(&self, desk: &Desk<'_>) -> Result<Vec<Release>, Trouble> {
        let releases = desk.clients.heroku.releases(&self.app).await;
        let mut newer = releases.map_err(|error| Trouble::api(Doing::ReleasingImages(self.app.clone()), error))?;
        newer.retain(|release| release.version > self.newest);
        Ok(newer)
    }

    /// Another release may exist beside it; the one whose description names these images is meant.
    async fn find(&self, desk: &Desk<'_>) -> Result<Option<Release>, Trouble> {
        let newer = self.newer(desk).await?;
        let tells = |release: &&Release| {
            let text = release.description.as_deref().unwrap_or_default();
            let is_told = |(_, image): &(String, Image)| text.contains(short(image.id()));
            text.starts_with("Deployed") || self.images.iter().any(is_told)
        };
        Ok(newer.iter().rfind(tells).cloned())
    }
}

/// The beginning of an image's id, as in Heroku's description of a release.
pub(crate) fn short(id: &str) -> &str {
    let digits = id.trim_start_matches("sha256:");
    digits.get(..SHORT_ID).unwrap_or(digits)
}

async fn tell_progress(desk: &Desk<'_>, image: &Image, sent: &AtomicU64) -> Result<u64, ApiError> {
    loop {
        pause(PROGRESS).await;
        let sent = size(sent.load(Ordering::Relaxed));
        desk.say(&format!("Copying {}: {sent} of at most {}", image.name, size(image.size())));
    }
}
