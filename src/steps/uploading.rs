//! Uploads the packed source to a place from which Heroku downloads it.

use std::{sync::atomic::Ordering, time::Duration};

use super::{
    desk::Desk,
    upload::{Upload, size},
};
use crate::{
    heroku::Place,
    http::{ApiError, Instant, SecretUrl, pause},
    outcome::{Doing, Trouble, Waiting},
    progress::obligations::{Obligation, upload::OpenUpload},
};

/// How often to report the progress of a long upload.
const PROGRESS: Duration = Duration::from_secs(10);

impl Desk<'_> {
    /// Where Heroku can fetch an upload. The first task that asks for it uploads it, and the others wait. If that
    /// fails, it fails for all of them: many apps would otherwise wait for the same store one after the other.
    pub(super) async fn uploaded(&self, upload: &Upload) -> Result<SecretUrl, Trouble> {
        let place = upload.place.get_or_init(|| self.send(upload)).await;
        place.clone().map_err(|error| Trouble::api(Doing::Uploading, error))
    }

    async fn send(&self, upload: &Upload) -> Result<SecretUrl, ApiError> {
        let (heroku, parcel) = (self.clients.heroku, &upload.parcel);
        let Place { get, put } = heroku.create_source().await?;
        self.mask(&get);
        self.mask(&put);
        // Without waiting, the run does not know when the build has downloaded it.
        let open = |is_answered| Obligation::Upload(OpenUpload { put: put.clone(), is_answered });
        let owed = self.wait.then(|| self.ledger.owe(open(false)));
        self.ledger.now_waiting_for(Waiting::Upload);
        let began = Instant::now();
        let sent = tokio::select! {
            sent = heroku.upload(&put, parcel) => sent,
            never = self.tell_progress(upload) => never,
        };
        if let Err(error) = sent {
            if let Some(owed) = owed {
                self.ledger.strike_off(owed);
            }
            return Err(error);
        }
        if let Some(owed) = owed {
            self.ledger.amend(owed, open(true));
        }
        let seconds = began.elapsed().as_secs_f64();
        self.say(&format!("Uploaded {} to Heroku in {seconds:.1} s", size(parcel.length)));
        Ok(get)
    }

    async fn tell_progress(&self, upload: &Upload) -> Result<(), ApiError> {
        loop {
            pause(PROGRESS).await;
            let (sent, all) = (upload.parcel.sent.load(Ordering::Relaxed), upload.parcel.length);
            if sent < all {
                self.say(&format!("Uploaded {} of {}", size(sent), size(all)));
            }
        }
    }
}
