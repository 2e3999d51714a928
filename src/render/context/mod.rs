//! What templates receive: one documented struct a page. Cities write templates against these, so
//! `docs/reference/template-contexts.md` is generated from them and a test holds the two together.
//!
//! Every URL here is relative to the page that gets it. Numbers and dates come ready to print; a machine form lies beside
//! them where a page needs one.

use schemars::JsonSchema;
use serde::Serialize;

mod dataset;
mod quality;

pub use self::dataset::{Dataset, Document, Download, Field, Heading, Preview, Resource, Summary, Translation};
pub use self::quality::{Quality, QualityDataset, QualityDimension, QualityIndicator};
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

/// A page at an old address, `pages/redirect.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Redirect {
    /// Where it leads.
    pub url: String,
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
