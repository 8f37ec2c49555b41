//! A registry of container images, as the distribution specification has it
//! (<https://github.com/opencontainers/distribution-spec/blob/main/spec.md>).

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::reply::{Content, Reply};

const DOCKER: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// How a registry wants people to log in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// With a token that name and password are good for.
    #[default]
    Token,
    /// With name and password each time.
    Basic,
}

/// What some registries do in their own way, which the specification lets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A token has the name that OAuth gives it.
    AccessToken,
    /// A token has both names, as Docker Hub's have.
    BothNames,
    /// Another login is offered in a header before the one that opens it.
    OffersMore,
    /// The same within one header.
    OffersMoreAtOnce,
    /// It does not say how it wants people to log in.
    SaysNoDoor,
    /// It does not tell whether a piece is there.
    RefusesHead,
    /// It says that it takes nothing over.
    RefusesMounts,
    /// It takes nothing over, and begins an upload instead.
    IgnoresMounts,
    /// It does not repeat where an upload goes on.
    NamesPlaceOnce,
}

/// A registry.
#[derive(Debug, Default)]
pub struct Registry {
    /// What it does in its own way.
    pub ways: Vec<Way>,
    /// The pieces of each repository, by digest.
    pub blobs: BTreeMap<(String, String), Vec<u8>>,
    /// The manifests of each repository, by tag and by digest, with their media types.
    pub manifests: BTreeMap<(String, String), (String, Vec<u8>)>,
    /// Name and password; none where everybody may read.
    pub login: Option<(String, String)>,
    /// How it wants them.
    pub door: Door,
    /// Whether pieces are read from a store elsewhere.
    pub sends_on: bool,
    /// Whether only Docker's own manifests are taken.
    pub docker_only: bool,
    /// Whether it has an image by every name, as a rehearsal needs it.
    pub invents: bool,
    /// How many pieces were put, and how many taken over from another repository.
    pub puts: u32,
    /// The same of those taken over.
    pub mounts: u32,
    pub(super) tokens: Vec<String>,
    pub(super) uploads: BTreeMap<String, Vec<u8>>,
}

/// The digest of some bytes.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    let digits = digest(&SHA256, bytes);
    digits.as_ref().iter().fold("sha256:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Registry {
    fn goes(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }

    /// Adds an image whose layers are these, as today's builders make it; gives its id, and the digest of its manifest.
    pub fn add_image(&mut self, repository: &str, tag: &str, architecture: &str, layers: &[&str]) -> (String, String) {
        let config = json!({ "architecture": architecture, "os": "linux", "config": {}, "layers": layers }).to_string();
        let mut piece = |kind: &str, content: &[u8]| {
            let digest = digest_of(content);
            self.blobs.insert((repository.to_owned(), digest.clone()), content.to_vec());
            json!({ "mediaType": kind, "digest": digest, "size": content.len() })
        };
        let layer = "application/vnd.oci.image.layer.v1.tar+gzip";
        let layers: Vec<_> = layers.iter().map(|text| piece(layer, text.as_bytes())).collect();
        let config = piece("application/vnd.oci.image.config.v1+json", config.as_bytes());
        let kind = "application/vnd.oci.image.manifest.v1+json";
        let manifest = json!({ "schemaVersion": 2, "mediaType": kind, "config": config, "layers": layers });
        let id = config["digest"].as_str().unwrap_or_default().to_owned();
        (id, self.add_manifest(repository, tag, kind, &manifest))
    }

    /// Adds a manifest as it is, and gives its digest.
    pub fn add_manifest(&mut self, repository: &str, tag: &str, kind: &str, manifest: &Value) -> String {
        let bytes = manifest.to_string().into_bytes();
        let digest = digest_of(&bytes);
        for reference in [tag, &digest] {
            self.manifests.insert((repository.to_owned(), reference.to_owned()), (kind.to_owned(), bytes.clone()));
        }
        digest
    }

    /// The id of the image that a tag is at.
    #[must_use]
    pub fn image(&self, repository: &str, tag: &str) -> Option<String> {
        let (_, bytes) = self.manifests.get(&(repository.to_owned(), tag.to_owned()))?;
        let manifest: Value = serde_json::from_slice(bytes).ok()?;
        manifest["config"]["digest"].as_str().map(str::to_owned)
    }
}

