//! Notices changes of sources, and rebuilds when they have come to rest.

use std::path::PathBuf;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Event, Preview, Served};

/// An editor that saves a file causes several changes; this long without another, it has finished.
const REST: Duration = Duration::from_millis(300);

/// Starts to watch. Dropping what it gives ends the watching; nothing when changes cannot be noticed.
pub(super) fn start<E: std::fmt::Display>(
    preview: &Preview,
    served: Served,
    rebuild: impl FnMut() -> Result<PathBuf, E> + Send + 'static,
    tell: impl Fn(Event) + Send + 'static,
) -> Option<RecommendedWatcher> {
    let (sender, changes) = channel();
    let watcher = match watch(preview, sender) {
        Ok(watcher) => watcher,
        Err(error) => {
            tell(Event::NotWatching(error.to_string()));
            return None;
        }
    };
    thread::spawn(move || rebuild_on_change(&changes, &served, rebuild, tell));
    Some(watcher)
}

fn watch(preview: &Preview, changes: Sender<()>) -> notify::Result<RecommendedWatcher> {
    // Changes are told with real paths.
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let watched: Vec<PathBuf> = preview.watched.iter().filter(|path| path.exists()).map(real).collect();
    let wanted = watched.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // An error means that changes may have been missed, so it counts as one.
        let counts = event.map_or(true, |event| is_change(&event, &wanted));
        if counts {
            // Nobody listens any more when the preview ends.
            let _ = changes.send(());
        }
    })?;
    for path in &watched {
        // A file is watched through its folder: editors replace files, and a watch on the old one would see nothing
        // more.
        let (folder, mode) = match path.parent() {
            Some(parent) if path.is_file() => (parent, RecursiveMode::NonRecursive),
            _ => (path.as_path(), RecursiveMode::Recursive),
        };
        watcher.watch(folder, mode)?;
    }
    Ok(watcher)
}

/// Whether an event changes a watched file or one below a watched folder.
fn is_change(event: &notify::Event, watched: &[PathBuf]) -> bool {
    let below = |path: &PathBuf| watched.iter().any(|folder| path.starts_with(folder));
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(below)
}

fn rebuild_on_change<E: std::fmt::Display>(
    changes: &Receiver<()>,
    served: &Served,
    mut rebuild: impl FnMut() -> Result<PathBuf, E>,
    tell: impl Fn(Event),
) {
    while changes.recv().is_ok() {
        loop {
            match changes.recv_timeout(REST) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        tell(Event::Rebuilding);
        match rebuild() {
            Ok(folder) => {
                *served.write().unwrap_or_else(PoisonError::into_inner) = folder;
                tell(Event::Rebuilt);
            }
            Err(error) => tell(Event::Failed(error.to_string())),
        }
    }
}
