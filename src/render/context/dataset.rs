//! What the page of a dataset receives.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Contact, Day, Histogram, Link, Snippet};

/// A dataset's page, `pages/dataset.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dataset {
    /// Its identifier, the folder's name.
    pub slug: String,
    /// The description, sanitised HTML.
    pub description: String,
    /// The long description from `README.md`, sanitised HTML; headings start at level 3.
    pub readme: Option<String>,
    /// The department that keeps it.
    pub publisher: Link,
    /// Its theme.
    pub theme: Link,
    /// Its keywords.
    pub keywords: Vec<String>,
    /// When its data last changed.
    pub modified: Day,
    /// When it was first published.
    pub issued: Day,
    /// How often it is updated, in words.
    pub frequency: String,
    /// The time its data covers, in words.
    pub temporal: String,
    /// The place its data covers.
    pub spatial: String,
    /// Its licence; the URL is the licence's own page.
    pub license: Link,
    /// Whom to ask about it.
    pub contact: Contact,
    /// How it was made, if told.
    pub provenance: Option<String>,
    /// More to read.
    pub links: Vec<Link>,
    /// How to cite it.
    pub citation: String,
    /// Rows of all its tables.
    pub rows: String,
    /// Title and description in other languages.
    pub translations: Vec<Translation>,
    /// Its tables.
    pub resources: Vec<Resource>,
    /// Documents that belong to it, such as codebooks.
    pub documents: Vec<Document>,
    /// Why an earlier version is shown, when the newest one is held back.
    pub notice: Option<String>,
    /// Metadata of this dataset in machine forms (Data Package, schema.org …).
    pub metadata: Vec<Link>,
}

/// A dataset's words in another language.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Translation {
    /// BCP 47 tag.
    pub language: String,
    /// The language's own name, for instance `Español`.
    pub name: String,
    /// The title.
    pub title: String,
    /// The description, plain text.
    pub description: String,
}

/// A table of a dataset.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Resource {
    /// Its name, unique in the dataset; also its anchor.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What one row is.
    pub description: String,
    /// How many rows, ready to print.
    pub rows: String,
    /// How many columns.
    pub columns: usize,
    /// Its files.
    pub downloads: Vec<Download>,
    /// The full URL of the first page of its rows as JSON, if they are published in pages.
    pub rows_api: Option<String>,
    /// Code that reads it, in several languages.
    pub snippets: Vec<Snippet>,
    /// The first rows.
    pub preview: Preview,
    /// What each column means.
    pub fields: Vec<Field>,
    /// The names of columns of the department's file that are not published.
    pub withheld: Vec<String>,
    /// Names of the columns that identify a row.
    pub primary_key: Vec<String>,
}

/// A file to download.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Download {
    /// For instance `CSV`.
    pub format: String,
    /// For whom, for instance `spreadsheets and most programs`.
    pub hint: String,
    /// The file under the name that never changes its content.
    pub url: String,
    /// The full URL people can keep: always the newest content.
    pub latest: String,
    /// For instance `2.4 MB`.
    pub size: String,
    /// The file's name when it is saved.
    pub filename: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A document that belongs to a dataset.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What is in it, plain text.
    pub description: Option<String>,
    /// The file under the name that never changes its content.
    pub url: String,
    /// For instance `PDF`.
    pub format: String,
    /// For instance `2.4 MB`.
    pub size: String,
    /// The language it is written in, a BCP 47 tag, when it is not that of the dataset.
    pub language: Option<String>,
    /// The name of that language in itself, for instance `Español`.
    pub language_name: Option<String>,
}

/// The first rows of a table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Preview {
    /// Column headings, the titles where there are some.
    pub headings: Vec<Heading>,
    /// The rows; a missing value is an empty text.
    pub rows: Vec<Vec<String>>,
}

/// The heading of a column.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Heading {
    /// What to print.
    pub label: String,
    /// Whether the column holds numbers, which are aligned right.
    pub numeric: bool,
}

/// One line of the data dictionary.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Field {
    /// The column's name in the published files.
    pub name: String,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Its type in words, for instance `date` or `whole number`.
    pub kind: String,
    /// What it means.
    pub description: String,
    /// The unit of its values.
    pub unit: Option<String>,
    /// Rules its values keep, in words, for instance `required` or `one of: open, closed`.
    pub rules: Vec<String>,
    /// What its values are like, as a whole.
    pub values: Vec<Summary>,
    /// How its values spread, drawn; only for numbers and days.
    pub histogram: Option<Histogram>,
}

/// One thing to know of a column's values.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Summary {
    /// What is told, for instance `Missing` or `Smallest to largest`.
    pub label: String,
    /// In words, for instance `1 to 36`.
    pub value: String,
}