pub(super) fn answer(registry: &mut Registry, base: &str, call: &Call) -> Reply {
    let segments = call.segments();
    match (call.method.as_str(), segments.as_slice()) {
        ("GET", ["token"]) => token(registry, call),
        ("GET" | "HEAD", ["store", digest]) => store(registry, call, digest),
        (_, ["v2", rest @ ..]) => match refusal(registry, base, call) {
            Some(refusal) => refusal,
            None => route(registry, base, call, rest),
        },
        _ => error(404, "NOT_FOUND", "There is nothing here."),
    }
}

fn error(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, json!({ "errors": [{ "code": code, "message": message }] }))
}

fn basic(login: &(String, String)) -> String {
    format!("Basic {}", STANDARD.encode(format!("{}:{}", login.0, login.1)))
}

/// Name and password are good for a token, and nobody gets one for what anybody may read, too.
fn token(registry: &mut Registry, call: &Call) -> Reply {
    let given = call.header("authorization");
    if registry.login.as_ref().is_some_and(|login| basic(login) != given) {
        return error(401, "UNAUTHORIZED", "authentication required");
    }
    let token = Uuid::new_v4().to_string();
    registry.tokens.push(token.clone());
    Reply::ok(match (registry.goes(Way::BothNames), registry.goes(Way::AccessToken)) {
        (true, _) => json!({ "token": token, "access_token": token, "expires_in": 300 }),
        (_, true) => json!({ "access_token": token, "expires_in": 300 }),
        _ => json!({ "token": token, "expires_in": 300 }),
    })
}

fn refusal(registry: &Registry, base: &str, call: &Call) -> Option<Reply> {
    let (given, repository) = (call.header("authorization"), call.path.trim_start_matches("/v2/"));
    let is_open = match (registry.door, &registry.login) {
        (Door::Basic, Some(login)) => given == basic(login),
        (Door::Basic, None) => true,
        (Door::Token, _) => given.strip_prefix("Bearer ").is_some_and(|it| registry.tokens.iter().any(|own| own == it)),
    };
    let demand = match registry.door {
        Door::Basic => "Basic realm=\"registry\"".to_owned(),
        Door::Token => {
            format!("Bearer realm=\"{base}/token\",service=\"registry\",scope=\"repository:{repository}:pull,push\"")
        }
    };
    let refused = || demanding(registry, error(401, "UNAUTHORIZED", "authentication required"), demand);
    (!is_open).then(refused)
}

fn demanding(registry: &Registry, reply: Reply, demand: String) -> Reply {
    let (name, other) = ("www-authenticate", "Negotiate");
    if registry.goes(Way::SaysNoDoor) {
        return reply;
    }
    if registry.goes(Way::OffersMore) {
        return reply.header(name, other).header(name, demand);
    }
    reply.header(name, if registry.goes(Way::OffersMoreAtOnce) { format!("{other}, {demand}") } else { demand })
}

/// A store elsewhere asks for no key, and refuses one.
fn store(registry: &Registry, call: &Call, digest: &str) -> Reply {
    if !call.header("authorization").is_empty() {
        return Reply::text(400, "<Error><Code>InvalidArgument</Code></Error>");
    }
    let found = registry.blobs.iter().find(|((_, other), _)| other == digest);
    found.map_or_else(|| Reply::empty(404), |(_, bytes)| Reply::new(200, Content::Archive(bytes.clone())))
}

