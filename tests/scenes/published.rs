//! Holds requests and the sandbox's replies against what Heroku and GitHub publish about their APIs.
//!
//! The descriptions are not part of this repository: `BRANCHLINE_HEROKU_SCHEMA` and `BRANCHLINE_GITHUB_OPENAPI` name the files.

#![expect(clippy::unwrap_used, reason = "a description that cannot be used fails the test that wants it")]

use std::collections::HashMap;

use branchline::sandbox::{Recorded, Service};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// Everything about these requests, and the replies to them, that does not fit what Heroku and GitHub publish.
pub(crate) fn complaints(requests: &[Recorded]) -> Vec<String> {
    let mut heroku = Heroku(Published::load("BRANCHLINE_HEROKU_SCHEMA", "definitions"));
    let mut github = GitHub(Published::load("BRANCHLINE_GITHUB_OPENAPI", "components"));
    let mut all = Vec::new();
    for request in requests {
        let complaints = match request.service {
            Service::Heroku => heroku.check(request),
            Service::GitHub => github.check(request),
            Service::Codeload | Service::Streams | Service::Storage | Service::Registry | Service::HerokuRegistry => {
                Vec::new()
            }
        };
        all.extend(complaints.iter().map(|complaint| format!("{request}: {complaint}")));
    }
    all
}

/// A published description, and the validators made from its parts so far.
struct Published {
    document: Value,
    shared: &'static str,
    validators: HashMap<String, Validator>,
}

impl Published {
    #[expect(clippy::disallowed_methods, reason = "the variable is for the tests, not for the action")]
    fn load(variable: &str, shared: &'static str) -> Self {
        let unset = |_| format!("{variable} has to name the published description");
        let path = std::env::var(variable).map_err(unset).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let mut document = serde_json::from_str(&text).unwrap();
        translate(&mut document);
        Self { document, shared, validators: HashMap::new() }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.resolve(self.document.pointer(&reference[1..]).unwrap()),
            None => schema,
        }
    }

    /// What is wrong with `value`, which goes by `schema`; `exact` wants each listed field and no other.
    fn check(&mut self, schema: &Value, value: &Value, exact: Exact) -> Vec<String> {
        let mut complaints = self.compare_fields(schema, value, exact);
        let (document, shared) = (&self.document, self.shared);
        let make = || {
            let whole = json!({ shared: document[shared], "allOf": [schema] });
            let options = jsonschema::options().with_draft(Draft::Draft4);
            options.build(&whole).unwrap()
        };
        let validator = self.validators.entry(schema.to_string()).or_insert_with(make);
        let errors = validator.iter_errors(value);
        complaints.extend(errors.map(|error| format!("{} at {}", error, error.instance_path())));
        complaints
    }

    fn compare_fields(&self, schema: &Value, value: &Value, exact: Exact) -> Vec<String> {
        let schema = self.resolve(schema);
        if let (Some(items), Some(item)) = (schema.get("items"), value.get(0)) {
            return self.compare_fields(items, item, exact);
        }
        let (Some(listed), Some(given)) = (schema["properties"].as_object(), value.as_object()) else {
            return Vec::new();
        };
        let without = |one: &Map<String, Value>, other: &Map<String, Value>, what: &str| {
            let lacking = one.keys().filter(|key| !other.contains_key(*key));
            lacking.map(|key| format!("{key} is {what}")).collect()
        };
        let mut complaints: Vec<String> = without(given, listed, "not listed");
        if exact == Exact::BothWays {
            complaints.extend::<Vec<String>>(without(listed, given, "missing"));
        }
        complaints
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Exact {
    /// Only listed fields.
    NothingElse,
    /// Only listed fields, and all of them.
    BothWays,
}

/// `OpenAPI` says `nullable` where JSON schema has a type `null`.
fn translate(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.remove("nullable") == Some(json!(true)) {
                if let Some(Value::Array(values)) = fields.get_mut("enum") {
                    values.push(Value::Null);
                }
                if let Some(kind) = fields.remove("type") {
                    fields.insert("type".to_owned(), json!([kind, "null"]));
                }
            }
            fields.values_mut().for_each(translate);
        }
        Value::Array(items) => items.iter_mut().for_each(translate),
        _ => {}
    }
}

