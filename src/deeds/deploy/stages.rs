//! The steps of one app's deploy, in order.

use super::{Deploy, observe::SeenApp};
use crate::{
    names::AppName,
    steps::{Step, config_vars::SetConfigVars, maintenance::SwitchMaintenance},
};

impl Deploy {
    /// The steps around `deploy`: maintenance mode on, config vars, the deploy itself, maintenance mode as it was. An
    /// app that is done already only gets config vars that differ.
    pub(super) fn stages(&self, name: &AppName, seen: &SeenApp, deploy: Step) -> Vec<Step> {
        let app = || name.to_string();
        let is_done = matches!(deploy, Step::Keep(_) | Step::Refuse(_));
        let closes = self.maintenance && !seen.app.maintenance && !is_done;
        let switch = |on| closes.then(|| Step::SwitchMaintenance(SwitchMaintenance { app: app(), on }));
        let vars = (!seen.differing_vars.is_empty()).then(|| {
            let (keys, vars) = (seen.differing_vars.clone(), self.config_vars.clone());
            Step::SetConfigVars(SetConfigVars { app: app(), keys, vars })
        });
        let commands = self.after.commands().filter(|_| !is_done);
        let health = self.after.health().filter(|_| !is_done);
        let before = switch(true).into_iter().chain(vars).chain([deploy]);
        before.chain(commands).chain(switch(false)).chain(health).collect()
    }
}
