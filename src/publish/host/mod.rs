//! Where a site is served: a [`Host`] knows what it has published, and carries out a plan.

mod directory;
mod object_storage;
mod step;

use std::collections::BTreeSet;
use std::path::Path;

pub use directory::Directory;
pub use object_storage::ObjectStorage;
#[cfg(test)]
pub(super) use step::Hook;

use super::{Credentials, Plan, Progress, PublishError};
use crate::files::{Digest, SitePath};
use crate::portal::{HostKind, HostSettings};
use crate::site::{Deployment, Site};

/// Where a site is served.
///
/// Every host keeps these promises. Readers see the earlier site whole until the new one is complete. A publication
/// that was killed is finished by running it again. Of two publications at once, at most one changes the site. A plan
/// that is empty writes nothing.
pub trait Host: Send + Sync {
    /// What is published now. Its manifest is checked against the digest that the host's pointer names.
    ///
    /// # Errors
    /// When the host cannot be read or what it holds is damaged.
    fn published(&self) -> Result<HostState, PublishError>;

    /// A published file, for the records of datasets.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    fn read(&self, path: &SitePath) -> Result<Vec<u8>, PublishError>;

    /// Carries out a plan that was made from this site and from what [`Host::published`] gave.
    ///
    /// # Errors
    /// [`PublishError::Stale`] when the host changed since, and whatever can go wrong with a disk or a network.
    fn apply(&self, site: &Site, plan: &Plan, progress: &dyn Progress) -> Result<(), PublishError>;

    /// The host in a few words, for people.
    fn describe(&self) -> String;
}

/// What a host has published, and what an interrupted publication left in doubt. The default is an empty host.
#[derive(Debug, Clone, Default)]
pub struct HostState {
    /// The published deployment; none before the first publication is complete.
    pub deployment: Option<Deployment>,
    /// The digest of its manifest as the host stores it.
    pub digest: Option<Digest>,
    /// Paths whose content on the host may be another than the deployment says, because a publication stopped part-way.
    /// Only hosts that cannot switch a whole site at once have them.
    pub unsettled: BTreeSet<SitePath>,
    /// What tells this state from every other: a plan is carried out only while the host still shows it.
    pub(super) mark: Option<String>,
}

/// Opens a host as `portal.toml` describes it. Nothing is read or written yet.
///
/// # Errors
/// [`PublishError::Settings`] when a setting or a credential is missing.
pub fn open(
    settings: &HostSettings,
    portal_root: &Path,
    credentials: Credentials,
) -> Result<Box<dyn Host>, PublishError> {
    Ok(match settings.kind {
        HostKind::Directory => Box::new(Directory::open(settings, portal_root)?),
        HostKind::S3 => Box::new(ObjectStorage::open(settings, credentials)?),
    })
}
