//! What templates receive: one documented struct a page. Cities write templates against these, so
//! `docs/reference/template-contexts.md` is generated from them and a test holds the two together.
//!
//! Every URL here is relative to the page that gets it. Numbers and dates come ready to print; a machine form lies beside
//! them where a page needs one.

use schemars::JsonSchema;
use serde::Serialize;

pub use super::developers::{DescribedFile, Developers, Example};
pub use super::histogram::Histogram;
pub use super::snippets::Snippet;

/// The same on every page: `site`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Site {
    /// The portal's title.
    pub title: String,
    /// The portal's description, one paragraph of plain text.
    pub description: String,
    /// The language of the pages, a BCP 47 tag.
    pub language: String,
    /// Who publishes the catalogue.
    pub publisher: String,
    /// Whom to ask.
    pub contact: Contact,
    /// The program and its version.
    pub generator: String,
    /// File names below `assets/`, with their content's digest.
    pub assets: Assets,
}

/// Built style sheet and scripts, as file names below `assets/`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The script of every page.
    pub main: String,
    /// The search script, for the catalogue page only.
    pub search: String,
    /// The icon.
    pub icon: String,
}

/// A person or office to write to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Contact {
    /// Name of the office.
    pub name: String,
    /// E-mail address, without `mailto:`.
    pub email: String,
}

/// About the page itself: `page`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Page {
    /// Leads from this page to the site's root: `""`, `"../"`, `"../../"`; an absolute path on the 404 page.
    pub root: String,
    /// The page's own title.
    pub title: String,
    /// One or two sentences for search engines.
    pub description: String,
    /// The page's full URL.
    pub canonical: String,
    /// Which entry of the navigation is current: `home`, `datasets`, `publishers`, `themes`, `about`, `developers` or empty.
    pub section: String,
    /// The page in other forms: feeds of what changes, Markdown.
    pub alternates: Vec<Alternate>,
    /// The schema.org description of what the page is about, ready to stand in a `script` element of type `application/ld+json`.
    pub json_ld: Option<String>,
}

/// A page in another form.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Alternate {
    /// Its media type.
    pub media_type: String,
    /// What it is, for instance `Street trees (Atom)`.
    pub title: String,
    /// Where.
    pub url: String,
}

/// A link with a number behind it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CountedLink {
    /// What it leads to.
    pub label: String,
    /// Where.
    pub url: String,
    /// How many datasets are there.
    pub count: usize,
}

/// A link.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Link {
    /// What it leads to.
    pub label: String,
    /// Where.
    pub url: String,
}

/// A day, for people and for machines.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Day {
    /// For instance `2 November 2026`.
    pub text: String,
    /// `2026-11-02`.
    pub iso: String,
}

/// A dataset in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// The first sentence or two of its description, plain text.
    pub summary: String,
    /// The department that keeps it.
    pub publisher: Link,
    /// Its theme.
    pub theme: Link,
    /// When its data last changed.
    pub modified: Day,
    /// How often it is updated, in words.
    pub frequency: String,
    /// The formats it can be downloaded in, for instance `CSV`.
    pub formats: Vec<String>,
    /// The licence's short name.
    pub license: String,
}

/// The home page, `pages/home.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Home {
    /// How many public datasets there are.
    pub datasets: usize,
    /// How many rows they hold together, for instance `312,480`.
    pub rows: String,
    /// Themes that have datasets, by label.
    pub themes: Vec<CountedLink>,
    /// Departments that have datasets, by name.
    pub publishers: Vec<CountedLink>,
    /// The most recently changed datasets, newest first, at most six.
    pub recent: Vec<Card>,
}

/// One page of the catalogue, `pages/catalogue.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Catalogue {
    /// All public datasets, not only those of this page.
    pub total: usize,
    /// The datasets of this page, by title.
    pub cards: Vec<Card>,
    /// Lists by publisher, theme, format and licence, for readers without JavaScript.
    pub facets: Vec<Facet>,
    /// The other pages.
    pub pagination: Pagination,
}

/// A way to divide the catalogue, with its values.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Facet {
    /// `publisher`, `theme`, `format` or `license`.
    pub id: String,
    /// What residents see: `Department`, `Topic`, `Format`, `Licence`.
    pub label: String,
    /// Its values with a complete list each.
    pub options: Vec<CountedLink>,
}

/// Where in the pages of a list this one is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Pagination {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub pages: usize,
    /// The page before, if there is one.
    pub previous: Option<String>,
    /// The page after, if there is one.
    pub next: Option<String>,
    /// All pages, or those near this one with the first and last; `url` is empty for a gap.
    pub numbers: Vec<PageNumber>,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PageNumber {
    /// From 1; 0 for a gap.
    pub number: usize,
    /// Where.
    pub url: String,
    /// Whether it is the one being read.
    pub current: bool,
}

/// A complete list by one facet value (a publisher, a theme, a format, a licence), `pages/list.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct List {
    /// What kind of list: `Department`, `Topic`, `Format`, `Licence`.
    pub kind: String,
    /// The way back: to the index of all departments, topics, or to the catalogue.
    pub parent: Link,
    /// A link outside, for instance the department's own site.
    pub website: Option<String>,
    /// Its datasets, by title.
    pub cards: Vec<Card>,
}

/// All publishers or all themes, `pages/index.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Index {
    /// What residents read first.
    pub introduction: String,
    /// The entries, by label.
    pub entries: Vec<CountedLink>,
}

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

/// A page at an old address, `pages/redirect.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Redirect {
    /// Where it leads.
    pub url: String,
}

/// The page about the quality of the catalogue, `pages/quality.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Quality {
    /// The points of a dataset on average.
    pub points: String,
    /// The most points that there are.
    pub most: u32,
    /// The word for so many points: `excellent`, `good`, `sufficient` or `bad`.
    pub rating: String,
    /// How many warnings data.gov gives.
    pub warnings: usize,
    /// What points are given for.
    pub dimensions: Vec<QualityDimension>,
    /// The datasets with the most warnings and the fewest points.
    pub datasets: Vec<QualityDataset>,
    /// How many datasets there are.
    pub total: String,
    /// Whether these are all datasets.
    pub is_complete: bool,
}

/// A group of things that points are given for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QualityDimension {
    /// What it is called.
    pub label: String,
    /// The points of a dataset on average.
    pub points: String,
    /// The most points that there are.
    pub most: u32,
    /// What they are given for.
    pub indicators: Vec<QualityIndicator>,
}

/// Something that points are given for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QualityIndicator {
    /// What is true where they are given.
    pub sentence: String,
    /// The points of a dataset on average.
    pub points: String,
    /// The most points that there are.
    pub most: u32,
}

/// A dataset and how well it is described.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QualityDataset {
    /// Its title.
    pub label: String,
    /// Its page.
    pub url: String,
    /// Its points.
    pub points: String,
    /// What data.gov warns of, each a sentence.
    pub warnings: Vec<String>,
}

/// The page about the portal, `pages/about.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct About {
    /// How many public datasets there are.
    pub datasets: usize,
    /// Catalogue files for harvesters and developers.
    pub catalogues: Vec<Link>,
    /// Whether there are files for programs below `api/`.
    pub has_api: bool,
    /// Licences in use.
    pub licenses: Vec<CountedLink>,
}
