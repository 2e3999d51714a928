//! Lists of everything, a thousand entries on a page, so that each stays small enough to be fetched: `datasets.json`, then
//! `datasets-2.json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::dataset::{page, rows_link};
use super::{Day, Link, ROOT, dataset};
use crate::describe::json_bytes;
use crate::model::{Catalog, Dataset, Frequency, Resource};

/// Entries of a full page.
const PAGE: usize = 1_000;

/// The list of datasets.
pub(super) const DATASETS: &str = "datasets";

/// The list of tables.
pub(super) const RESOURCES: &str = "resources";

/// The datasets, a thousand on a page, by identifier.
#[derive(Serialize, JsonSchema)]
pub(super) struct DatasetList<'a> {
    #[serde(flatten)]
    paging: Paging,
    /// The datasets of this page.
    datasets: Vec<DatasetEntry<'a>>,
}

/// The tables of all datasets, a thousand on a page.
#[derive(Serialize, JsonSchema)]
pub(super) struct ResourceList<'a> {
    #[serde(flatten)]
    paging: Paging,
    /// The tables of this page.
    resources: Vec<ResourceEntry<'a>>,
}

/// Where in a list a page is.
#[derive(Serialize, JsonSchema)]
struct Paging {
    /// Where to begin.
    index: Link,
    /// How many entries the list has.
    total: usize,
    /// On how many pages they are.
    total_pages: usize,
    /// The number of this page, from 1.
    page: usize,
    /// The page before.
    previous: Option<Link>,
    /// The page after.
    next: Option<Link>,
}

/// A dataset in the list.
#[derive(Serialize, JsonSchema)]
struct DatasetEntry<'a> {
    /// Its identifier.
    identifier: &'a str,
    /// Its title.
    title: &'a str,
    /// Where it is described.
    url: Link,
    /// Its page.
    page: Link,
    /// The identifier of its publisher.
    publisher: &'a str,
    /// The code of its topic.
    theme: &'static str,
    /// Its keywords.
    keywords: &'a [String],
    /// The SPDX identifier of its licence.
    license: &'a str,
    /// How often it is updated.
    update_frequency: Frequency,
    /// When its data last changed.
    modified: Day,
    /// The formats it is published in.
    formats: Vec<&'static str>,
    /// How many tables it has.
    total_resources: usize,
    /// How many rows they have together.
    total_rows: u64,
}

/// A table in the list.
#[derive(Serialize, JsonSchema)]
struct ResourceEntry<'a> {
    /// The identifier of its dataset.
    dataset: &'a str,
    /// Its name, unique in the dataset.
    name: &'a str,
    /// Its title.
    title: &'a str,
    /// Where its dataset is described.
    url: Link,
    /// How many rows it has.
    total_rows: u64,
    /// How many columns.
    total_fields: usize,
    /// The first page of its rows, where they are published in pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Link>,
    /// Its files, the newest content under the address that people keep.
    files: Vec<FileEntry>,
}

/// A file of a table in the list.
#[derive(Serialize, JsonSchema)]
struct FileEntry {
    /// Its format, for instance `CSV`.
    format: &'static str,
    /// Where it is.
    latest: Link,
    /// Its size.
    bytes: u64,
}

/// The name of a page of a list, from 1.
pub(super) fn filename(list: &str, number: usize) -> String {
    if number == 1 { format!("{list}.json") } else { format!("{list}-{number}.json") }
}

/// How many pages a list of so many entries has; an empty one has one.
pub(super) fn pages(entries: usize) -> usize {
    entries.div_ceil(PAGE).max(1)
}

pub(super) fn datasets(catalog: &Catalog) -> Vec<(String, Vec<u8>)> {
    let all: Vec<&Dataset> = catalog.datasets.iter().collect();
    paged(DATASETS, &all, |paging, datasets| {
        let entries = datasets.iter().map(|dataset| dataset_entry(dataset));
        json_bytes(&DatasetList { paging, datasets: entries.collect() })
    })
}

