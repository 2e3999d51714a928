//! Copies of files that lie elsewhere, kept by their digest.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::{Digest, FileError, Lock, Result, create_folder, open, rename, write_atomic};

/// Where a portal keeps them.
const FOLDER: &str = ".townbook/cache";

/// The longest validator that a server may give; a longer one is no use.
const VALIDATOR_LIMIT: usize = 1_000;

/// Copies of external files. The name of a copy is its SHA-256; it is verified before every use, so that nothing depends
/// on how it came there.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache of a portal.
    pub fn of(portal: &Path) -> Self {
        Cache { folder: portal.join(FOLDER) }
    }

    /// Where the copy of a file lies, or would lie.
    pub fn path(&self, sha256: Digest) -> PathBuf {
        self.folder.join(sha256.to_string())
    }

    /// Makes sure that nobody else fills the cache; `None` if somebody does.
    ///
    /// # Errors
    /// When its folder cannot be written.
    pub fn lock(&self) -> Result<Option<Lock>> {
        create_folder(&self.folder)?;
        Lock::try_take(&self.folder.join("lock"))
    }

    /// What is there of a file that was not brought to its end.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn partial(&self, url: &str) -> Result<Partial> {
        let folder = self.folder.join("partial");
        create_folder(&folder)?;
        let path = folder.join(Digest::of(url.as_bytes()).short());
        let fail = |source| FileError::new("open", &path, source);
        let file = File::options().create(true).append(true).open(&path).map_err(fail)?;
        let bytes = file.metadata().map_err(fail)?.len();
        Ok(Partial { validator: path.with_extension("validator"), path, file, bytes })
    }

    /// Makes a file that was brought to its end a copy of the cache, under the digest that it was found to have.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn keep(&self, partial: Partial, sha256: Digest) -> Result<()> {
        partial.file.sync_all().map_err(|source| FileError::new("write", &partial.path, source))?;
        rename(&partial.path, &self.path(sha256))?;
        remove(&partial.validator)
    }
}

/// A file of which only the first bytes are there.
#[derive(Debug)]
pub struct Partial {
    path: PathBuf,
    validator: PathBuf,
    file: File,
    bytes: u64,
}

impl Partial {
    /// How many bytes are there.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// By what the server knows the version that these bytes are from, if it said.
    pub fn validator(&self) -> Option<String> {
        let text = fs::read_to_string(&self.validator).ok()?;
        (!text.is_empty() && text.len() <= VALIDATOR_LIMIT).then_some(text)
    }

    /// Begins anew, with the version that the server now has.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn restart(&mut self, validator: Option<&str>) -> Result<()> {
        self.file.set_len(0).map_err(|source| FileError::new("write", &self.path, source))?;
        self.bytes = 0;
        match validator.filter(|text| text.len() <= VALIDATOR_LIMIT) {
            Some(text) => write_atomic(&self.validator, text.as_bytes()),
            None => remove(&self.validator),
        }
    }

    /// Adds the bytes that come next.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|source| FileError::new("write", &self.path, source))?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// The digest of what is there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn digest(&self) -> Result<Digest> {
        digest(&mut open(&self.path)?, &self.path)
    }

    /// Throws away what is there.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn discard(self) -> Result<()> {
        remove(&self.path)?;
        remove(&self.validator)
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(FileError::new("remove", path, source)),
        _ => Ok(()),
    }
}

fn digest(file: &mut impl Read, path: &Path) -> Result<Digest> {
    Ok(Digest::of_reader(file).map_err(|source| FileError::new("read", path, source))?.0)
}

/// Whether a file holds the bytes that it should: `false` if it is not there, or holds others.
///
/// # Errors
/// When it cannot be read.
pub fn holds(path: &Path, sha256: Digest, bytes: u64) -> Result<bool> {
    let mut file = match open(path) {
        Ok(file) => file,
        Err(error) if error.is_not_found() => return Ok(false),
        Err(error) => return Err(error),
    };
    let length = file.metadata().map_err(|source| FileError::new("read", path, source))?.len();
    Ok(length == bytes && digest(&mut file, path)? == sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_bytes_count() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::of(folder.path());
        let digest = Digest::of(b"town\n");
        let path = cache.path(digest);
        assert!(!holds(&path, digest, 5).unwrap());
        super::super::write(&path, b"town\n").unwrap();
        assert!(holds(&path, digest, 5).unwrap());
        assert!(!holds(&path, digest, 6).unwrap());
        super::super::write(&path, b"Town\n").unwrap();
        assert!(!holds(&path, digest, 5).unwrap());
        assert!(holds(folder.path(), digest, 5).is_err());
    }

    #[test]
    fn a_part_is_found_again_and_becomes_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::of(folder.path());
        let _lock = cache.lock().unwrap().expect("nobody else is there");
        assert!(cache.lock().unwrap().is_none());
        let mut partial = cache.partial("https://a.example/x").unwrap();
        partial.restart(Some("\"v1\"")).unwrap();
        partial.append(b"to").unwrap();
        drop(partial);
        let mut partial = cache.partial("https://a.example/x").unwrap();
        assert_eq!((partial.bytes(), partial.validator().as_deref()), (2, Some("\"v1\"")));
        partial.append(b"wn\n").unwrap();
        let digest = partial.digest().unwrap();
        assert_eq!(digest, Digest::of(b"town\n"));
        cache.keep(partial, digest).unwrap();
        assert!(holds(&cache.path(digest), digest, 5).unwrap());
        let again = cache.partial("https://a.example/x").unwrap();
        assert_eq!((again.bytes(), again.validator()), (0, None));
        again.discard().unwrap();
    }
}
