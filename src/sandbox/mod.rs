//! GitHub and Heroku in memory, behind real HTTP on loopback: for rehearsals, and for tests that drive the real binary.
//!
//! Nothing here is shared with the clients. A stand-in that read and wrote with their types would only prove that they agree
//! with themselves.

mod call;
mod clock;
mod codeload;
mod door;
mod fault;
pub mod github;
pub mod heroku;
mod hub;
mod named_fault;
mod pattern;
mod recorded;
pub mod registry;
mod rendezvous;
mod reply;
mod script;
mod serve;
mod story;
mod stream;
mod urls;
mod world;

use std::io;
use std::net::Ipv4Addr;
use std::ops::DerefMut;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use fault::{Fault, FaultKind, Turn};
pub use named_fault::{NamedFault, UnknownFault};
pub use recorded::{Recorded, Service};
pub use script::{BuildScript, Chunk, Outcome, OutputScript, PhaseScript, Postdeploy, ReviewAppScript};
pub use stream::Stream;
pub use urls::Urls;
pub use world::{Latency, World};

use door::{Connection, Door};
use hub::Hub;

/// A running pair of services. They stop when it is dropped.
pub struct Sandbox {
    hub: Arc<Hub>,
    urls: Urls,
    _stop: watch::Sender<()>,
}

impl Sandbox {
    /// Starts both services on free ports of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(mut world: World) -> io::Result<Self> {
        let (github, github_url) = listen().await?;
        let (codeload, codeload_url) = listen().await?;
        let (heroku, heroku_url) = listen().await?;
        let (streams, streams_url) = listen().await?;
        let (storage, storage_url) = listen().await?;
        let (registry, registry_url) = listen().await?;
        let (heroku_registry, heroku_registry_url) = listen().await?;
        let (rendezvous, rendezvous_url) = listen().await?;
        let urls = Urls {
            github: github_url,
            codeload: codeload_url,
            heroku: heroku_url,
            streams: streams_url,
            storage: storage_url,
            registry: registry_url,
            heroku_registry: heroku_registry_url,
            rendezvous: rendezvous_url.replace("http:", "rendezvous:"),
        };
        world.urls = urls.clone();
        let hub = Arc::new(Hub::new(world));
        let (stop, stopped) = watch::channel(());
        open(&hub, Service::GitHub, github, &stopped);
        open(&hub, Service::Codeload, codeload, &stopped);
        open(&hub, Service::Heroku, heroku, &stopped);
        open(&hub, Service::Streams, streams, &stopped);
        open(&hub, Service::Storage, storage, &stopped);
        open(&hub, Service::Registry, registry, &stopped);
        open(&hub, Service::HerokuRegistry, heroku_registry, &stopped);
        rendezvous::open(&hub, rendezvous, &stopped);
        Ok(Self { hub, urls, _stop: stop })
    }

    /// The base address of GitHub's API, without a slash at the end.
    #[must_use]
    pub fn github_url(&self) -> &str {
        &self.urls.github
    }

    /// The base address of Heroku's API, without a slash at the end.
    #[must_use]
    pub fn heroku_url(&self) -> &str {
        &self.urls.heroku
    }

    /// GitHub's token and Heroku's API key, the only ones that are valid here.
    #[must_use]
    pub fn keys(&self) -> (String, String) {
        let world = self.world();
        (world.github.token.clone(), world.heroku.api_key.clone())
    }

    /// All addresses.
    #[must_use]
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    /// The world as it is now, to look at and to change. Both services stand still while it is held: don't keep it
    /// across an `await`.
    #[must_use]
    pub fn world(&self) -> impl DerefMut<Target = World> {
        self.hub.world()
    }

    /// All requests so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.hub.record().clone()
    }

    /// The requests with this method to a path like `pattern`, in which `*` stands for anything.
    #[must_use]
    pub fn requests_like(&self, method: &str, pattern: &str) -> Vec<Recorded> {
        let mut requests = self.requests();
        requests.retain(|request| request.is(method, pattern));
        requests
    }

    /// Adds a fault.
    pub fn fault(&self, fault: Fault) {
        self.world().faults.push(fault);
    }

    /// Waits until the world is so; false if that takes longer than `limit`.
    pub async fn wait_until(&self, limit: Duration, so: impl Fn(&World) -> bool) -> bool {
        let deadline = clock::now() + limit;
        while !so(&self.world()) {
            if clock::now() >= deadline {
                return false;
            }
            clock::pause(Duration::from_millis(2)).await;
        }
        true
    }
}

async fn listen() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

fn open(hub: &Arc<Hub>, service: Service, listener: TcpListener, stopped: &watch::Receiver<()>) {
    let door = Door { listener, hub: Arc::clone(hub), service };
    let hub = Arc::clone(hub);
    let handle = move |ConnectInfo(connection): ConnectInfo<Connection>, request: Request| {
        serve::serve(Arc::clone(&hub), service, connection, request)
    };
    let router = Router::new().fallback(handle);
    let mut stopped = stopped.clone();
    let server = axum::serve(door, router.into_make_service_with_connect_info::<Connection>()).with_graceful_shutdown(
        async move {
            let _ = stopped.changed().await;
        },
    );
    // The server is a future's maker, not a future; it ends when the sandbox is dropped.
    tokio::spawn(async move { server.await });
}
