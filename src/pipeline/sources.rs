//! The files that a table is read from, as they were when the build began with it.

use std::path::PathBuf;

use serde_json::json;

use super::PipelineError;
use super::tables::Scannable;
use crate::files::{Digest, Fingerprint};
use crate::metadata::ResourceDraft;

/// A table's files, with the names that findings have for them.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// As a dataset that was let in gives them.
    files: Vec<(String, PathBuf, Fingerprint)>,
    /// Whether each of the table's files could be opened.
    is_whole: bool,
}

impl Sources {
    /// Looks at the files of a table, without reading them.
    pub(super) fn of(dataset: &dyn Scannable, resource: &ResourceDraft) -> Self {
        let files = dataset.fingerprints(resource);
        let expected: usize = resource.files().map(|file| 1 + file.beside.len()).sum();
        Sources { is_whole: files.len() == expected, files }
    }

    /// Reads them for their digests, which may be asked for at the same time.
    pub(super) fn read(&self) {
        for (_, path, fingerprint) in &self.files {
            fingerprint.digest(path);
        }
    }

    /// Their names, sizes and digests; `None` if one of the files could not be read.
    pub(super) fn contents(&self) -> Option<Vec<(&str, u64, Digest)>> {
        let mut contents = Vec::with_capacity(self.files.len());
        for (name, path, fingerprint) in &self.files {
            contents.push((name.as_str(), fingerprint.bytes, fingerprint.digest(path)?));
        }
        self.is_whole.then_some(contents)
    }

    /// Their names and digests as JSON.
    pub(super) fn note(&self) -> String {
        let one = |(name, path, fingerprint): &(String, PathBuf, Fingerprint)| {
            let name = name.rsplit('/').next().unwrap_or_default();
            let digest = fingerprint.digest(path)?;
            Some(json!({ "name": name, "bytes": fingerprint.bytes, "hash": format!("sha256:{digest}") }))
        };
        serde_json::Value::from(self.files.iter().filter_map(one).collect::<Vec<_>>()).to_string()
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
