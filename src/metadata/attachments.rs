//! The documents of a dataset, as `dataset.toml` declares them.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Code, Report, Severity};
use crate::document::Document;
use crate::files::Tree;
use crate::model::{Attachment, AttachmentKind};
use crate::portal::DatasetDirectory;

pub(super) static INVALID_DOCUMENT: Code = Code {
    id: "metadata/invalid-document",
    severity: Severity::Error,
    title: "A document declared in a way that cannot work",
    explain: "A `[[documents]]` entry names no file of the dataset's own folder, names a kind of file that is not published, or \
would be published under the name of another. Documents may be PDF, DOCX, ODT, TXT, MD, PNG or JPG files. A table belongs \
under `[[resources]]`.\n\n```toml\n[[documents]]\npath = \"codebook.pdf\"   # a file beside dataset.toml\ntitle = \"Codebook\"\n\
description = \"What each code means.\"\n```\n",
};

/// A document that belongs to the dataset and is published as it is: a codebook, a manual, a map.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentEntry {
    /// The file, relative to the dataset's folder: PDF, DOCX, ODT, TXT, MD, PNG or JPG, at most 25 MB.
    #[schemars(required)]
    pub path: Option<String>,
    /// The title residents see.
    #[schemars(required)]
    pub title: Option<String>,
    /// What is in it.
    pub description: Option<String>,
    /// The language it is written in, when that is not the language of the dataset.
    pub language: Option<String>,
}

/// A declared document, not opened yet.
#[derive(Debug, Clone)]
pub struct AttachmentDraft {
    /// Where it is declared: `/documents/0`.
    pub pointer: String,
    /// The file.
    pub path: PathBuf,
    /// The file as findings name it.
    pub shown: String,
    /// The kind that its name promises.
    pub kind: AttachmentKind,
    /// The name it is published under, which no other document of the dataset has.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What is in it.
    pub description: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// Looks at names, and opens nothing.
pub(super) fn lower(
    directory: &DatasetDirectory,
    document: &Document,
    entries: &[DocumentEntry],
    report: &mut Report,
) -> Vec<AttachmentDraft> {
    let tree = Tree::new(&directory.path);
    let mut drafts: Vec<AttachmentDraft> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let pointer = format!("/documents/{at}");
        // What is missing has been reported against the schema.
        let (Some(file), Some(title)) = (&entry.path, &entry.title) else { continue };
        let mut wrong = |message: String, help: &str| {
            let finding = document.finding(&INVALID_DOCUMENT, &format!("{pointer}/path"), message);
            report.push(if help.is_empty() { finding } else { finding.help(help) });
        };
        let path = match tree.resolve(file) {
            Ok(path) => path,
            Err(sentence) => {
                wrong(format!("{sentence}."), "");
                continue;
            }
        };
        let Some(kind) = AttachmentKind::of_name(file) else {
            wrong(
                format!("`{file}` is not of a kind that is published as a document."),
                "Save it as a PDF, or as DOCX, ODT, TXT, MD, PNG or JPG. If it is a table, declare it under `[[resources]]`.",
            );
            continue;
        };
        let name = Attachment::published_name(file, kind);
        if drafts.iter().any(|other| other.name == name) {
            wrong(format!("Two documents would be published as `{name}`."), "Rename one of the files.");
            continue;
        }
        drafts.push(AttachmentDraft {
            pointer,
            path,
            shown: directory.shown(file),
            kind,
            name,
            title: title.clone(),
            description: entry.description.clone(),
            language: entry.language.clone(),
        });
    }
    drafts
}
