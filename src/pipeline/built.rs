//! What a build made: a site that can be written to a folder or published.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::PipelineError;
use crate::diagnostic::{Report, Summary};
use crate::files::{self, Digest, FileError, Workspace};
use crate::model::Slug;
use crate::policy::{self, Held};
use crate::publish::{Host, HostState, Plan, Progress, Receipt};
use crate::site::{MANIFEST_PATH, Origin, Site};

/// Where in the workspace a site is put together. No dataset can have this name.
const SITE_FOLDER: &str = "_site";

/// What a build found, whatever is made of it.
#[derive(Debug)]
pub struct Found {
    /// All findings.
    pub report: Report,
    /// Their counts.
    pub summary: Summary,
    /// Datasets that are classified public and held back, with the reasons.
    pub held: Vec<Held>,
    /// How many datasets are in the site.
    pub published: usize,
    /// Why something could not be kept for the next build, if so.
    pub not_kept: Option<FileError>,
}

/// A site that was built, with the private folder that holds its data until it has been written or published.
#[derive(Debug)]
pub struct Built {
    /// The site.
    pub site: Site,
    /// What was found.
    pub found: Found,
    pub(super) root: PathBuf,
    pub(super) workspace: Workspace,
}

impl Built {
    /// Moves the site to a folder, in the place of an earlier site there. Gives what was found, and the digest of the tree.
    ///
    /// # Errors
    /// [`PipelineError::NotASite`] when the folder holds anything but a built site: it would be lost. When it cannot be written.
    pub fn write_to(self, out: &Path) -> Result<(Found, Digest), PipelineError> {
        let is_replaceable = !out.exists() || out.join(MANIFEST_PATH).is_file() || files::is_empty_folder(out);
        if !is_replaceable || holds(out, &self.root) {
            return Err(PipelineError::NotASite(out.to_owned()));
        }
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Beside the portal's own working files where that will do: what a killed run leaves there, the next one removes.
        let is_inside = holds(&self.root, parent);
        let fresh = if is_inside { None } else { Some(files::temporary_folder(parent)?) };
        let site = match &fresh {
            Some(folder) => folder.path().join("site"),
            None => self.workspace.path(SITE_FOLDER),
        };
        files::remove_folder(&site)?;
        files::create_folder(&site)?;
        let tree = self.site.write_to(&site)?;
        files::replace_folder(&site, out)?;
        Ok((self.found, tree))
    }

    /// What publishing would change on a host.
    ///
    /// # Errors
    /// When the site refers to content that the host does not have.
    pub fn plan(&self, state: &HostState) -> Result<Plan, PipelineError> {
        Ok(Plan::new(state, &self.site)?)
    }

    /// Publishes the site, after reading every classification once more.
    ///
    /// # Errors
    /// [`PipelineError::Breach`] when a dataset may not leave after all, and what can go wrong with the host.
    pub fn publish(
        &self,
        host: &dyn Host,
        state: &HostState,
        progress: &dyn Progress,
    ) -> Result<Receipt, PipelineError> {
        let slugs: BTreeSet<&Slug> = self
            .site
            .files()
            .filter_map(|file| match file.origin() {
                Origin::Dataset(slug) => Some(slug),
                Origin::Catalog | Origin::Asset => None,
            })
            .collect();
        policy::guard(&self.root, slugs)?;
        Ok(crate::publish::publish(host, state, &self.site, progress)?)
    }
}

/// Whether a folder holds a path, or is it.
fn holds(folder: &Path, path: &Path) -> bool {
    match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => path.starts_with(folder),
        _ => false,
    }
}
