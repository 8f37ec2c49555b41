//! Places for the source of builds, at a host that asks for no key but for the signature in the address.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::call::Call;
use super::super::reply::{Content, Reply};
use super::super::urls::Urls;
use super::refusals::invalid;
use super::state::Heroku;
use super::stored::Stored;

pub(super) fn create(heroku: &mut Heroku, urls: &Urls) -> Reply {
    let stored = Stored { id: Uuid::new_v4(), signature: Uuid::new_v4().simple().to_string(), content: None, puts: 0 };
    let address =
        |signature: &str| format!("{}/heroku-sources/{}?Expires=3600&Signature={signature}", urls.storage, stored.id);
    let (get, put) = (address(&stored.signature), address(&stored.signature.to_uppercase()));
    heroku.stored.push(stored);
    Reply::json(201, json!({ "source_blob": { "get_url": get, "put_url": put } }))
}

/// What lies at the place that a request for a build names, if it names one.
pub(super) fn content(heroku: &Heroku, body: &Value) -> Result<Option<Vec<u8>>, Reply> {
    let address = body["source_blob"]["url"].as_str().unwrap_or_default();
    let Some(stored) = heroku.stored.iter().find(|stored| address.contains(&stored.id.to_string())) else {
        return Ok(None);
    };
    match &stored.content {
        Some(content) if !content.is_empty() => Ok(Some(content.clone())),
        _ => Err(invalid("The source could not be fetched.")),
    }
}

/// Gives out what lies at a place, or takes what is put there, as a store with signed addresses does.
pub(in super::super) fn store(heroku: &mut Heroku, call: &Call) -> Reply {
    let refused = |code: &str| Reply::text(403, format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>"));
    let id = call.segments().last().copied().unwrap_or_default().to_owned();
    let Some(stored) = heroku.stored.iter_mut().find(|stored| stored.id.to_string() == id) else {
        return refused("AccessDenied");
    };
    let signature = call.query("Signature").unwrap_or_default();
    match call.method.as_str() {
        _ if !call.header("authorization").is_empty() => refused("InvalidArgument"),
        "GET" if signature == stored.signature => match &stored.content {
            Some(content) => Reply::new(200, Content::Archive(content.clone())),
            None => refused("NoSuchKey"),
        },
        "PUT" if signature == stored.signature.to_uppercase() && call.header("content-type").is_empty() => {
            if call.header("content-length") != call.bytes.len().to_string() {
                return Reply::text(411, "<Error><Code>MissingContentLength</Code></Error>");
            }
            stored.content = Some(call.bytes.to_vec());
            stored.puts += 1;
            Reply::empty(200)
        }
        _ => refused("SignatureDoesNotMatch"),
    }
}