/// Whether a path fits a template like `/apps/{app}/builds`.
fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(variable), Some(given)) if variable.starts_with('{') && !given.is_empty() => {}
            (Some(literal), Some(given)) if literal == given => {}
            _ => return false,
        }
    }
}

struct Heroku(Published);

impl Heroku {
    fn check(&mut self, request: &Recorded) -> Vec<String> {
        let links = self.links(request);
        if links.is_empty() {
            return vec!["Heroku's schema has no such request".to_owned()];
        }
        let mut complaints = self.check_body(&links, &request.body);
        match request.status {
            Some(200..=299) => {
                if let Some(schema) = links[0].get("targetSchema") {
                    complaints.extend(self.0.check(schema, &request.reply, Exact::BothWays));
                }
            }
            Some(400..=499) if !request.reply["id"].is_string() => {
                complaints.push("an error without an id".to_owned());
            }
            _ => {}
        }
        complaints
    }

    fn links(&self, request: &Recorded) -> Vec<Value> {
        let definitions = self.0.document["definitions"].as_object().unwrap().values();
        let links = definitions.filter_map(|definition| definition["links"].as_array());
        let fitting = links.flatten().filter(|link| {
            let method = link["method"].as_str() == Some(&request.method);
            method && fits(link["href"].as_str().unwrap_or_default(), &request.path)
        });
        fitting.cloned().collect()
    }

    /// One address may take several kinds of bodies; one of them is enough.
    fn check_body(&mut self, links: &[Value], body: &Value) -> Vec<String> {
        let check = |link: &Value| match link.get("schema") {
            Some(schema) if body.is_null() && schema.get("required").is_none() => Vec::new(),
            Some(schema) => self.0.check(schema, body, Exact::NothingElse),
            None if body.is_null() => Vec::new(),
            None => vec!["a body where none belongs".to_owned()],
        };
        links.iter().map(check).min_by_key(Vec::len).unwrap_or_default()
    }
}

struct GitHub(Published);

impl GitHub {
    fn check(&mut self, request: &Recorded) -> Vec<String> {
        let Some(operation) = self.operation(request) else {
            // The published description at hand may be an extract, so this proves nothing.
            return Vec::new();
        };
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let mut complaints = match (body.is_null(), request.body.is_null()) {
            (true, true) => Vec::new(),
            (true, false) => vec!["a body where none belongs".to_owned()],
            (false, _) => self.0.check(body, &request.body, Exact::NothingElse),
        };
        complaints.extend(self.check_reply(&operation, request));
        complaints
    }

    fn operation(&self, request: &Recorded) -> Option<Value> {
        let method = request.method.to_lowercase();
        let mut paths = self.0.document["paths"].as_object().unwrap().iter();
        let (_, found) = paths.find(|(path, methods)| fits(path, &request.path) && methods.get(&method).is_some())?;
        Some(found[&method].clone())
    }

    fn check_reply(&mut self, operation: &Value, request: &Recorded) -> Vec<String> {
        let Some(status) = request.status.filter(|_| !request.reply.is_string()) else {
            return Vec::new();
        };
        if status >= 400 {
            // GitHub sends more with its errors than it publishes.
            let lacking = !request.reply["message"].is_string();
            return Vec::from_iter(lacking.then(|| "an error without a message".to_owned()));
        }
        let published = &operation["responses"][status.to_string()];
        if published.is_null() {
            return vec!["no such status".to_owned()];
        }
        let response = self.0.resolve(published);
        match response["content"]["application/json"]["schema"].clone() {
            Value::Null => Vec::new(),
            schema => self.0.check(&schema, &request.reply, Exact::NothingElse),
        }
    }
}
