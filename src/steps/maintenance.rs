//! Maintenance mode while a deploy is under way.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, doable::Doable, flow::Flow};
use crate::{
    outcome::{Doing, Stage, Trouble},
    progress::obligations::{Obligation, maintenance::OpenMaintenance},
};

/// Switch an app's maintenance mode on, or off again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SwitchMaintenance {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    pub(crate) on: bool,
}

impl Display for SwitchMaintenance {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "switch maintenance mode {}", if self.on { "on" } else { "off" })
    }
}

impl Doable for SwitchMaintenance {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Maintenance);
        if self.on {
            self.switch_on(desk).await?;
        } else {
            self.switch_off(desk).await?;
        }
        desk.ledger.end_stage();
        let state = if self.on { "on" } else { "off" };
        desk.say(&format!("Maintenance mode of {} is {state}", desk.ledger.app_name()));
        Ok(Flow::Next)
    }
}

impl SwitchMaintenance {
    /// Switching it off is owed before it is on, so that maintenance mode ends however the deploy does.
    async fn switch_on(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        let open = |is_answered| Obligation::Maintenance(OpenMaintenance { app: self.app.clone(), is_answered });
        let owed = desk.ledger.owe(open(false));
        self.switch(desk).await?;
        desk.ledger.amend(owed, open(true));
        Ok(())
    }

    async fn switch_off(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        self.switch(desk).await?;
        let open = desk.ledger.obligations();
        let of_maintenance = open.iter().filter(|(_, what)| matches!(what, Obligation::Maintenance(_)));
        of_maintenance.for_each(|(owed, _)| desk.ledger.strike_off(*owed));
        Ok(())
    }

    async fn switch(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        let answer = desk.clients.heroku.set_maintenance(&self.app, self.on).await;
        answer.map_err(|error| Trouble::api(Doing::SwitchingMaintenance { app: self.app.clone(), on: self.on }, error))
    }
}
