//! What all connections share: the world, and the record of what was asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::call::Call;
use super::clock;
use super::fault::FaultKind;
use super::recorded::{Recorded, Service};
use super::reply::Reply;
use super::world::World;
use super::{codeload, github, heroku, registry};

pub(super) struct Hub {
    world: Mutex<World>,
    record: Mutex<Vec<Recorded>>,
    started: Instant,
    connections: AtomicU64,
}

impl Hub {
    pub(super) fn new(world: World) -> Self {
        Self {
            world: Mutex::new(world),
            record: Mutex::default(),
            started: clock::now(),
            connections: AtomicU64::new(0),
        }
    }

    /// The world as of now.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.advance(clock::now());
        world
    }

    pub(super) fn record(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The new connection's number and how long it takes to open; `None`: it is refused.
    pub(super) fn connect(&self, service: Service) -> Option<(u64, Duration)> {
        let mut world = self.world();
        let mut refused = false;
        for fault in &mut world.faults {
            refused |= fault.refuses(service);
        }
        let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        (!refused).then_some((number, world.latency.connection))
    }

    /// Writes the request down; the number is for `answered`.
    pub(super) fn arrived(&self, call: &Call, connection: u64) -> usize {
        let mut record = self.record();
        record.push(Recorded {
            service: call.service,
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers: call.all_headers(),
            body: call.body.clone(),
            status: None,
            reply: Value::Null,
            at_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            connection,
        });
        record.len() - 1
    }

    pub(super) fn answered(&self, number: usize, reply: &Reply) {
        if let Some(recorded) = self.record().get_mut(number) {
            recorded.status = Some(reply.status);
            recorded.reply = reply.summary();
        }
    }

    /// What happens to this request: how long it takes, and what goes wrong. Every fault counts it, the first wins.
    pub(super) fn fate(&self, call: &Call) -> (Duration, Option<FaultKind>) {
        let mut world = self.world();
        let mut fate = None;
        for fault in &mut world.faults {
            let kind = fault.strikes(call);
            fate = fate.or(kind);
        }
        (world.latency.request, fate)
    }

    pub(super) fn answer(&self, call: Call) -> Reply {
        let World { github, heroku, registry, urls, .. } = &mut *self.world();
        match call.service {
            Service::GitHub => github::answer(github, urls, call),
            Service::Codeload => codeload::answer(github, &call),
            Service::Heroku => heroku::answer(heroku, urls, &call),
            Service::Streams => heroku::serve_stream(heroku, &call),
            Service::Storage => heroku::store(heroku, &call),
            Service::Registry => registry::answer(registry, &urls.registry, &call),
            Service::HerokuRegistry => registry::answer(&mut heroku.registry, &urls.heroku_registry, &call),
        }
    }
}
