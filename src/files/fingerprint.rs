//! What a file was when a build began with it.

use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use super::{Digest, FileError, Result, open};

/// By what it can be told cheaply that a file has not changed since, and its digest once somebody asked for that.
#[derive(Debug)]
pub struct Fingerprint {
    /// Its size.
    pub bytes: u64,
    /// When it was last written; never published.
    modified: Option<SystemTime>,
    /// SHA-256 of its bytes; none if they could not be read.
    sha256: OnceLock<Option<Digest>>,
}

impl Fingerprint {
    /// Looks at a file without reading it.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn of(path: &Path) -> Result<Self> {
        let metadata = open(path)?.metadata().map_err(|source| FileError::new("read", path, source))?;
        Ok(Fingerprint { bytes: metadata.len(), modified: metadata.modified().ok(), sha256: OnceLock::new() })
    }

    /// SHA-256 of the file, which is read at the first question; `None` if that fails. Whoever asks meanwhile waits.
    pub fn digest(&self, path: &Path) -> Option<Digest> {
        let read = || -> io::Result<Digest> { Ok(Digest::of_reader(&mut open(path).map_err(io::Error::other)?)?.0) };
        *self.sha256.get_or_init(|| read().ok())
    }

    /// Whether nobody has written to the file since, as far as its size and time tell.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn is_current(&self, path: &Path) -> Result<bool> {
        let now = Fingerprint::of(path)?;
        Ok((now.bytes, now.modified) == (self.bytes, self.modified))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_to_is_not_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a\n1\n").unwrap();
        let before = Fingerprint::of(&path).unwrap();
        assert_eq!((before.bytes, before.digest(&path)), (4, Some(Digest::of(b"a\n1\n"))));
        assert!(before.is_current(&path).unwrap());
        std::fs::write(&path, "a\n1\n2\n").unwrap();
        assert!(!before.is_current(&path).unwrap());
        assert_eq!(before.digest(&path), Some(Digest::of(b"a\n1\n")), "it is read once");
        assert_eq!(Fingerprint::of(&path).unwrap().digest(Path::new("none")), None);
    }
}
