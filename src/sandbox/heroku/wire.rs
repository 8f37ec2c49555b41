//! Heroku's representations, with every field that its schema lists.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::super::clock::{timestamp, wall_clock};
use super::super::stream::Stream;
use super::super::urls::Urls;
use super::app::{App, Build, Release, Status};
use super::pipeline::{AppSetup, Connection, Coupling, Pipeline, ReviewApp, ReviewAppStatus, Stage};
use super::state::Heroku;

const STACK: &str = "heroku-24";

fn fixed_id(number: u128) -> Uuid {
    Uuid::from_u128((0x4000_8000 << 64) | number)
}

fn user(heroku: &Heroku) -> Value {
    json!({ "id": fixed_id(1), "email": heroku.email })
}

fn stack() -> Value {
    json!({ "id": fixed_id(2), "name": STACK })
}

fn generation() -> Value {
    json!({ "id": fixed_id(3), "name": "cedar" })
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Succeeded => "succeeded",
        Status::Failed => "failed",
        Status::Expired => "expired",
    }
}

pub(super) fn account(heroku: &Heroku) -> Value {
    let created = "2020-01-01T12:00:00Z";
    json!({
        "allow_tracking": true,
        "beta": false,
        "country_of_residence": null,
        "created_at": created,
        "default_organization": null,
        "default_team": null,
        "delinquent_at": null,
        "email": heroku.email,
        "federated": false,
        "id": fixed_id(1),
        "identity_provider": null,
        "last_login": created,
        "name": "Deployer",
        "sms_number": null,
        "suspended_at": null,
        "two_factor_authentication": false,
        "updated_at": created,
        "verified": true,
    })
}

pub(super) fn app(heroku: &Heroku, app: &App) -> Value {
    let released = app.current_release().map(|release| timestamp(release.created));
    json!({
        "acm": false,
        "archived_at": null,
        "buildpack_provided_description": null,
        "build_stack": { "id": fixed_id(2), "name": app.stack },
        "created_at": timestamp(app.created),
        "generation": generation(),
        "git_url": format!("https://git.heroku.com/{}.git", app.name),
        "id": app.id,
        "internal_routing": null,
        "maintenance": app.maintenance,
        "name": app.name,
        "organization": null,
        "owner": user(heroku),
        "region": { "id": fixed_id(4), "name": "eu" },
        "released_at": released,
        "repo_size": null,
        "slug_size": null,
        "space": null,
        "stack": { "id": fixed_id(2), "name": app.stack },
        "team": null,
        "updated_at": timestamp(app.created),
        "web_url": app.web_url,
    })
}

pub(super) fn config_vars(app: &App) -> Value {
    let pair = |(key, value): (&String, &String)| (key.clone(), json!(value));
    Value::Object(app.config_vars.iter().map(pair).collect::<Map<_, _>>())
}

pub(super) fn build(heroku: &Heroku, urls: &Urls, app: &App, build: &Build) -> Value {
    let updated = match build.status {
        Status::Pending => build.created,
        _ => wall_clock(build.run.ends),
    };
    json!({
        "app": { "id": app.id },
        "buildpacks": [{ "url": "urn:buildpack:heroku/nodejs", "name": "heroku/nodejs" }],
        "created_at": timestamp(build.created),
        "generation": "cedar",
        "id": build.id,
        "output_stream_url": stream(urls, &build.output, app.id, build.id),
        "release": build.release.filter(|_| !app.hides_releases).map(|id| json!({ "id": id })),
        "slug": build.slug.map(|id| json!({ "id": id })),
        "source_blob": {
            "checksum": build.source_checksum,
            "url": build.source_url,
            "version": build.source_version,
            "version_description": build.source_description,
        },
        "stack": STACK,
        "status": status(build.status),
        "updated_at": timestamp(updated),
        "user": user(heroku),
    })
}

/// Shaped like the signed addresses of the real output host, where the address alone opens the door.
pub(super) fn stream(urls: &Urls, stream: &Stream, app: Uuid, id: Uuid) -> String {
    let (host, signature) = (&urls.streams, &stream.signature);
    let (shelf, drawer) = (&app.simple().to_string()[..2], &id.simple().to_string()[..2]);
    let query = format!("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=86400&X-Amz-Signature={signature}");
    format!("{host}/streams/{shelf}/{app}/logs/{drawer}/{id}.log?{query}")
}

pub(super) fn release(heroku: &Heroku, urls: &Urls, app: &App, release: &Release) -> Value {
    let current = app.current_release().is_some_and(|current| current.id == release.id);
    let artifact = |id: Uuid| json!({ "type": "slug", "id": id });
    let output = release.output.as_ref();
    json!({
        "addon_plan_names": [],
        "app": { "id": app.id, "name": app.name },
        "artifacts": release.slug.into_iter().map(artifact).collect::<Vec<_>>(),
        "created_at": timestamp(release.created),
        "current": current,
        "description": release.description,
        "eligible_for_rollback": release.slug.is_some() && release.status == Status::Succeeded,
        "id": release.id,
        "output_stream_url": output.map(|output| stream(urls, output, app.id, release.id)),
        "slug": release.slug.map(|id| json!({ "id": id })),
        "status": status(release.status),
        "updated_at": timestamp(release.created),
        "user": user(heroku),
        "version": release.version,
    })
}

