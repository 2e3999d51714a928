//! The local preview: serves a built site on this machine as a real host would, and builds it again when a source
//! changes.
//!
//! Nothing here is for the public. It listens on 127.0.0.1 only and answers only requests that name this machine, so
//! that a page elsewhere cannot read the preview through a name that it points here.

mod respond;
mod watch;

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::serve::ListenerExt as _;

pub use respond::CONTENT_SECURITY_POLICY;

/// What a preview serves and watches.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The built site.
    pub site: PathBuf,
    /// The port; 0 takes any that is free.
    pub port: u16,
    /// Files and folders whose changes cause a rebuild; those that are not there are left out. Changes anywhere else,
    /// such as those that the build itself makes, count for nothing.
    pub watched: Vec<PathBuf>,
}

/// What happens while a preview runs, for whoever prints it.
#[derive(Debug)]
pub enum Event {
    /// It serves at this address.
    Listening(SocketAddr),
    /// A source changed and a rebuild begins.
    Rebuilding,
    /// The new site is served.
    Rebuilt,
    /// The rebuild failed, with the reason; the earlier site is still served.
    Failed(String),
    /// Changes cannot be noticed, with the reason; the site is served as it is.
    NotWatching(String),
}

/// Why a preview cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken or not allowed.
    #[error("cannot serve on port {port}: {source}; choose another with --port")]
    Port {
        /// The port.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server stopped.
    #[error("the preview stopped: {0}")]
    Stopped(#[from] std::io::Error),
}

/// The folder that is served now; a rebuild puts another in its place, and requests under way keep the files they
/// opened.
type Served = Arc<RwLock<PathBuf>>;

/// Serves until `shutdown` is done. `rebuild` builds into a fresh folder and gives it; `tell` hears what happens.
///
/// # Errors
/// When the port cannot be used or the server fails. A rebuild that fails is no error: `tell` hears of it.
pub fn serve<E: std::fmt::Display>(
    preview: &Preview,
    rebuild: impl FnMut() -> Result<PathBuf, E> + Send + 'static,
    tell: impl Fn(Event) + Send + Sync + 'static,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let served: Served = Arc::new(RwLock::new(preview.site.clone()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("serve").build()?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, preview.port));
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|source| ServeError::Port { port: preview.port, source })?;
        tell(Event::Listening(listener.local_addr()?));
        // Small answers do not wait for more to send. A failure costs time and nothing else.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        // Dropping it at the end stops the watching.
        let _watching = watch::start(preview, Arc::clone(&served), rebuild, tell);
        let app = Router::new().fallback(respond::respond).with_state(served);
        Ok(axum::serve(listener, app).with_graceful_shutdown(shutdown).await?)
    })
}

#[cfg(test)]
mod tests;
