//! All dynos of an app once more: those that booted before a migration keep the old schema.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, doable::Doable, flow::Flow};
use crate::outcome::{Doing, Trouble};

/// Restart an app's dynos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Restart {}

impl Display for Restart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("restart its dynos")
    }
}

impl Doable for Restart {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        let (app, name) = (desk.ledger.app_identity(), desk.ledger.app_name());
        desk.clients
            .heroku
            .restart(&app)
            .await
            .map_err(|error| Trouble::api(Doing::Restarting(name.clone()), error))?;
        desk.say(&format!("The dynos of {name} are restarting"));
        Ok(Flow::Next)
    }
}
