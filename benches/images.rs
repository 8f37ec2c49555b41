//! How fast an image with 300 MB of layers is copied from one registry to another, and in how much memory, beside `skopeo copy`
//! between the same two, which are Debian's `docker-registry`: `cargo bench --bench images`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

#[path = "stage/memory.rs"]
mod memory;
#[path = "stage/real_registry.rs"]
mod real_registry;
#[expect(dead_code, reason = "only some benchmarks need all of the stage")]
mod stage;

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::Command,
};

use branchline::sandbox::registry::digest_of;
use flate2::{Compression, write::GzEncoder};
use real_registry::RealRegistry;
use serde_json::{Value, json};
use stage::{APP, Stage, Times, program, succeed};
use tempfile::TempDir;

const RUNS: u32 = 5;
const LAYERS: u64 = 5;
/// In bytes.
const LAYER: usize = 60_000_000;

fn main() -> io::Result<()> {
    if program("docker-registry").arg("--version").output().is_err() || program("skopeo").arg("-v").output().is_err() {
        println!("there is no docker-registry or no skopeo here, without which nothing can be measured");
        return Ok(());
    }
    let (folder, source) = (TempDir::new()?, RealRegistry::start(None)?);
    let id = lay_out(&folder.path().join("image"))?;
    let layout = format!("oci:{}", folder.path().join("image").display());
    succeed(skopeo(folder.path(), &layout, &format!("docker://{}/acme/shop:v1", source.host)))?;
    let (mut copied, mut by_skopeo, mut memory) = (Times::default(), Times::default(), 0);
    for _ in 0..RUNS {
        let target = RealRegistry::start(None)?;
        let stage = staged(&source, &target, &id)?;
        memory = copied.measure(|| memory::ended(stage.branchline()))?.max(memory);
        let target = RealRegistry::start(None)?;
        let (from, to) = (&source.host, &target.host);
        let (from, to) = (format!("docker://{from}/acme/shop:v1"), format!("docker://{to}/{APP}/web:latest"));
        by_skopeo.measure(|| succeed(skopeo(folder.path(), &from, &to)))?;
    }
    println!("copied: {copied}, at most {memory} kB of memory; target 64000 kB");
    println!("skopeo copy: {by_skopeo}; {:.2} of its time, target 1.1", copied.share_of(&by_skopeo));
    Ok(())
}

/// An app that is to run the image, whose registry is a real one.
fn staged(source: &RealRegistry, target: &RealRegistry, id: &str) -> io::Result<Stage> {
    let images = format!("web: {}/acme/shop:v1", source.host);
    let stage = Stage::new(&format!("main: {APP}"), |world| {
        world.heroku.apps.iter_mut().for_each(|app| "container".clone_into(&mut app.stack));
        // The sandbox does not look into the real one.
        let kind = "application/vnd.docker.distribution.manifest.v2+json";
        world.heroku.registry.add_manifest(
            &format!("{APP}/web"),
            "latest",
            kind,
            &json!({ "config": { "digest": id } }),
        );
    })?;
    Ok(stage.input("images", &images).input("heroku-registry-url", &format!("http://{}", target.host)))
}

/// Skopeo as Heroku's registry needs it, which remembers nothing of the run before.
fn skopeo(folder: &Path, from: &str, to: &str) -> Command {
    let mut skopeo = program("skopeo");
    let home = folder.join("home");
    let _ = fs::remove_dir_all(&home);
    skopeo.env("HOME", home).args(["--insecure-policy", "copy", "--quiet", "--format", "v2s2"]);
    skopeo.args(["--src-tls-verify=false", "--dest-tls-verify=false", from, to]);
    skopeo
}

/// Writes an image as builders do, of layers that do not compress; gives its id.
fn lay_out(folder: &Path) -> io::Result<String> {
    fs::create_dir_all(folder.join("blobs/sha256"))?;
    let put = |kind: &str, bytes: &[u8]| -> io::Result<Value> {
        let digest = digest_of(bytes);
        fs::write(folder.join("blobs").join(digest.replace(':', "/")), bytes)?;
        Ok(json!({ "mediaType": format!("application/vnd.oci.image.{kind}"), "digest": digest, "size": bytes.len() }))
    };
    let (mut layers, mut plain) = (Vec::new(), Vec::new());
    for number in 0..LAYERS {
        let tar = layer(number)?;
        plain.push(digest_of(&tar));
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&tar)?;
        layers.push(put("layer.v1.tar+gzip", &gzip.finish()?)?);
    }
    let rootfs = json!({ "type": "layers", "diff_ids": plain });
    let config = json!({ "architecture": "amd64", "os": "linux", "config": {}, "rootfs": rootfs });
    let config = put("config.v1+json", config.to_string().as_bytes())?;
    let id = config["digest"].as_str().unwrap_or_default().to_owned();
    let manifest = json!({ "schemaVersion": 2, "config": config, "layers": layers });
    let manifest = put("manifest.v1+json", manifest.to_string().as_bytes())?;
    fs::write(folder.join("index.json"), json!({ "schemaVersion": 2, "manifests": [manifest] }).to_string())?;
    fs::write(folder.join("oci-layout"), json!({ "imageLayoutVersion": "1.0.0" }).to_string())?;
    Ok(id)
}

fn layer(number: u64) -> io::Result<Vec<u8>> {
    let mut seed = number + 1;
    let mut bytes = Vec::with_capacity(LAYER);
    while bytes.len() < LAYER {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&(seed ^ (seed >> 29)).to_le_bytes());
    }
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    let mut tar = tar::Builder::new(Vec::new());
    tar.append_data(&mut header, format!("layer-{number}"), bytes.as_slice())?;
    tar.into_inner()
}
