//! A registry as other people run it: Debian's `docker-registry` on this machine.

use std::{
    fmt::Write,
    fs, io,
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::stage::program;

/// For so long it may take to begin.
const BEGINS_WITHIN: Duration = Duration::from_secs(20);

/// A registry with nothing in it, until it is dropped.
pub(crate) struct RealRegistry {
    child: Child,
    _folder: TempDir,
    /// Its host and port.
    pub(crate) host: String,
}

impl RealRegistry {
    /// Starts one; `htpasswd` names who may log in, with their passwords' hashes, where not everybody may do everything.
    pub(crate) fn start(htpasswd: Option<&str>) -> io::Result<Self> {
        let folder = TempDir::new()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let host = format!("127.0.0.1:{port}");
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut settings = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: {host}\n",
            path("store")
        );
        if let Some(htpasswd) = htpasswd {
            fs::write(path("htpasswd"), htpasswd)?;
            let _ = write!(settings, "auth:\n  htpasswd:\n    realm: branchline\n    path: {}\n", path("htpasswd"));
        }
        fs::write(path("settings.yml"), settings)?;
        let mut command = program("docker-registry");
        command.args(["serve", &path("settings.yml")]).stdout(Stdio::null()).stderr(Stdio::null());
        let registry = Self { child: command.spawn()?, _folder: folder, host };
        let begun = Instant::now();
        while let Err(error) = TcpStream::connect(&registry.host) {
            if begun.elapsed() > BEGINS_WITHIN {
                return Err(error);
            }
            std::thread::yield_now();
        }
        Ok(registry)
    }
}

impl Drop for RealRegistry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