pub(super) fn review_app_config(pipeline: &Pipeline, automatic: bool) -> Value {
    json!({
        "automatic_review_apps": automatic,
        "base_name": null,
        "deploy_target": { "id": "us", "type": "region" },
        "destroy_stale_apps": pipeline.stale_days.is_some(),
        "pipeline_id": pipeline.id,
        "repo": { "id": 100_000_001 },
        "stale_days": pipeline.stale_days.unwrap_or(5),
        "wait_for_ci": pipeline.wait_for_ci,
    })
}

/// Of this, nothing is published.
pub(super) fn repo(connection: &Connection) -> Value {
    json!({
        "auto_deploy": connection.auto_deploy,
        "branch": connection.branch,
        "repo_url": format!("https://github.com/{}", connection.repo),
        "wait_for_ci": connection.wait_for_ci,
    })
}

/// `AppLinkInfoResult` of <https://github.com/heroku/typescript-api-schema>.
pub(super) fn link(connection: &Connection) -> Value {
    let created = "2020-01-01T12:00:00Z";
    json!({
        "app": { "id": connection.app },
        "app_id": connection.app,
        "auto_deploy": connection.auto_deploy,
        "branch": connection.branch,
        "created_at": created,
        "id": fixed_id(5),
        "owner": { "id": fixed_id(6), "heroku": { "user_id": fixed_id(1) }, "github": { "user_id": 1 } },
        "parent": null,
        "pull_request": null,
        "pull_requests": { "enabled": false, "auto_deploy": false },
        "repo": connection.repo,
        "repo_host": "github.com",
        "repo_id": 100_000_001,
        "updated_at": created,
        "wait_for_ci": connection.wait_for_ci,
    })
}

pub(super) fn slug(release: &Release) -> Value {
    json!({
        "blob": { "method": "GET", "url": "https://example.com/slug.tgz" },
        "buildpack_provided_description": "Node.js",
        "checksum": null,
        "commit": release.commit,
        "commit_description": null,
        "created_at": timestamp(release.created),
        "deleted_at": null,
        "id": release.slug,
        "process_types": { "web": "node index.js" },
        "size": 43_725_619,
        "stack": stack(),
        "updated_at": timestamp(release.created),
    })
}

pub(super) fn pipeline(pipeline: &Pipeline) -> Value {
    json!({
        "created_at": timestamp(pipeline.created),
        "generation": generation(),
        "id": pipeline.id,
        "name": pipeline.name,
        "owner": { "id": fixed_id(1), "type": if pipeline.team.is_some() { "team" } else { "user" } },
        "updated_at": timestamp(pipeline.created),
    })
}

pub(super) fn coupling(coupling: &Coupling) -> Value {
    let stage = match coupling.stage {
        Stage::Test => "test",
        Stage::Review => "review",
        Stage::Development => "development",
        Stage::Staging => "staging",
        Stage::Production => "production",
    };
    json!({
        "app": { "id": coupling.app },
        "created_at": timestamp(coupling.created),
        "id": coupling.id,
        "pipeline": { "id": coupling.pipeline },
        "stage": stage,
        "updated_at": timestamp(coupling.created),
    })
}

pub(super) fn review_app(heroku: &Heroku, review: &ReviewApp) -> Value {
    let status = match review.status {
        ReviewAppStatus::Pending => "pending",
        ReviewAppStatus::Creating => "creating",
        ReviewAppStatus::Created => "created",
        ReviewAppStatus::Deleting => "deleting",
        ReviewAppStatus::Errored => "errored",
    };
    json!({
        "app": review.app.map(|id| json!({ "id": id })),
        "app_setup": review.app_setup.map(|id| json!({ "id": id })),
        "branch": review.branch,
        "created_at": timestamp(review.created),
        "creator": user(heroku),
        "error_status": review.error_status,
        "fork_repo": review.fork_repo.map(|id| json!({ "id": id })),
        "id": review.id,
        "message": review.message,
        "pipeline": { "id": review.pipeline },
        "pr_number": review.pr_number,
        "status": status,
        "updated_at": timestamp(review.created),
        "wait_for_ci": false,
    })
}

pub(super) fn app_setup(heroku: &Heroku, urls: &Urls, setup: &AppSetup) -> Value {
    let app = heroku.apps.iter().find(|app| app.id == setup.app);
    let build = app.and_then(|app| app.build(setup.build?)).map(|build| {
        json!({
            "id": build.id,
            "status": status(build.status),
            "output_stream_url": stream(urls, &build.output, setup.app, build.id),
        })
    });
    let postdeploy = setup.postdeploy.as_ref();
    json!({
        "app": { "id": setup.app, "name": setup.app_name },
        "build": build,
        "created_at": timestamp(setup.created),
        "failure_message": setup.failure_message,
        "id": setup.id,
        "manifest_errors": setup.manifest_errors,
        "postdeploy": postdeploy.map(|(output, code)| json!({ "output": output, "exit_code": code })),
        "resolved_success_url": null,
        "status": status(setup.status),
        "updated_at": timestamp(setup.created),
    })
}
