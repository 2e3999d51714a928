//! A published file.

use std::path::PathBuf;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::files::{Digest, SitePath};
use crate::model::{Attachment, Catalog, Dataset, Distribution, RowsPage, Slug};
use crate::policy::Public;

/// A file of the site. Making one takes a witness that its content may be published: a [`Public`] value, or that it is part
/// of the program.
#[derive(Debug, Clone)]
pub struct SiteFile {
    /// Its path.
    path: SitePath,
    /// What is in it.
    content: Content,
    /// Digest of the content.
    sha256: Digest,
    /// Size of the content.
    bytes: u64,
    /// How it changes, which decides the order of publication and how long it may be cached.
    kind: Kind,
    /// What it was made from.
    origin: Origin,
}

/// Where the bytes of a [`SiteFile`] are.
#[derive(Debug, Clone)]
pub enum Content {
    /// In memory; files with the same content share it.
    Bytes(Bytes),
    /// In a file of the build's private staging folder.
    Staged(PathBuf),
    /// On the host already, from an earlier deployment.
    Published,
}

/// How a file changes, in the order in which files are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Never: its name holds its digest.
    Immutable,
    /// The newest content under a name people keep.
    Alias,
    /// A page; pages refer only to immutable files and other pages.
    Page,
    /// Catalogues, feeds, search: what leads to pages.
    Catalog,
}

/// What a file was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// One public dataset.
    Dataset(Slug),
    /// The catalogue of public datasets.
    Catalog,
    /// The program itself: style sheets, scripts, images.
    Asset,
}

impl SiteFile {
    /// A file that describes a public dataset.
    pub fn of_dataset(dataset: &Public<&Dataset>, path: SitePath, kind: Kind, bytes: Vec<u8>) -> Self {
        SiteFile::in_memory(path, kind, Origin::Dataset(dataset.slug.clone()), bytes)
    }

    /// A file that describes the catalogue.
    pub fn of_catalog(_: &Public<Catalog>, path: SitePath, kind: Kind, bytes: Vec<u8>) -> Self {
        SiteFile::in_memory(path, kind, Origin::Catalog, bytes)
    }

    /// A file of the program, immutable because its name holds its digest.
    pub fn asset(path: SitePath, bytes: Vec<u8>) -> Self {
        SiteFile::in_memory(path, Kind::Immutable, Origin::Asset, bytes)
    }

    /// The same content at another path.
    #[must_use]
    pub fn also_at(&self, path: SitePath) -> Self {
        SiteFile { path, ..self.clone() }
    }

    /// The two files of a distribution: the one that never changes and its alias. `staged` is where the content is;
    /// without it the content is on the host already.
    pub fn of_distribution(
        dataset: &Public<&Dataset>,
        distribution: &Distribution,
        staged: Option<PathBuf>,
    ) -> [Self; 2] {
        let Distribution { path, latest, sha256, bytes, .. } = distribution;
        SiteFile::with_alias(dataset, [path, latest], *sha256, *bytes, staged)
    }

    /// The two files of a document, like those of a distribution.
    pub fn of_attachment(dataset: &Public<&Dataset>, attachment: &Attachment, staged: Option<PathBuf>) -> [Self; 2] {
        let Attachment { path, latest, sha256, bytes, .. } = attachment;
        SiteFile::with_alias(dataset, [path, latest], *sha256, *bytes, staged)
    }

    /// A page of a table's rows, from 1. `staged` is where the content is; without it the content is on the host already.
    pub fn of_rows(
        dataset: &Public<&Dataset>,
        resource: &str,
        number: u64,
        page: RowsPage,
        staged: Option<PathBuf>,
    ) -> Self {
        SiteFile {
            path: RowsPage::path(dataset.slug.as_str(), resource, number),
            content: staged.map_or(Content::Published, Content::Staged),
            sha256: page.sha256,
            bytes: page.bytes,
            kind: Kind::Alias,
            origin: Origin::Dataset(dataset.slug.clone()),
        }
    }

    fn with_alias(
        dataset: &Public<&Dataset>,
        paths: [&SitePath; 2],
        sha256: Digest,
        bytes: u64,
        staged: Option<PathBuf>,
    ) -> [Self; 2] {
        let content = staged.map_or(Content::Published, Content::Staged);
        let file = |path: &SitePath, kind| SiteFile {
            path: path.clone(),
            content: content.clone(),
            sha256,
            bytes,
            kind,
            origin: Origin::Dataset(dataset.slug.clone()),
        };
        [file(paths[0], Kind::Immutable), file(paths[1], Kind::Alias)]
    }

    /// Its path.
    pub fn path(&self) -> &SitePath {
        &self.path
    }

    /// What is in it.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// SHA-256 of the content.
    pub fn sha256(&self) -> Digest {
        self.sha256
    }

    /// Size of the content.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How it changes, which decides the order of publication and how long it may be cached.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What it was made from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// A file without a witness, to test hosts with.
    #[cfg(test)]
    pub(crate) fn for_test(path: &str, kind: Kind, origin: Origin, bytes: &[u8]) -> Self {
        SiteFile::in_memory(SitePath::known(path), kind, origin, bytes.to_vec())
    }

    /// The same file with its content elsewhere, to test hosts with.
    #[cfg(test)]
    pub(crate) fn with_content(self, content: Content) -> Self {
        SiteFile { content, ..self }
    }

    fn in_memory(path: SitePath, kind: Kind, origin: Origin, bytes: Vec<u8>) -> Self {
        SiteFile {
            path,
            sha256: Digest::of(&bytes),
            bytes: bytes.len() as u64,
            content: Content::Bytes(bytes.into()),
            kind,
            origin,
        }
    }
}
