//! What is already published, where a dataset that is held back now keeps its last version.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::PipelineError;
use crate::files::{self, Digest, SitePath};
use crate::model::{Resource, RowsPage, Slug};
use crate::policy::Published;
use crate::publish::{Host, PublishError};
use crate::site::{Deployment, Kind};

/// Reads a published file.
type ReadPublished<'a> = Box<dyn Fn(&SitePath) -> Result<Vec<u8>, PipelineError> + 'a>;

/// What is already published, where a held dataset's last version can be taken from.
pub struct Earlier<'a> {
    deployment: &'a Deployment,
    /// Paths of which an interrupted publication may have written another content.
    unsettled: BTreeSet<SitePath>,
    read: ReadPublished<'a>,
}

impl<'a> Earlier<'a> {
    /// What a host has.
    pub fn on_host(host: &'a dyn Host, deployment: &'a Deployment, unsettled: &BTreeSet<SitePath>) -> Self {
        Earlier { deployment, unsettled: unsettled.clone(), read: Box::new(|path| Ok(host.read(path)?)) }
    }

    /// What a built tree has.
    pub fn in_tree(tree: PathBuf, deployment: &'a Deployment) -> Self {
        Earlier {
            deployment,
            unsettled: BTreeSet::new(),
            read: Box::new(move |path| Ok(files::read(&tree.join(path.as_str()))?)),
        }
    }

    /// The addresses that people keep of data that is published.
    pub(super) fn addresses(&self) -> BTreeSet<SitePath> {
        let aliases = self.deployment.files.iter().filter(|(_, file)| file.kind == Kind::Alias);
        aliases.map(|(path, _)| path.clone()).collect()
    }

    /// The last published version of a dataset; `None` if it was never published.
    ///
    /// # Errors
    /// When it was published and cannot be read: to go on without it would remove it from the site.
    pub(super) fn dataset(&self, slug: &Slug) -> Result<Option<Published>, PipelineError> {
        let Some(record) = self.deployment.datasets.get(slug) else { return Ok(None) };
        let published = self.deployment.read_record(slug, &(self.read)(record)?);
        let all_there = |published: &Published| {
            let tables = published.0.resources.iter().flat_map(|resource| &resource.distributions);
            let mut files = tables
                .map(|table| (&table.path, table.sha256))
                .chain(published.0.attachments.iter().map(|document| (&document.path, document.sha256)));
            files.all(|(path, sha256)| self.is_there(path, sha256))
        };
        match published.filter(all_there) {
            Some(mut published) => {
                published.0.resources.iter_mut().for_each(|resource| self.drop_pages_in_doubt(slug, resource));
                Ok(Some(published))
            }
            None => Err(PublishError::Damaged(format!("the record of `{slug}` is not what its manifest says")).into()),
        }
    }
    fn is_there(&self, path: &SitePath, sha256: Digest) -> bool {
        self.deployment.files.get(path).is_some_and(|file| file.sha256 == sha256)
    }

    /// Takes the pages of a table's rows away where not all of them are sure to be as they were. Nothing else holds their
    /// content, so it cannot be put back; the next version that is published has pages again.
    fn drop_pages_in_doubt(&self, slug: &Slug, resource: &mut Resource) {
        let mut pages = (1..).zip(&resource.pages);
        let is_sound = pages.all(|(number, page)| {
            let path = RowsPage::path(slug.as_str(), &resource.name, number);
            self.is_there(&path, page.sha256) && !self.unsettled.contains(&path)
        });
        if !is_sound {
            resource.pages.clear();
        }
    }
}
