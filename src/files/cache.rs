//! Copies of files that lie elsewhere, kept by their digest.

use std::path::{Path, PathBuf};

use super::{Digest, FileError, Result, open};

/// Where a portal keeps them.
const FOLDER: &str = ".townbook/cache";

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

    /// Where a file lies as long as only a part of it is there.
    pub fn partial(&self, url: &str) -> PathBuf {
        self.folder.join("partial").join(Digest::of(url.as_bytes()).short())
    }
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
    let fail = |source| FileError::new("read", path, source);
    if file.metadata().map_err(fail)?.len() != bytes {
        return Ok(false);
    }
    Ok(Digest::of_reader(&mut file).map_err(fail)?.0 == sha256)
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
}
