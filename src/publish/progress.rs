//! How far a publication is.

use crate::files::SitePath;

/// Someone who watches a publication; a terminal's progress bar or plain lines in CI. Calls come from several threads.
pub trait Progress: Sync {
    /// Before the first file: how many files and bytes will be written.
    fn begin(&self, files: usize, bytes: u64) {
        let _ = (files, bytes);
    }

    /// A file was written.
    fn sent(&self, path: &SitePath, bytes: u64) {
        let _ = (path, bytes);
    }
}

/// Nobody watches.
impl Progress for () {}
