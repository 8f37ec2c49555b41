//! One-off dynos: each waits to be joined, and then runs its command once.

use serde_json::json;
use uuid::Uuid;

use super::super::{
    call::Call,
    reply::{Answer, Reply},
    urls::Urls,
};
use super::{
    apps::{find, find_mut},
    command::OneOff,
    refusals::{error, invalid, not_found},
    state::Heroku,
};

impl Heroku {
    /// Joins a dyno that nobody joined before.
    pub(in crate::sandbox) fn join(&mut self, secret: &str) -> Option<OneOff> {
        let mut all = self.apps.iter_mut().flat_map(|app| &mut app.one_offs);
        let dyno = all.find(|dyno| dyno.secret == secret && dyno.joined == 0 && !dyno.stopped)?;
        dyno.joined += 1;
        Some(dyno.clone())
    }
}

pub(super) fn create(heroku: &mut Heroku, urls: &Urls, identity: &str, call: &Call) -> Answer {
    let app = find_mut(heroku, identity)?;
    let command = call.body["command"].as_str().filter(|command| !command.is_empty());
    let command = command.ok_or_else(|| invalid("command is required"))?.to_owned();
    if call.body["attach"] != json!(true) {
        return Err(invalid("Only attached dynos are played here."));
    }
    if app.conflicts > 0 {
        app.conflicts -= 1;
        return Err(error(409, "conflict", "A release is still being distributed."));
    }
    let (name, secret) = (format!("run.{}", app.one_offs.len() + 1), Uuid::new_v4().simple().to_string());
    let script = app.next_commands.pop_front().unwrap_or_default();
    let reply = json!({
        "attach_url": format!("{}/{secret}", urls.rendezvous),
        "command": command,
        "id": Uuid::new_v4(),
        "name": name,
        "state": "starting",
        "type": "run",
    });
    app.one_offs.push(OneOff { name, secret, command, script, joined: 0, stopped: false });
    Ok(Reply::json(201, reply))
}

pub(super) fn stop(heroku: &mut Heroku, identity: &str, name: &str) -> Answer {
    let app = find_mut(heroku, identity)?;
    let dyno = app.one_offs.iter_mut().find(|dyno| dyno.name == name).ok_or_else(|| not_found("dyno"))?;
    dyno.stopped = true;
    Ok(Reply::json(202, json!({})))
}

pub(super) fn restart(heroku: &Heroku, identity: &str) -> Answer {
    find(heroku, identity)?;
    Ok(Reply::json(202, json!({})))
}
