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
        remove_abandoned(parent)?;
        let folder = temporary_folder(parent)?;
        let path = folder.path().join(LOCK);
        let fail = |source| FileError::new("lock", &path, source);
        let lock = File::create_new(&path).map_err(fail)?;
        lock.lock().map_err(fail)?;
        Ok(Workspace { folder, _lock: lock })
    }

    /// A path in the workspace.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }
}

/// Removes workspaces whose lock nobody holds.
fn remove_abandoned(parent: &Path) -> Result<()> {
    let entries = fs::read_dir(parent).map_err(|source| FileError::new("read the folder", parent, source))?;
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(".townbook-");
        let lock = entry.path().join(LOCK);
        if is_ours
            && let Ok(file) = File::open(&lock)
            && file.try_lock().is_ok()
        {
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
