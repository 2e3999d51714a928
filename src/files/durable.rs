//! Writing that holds: copies that are hashed on the way, links that are switched in one step, locks that a killed
//! process gives back, and syncing. Published releases are made with these.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Digest, FileError, HashingWriter, Result, create_new};

/// Copies a file to a new name and gives the digest and size of what was copied: the caller compares them with what it
/// expects, so that a file that changed meanwhile is noticed.
///
/// # Errors
/// When either file cannot be used, or the new one is there already.
pub fn copy_hashed(from: &Path, to: &Path) -> Result<(Digest, u64)> {
    let mut source = super::open(from)?;
    let mut writer = HashingWriter::new(create_new(to)?);
    io::copy(&mut source, &mut writer).map_err(|source| FileError::new("copy", from, source))?;
    writer.flush().map_err(|source| FileError::new("write", to, source))?;
    let (_, digest, bytes) = writer.finish();
    Ok((digest, bytes))
}

/// Puts a finished file in the place of another once its bytes are on the disk: readers see the old content or the new,
/// never a part. The finished file is gone afterwards.
///
/// # Errors
/// When either cannot be moved.
pub fn replace(finished: &Path, target: &Path) -> Result<()> {
    let fail = |source| FileError::new("write", target, source);
    super::open(finished)?.sync_all().map_err(fail)?;
    super::set_readable(finished).map_err(fail)?;
    super::create_parent(target)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    match fs::rename(finished, target) {
        Err(source) if source.kind() == io::ErrorKind::CrossesDevices => {
            let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
            io::copy(&mut super::open(finished)?, &mut temporary).map_err(fail)?;
            temporary.as_file().sync_all().map_err(fail)?;
            super::set_readable(temporary.path()).map_err(fail)?;
            temporary.persist(target).map_err(|error| fail(error.error))?;
            remove_file(finished)?;
        }
        moved => moved.map_err(fail)?,
    }
    sync_folder(folder)
}

/// The size of a regular file, or nothing when the path holds none. Links are not followed.
pub fn size_of(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len())
}

/// Where a symbolic link leads; nothing when there is nothing under that name.
///
/// # Errors
/// When there is something else under that name, or it cannot be read.
pub fn read_link(path: &Path) -> Result<Option<PathBuf>> {
    match fs::read_link(path) {
        Ok(target) => Ok(Some(target)),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError::new("read the link", path, source)),
    }
}

/// Points a symbolic link at a target, in one step: readers see the old target or the new one, never nothing.
/// The target is stored as it is given, so a relative one is relative to the link's own folder.
///
/// # Errors
/// When the link cannot be made, or the system has no symbolic links.
pub fn switch_link(link: &Path, target: &Path) -> Result<()> {
    let name = link.file_name().unwrap_or_default().to_string_lossy();
    let temporary = link.with_file_name(format!(".townbook-{name}"));
    // Left by a process that was killed between the two steps below.
    remove_file(&temporary)?;
    make_link(target, &temporary).map_err(|source| FileError::new("make the link", &temporary, source))?;
    super::rename(&temporary, link)
}

/// Removes a file or link; one that is not there is fine.
fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(FileError::new("remove", path, source)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn make_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no symbolic links"))
}

/// Waits until a folder's own entries are on the disk.
///
/// # Errors
/// When the disk fails.
pub fn sync_folder(folder: &Path) -> Result<()> {
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| FileError::new("sync", folder, source))
}

/// Waits until everything below a folder is on the disk.
///
/// On Linux this is one call for the whole file system: a call for each of ten thousand files takes minutes.
///
/// # Errors
/// When the disk fails.
#[cfg(target_os = "linux")]
pub fn sync_tree(folder: &Path) -> Result<()> {
    let fail = |source: io::Error| FileError::new("sync", folder, source);
    let file = fs::File::open(folder).map_err(fail)?;
    rustix::fs::syncfs(file).map_err(|error| fail(error.into()))
}

/// Waits until everything below a folder is on the disk.
///
/// # Errors
/// When the disk fails.
#[cfg(not(target_os = "linux"))]
pub fn sync_tree(folder: &Path) -> Result<()> {
    for entry in super::Tree::new(folder).entries(usize::MAX)? {
        sync_folder(&entry.path)?;
    }
    sync_folder(folder)
}

/// A lock that one process at a time holds. The system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

impl Lock {
    /// Takes the lock, or gives nothing when another process holds it. The file stays afterwards: only the lock on it
    /// counts.
    ///
    /// # Errors
    /// When the file cannot be made or the file system has no locks.
    pub fn try_take(path: &Path) -> Result<Option<Self>> {
        let fail = |source| FileError::new("lock", path, source);
        let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(source)) => Err(fail(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let lock = Lock::try_take(&path).unwrap();
        assert!(lock.is_some());
        assert!(Lock::try_take(&path).unwrap().is_none());
        drop(lock);
        assert!(Lock::try_take(&path).unwrap().is_some());
    }

    #[test]
    fn a_link_is_switched_and_a_leftover_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("current");
        assert_eq!(read_link(&link).unwrap(), None);
        switch_link(&link, Path::new("releases/1")).unwrap();
        make_link(Path::new("elsewhere"), &folder.path().join(".townbook-current")).unwrap();
        switch_link(&link, Path::new("releases/2")).unwrap();
        assert_eq!(read_link(&link).unwrap(), Some(PathBuf::from("releases/2")));
        sync_tree(folder.path()).unwrap();
        sync_folder(folder.path()).unwrap();
    }

    #[test]
    fn a_finished_file_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let [finished, target] = ["desk/new", "data/old"].map(|name| folder.path().join(name));
        super::super::write(&finished, b"new").unwrap();
        replace(&finished, &target).unwrap();
        super::super::write(&finished, b"newer").unwrap();
        replace(&finished, &target).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"newer");
        assert!(!finished.exists() && replace(&finished, &target).is_err());
    }

    #[test]
    fn a_copy_is_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "a/b/to"].map(|name| folder.path().join(name));
        fs::write(&from, "town\n").unwrap();
        assert_eq!(copy_hashed(&from, &to).unwrap(), (Digest::of(b"town\n"), 5));
        assert_eq!(size_of(&to), Some(5));
        assert!(copy_hashed(&from, &to).is_err(), "it is there already");
        assert_eq!(size_of(folder.path()), None);
    }
}
