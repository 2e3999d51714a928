//! The only door to the file system: every other module asks here, so that what is read and what is written can be named.
//!
//! Reading never follows a symbolic link out of the portal; writing is atomic (a temporary name, then a rename).

mod bundle;
mod cache;
mod database;
mod digest;
mod durable;
mod fingerprint;
mod natural;
mod shelf;
mod site_path;
mod spool;
mod tree;
mod workspace;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use bundle::Bundle;
pub use cache::{Cache, Partial, holds};
pub use database::Database;
pub use digest::{Digest, HashingWriter};
pub use durable::{Lock, copy_hashed, read_link, replace, size_of, switch_link, sync_folder, sync_tree};
pub use fingerprint::Fingerprint;
pub use natural::natural_order;
pub use shelf::{Label, Shelf};
pub use site_path::SitePath;
pub use spool::Spool;
pub use tree::{Entry, EntryKind, Tree, is_litter};
pub use workspace::Workspace;

/// A failure of the world at a path: what was tried, on what, and what the system said.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {path}: {source}")]
pub struct FileError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl FileError {
    /// An error with its path.
    pub fn new(action: &'static str, path: &Path, source: io::Error) -> Self {
        FileError { action, path: path.to_owned(), source }
    }

    /// What the system said, without the path.
    pub fn reason(&self) -> String {
        self.source.to_string()
    }

    /// Whether it says something about the file: that it is not there, may not be read, or is not what it should be. All else
    /// (too many files are open, the disk fails) says something about this machine, and nothing about the city's data.
    pub fn is_about_file(&self) -> bool {
        is_about_file(&self.source)
    }

    /// Whether the file is not there.
    pub fn is_not_found(&self) -> bool {
        self.source.kind() == io::ErrorKind::NotFound
    }
}

/// [`FileError::is_about_file`], of what the system said.
fn is_about_file(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    let told = [
        Kind::NotFound,
        Kind::PermissionDenied,
        Kind::NotADirectory,
        Kind::IsADirectory,
        Kind::InvalidInput,
        Kind::InvalidData,
        Kind::InvalidFilename,
    ];
    // What this program itself says of a file has no number of the system.
    error.raw_os_error().is_none() || told.contains(&error.kind())
}

/// Results of this module.
pub type Result<T, E = FileError> = std::result::Result<T, E>;

/// Reads a whole text file of at most `limit` bytes; for files that people write by hand.
///
/// # Errors
/// When it cannot be read, is larger, or is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String> {
    let not_text = |_| FileError::new("read", path, io::Error::other("it is not text in UTF-8"));
    String::from_utf8(read_bounded(path, limit)?).map_err(not_text)
}

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// When it cannot be read, is no plain file, or is larger.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let fail = |source| FileError::new("read", path, source);
    let mut content = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut content).map_err(fail)?;
    if content.len() as u64 > limit {
        return Err(fail(io::Error::other(format!("it is larger than {limit} bytes"))));
    }
    Ok(content)
}

/// Reads a whole file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| FileError::new("read", path, source))
}

/// Opens a file for reading.
///
/// # Errors
/// When it is not there or is not a regular file.
pub fn open(path: &Path) -> Result<fs::File> {
    let fail = |source| FileError::new("open", path, source);
    // Asked before opening: opening a pipe would wait for somebody to write into it.
    if !fs::metadata(path).map_err(fail)?.is_file() {
        return Err(fail(io::Error::other("it is not a plain file")));
    }
    fs::File::open(path).map_err(fail)
}

/// Opens a new file for writing under its final name, for folders nobody reads yet; makes the folders above it.
///
/// # Errors
/// When it is there already or the folder cannot be written.
pub fn create_new(path: &Path) -> Result<fs::File> {
    create_parent(path)?;
    fs::File::create_new(path).map_err(|source| FileError::new("create", path, source))
}

