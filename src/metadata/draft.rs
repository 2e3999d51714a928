//! What a department says about its data, before anyone has decided whether it may leave.

use std::path::{Path, PathBuf};

use super::attachments::AttachmentDraft;
use super::file::DatasetFile;
use crate::diagnostic::Place;
use crate::document::Document;
use crate::files::{Bundle, Digest};
use crate::model::schema::Schema;
use crate::model::{JsonForm, Layout, Metadata, Slug, SourceFormat};
use crate::read::Part;

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
    /// Its documents, as far as they are declared well enough to be read.
    pub attachments: Vec<AttachmentDraft>,
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
    /// The file; of several of one structure, the first.
    pub path: PathBuf,
    /// Files beside it that belong to it, by their ending: the parts of a shapefile.
    pub beside: Vec<(&'static str, PathBuf)>,
    /// The file as findings name it.
    pub shown: String,
    /// The other files of the same structure, which continue the table.
    pub more: Vec<DataFile>,
    /// For a file that lies elsewhere: what must be known of it before its copy is read.
    pub external: Option<External>,
    /// Which part of its file this is, where [`crate::scan`] reads several as one table: "sheet `May`".
    pub part: Option<String>,
    /// Its format.
    pub format: SourceFormat,
    /// Where in it the table lies.
    pub layout: Layout,
    /// Where on the map it should lie, the dataset's own extent or else the portal's: west, south, east, north.
    pub extent: [f64; 4],
    /// The form of its published JSON, where it is declared.
    pub json: Option<JsonForm>,
    /// Its columns and keys.
    pub schema: Schema,
    /// Where each column of the schema stands among those that are declared, withheld ones included.
    pub declared_at: Vec<usize>,
}

impl ResourceDraft {
    /// A file that nobody has described yet.
    pub fn of_file(path: &Path, shown: &str, format: SourceFormat, layout: Layout, schema: Schema) -> Self {
        ResourceDraft {
            pointer: String::new(),
            name: String::new(),
            title: String::new(),
            description: String::new(),
            path: path.to_owned(),
            shown: shown.to_owned(),
            more: Vec::new(),
            external: None,
            beside: Vec::new(),
            part: None,
            format,
            layout,
            extent: [-180.0, -90.0, 180.0, 90.0],
            json: None,
            declared_at: (0..schema.fields.len()).collect(),
            schema,
        }
    }

    /// Where a column of the schema is declared, as a JSON pointer: `/resources/0/fields/2`.
    pub fn column_pointer(&self, at: usize) -> String {
        format!("{}/fields/{}", self.pointer, self.declared_at.get(at).unwrap_or(&at))
    }

    /// Its files, each as a table of its own.
    pub fn files(&self) -> impl Iterator<Item = ResourceDraft> {
        let first = DataFile { path: self.path.clone(), beside: self.beside.clone(), shown: self.shown.clone() };
        std::iter::once(first).chain(self.more.iter().cloned()).map(|file| ResourceDraft {
            path: file.path,
            beside: file.beside,
            shown: file.shown,
            more: Vec::new(),
            ..self.clone()
        })
    }

    /// Its file, to be opened with those beside it.
    pub fn bundle(&self) -> Bundle {
        Bundle::with(&*self.path, self.beside.clone())
    }

    /// The same table in a part of its file.
    #[must_use]
    pub fn in_part(&self, part: Part) -> ResourceDraft {
        ResourceDraft { layout: part.layout, part: part.name, ..self.clone() }
    }
}

/// One of several files of one table.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// The file.
    pub path: PathBuf,
    /// Files beside it that belong to it, by their ending.
    pub beside: Vec<(&'static str, PathBuf)>,
    /// The file as findings name it.
    pub shown: String,
}

/// A file that lies elsewhere. Only a copy that holds the very bytes that are declared is read.
#[derive(Debug, Clone)]
pub struct External {
    /// Its SHA-256.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// Where it is declared.
    pub declared: Place,
}
