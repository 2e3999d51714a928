//! Documents that belong to a dataset and are published as they are: codebooks, manuals, methods, maps.

use serde::{Deserialize, Serialize};

use super::{Slug, resource_name};
use crate::files::{Digest, SitePath};

/// What kind of document it is. Only kinds that every reader has and that can be looked into are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttachmentKind {
    /// ISO 32000.
    Pdf,
    /// Office Open XML text, ISO/IEC 29500.
    Docx,
    /// OpenDocument text, ISO/IEC 26300.
    Odt,
    /// Plain text in UTF-8.
    Text,
    /// CommonMark in UTF-8.
    Markdown,
    /// A picture, ISO/IEC 15948.
    Png,
    /// A picture, ISO/IEC 10918.
    Jpeg,
}

impl AttachmentKind {
    /// The kind that a file's name promises.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_lowercase().as_str() {
            "pdf" => AttachmentKind::Pdf,
            "docx" => AttachmentKind::Docx,
            "odt" => AttachmentKind::Odt,
            "txt" => AttachmentKind::Text,
            "md" => AttachmentKind::Markdown,
            "png" => AttachmentKind::Png,
            "jpg" | "jpeg" => AttachmentKind::Jpeg,
            _ => return None,
        })
    }

    /// The ending of published names.
    pub fn extension(self) -> &'static str {
        match self {
            AttachmentKind::Pdf => "pdf",
            AttachmentKind::Docx => "docx",
            AttachmentKind::Odt => "odt",
            AttachmentKind::Text => "txt",
            AttachmentKind::Markdown => "md",
            AttachmentKind::Png => "png",
            AttachmentKind::Jpeg => "jpg",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            AttachmentKind::Pdf => "PDF",
            AttachmentKind::Docx => "Word",
            AttachmentKind::Odt => "OpenDocument",
            AttachmentKind::Text => "Text",
            AttachmentKind::Markdown => "Markdown",
            AttachmentKind::Png => "PNG",
            AttachmentKind::Jpeg => "JPEG",
        }
    }

    /// What it is, in a sentence: `a PDF`.
    pub fn words(self) -> &'static str {
        match self {
            AttachmentKind::Pdf => "a PDF",
            AttachmentKind::Docx => "a Word document",
            AttachmentKind::Odt => "an OpenDocument text",
            AttachmentKind::Text | AttachmentKind::Markdown => "a text",
            AttachmentKind::Png => "a PNG picture",
            AttachmentKind::Jpeg => "a JPEG picture",
        }
    }

    /// IANA media type without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            AttachmentKind::Pdf => "application/pdf",
            AttachmentKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            AttachmentKind::Odt => "application/vnd.oasis.opendocument.text",
            AttachmentKind::Text => "text/plain",
            AttachmentKind::Markdown => "text/markdown",
            AttachmentKind::Png => "image/png",
            AttachmentKind::Jpeg => "image/jpeg",
        }
    }
}

/// A document as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its title.
    pub title: String,
    /// What is in it.
    pub description: Option<String>,
    /// The language it is written in, a BCP 47 tag, when it is not that of the dataset.
    pub language: Option<String>,
    /// Its kind.
    pub kind: AttachmentKind,
    /// The path whose content never changes: `data/<slug>/documents/v/<digest>/<name>`.
    pub path: SitePath,
    /// The path people keep: `data/<slug>/documents/latest/<name>`.
    pub latest: SitePath,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: Digest,
}

impl Attachment {
    /// The name it is published under: that of its file, in letters that every host and URL spells alike.
    pub fn published_name(file: &str, kind: AttachmentKind) -> String {
        format!("{}.{}", resource_name(file), kind.extension())
    }

    /// The two paths it is published under: the one that never changes, and the one people keep.
    pub fn paths(slug: &Slug, name: &str, sha256: Digest) -> [SitePath; 2] {
        let folder = format!("data/{slug}/documents");
        [format!("{folder}/v/{}/{name}", sha256.short()), format!("{folder}/latest/{name}")].map(SitePath::known)
    }

    /// The name it is published under.
    pub fn filename(&self) -> &str {
        self.latest.as_str().rsplit('/').next().unwrap_or_default()
    }
}