/// Writes a file so that readers see the old content or the new, never a part.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_atomic(path: &Path, content: &[u8]) -> Result<()> {
    let fail = |source| FileError::new("write", path, source);
    create_parent(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    temporary.write_all(content).map_err(fail)?;
    temporary.as_file().sync_all().map_err(fail)?;
    set_readable(temporary.path()).map_err(fail)?;
    temporary.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Writes a file in a folder nobody reads yet; makes the folders above it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    in_folder(path, || fs::write(path, content)).map_err(|source| FileError::new("write", path, source))
}

/// Gives a file a second name (a hard link), or copies it where the file system has no links.
///
/// # Errors
/// When neither works.
pub fn link(from: &Path, to: &Path) -> Result<()> {
    if in_folder(to, || fs::hard_link(from, to)).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(drop).map_err(|source| FileError::new("copy", from, source))
}

/// Makes a folder and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|source| FileError::new("create", path, source))
}

/// Makes the folders of files below a folder that is there, each once.
///
/// # Errors
/// When one cannot be made.
pub fn create_folders<'a>(root: &Path, files: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut levels: Vec<BTreeSet<&str>> = Vec::new();
    for file in files {
        let mut folder = file;
        while let Some((above, _)) = folder.rsplit_once('/') {
            let depth = above.matches('/').count();
            levels.resize_with(levels.len().max(depth + 1), BTreeSet::new);
            if !levels[depth].insert(above) {
                break;
            }
            folder = above;
        }
    }
    levels.into_iter().try_for_each(|level| {
        level.into_par_iter().try_for_each(|folder| match fs::create_dir(root.join(folder)) {
            Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
                Err(FileError::new("create", &root.join(folder), source))
            }
            _ => Ok(()),
        })
    })
}

/// Gives a file another name, or copies it where that would be on another file system. Its folder is there.
///
/// # Errors
/// When neither works.
pub fn move_file(from: &Path, to: &Path) -> Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(drop).map_err(|source| FileError::new("copy", from, source))
}

/// Does something in the folder of a path, which is made if it turns out to be missing: most often it is there.
fn in_folder(path: &Path, work: impl Fn() -> io::Result<()>) -> io::Result<()> {
    match (work(), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            work()
        }
        (done, _) => done,
    }
}

fn create_parent(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), create_folder)
}

/// Whether a folder is there and holds nothing.
pub fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Removes a folder with all it holds; a folder that is not there is fine.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(FileError::new("remove", path, source)),
        _ => Ok(()),
    }
}

/// Renames a file, folder or link.
///
/// # Errors
/// When it cannot be renamed.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|source| FileError::new("rename", from, source))
}

/// A new private folder below `parent` that vanishes when dropped. Its name starts with `.townbook-`, which no host serves.
///
/// # Errors
/// When it cannot be made.
pub fn temporary_folder(parent: &Path) -> Result<tempfile::TempDir> {
    create_folder(parent)?;
    tempfile::Builder::new()
        .prefix(".townbook-")
        .tempdir_in(parent)
        .map_err(|source| FileError::new("create a folder in", parent, source))
}

/// Puts a finished folder in the place of another, which is left beside where the finished one was, with the ending `.old`.
/// On Linux that is one step: a process that is killed leaves the old folder or the new one.
///
/// # Errors
/// When either cannot be moved.
pub fn replace_folder(finished: &Path, target: &Path) -> Result<()> {
    let parent = target.parent().unwrap_or(Path::new("."));
    create_folder(parent)?;
    // What was there goes beside the finished folder, whose owner removes both.
    let old = finished.with_extension("old");
    if exchange(finished, target) {
        return rename(finished, &old);
    }
    match fs::rename(target, &old) {
        Ok(()) => {}
        Err(source) if source.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(FileError::new("move", target, source)),
    }
    rename(finished, target)
}

/// Lets two names change places, if both are there and the file system can.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(unix)]
fn set_readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_readable(_: &Path) -> io::Result<()> {
    Ok(())
}
