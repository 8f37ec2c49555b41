//! Container images in the place of slugs: a variant of the API.

use serde_json::{Value, json};

use super::super::{
    call::Call,
    reply::{Answer, Reply},
};
use super::{
    apps::{find, find_mut},
    dynos,
    refusals::{invalid, not_found},
    state::Heroku,
};

const VARIANT: &str = "application/vnd.heroku+json; version=3.docker-releases";

/// The formation, with the image of each process type where that is asked for.
pub(super) fn formation(heroku: &Heroku, identity: &str, call: &Call) -> Answer {
    let app = find(heroku, identity)?;
    if call.header("accept") != VARIANT || app.images.is_empty() {
        return dynos::formation(heroku, identity);
    }
    let process = |(process, image): (&String, &String)| json!({ "type": process, "quantity": app.web.quantity, "size": "Basic", "docker_image": { "id": image } });
    Ok(Reply::ok(Value::Array(app.images.iter().map(process).collect())))
}

pub(super) fn release(heroku: &mut Heroku, identity: &str, call: &Call) -> Answer {
    if call.header("accept") != VARIANT {
        return Err(invalid("Invalid attribute: docker_image"));
    }
    let updates = call.body["updates"].as_array().cloned().unwrap_or_default();
    let app = find(heroku, identity)?;
    if app.stack != "container" {
        return Err(invalid("The app is not on the container stack."));
    }
    let mut released = Vec::new();
    for update in &updates {
        let text = |name: &str| update[name].as_str().unwrap_or_default().to_owned();
        let (process, image) = (text("type"), text("docker_image"));
        let pushed = heroku.registry.image(&format!("{}/{process}", app.name), "latest");
        if pushed.as_ref() != Some(&image) {
            return Err(not_found("image"));
        }
        released.push((process, image));
    }
    let names: Vec<_> = released.iter().map(|(process, _)| process.as_str()).collect();
    let ids: Vec<String> =
        released.iter().map(|(_, image)| image["sha256:".len()..].chars().take(12).collect()).collect();
    let description = format!("Deployed {} ({})", names.join(", "), ids.join(", "));
    let description = heroku.image_release.clone().unwrap_or(description);
    let app = find_mut(heroku, identity)?;
    app.images.extend(released);
    app.release_again(None, None, &description);
    Ok(Reply::ok(json!([])))
}
