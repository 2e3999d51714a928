//! What a file was when a build began with it.

use std::path::Path;
use std::time::SystemTime;

use super::{Digest, FileError, Result, open};

/// A file's content, and by what it can be told cheaply that it has not changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// When it was last written; never published.
    modified: Option<SystemTime>,
}

impl Fingerprint {
    /// Reads a file once.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> Result<Self> {
        let failed = |source| FileError::new("read", path, source);
        let mut file = open(path)?;
        let modified = file.metadata().map_err(failed)?.modified().ok();
        let (sha256, bytes) = Digest::of_reader(&mut file).map_err(failed)?;
        Ok(Fingerprint { sha256, bytes, modified })
    }

    /// Whether nobody has written to the file since, as far as its size and time tell.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn is_current(&self, path: &Path) -> Result<bool> {
        let metadata = open(path)?.metadata().map_err(|source| FileError::new("read", path, source))?;
        Ok(metadata.len() == self.bytes && metadata.modified().ok() == self.modified)
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
        assert_eq!((before.bytes, before.sha256), (4, Digest::of(b"a\n1\n")));
        assert!(before.is_current(&path).unwrap());
        std::fs::write(&path, "a\n1\n2\n").unwrap();
        assert!(!before.is_current(&path).unwrap());
    }
}