pub(super) fn resources(catalog: &Catalog) -> Vec<(String, Vec<u8>)> {
    let of = |dataset| move |resource| (dataset, resource);
    let all: Vec<(&Dataset, &Resource)> =
        catalog.datasets.iter().flat_map(|dataset| dataset.resources.iter().map(of(dataset))).collect();
    paged(RESOURCES, &all, |paging, resources| {
        let entries = resources.iter().map(|(dataset, resource)| resource_entry(dataset, resource));
        json_bytes(&ResourceList { paging, resources: entries.collect() })
    })
}

/// The pages of a list, each with its name.
fn paged<T>(list: &str, entries: &[T], write: impl Fn(Paging, &[T]) -> Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let total_pages = pages(entries.len());
    let one = |page: usize| {
        let neighbour = |is_there: bool, number: usize| is_there.then(|| Link(filename(list, number)));
        let paging = Paging {
            index: Link("index.json".to_owned()),
            total: entries.len(),
            total_pages,
            page,
            previous: neighbour(page > 1, page.saturating_sub(1)),
            next: neighbour(page < total_pages, page + 1),
        };
        let from = (page - 1) * PAGE;
        (filename(list, page), write(paging, &entries[from..entries.len().min(from + PAGE)]))
    };
    (1..=total_pages).map(one).collect()
}

fn dataset_entry(dataset: &Dataset) -> DatasetEntry<'_> {
    let metadata = &dataset.metadata;
    DatasetEntry {
        identifier: dataset.slug.as_str(),
        title: &metadata.title,
        url: dataset::link("", &dataset.slug),
        page: page(ROOT, "datasets", dataset.slug.as_str()),
        publisher: &metadata.publisher,
        theme: metadata.theme.code(),
        keywords: &metadata.keywords,
        license: &metadata.license.id,
        update_frequency: metadata.update_frequency,
        modified: Day(metadata.modified),
        formats: dataset.formats().into_iter().map(|format| format.label()).collect(),
        total_resources: dataset.resources.len(),
        total_rows: dataset.rows(),
    }
}

fn resource_entry<'a>(dataset: &'a Dataset, resource: &'a Resource) -> ResourceEntry<'a> {
    let files = resource.distributions.iter().map(|distribution| FileEntry {
        format: distribution.format.label(),
        latest: Link(format!("{ROOT}{}", distribution.latest)),
        bytes: distribution.bytes,
    });
    ResourceEntry {
        dataset: dataset.slug.as_str(),
        name: &resource.name,
        title: &resource.title,
        url: dataset::link("", &dataset.slug),
        total_rows: resource.rows,
        total_fields: resource.schema.fields.len(),
        rows: rows_link("", &dataset.slug, resource),
        files: files.collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn pages_of(entries: usize) -> Vec<(String, Value)> {
        let entries: Vec<usize> = (0..entries).collect();
        let write = |paging: Paging, entries: &[usize]| {
            let mut page = serde_json::to_value(paging).unwrap();
            page["entries"] = entries.into();
            page.to_string().into_bytes()
        };
        let pages = paged("things", &entries, write).into_iter();
        pages.map(|(name, page)| (name, serde_json::from_slice(&page).unwrap())).collect()
    }

    #[test]
    fn pages_lead_from_the_first_entry_to_the_last_and_back() {
        for count in [0, 1, PAGE, PAGE + 1, 3 * PAGE] {
            let pages = pages_of(count);
            let (mut at, mut seen) = ("things.json".to_owned(), Vec::new());
            let mut before = Value::Null;
            loop {
                let (_, page) = pages.iter().find(|(name, _)| *name == at).unwrap();
                assert_eq!((&page["previous"], &page["total"]), (&before, &count.into()));
                seen.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry.as_u64().unwrap()));
                before = at.into();
                let Some(next) = page["next"].as_str() else { break };
                at = next.to_owned();
            }
            assert!(seen.into_iter().eq(0..count as u64), "{count}");
            assert_eq!(pages.len(), super::pages(count), "{count}: a page to which nothing leads");
        }
    }
}
