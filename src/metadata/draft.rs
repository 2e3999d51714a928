//! What a department says about its data, before anyone has decided whether it may leave.

use std::path::PathBuf;

use super::file::DatasetFile;
use crate::document::Document;
use crate::model::schema::Schema;
use crate::model::{Layout, Metadata, Slug, SourceFormat};

/// A dataset folder as read. Mistakes found on the way are in the report; what they spoilt is missing here.
#[derive(Debug)]
pub struct Draft {
    /// The dataset's identifier.
    pub slug: Slug,
    /// Its folder.
    pub directory: PathBuf,
    /// `dataset.toml`, for the places of findings.
    pub document: Document,
    /// What it says about the dataset, if that is complete.
    pub metadata: Option<Metadata>,
    /// What it says, key by key, as far as each was readable.
    pub file: DatasetFile,
    /// Its tables, as far as they are declared well enough to be read.
    pub resources: Vec<ResourceDraft>,
}

/// A declared table.
#[derive(Debug, Clone)]
pub struct ResourceDraft {
    /// Where it is declared: `/resources/0`.
    pub pointer: String,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What one row is.
    pub description: String,
    /// The file.
    pub path: PathBuf,
    /// Files beside it that belong to it, by their ending: the parts of a shapefile.
    pub beside: Vec<(&'static str, PathBuf)>,
    /// The file as findings name it.
    pub shown: String,
    /// Its format.
    pub format: SourceFormat,
    /// Where in it the table lies.
    pub layout: Layout,
    /// Where on the map it should lie, the dataset's own extent or else the portal's: west, south, east, north.
    pub extent: [f64; 4],
    /// Its columns and keys.
    pub schema: Schema,
}
