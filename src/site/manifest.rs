//! The deployment manifest: every file of a published state, so that the next publication knows what is there without
//! asking the host to list it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, Origin, Site, cache_control, content_type};
use crate::files::{Digest, SitePath};
use crate::model::{Dataset, Slug};
use crate::policy::Published;

/// Where the manifest lies in the tree.
pub const MANIFEST_PATH: &str = ".townbook/deployment.json";

/// The form of the manifest; a reader refuses another.
const VERSION: u32 = 1;

/// One published state of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    version: u32,
    /// The program that built it.
    pub tool: String,
    /// Where each dataset's record is, as [`Deployment::record_path`] names it.
    pub datasets: BTreeMap<Slug, SitePath>,
    /// Every file but the manifest itself.
    pub files: BTreeMap<SitePath, FileRecord>,
}

/// A file of a published state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// SHA-256 of its content.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// How it changes.
    pub kind: Kind,
    /// What it was made from.
    pub origin: Origin,
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its `Cache-Control`.
    pub cache_control: String,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not JSON of the right form.
    #[error("the deployment manifest cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
    /// It was written by a newer program.
    #[error(
        "the deployment manifest has version {0}, and this program knows only {VERSION}; use the program that wrote it"
    )]
    Version(u32),
}

impl Deployment {
    pub(super) fn of(site: &Site) -> Self {
        let files: BTreeMap<SitePath, FileRecord> = site
            .files()
            .map(|file| {
                let record = FileRecord {
                    sha256: file.sha256(),
                    bytes: file.bytes(),
                    kind: file.kind(),
                    origin: file.origin().clone(),
                    content_type: content_type(file.path()).to_owned(),
                    cache_control: cache_control(file.kind()).to_owned(),
                };
                (file.path().clone(), record)
            })
            .collect();
        let datasets = files
            .iter()
            .filter_map(|(path, record)| match &record.origin {
                Origin::Dataset(slug) if path.as_str().starts_with(RECORDS) => Some((slug.clone(), path.clone())),
                _ => None,
            })
            .collect();
        let tool = concat!("townbook ", env!("CARGO_PKG_VERSION")).to_owned();
        Deployment { version: VERSION, tool, datasets, files }
    }

    /// The state with files of an earlier one that stay because links that people keep lead to them.
    #[must_use]
    pub fn carrying(mut self, files: impl IntoIterator<Item = (SitePath, FileRecord)>) -> Self {
        self.files.extend(files);
        self
    }

    /// The manifest as it is stored: the same state gives the same bytes.
    ///
    /// # Panics
    /// Never: a manifest is plain data.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).expect("a manifest is plain data");
        json.push(b'\n');
        json
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// When it is malformed or of another version.
    pub fn from_json(json: &[u8]) -> Result<Self, ManifestError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let Version { version } = serde_json::from_slice(json)?;
        if version != VERSION {
            return Err(ManifestError::Version(version));
        }
        Ok(serde_json::from_slice(json)?)
    }

    /// What identifies this state: the digest of its manifest.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_json())
    }

    /// Where a dataset's record is kept: its full description, so that it can be shown again when a newer one is held back.
    pub fn record_path(slug: &Slug, json: &[u8]) -> SitePath {
        SitePath::known(format!("{RECORDS}{slug}.{}.json", Digest::of(json).short()))
    }

    /// A dataset from the record that a host served, if the bytes are those that the manifest names.
    pub fn read_record(&self, slug: &Slug, json: &[u8]) -> Option<Published> {
        let path = self.datasets.get(slug)?;
        if self.files.get(path)?.sha256 != Digest::of(json) {
            return None;
        }
        let dataset: Dataset = serde_json::from_slice(json).ok()?;
        (dataset.slug == *slug).then_some(Published(dataset))
    }
}

const RECORDS: &str = ".townbook/datasets/";