fn route(registry: &mut Registry, base: &str, call: &Call, rest: &[&str]) -> Reply {
    let unknown = |code: &str| error(404, code, "unknown to the registry");
    if call.method == "HEAD" && registry.goes(Way::RefusesHead) {
        return Reply::empty(405);
    }
    match (call.method.as_str(), rest) {
        ("GET" | "HEAD", [name @ .., "manifests", reference]) => {
            let name = name.join("/");
            if registry.invents && registry.image(&name, reference).is_none() {
                registry.add_image(&name, reference, "amd64", &["a base", "the code"]);
            }
            match registry.manifests.get(&(name, (*reference).to_owned())) {
                Some((kind, bytes)) => Reply::new(200, Content::Typed(kind.clone(), bytes.clone()))
                    .header("docker-content-digest", digest_of(bytes)),
                None => unknown("MANIFEST_UNKNOWN"),
            }
        }
        ("PUT", [name @ .., "manifests", reference]) => put_manifest(registry, call, &name.join("/"), reference),
        ("GET" | "HEAD", [name @ .., "blobs", digest]) => {
            match registry.blobs.get(&(name.join("/"), (*digest).to_owned())) {
                None => unknown("BLOB_UNKNOWN"),
                Some(_) if registry.sends_on => {
                    let elsewhere = base.replace("127.0.0.1", "localhost");
                    Reply::empty(307).header("location", format!("{elsewhere}/store/{digest}"))
                }
                Some(bytes) => Reply::new(200, Content::Archive(bytes.clone())),
            }
        }
        ("POST", [name @ .., "blobs", "uploads", ""]) => begin(registry, call, &name.join("/")),
        ("PATCH", [name @ .., "blobs", "uploads", id]) => {
            let Some(upload) = registry.uploads.get_mut(*id) else { return unknown("BLOB_UPLOAD_UNKNOWN") };
            upload.extend_from_slice(&call.bytes);
            if registry.goes(Way::NamesPlaceOnce) {
                return Reply::empty(202);
            }
            Reply::empty(202).header("location", format!("/v2/{}/blobs/uploads/{id}?_state=next", name.join("/")))
        }
        ("PUT", [name @ .., "blobs", "uploads", id]) => end(registry, call, &name.join("/"), id),
        _ => unknown("UNSUPPORTED"),
    }
}

fn begin(registry: &mut Registry, call: &Call, name: &str) -> Reply {
    let mount = call.query("mount").zip(call.query("from"));
    if mount.is_some() && registry.goes(Way::RefusesMounts) {
        return error(404, "NAME_UNKNOWN", "repository name not known to registry");
    }
    if let Some((digest, from)) = mount.filter(|_| !registry.goes(Way::IgnoresMounts)) {
        let there = registry.blobs.get(&(from.to_owned(), digest.to_owned())).cloned();
        if let Some(bytes) = there {
            registry.blobs.insert((name.to_owned(), digest.to_owned()), bytes);
            registry.mounts += 1;
            return Reply::empty(201).header("location", format!("/v2/{name}/blobs/{digest}"));
        }
    }
    let id = Uuid::new_v4().to_string();
    registry.uploads.insert(id.clone(), Vec::new());
    Reply::empty(202).header("location", format!("/v2/{name}/blobs/uploads/{id}?_state=first"))
}

fn end(registry: &mut Registry, call: &Call, name: &str, id: &str) -> Reply {
    let Some(mut bytes) = registry.uploads.remove(id) else {
        return error(404, "BLOB_UPLOAD_UNKNOWN", "unknown to the registry");
    };
    bytes.extend_from_slice(&call.bytes);
    let digest = call.query("digest").unwrap_or_default();
    if call.query("_state").is_none() || digest_of(&bytes) != digest {
        return error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
    }
    registry.blobs.insert((name.to_owned(), digest.to_owned()), bytes);
    registry.puts += 1;
    Reply::empty(201).header("location", format!("/v2/{name}/blobs/{digest}"))
}

fn put_manifest(registry: &mut Registry, call: &Call, name: &str, reference: &str) -> Reply {
    let kind = call.header("content-type");
    let Ok(manifest) = serde_json::from_slice::<Value>(&call.bytes) else {
        return error(400, "MANIFEST_INVALID", "manifest invalid");
    };
    if registry.docker_only && (kind != DOCKER || manifest["mediaType"] != DOCKER) {
        return error(400, "MANIFEST_INVALID", "unsupported manifest");
    }
    let layers = manifest["layers"].as_array().cloned().unwrap_or_default();
    for piece in layers.iter().chain([&manifest["config"]]) {
        let digest = piece["digest"].as_str().unwrap_or_default();
        let there = registry.blobs.get(&(name.to_owned(), digest.to_owned()));
        if there.is_none_or(|bytes| json!(bytes.len()) != piece["size"]) {
            return error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
        }
    }
    registry.add_manifest(name, reference, kind, &manifest);
    Reply::empty(201)
}
