//! What the browser searches: one document a dataset.

use serde::Serialize;

use super::words;
use crate::files::SitePath;
use crate::model::Catalog;
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

#[derive(Serialize)]
struct Documents<'a> {
    version: u32,
    documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    id: usize,
    slug: &'a str,
    title: &'a str,
    summary: String,
    description: &'a str,
    keywords: Vec<&'a str>,
    columns: Vec<&'a str>,
    publisher: &'a str,
    publisher_id: &'a str,
    theme: &'a str,
    theme_id: &'a str,
    formats: Vec<&'a str>,
    license: &'a str,
    modified: String,
    modified_text: String,
    frequency: &'a str,
}

/// The documents, in the order of the catalogue; keywords of all languages, so that each language finds its words,
/// and with them the titles of documents.
pub(super) fn documents(catalog: &Public<Catalog>) -> SiteFile {
    let portal = &catalog.portal;
    let documents = catalog.datasets.iter().enumerate().map(|(id, dataset)| {
        let metadata = &dataset.metadata;
        let translated = metadata.translations.values();
        let fields = dataset.resources.iter().flat_map(|resource| &resource.schema.fields);
        let mut columns: Vec<&str> =
            fields.flat_map(|f| [Some(f.name.as_str()), f.title.as_deref()]).flatten().collect();
        columns.sort_unstable();
        columns.dedup();
        Document {
            id,
            slug: dataset.slug.as_str(),
            title: &metadata.title,
            summary: words::summary(&metadata.description),
            description: &metadata.description,
            keywords: metadata
                .keywords
                .iter()
                .chain(translated.clone().flat_map(|translation| &translation.keywords))
                .chain(translated.filter_map(|translation| translation.title.as_ref()))
                .chain(dataset.attachments.iter().map(|attachment| &attachment.title))
                .map(String::as_str)
                .collect(),
            columns,
            publisher: portal.publisher(&metadata.publisher).map_or(metadata.publisher.as_str(), |p| p.name.as_str()),
            publisher_id: &metadata.publisher,
            theme: portal.theme_label(metadata.theme),
            theme_id: metadata.theme.code(),
            formats: dataset.formats().iter().map(|format| format.label()).collect(),
            license: &metadata.license.id,
            modified: metadata.modified.to_string(),
            modified_text: words::date(metadata.modified),
            frequency: metadata.update_frequency.words(),
        }
    });
    let documents = Documents { version: 1, documents: documents.collect() };
    let json = serde_json::to_vec(&documents).expect("search documents are plain data");
    SiteFile::of_catalog(catalog, SitePath::known("search/documents.json"), Kind::Catalog, json)
}
