//! A dataset: what is known about it, and its tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::schema::Schema;
use super::{
    Attachment, ColumnProfile, Date, Distribution, Format, Frequency, License, Location, Period, PeriodEnd, RowsPage,
    Slug, Theme,
};

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPoint {
    /// Name of the office.
    pub name: String,
    /// Its e-mail address, without `mailto:`.
    pub email: String,
}

/// Title, description and keywords in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The keywords.
    pub keywords: Vec<String>,
}

/// What `dataset.toml` says about a dataset as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// Title.
    pub title: String,
    /// Description: what it is, what a row is, where it comes from.
    pub description: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Theme.
    pub theme: Theme,
    /// Identifier of the publisher.
    pub publisher: String,
    /// Licence.
    pub license: License,
    /// How often it is updated.
    pub update_frequency: Frequency,
    /// When it was first published.
    pub issued: Date,
    /// When its data last changed.
    pub modified: Date,
    /// Whom to ask.
    pub contact: ContactPoint,
    /// The time it covers.
    pub temporal: Period,
    /// The place it covers, when it is not the whole portal's.
    pub spatial: Option<Location>,
    /// The language of its words, when it is not the portal's first.
    pub language: Option<String>,
    /// Its identifier in an older portal.
    pub identifier: Option<String>,
    /// How it was made.
    pub provenance: Option<String>,
    /// URL of its documentation.
    pub documentation: Option<String>,
    /// URLs of related things.
    pub related: Vec<String>,
    /// How to cite it, when the usual form will not do.
    pub citation: Option<String>,
    /// Its words in other languages, by BCP 47 tag.
    pub translations: BTreeMap<String, Translation>,
    /// The long description, Markdown.
    pub readme: Option<String>,
}

impl Metadata {
    /// The version of the data, which is the day on which it last changed: `2026.1.10`.
    pub fn version(&self) -> String {
        format!("{}.{}.{}", self.modified.year(), self.modified.month(), self.modified.day())
    }

    /// The first and the last day that it covers, for standards that know no open end: data that goes on reaches to its last
    /// change.
    pub fn covers(&self) -> [Date; 2] {
        let end = match self.temporal.end {
            PeriodEnd::On(end) => end,
            PeriodEnd::Ongoing => self.modified.max(self.temporal.start),
        };
        [self.temporal.start, end]
    }
}

/// A dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// Its identifier for ever.
    pub slug: Slug,
    /// What is known about it.
    pub metadata: Metadata,
    /// Its tables, in the order of `dataset.toml`.
    pub resources: Vec<Resource>,
    /// Its documents, in the order of `dataset.toml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Set when a newer version is held back and this is the last one that was published: why, in a sentence.
    pub notice: Option<String>,
}

impl Dataset {
    /// Rows of all its tables.
    pub fn rows(&self) -> u64 {
        self.resources.iter().map(|resource| resource.rows).sum()
    }

    /// The formats it is published in, in the order of [`Format`].
    pub fn formats(&self) -> Vec<Format> {
        let mut formats: Vec<Format> =
            self.resources.iter().flat_map(|resource| &resource.distributions).map(|d| d.format).collect();
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    /// The identifier that harvesters know it by: the older portal's where there is one, else its page.
    pub fn identifier(&self, base_url: &str) -> String {
        self.metadata.identifier.clone().unwrap_or_else(|| format!("{base_url}datasets/{}/", self.slug))
    }
}

/// A table of a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Its name, unique in the dataset: `[a-z0-9_-]`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What one row is.
    pub description: String,
    /// Its columns and keys.
    pub schema: Schema,
    /// How many rows it has.
    pub rows: u64,
    /// Its first rows.
    pub preview: Preview,
    /// What the values of each column are like, in the order of the fields; empty in records of older versions.
    #[serde(default)]
    pub profile: Vec<ColumnProfile>,
    /// The files it is published as.
    pub distributions: Vec<Distribution>,
    /// Its rows in pages, where they are published so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<RowsPage>,
}

/// The first rows of a table as canonical text; a missing value is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Preview {
    /// The rows, as long as the schema has fields.
    pub rows: Vec<Vec<Option<String>>>,
}
