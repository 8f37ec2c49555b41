//! Promotions: each target gets a release of what the source runs.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::{
    call::Call,
    reply::{Answer, Reply},
};
use super::{
    app::Status,
    apps::{find, find_mut},
    pipeline::Promotion,
    pipelines::by_id,
    refusals::{invalid, not_found},
    state::Heroku,
};

pub(super) fn create(heroku: &mut Heroku, call: &Call) -> Answer {
    let id = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| invalid("An id is missing."));
    let pipeline = by_id(heroku, &id(&call.body["pipeline"]["id"])?)?.id;
    let source = find(heroku, &id(&call.body["source"]["app"]["id"])?)?;
    let release = match call.body["source"]["release"]["id"].as_str() {
        Some(id) => source.releases.iter().find(|release| release.id.to_string() == id),
        None => source.current_release(),
    };
    let release =
        release.filter(|release| release.slug.is_some()).ok_or_else(|| invalid("There is no such release."))?;
    let (name, version, slug, commit) = (source.name.clone(), release.version, release.slug, release.commit.clone());
    let wanted = call.body["targets"].as_array().cloned().unwrap_or_default();
    let mut targets = Vec::new();
    for target in &wanted {
        let app = find(heroku, &id(&target["app"]["id"])?)?.id;
        if !heroku.couplings.iter().any(|coupling| coupling.app == app && coupling.pipeline == pipeline) {
            return Err(invalid("The target is not in the pipeline."));
        }
        targets.push(app);
    }
    let mut promoted = Vec::new();
    for app in targets {
        let target = find_mut(heroku, &app.to_string())?;
        target.release_again(slug, commit.clone(), &format!("Promote {name} v{version}"));
        promoted.push((app, target.releases[target.releases.len() - 1].id));
    }
    let promotion = Promotion { id: Uuid::new_v4(), targets: promoted };
    let reply = json!({ "id": promotion.id, "pipeline": { "id": pipeline }, "status": "pending" });
    heroku.promotions.push(promotion);
    Ok(Reply::json(201, reply))
}

pub(super) fn targets(heroku: &Heroku, id: &str) -> Answer {
    let promotion = heroku.promotions.iter().find(|promotion| promotion.id.to_string() == id);
    let promotion = promotion.ok_or_else(|| not_found("pipeline promotion"))?;
    let target = |(app, release): &(Uuid, Uuid)| {
        let status = heroku.app(&app.to_string()).and_then(|app| app.releases.iter().find(|one| one.id == *release));
        let status = match status.map(|release| release.status) {
            Some(Status::Pending) => "pending",
            Some(Status::Succeeded) => "succeeded",
            _ => "failed",
        };
        json!({ "app": { "id": app }, "error_message": null, "id": app, "release": { "id": release }, "status": status })
    };
    Ok(Reply::ok(Value::Array(promotion.targets.iter().map(target).collect())))
}
