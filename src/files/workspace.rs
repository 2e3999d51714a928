//! Private working folders that do not outlive their process.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{FileError, Result, create_folder, temporary_folder};

/// A private folder of this run. It vanishes when dropped; one left by a run that was killed is removed by the next.
#[derive(Debug)]
pub struct Workspace {
    folder: tempfile::TempDir,
    /// Held as long as the folder is in use; the system lets go of it when the process dies.
    _lock: File,
}

const LOCK: &str = "lock";

impl Workspace {
    /// A new workspace below a folder, which is made if need be.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn new(parent: &Path) -> Result<Self> {
        create_folder(parent)?;
        // Held while folders come and go, so that one without a lock of its own belongs to a run that died making it.
        let _turn = locked(&parent.join(LOCK))?;
        remove_abandoned(parent)?;
        let folder = temporary_folder(parent)?;
        let lock = locked(&folder.path().join(LOCK))?;
        Ok(Workspace { folder, _lock: lock })
    }

    /// A path in the workspace.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }
}

/// Opens a file, which is made if need be, and waits until nobody else holds its lock.
fn locked(path: &Path) -> Result<File> {
    let fail = |source| FileError::new("lock", path, source);
    let file = File::options().create(true).append(true).open(path).map_err(fail)?;
    file.lock().map_err(fail)?;
    Ok(file)
}

/// Removes workspaces whose lock nobody holds.
fn remove_abandoned(parent: &Path) -> Result<()> {
    let entries = fs::read_dir(parent).map_err(|source| FileError::new("read the folder", parent, source))?;
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(".townbook-");
        let in_use = File::open(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_err());
        if is_ours && !in_use {
            match fs::remove_dir_all(entry.path()) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(FileError::new("remove", &entry.path(), source));
                }
                _ => {}
            }
        }
    }
    Ok(())
}
