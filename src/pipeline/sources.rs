//! The files that a table is read from, as they were when the build began with it.

use std::path::PathBuf;

use serde_json::json;

use super::PipelineError;
use crate::files::Fingerprint;

/// A table's files, with the names that findings have for them.
pub(super) struct Sources {
    /// As a dataset that was let in gives them.
    pub(super) files: Vec<(String, PathBuf, Fingerprint)>,
}

impl Sources {
    /// Their names and digests as JSON.
    pub(super) fn note(&self) -> String {
        let one = |(name, _, fingerprint): &(String, PathBuf, Fingerprint)| {
            let name = name.rsplit('/').next().unwrap_or_default();
            json!({ "name": name, "bytes": fingerprint.bytes, "hash": format!("sha256:{}", fingerprint.sha256) })
        };
        serde_json::Value::from(self.files.iter().map(one).collect::<Vec<_>>()).to_string()
    }

    /// Makes sure that nobody wrote to them in the meantime: what was made of them would be of two versions.
    pub(super) fn settled(&self) -> Result<(), PipelineError> {
        for (name, path, fingerprint) in &self.files {
            if !fingerprint.is_current(path)? {
                return Err(PipelineError::Changed(name.clone()));
            }
        }
        Ok(())
    }
}
