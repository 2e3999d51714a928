//! Brings a site to the host that serves it.
//!
//! ```text
//! Host::published -> HostState        what is there, from the manifest that the last publication left
//! Plan::new(HostState, Site)          what has to happen; pure, printable, complete before anything is written
//! Host::apply(Site, Plan)             makes it happen, in an order in which a reader never meets a half-published site
//! Host::published again               what is there now must be what was planned
//! ```
//!
//! What changed is decided by the SHA-256 that our own manifest holds: hosts are never listed and their times never
//! believed. `publish` knows nothing of how a site is made; [`publish`] is the whole of it, and [`Plan::new`] alone
//! prints a plan.

mod credentials;
mod error;
mod host;
mod plan;
mod progress;
mod readback;

pub use credentials::Credentials;
pub use error::PublishError;
pub use host::{Directory, Host, HostState, ObjectStorage, open};
pub use plan::{Action, Entry, Plan, Summary};
pub use progress::Progress;
pub use readback::read_back;

use serde::Serialize;

use crate::files::Digest;
use crate::site::Site;

/// What a publication did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Counts and sizes of what was done.
    pub summary: Summary,
    /// The deployment that is published now.
    pub deployment: Digest,
    /// Whether anything was written.
    pub changed: bool,
}

/// Publishes a site on a host whose state is known: the one that the site was built against, so that a publication by
/// somebody else since then is noticed.
///
/// # Errors
/// Everything in [`PublishError`]. The earlier site is then still served, or the new one is; run again to finish.
pub fn publish(
    host: &dyn Host,
    state: &HostState,
    site: &Site,
    progress: &dyn Progress,
) -> Result<Receipt, PublishError> {
    let plan = Plan::new(state, site)?;
    if plan.is_empty() {
        // The program's own version may differ in the manifest: not worth a new deployment.
        let deployment = state.digest.unwrap_or(plan.digest());
        return Ok(Receipt { summary: plan.summary(), deployment, changed: false });
    }
    host.apply(site, &plan, progress)?;
    let deployment = plan.digest();
    let found = host.published()?.digest;
    if found == Some(deployment) {
        return Ok(Receipt { summary: plan.summary(), deployment, changed: true });
    }
    if found.is_some() && found != state.digest {
        // Ours was published, and somebody has published another since.
        return Err(PublishError::Stale);
    }
    let host = host.describe();
    Err(PublishError::VerificationFailed(format!(
        "{host} does not show the deployment that was just published; publish again"
    )))
}

#[cfg(test)]
mod tests;
