//! Object storage that speaks the S3 protocol.
//!
//! ```text
//! <prefix>/…                                  the site
//! <prefix>/.townbook/manifests/<digest>.json  the manifest of every deployment; never changes
//! <prefix>/.townbook/deployment.json          the newest of them, for people
//! <prefix>/.townbook/current.json             the pointer: which manifest counts
//! ```
//!
//! Nothing here can be switched at once, so the order carries the promises: data and assets first, then aliases, pages
//! and catalogues, each complete before the next begins, then the pointer, and only then are files removed. Pages refer
//! to data that never changes, so any mix of old and new pages has no dead link. The pointer is only ever written on
//! the condition that it has not changed since it was read; that, and no lock, is what keeps two publications apart.
//!
//! The pointer also says what is going on. Before the first file is sent it names the manifest that is being uploaded,
//! and until the last file is removed it names the manifests whose files go. So the next run knows which paths a killed
//! one may have touched, even if it publishes another site: it writes those again, or removes them. A publication that
//! loses a race after it began to write leaves its manifest's name there for the same reason.

mod bucket;
mod pointer;
mod publication;
mod upload;

use std::sync::Arc;

use tokio::runtime::Runtime;

use self::bucket::Bucket;
use super::{Host, HostState};
use crate::files::SitePath;
use crate::portal::HostSettings;
use crate::publish::{Credentials, Plan, Progress, PublishError};
use crate::site::Site;

/// Object storage that speaks the S3 protocol. It has no `Debug`: what it holds must not be printed.
pub struct ObjectStorage {
    bucket: Arc<Bucket>,
    runtime: Runtime,
}

impl ObjectStorage {
    pub(super) fn open(settings: &HostSettings, credentials: Credentials) -> Result<Self, PublishError> {
        Self::with(Bucket::open(settings, credentials)?)
    }

    /// A host whose operations a test watches.
    #[cfg(test)]
    pub(in crate::publish) fn watched(
        settings: &HostSettings,
        credentials: Credentials,
        hook: super::Hook,
    ) -> Result<Self, PublishError> {
        Self::with(Bucket::open(settings, credentials)?.watched(hook))
    }

    /// Whether an object has the content and headers of a record.
    #[cfg(test)]
    pub(in crate::publish) fn holds(&self, path: &SitePath, record: &crate::site::FileRecord) -> bool {
        self.runtime.block_on(self.bucket.holds(path.as_str(), record))
    }

    fn with(bucket: Bucket) -> Result<Self, PublishError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_name("publish")
            .build()
            .map_err(|error| PublishError::Settings(format!("no threads for the network: {error}")))?;
        Ok(ObjectStorage { bucket: Arc::new(bucket), runtime })
    }
}

impl Host for ObjectStorage {
    fn published(&self) -> Result<HostState, PublishError> {
        self.runtime.block_on(pointer::published(&self.bucket))
    }

    fn read(&self, path: &SitePath) -> Result<Vec<u8>, PublishError> {
        let stored = self.runtime.block_on(self.bucket.get(path.as_str()))?;
        let missing =
            || PublishError::Damaged(format!("`{path}` is missing; if another publication runs, wait for it"));
        Ok(stored.ok_or_else(missing)?.bytes)
    }

    fn apply(&self, site: &Site, plan: &Plan, progress: &dyn Progress) -> Result<(), PublishError> {
        if plan.is_empty() {
            return Ok(());
        }
        self.runtime.block_on(publication::run(&self.bucket, site, plan, progress))
    }

    fn describe(&self) -> String {
        self.bucket.describe().to_owned()
    }
}
