//! Where one-off dynos are joined: plain, with the secret as the first line; then come the dyno's output, and its end.

use std::sync::Arc;

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use super::{clock::pause, heroku::OneOff, hub::Hub};

/// Serves whoever joins until the sandbox is dropped.
pub(super) fn open(hub: &Arc<Hub>, listener: TcpListener, stopped: &watch::Receiver<()>) {
    let (hub, mut stopped) = (Arc::clone(hub), stopped.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                Ok((stream, _)) = listener.accept() => {
                    tokio::spawn(serve(Arc::clone(&hub), stream));
                }
                _ = stopped.changed() => return,
            }
        }
    });
}

/// Nothing runs before the secret came; a dyno is joined once.
async fn serve(hub: Arc<Hub>, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut secret = String::new();
    stream.read_line(&mut secret).await?;
    let joined = hub.world().heroku.join(secret.trim());
    let Some(dyno) = joined else { return Ok(()) };
    let mut stream = stream.into_inner();
    stream.write_all(dyno.script.greeting.as_bytes()).await?;
    stream.write_all(dyno.script.output.as_bytes()).await?;
    if dyno.script.forges {
        stream.write_all(format!("\n{} 0\n", mark(&dyno)).as_bytes()).await?;
    }
    stream.flush().await?;
    pause(dyno.script.takes).await;
    if let Some(status) = dyno.script.status {
        stream.write_all(format!("\n{} {status}\n", mark(&dyno)).as_bytes()).await?;
    }
    stream.shutdown().await
}

/// What a shell would print behind the command, of which the sandbox has none.
fn mark(dyno: &OneOff) -> &str {
    let (_, behind) = dyno.command.rsplit_once("printf ").unwrap_or_default();
    behind.split(' ').nth(2).unwrap_or_default()
}
