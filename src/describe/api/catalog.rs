//! The catalogue as a whole: where to begin, and who publishes what about what.

use schemars::JsonSchema;
use serde::Serialize;

use super::dataset::page;
use super::{Day, Link, ROOT, Url, dataset, list};
use crate::describe::term::EU_AUTHORITY;
use crate::model::{Catalog, Dataset};

/// Where to begin: what the portal is, how much is in it, and where its lists are.
#[derive(Serialize, JsonSchema)]
pub(super) struct Index<'a> {
    /// The portal's title.
    title: &'a str,
    /// What the portal is.
    description: &'a str,
    /// The language of its words, a BCP 47 tag.
    language: &'a str,
    /// The address of the portal, to which nothing in these files is relative.
    #[schemars(extend("format" = "uri"))]
    base_url: &'a str,
    /// The day on which data last changed; not there while there are no datasets.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<Day>,
    /// How many datasets there are.
    total_datasets: usize,
    /// How many tables they have together.
    total_resources: usize,
    /// How many rows the tables have together.
    total_rows: u64,
    /// The lists, and what describes them.
    links: IndexLinks,
}

/// The lists, and what describes them.
#[derive(Serialize, JsonSchema)]
struct IndexLinks {
    /// All datasets.
    datasets: Link,
    /// All tables.
    resources: Link,
    /// The departments, with their datasets.
    publishers: Link,
    /// The topics, with their datasets.
    themes: Link,
    /// The OpenAPI document of all this.
    openapi: Link,
    /// What people read about it.
    documentation: Link,
}

/// The city and its departments, in the order of the portal.
#[derive(Serialize, JsonSchema)]
pub(super) struct Publishers<'a> {
    /// Where to begin.
    index: Link,
    /// The departments.
    publishers: Vec<Publisher<'a>>,
}

/// A department, or the city itself.
#[derive(Serialize, JsonSchema)]
struct Publisher<'a> {
    /// Its identifier.
    id: &'a str,
    /// Its name.
    name: &'a str,
    /// The identifier of the publisher that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    /// Its own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<Url<'a>>,
    /// Its page in the portal.
    page: Link,
    /// Its datasets.
    datasets: Vec<Link>,
}

/// The topics that datasets are about.
#[derive(Serialize, JsonSchema)]
pub(super) struct Themes<'a> {
    /// Where to begin.
    index: Link,
    /// The topics.
    themes: Vec<Theme<'a>>,
}

/// A topic.
#[derive(Serialize, JsonSchema)]
struct Theme<'a> {
    /// Its code in the data-theme table of the EU Publications Office.
    code: &'static str,
    /// What the portal calls it.
    label: &'a str,
    /// The term in that table.
    #[schemars(extend("format" = "uri"))]
    term: String,
    /// Its page in the portal.
    page: Link,
    /// Its datasets.
    datasets: Vec<Link>,
}

pub(super) fn index(catalog: &Catalog) -> Index<'_> {
    let portal = &catalog.portal;
    let link = |name: &str| Link(name.to_owned());
    Index {
        title: &portal.title,
        description: &portal.description,
        language: portal.default_language(),
        base_url: &portal.base_url,
        modified: catalog.datasets.iter().map(|dataset| dataset.metadata.modified).max().map(Day),
        total_datasets: catalog.datasets.len(),
        total_resources: catalog.datasets.iter().map(|dataset| dataset.resources.len()).sum(),
        total_rows: catalog.datasets.iter().map(Dataset::rows).sum(),
        links: IndexLinks {
            datasets: Link(list::filename(list::DATASETS, 1)),
            resources: Link(list::filename(list::RESOURCES, 1)),
            publishers: link("publishers.json"),
            themes: link("themes.json"),
            openapi: link("openapi.json"),
            documentation: Link(format!("{ROOT}developers/")),
        },
    }
}

pub(super) fn publishers(catalog: &Catalog) -> Publishers<'_> {
    let publishers = catalog.portal.publishers.iter().map(|publisher| Publisher {
        id: &publisher.id,
        name: &publisher.name,
        parent: publisher.parent.as_deref(),
        website: publisher.url.as_deref().map(Url),
        page: page(ROOT, "publishers", &publisher.id),
        datasets: links(catalog, |dataset| dataset.metadata.publisher == publisher.id),
    });
    Publishers { index: Link("index.json".to_owned()), publishers: publishers.collect() }
}

pub(super) fn themes(catalog: &Catalog) -> Themes<'_> {
    let mut found: Vec<_> = catalog.datasets.iter().map(|dataset| dataset.metadata.theme).collect();
    found.sort_unstable();
    found.dedup();
    let themes = found.into_iter().map(|theme| Theme {
        code: theme.code(),
        label: catalog.portal.theme_label(theme),
        term: format!("{EU_AUTHORITY}data-theme/{}", theme.code()),
        page: page(ROOT, "themes", &theme.code().to_lowercase()),
        datasets: links(catalog, |dataset| dataset.metadata.theme == theme),
    });
    Themes { index: Link("index.json".to_owned()), themes: themes.collect() }
}

/// Links to some of the datasets, in the order of the catalogue.
fn links(catalog: &Catalog, is_meant: impl Fn(&Dataset) -> bool) -> Vec<Link> {
    catalog
        .datasets
        .iter()
        .filter(|dataset| is_meant(dataset))
        .map(|dataset| dataset::link("", &dataset.slug))
        .collect()
}
