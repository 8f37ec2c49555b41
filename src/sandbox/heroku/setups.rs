//! App setups that are asked for by themselves, and places in pipelines.

use uuid::Uuid;

use super::super::{
    call::Call,
    clock,
    reply::{Answer, Reply},
    urls::Urls,
};
use super::{
    app::{App, Build, Status},
    apps::find,
    builds::source,
    pipeline::{AppSetup, Coupling, OwnSetup, Stage},
    pipelines::by_id,
    refusals::{error, invalid},
    state::Heroku,
    storage, wire,
};

/// The app is there at once, and its build begins.
pub(super) fn create(heroku: &mut Heroku, urls: &Urls, call: &Call) -> Answer {
    let (url, version) = source(&call.body)?;
    let stored = storage::content(heroku, &call.body)?;
    let name = call.body["app"]["name"].as_str().ok_or_else(|| invalid("app:name is required"))?;
    if heroku.app(name).is_some() {
        return Err(invalid("Name is already taken"));
    }
    let script = heroku.next_setups.pop_front().unwrap_or_default();
    let mut app = App::new(name);
    for (key, value) in call.body["overrides"]["env"].as_object().into_iter().flatten() {
        app.config_vars.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    let mut setup = AppSetup {
        id: Uuid::new_v4(),
        app: app.id,
        app_name: name.to_owned(),
        build: None,
        status: Status::Pending,
        failure_message: None,
        manifest_errors: script.manifest_errors.clone(),
        postdeploy: None,
        created: clock::today(),
        own: Some(OwnSetup { asked: call.body.clone(), script: script.clone() }),
    };
    if script.manifest_errors.is_empty() {
        let mut build = Build::start(url, version, script.build.clone().unwrap_or_else(|| heroku.build_script.clone()));
        build.source = stored;
        setup.build = Some(build.id);
        app.builds.push(build);
    } else {
        setup.status = Status::Failed;
        setup.failure_message = Some("invalid app.json".to_owned());
    }
    heroku.apps.push(app);
    let mut reply = wire::app_setup(heroku, urls, &setup);
    if let Some(fields) = reply.as_object_mut() {
        fields.retain(|name, _| !script.left_out.contains(name));
    }
    heroku.app_setups.push(setup);
    Ok(Reply::json(202, reply))
}

pub(super) fn couple(heroku: &mut Heroku, call: &Call) -> Answer {
    let text = |name: &str| call.body[name].as_str().ok_or_else(|| invalid(&format!("{name} is required")));
    let (app, pipeline) = (find(heroku, text("app")?)?.id, by_id(heroku, text("pipeline")?)?.id);
    let stage = match text("stage")? {
        "review" => Stage::Review,
        "development" => Stage::Development,
        "staging" => Stage::Staging,
        "production" => Stage::Production,
        _ => return Err(invalid("Stage is unknown.")),
    };
    if heroku.couplings.iter().any(|coupling| coupling.app == app) {
        return Err(error(409, "conflict", "App is already in a pipeline."));
    }
    let coupling = Coupling::new(app, pipeline, stage);
    let reply = wire::coupling(&coupling);
    heroku.couplings.push(coupling);
    Ok(Reply::json(201, reply))
}

impl Heroku {
    /// An app setup ends with its build, the release of that, and `postdeploy`; one that fails takes its app with it.
    pub(super) fn settle_setups(&mut self) {
        let is_wrong = |setup: &&AppSetup| setup.own.is_some() && !setup.manifest_errors.is_empty();
        let mut dead: Vec<_> = self.app_setups.iter().filter(is_wrong).map(|setup| setup.app).collect();
        for setup in self.app_setups.iter_mut().filter(|setup| setup.status == Status::Pending) {
            let Some(own) = &setup.own else { continue };
            let app = self.apps.iter().find(|app| app.id == setup.app);
            let Some((app, build)) = app.and_then(|app| Some((app, app.build(setup.build?)?))) else { continue };
            let failure = match app.deployed(build).0 {
                Status::Pending => continue,
                Status::Succeeded => own.script.failure.clone(),
                _ => Some("Build failed".to_owned()),
            };
            setup.postdeploy.clone_from(&own.script.postdeploy);
            let script_failed = own.script.postdeploy.as_ref().is_some_and(|(_, code)| *code != 0);
            let failure = failure.or_else(|| script_failed.then(|| "postdeploy exit code was not 0".to_owned()));
            setup.status = if failure.is_some() { Status::Failed } else { Status::Succeeded };
            if failure.is_some() {
                dead.push(setup.app);
            }
            setup.failure_message = failure;
        }
        self.apps.retain(|app| !dead.contains(&app.id));
        self.couplings.retain(|coupling| !dead.contains(&coupling.app));
    }
}
