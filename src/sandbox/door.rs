//! Where connections come in: each is numbered, may be slow to open, and can be cut from outside.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::clock::pause;
use super::hub::Hub;
use super::recorded::Service;

pub(super) struct Door {
    pub(super) listener: TcpListener,
    pub(super) hub: Arc<Hub>,
    pub(super) service: Service,
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            let Some((number, latency)) = self.hub.connect(self.service) else {
                // Zero linger turns the close into a reset, the nearest an open port comes to a refusal.
                let _ = stream.set_zero_linger();
                continue;
            };
            let _ = stream.set_nodelay(true);
            let connection = Connection { number, cut: Arc::default() };
            let opening = (!latency.is_zero()).then(|| Box::pin(pause(latency)) as Opening);
            let line = Line { stream, connection, opening };
            return (line, address);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

type Opening = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a request handler knows of the connection that it answers on.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) number: u64,
    cut: Arc<AtomicBool>,
}

impl Connection {
    /// From now on nothing reaches the other side: the reply that hyper is about to write breaks the connection.
    pub(super) fn cut(&self) {
        self.cut.store(true, Ordering::Relaxed);
    }
}

impl Connected<IncomingStream<'_, Door>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().connection.clone()
    }
}

pub(super) struct Line {
    stream: TcpStream,
    connection: Connection,
    opening: Option<Opening>,
}

impl Line {
    fn check(&self) -> io::Result<()> {
        if !self.connection.cut.load(Ordering::Relaxed) {
            return Ok(());
        }
        let _ = self.stream.set_zero_linger();
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(opening) = &mut self.opening {
            if opening.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.opening = None;
        }
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
