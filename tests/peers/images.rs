//! Images of a real builder, between real registries that both want a login.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    printed,
    real_registry::RealRegistry,
    stage::{APP, Stage, program},
};

/// Name, password, and the line of a `htpasswd` file for them.
const LOGIN: (&str, &str, &str) =
    ("shop", "correct-horse", "shop:$2y$05$abcdefghijklmnopqrstuuZ0Fx87Pb/Aqb0E90lfvCwzXnaFKUHpS\n");
/// The same for the sandbox's key, as Heroku's registry takes it.
const HEROKU: &str = "_:$2y$05$abcdefghijklmnopqrstuuz3C77THOOeBZ.3zDybLJJR6WcRv9loK\n";
const DOCKER: &str = "application/vnd.docker.distribution.manifest.v2+json";
const OCI: &str = "application/vnd.oci.image.manifest.v1+json";

/// A builder with a store of its own, and a registry that its images are pushed to.
struct Workshop {
    folder: TempDir,
    registry: RealRegistry,
}

impl Workshop {
    fn open() -> Self {
        Self { folder: TempDir::new().unwrap(), registry: RealRegistry::start(Some(LOGIN.2)).unwrap() }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn buildah(&self, arguments: &[&str]) -> String {
        let mut buildah = program("buildah");
        buildah.env("HOME", self.path("home")).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        buildah.args(["--root", &self.path("root"), "--runroot", &self.path("run"), "--storage-driver", "vfs"]);
        buildah.args(arguments);
        printed(buildah).trim().to_owned()
    }

    /// An image in this form, for this architecture, of two layers: one for all, and one that says of which image it is.
    fn build(&self, name: &str, form: &str, architecture: &str) {
        for (file, text) in [("base", "for all\n"), ("code", name)] {
            fs::write(self.path(file), text).unwrap();
        }
        let base = self.buildah(&["from", "scratch"]);
        self.buildah(&["copy", &base, &self.path("base"), "/base"]);
        self.buildah(&["config", "--os", "linux", "--arch", architecture, &base]);
        let of_base = self.buildah(&["commit", "--quiet", "--format", form, &base]);
        let code = self.buildah(&["from", "--pull-never", &of_base]);
        self.buildah(&["copy", &code, &self.path("code"), "/srv/code"]);
        self.buildah(&["config", "--entrypoint", r#"["/srv/code"]"#, "--arch", architecture, &code]);
        self.buildah(&["commit", "--quiet", "--format", form, &code, name]);
    }

    fn push(&self, what: &[&str], tag: &str) {
        let (to, login) =
            (format!("docker://{}/acme/shop:{tag}", self.registry.host), format!("{}:{}", LOGIN.0, LOGIN.1));
        self.buildah(
            &[&what[..what.len() - 1], &["--creds", &login, "--tls-verify=false", what[what.len() - 1], &to]].concat(),
        );
    }

    /// What a tag is at.
    fn manifest(&self, tag: &str) -> Value {
        let from = format!("docker://{}/acme/shop:{tag}", self.registry.host);
        let login = format!("{}:{}", LOGIN.0, LOGIN.1);
        let raw =
            printed(skopeo(self.folder.path(), &["inspect", "--raw", "--tls-verify=false", "--creds", &login, &from]));
        serde_json::from_str(&raw).unwrap()
    }
}

fn skopeo(folder: &Path, arguments: &[&str]) -> Command {
    let mut skopeo = program("skopeo");
    skopeo.env("HOME", folder.join("home")).arg("--insecure-policy").args(arguments);
    skopeo
}

/// A push to `main` of an app that is to run the image with this id. The sandbox does not look into the real registry.
fn push_to_main(workshop: &Workshop, heroku: &RealRegistry, tag: &str, id: &Value) -> Stage {
    let stage = Stage::new(&format!("main: {APP}"), |world| {
        world.heroku.apps.iter_mut().for_each(|app| "container".clone_into(&mut app.stack));
        let manifest = json!({ "config": { "digest": id } });
        world.heroku.registry.add_manifest(&format!("{APP}/web"), "latest", DOCKER, &manifest);
    });
    [
        ("images", format!("web: {}/acme/shop:{tag}", workshop.registry.host)),
        ("heroku-registry-url", format!("http://{}", heroku.host)),
        ("registry-username", LOGIN.0.to_owned()),
        ("registry-password", LOGIN.1.to_owned()),
    ]
    .into_iter()
    .fold(stage.unwrap(), |stage, (name, value)| stage.input(name, &value))
}

/// Takes what the app has in Heroku's registry apart, with every digest verified: the manifest, and the files.
fn taken_apart(heroku: &RealRegistry) -> (Value, Vec<(String, String)>) {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let from = format!("docker://{}/{APP}/web:latest", heroku.host);
    let (login, to) = ("_:HRKU-00000000-sandbox", format!("dir:{}", path("image")));
    printed(skopeo(folder.path(), &["copy", "--quiet", "--src-tls-verify=false", "--src-creds", login, &from, &to]));
    let manifest: Value = serde_json::from_str(&fs::read_to_string(path("image/manifest.json")).unwrap()).unwrap();
    fs::create_dir(path("files")).unwrap();
    for layer in manifest["layers"].as_array().unwrap() {
        let digest = layer["digest"].as_str().unwrap().trim_start_matches("sha256:");
        let mut tar = program("tar");
        tar.env("PATH", "/usr/bin:/bin").args(["--extract", "--gzip", "--directory", &path("files")]);
        tar.args(["--file", &path(&format!("image/{digest}"))]);
        printed(tar);
    }
    let files =
        ["base", "srv/code"].map(|name| (name.to_owned(), fs::read_to_string(path(&format!("files/{name}"))).unwrap()));
    (manifest, files.into())
}

#[track_caller]
fn arrives(workshop: &Workshop, tag: &str, manifest: &Value, code: &str) {
    let heroku = RealRegistry::start(Some(HEROKU)).unwrap();
    let id = &manifest["config"]["digest"];
    let stage = push_to_main(workshop, &heroku, tag, id);
    let told = printed(stage.branchline());
    assert!(told.contains(&format!("acme/shop:{tag} for web")), "{told}");
    let (arrived, files) = taken_apart(&heroku);
    assert_eq!((&arrived["mediaType"], &arrived["config"]["digest"]), (&json!(DOCKER), id), "{arrived}");
    let digests = |manifest: &Value| -> Vec<Value> {
        manifest["layers"].as_array().unwrap().iter().map(|layer| layer["digest"].clone()).collect()
    };
    assert_eq!(digests(&arrived), digests(manifest));
    assert_eq!(files, [("base".to_owned(), "for all\n".to_owned()), ("srv/code".to_owned(), code.to_owned())]);
    // The app runs it now, and once more nothing is to be sent.
    assert!(printed(stage.branchline()).contains("already"), "it is done twice");
    let again = push_to_main(workshop, &heroku, tag, id);
    assert!(printed(again.branchline()).contains("all layers were there"), "they are sent twice");
}

#[test]
fn images_in_both_forms_arrive_as_docker_has_them() {
    let workshop = Workshop::open();
    for (form, push_as, kind) in [("docker", "v2s2", DOCKER), ("oci", "oci", OCI)] {
        workshop.build(form, form, "amd64");
        workshop.push(&["push", "--quiet", "--format", push_as, form], form);
        let manifest = workshop.manifest(form);
        assert!(manifest["mediaType"] == kind || manifest["mediaType"].is_null(), "{manifest}");
        arrives(&workshop, form, &manifest, form);
    }
}

#[test]
fn of_an_index_the_image_that_heroku_can_run_arrives() {
    for form in ["oci", "v2s2"] {
        let workshop = Workshop::open();
        workshop.buildah(&["manifest", "create", "both"]);
        for architecture in ["arm64", "amd64"] {
            workshop.build(architecture, if form == "oci" { "oci" } else { "docker" }, architecture);
            workshop.buildah(&["manifest", "add", "--arch", architecture, "both", architecture]);
        }
        workshop.push(&["manifest", "push", "--quiet", "--all", "--format", form, "both"], "index");
        workshop.push(&["push", "--quiet", "--format", form, "amd64"], "amd64");
        assert_eq!(workshop.manifest("index")["manifests"].as_array().unwrap().len(), 2);
        arrives(&workshop, "index", &workshop.manifest("amd64"), "amd64");
    }
}

#[test]
fn an_image_for_another_platform_alone_is_told_before_anything_is_sent() {
    let (workshop, heroku) = (Workshop::open(), RealRegistry::start(Some(HEROKU)).unwrap());
    workshop.build("arm64", "oci", "arm64");
    workshop.push(&["push", "--quiet", "--format", "oci", "arm64"], "arm64");
    let stage = push_to_main(&workshop, &heroku, "arm64", &Value::Null);
    let output = stage.branchline().output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(2) && told.contains("linux/arm64"), "{told}");
    let wrong = push_to_main(&workshop, &heroku, "arm64", &Value::Null).input("registry-password", "wrong-horse");
    assert_eq!(wrong.branchline().output().unwrap().status.code(), Some(3));
}
