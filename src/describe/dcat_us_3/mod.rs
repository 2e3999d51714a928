//! DCAT-US 3.0 as `dcat-us-3.json`: plain JSON in the form of data.gov's schema, which its context makes a graph in the shapes of
//! the standard's keepers. Texts are in one language here, because the schema has no place for others.

mod context;
mod warning;

use rayon::prelude::*;
use serde_json::{Value, json};

use self::context::{PUBLIC, SHA_256};
use super::table_schema::schema_path;
use super::term::EU_AUTHORITY;
use super::{Vocabulary, compact, dcat, listed};
use crate::files::SitePath;
use crate::model::{
    Attachment, Catalog, ContactPoint, Dataset, Distribution, Language, Location, Output, PortalDescription, Resource,
};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) struct DcatUs3;

/// How many publishers stand over each other at most: `portal.toml` may name a circle.
const MOST_ABOVE: usize = 4;

impl Vocabulary for DcatUs3 {
    fn name(&self) -> &'static str {
        "DCAT-US 3.0"
    }

    fn output(&self) -> Output {
        Output::DcatUs3
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let one = |dataset: &Dataset| listed::item(&self::dataset(&catalog.portal, dataset));
        let datasets: Vec<Vec<u8>> = catalog.datasets.par_iter().map(one).collect();
        let bytes = listed::document(&head(catalog), &datasets);
        vec![SiteFile::of_catalog(catalog, SitePath::known("dcat-us-3.json"), Kind::Catalog, bytes)]
    }
}

/// What data.gov would warn of in a dataset's description, each a sentence.
pub(super) fn warnings(portal: &PortalDescription, dataset: &Dataset) -> Vec<String> {
    warning::warnings(&self::dataset(portal, dataset))
}

/// The catalogue without its datasets.
fn head(catalog: &Catalog) -> Value {
    let portal = &catalog.portal;
    compact(json!({
        "@context": context::context(catalog),
        "@id": dcat::catalog_id(portal),
        "@type": "Catalog",
        "conformsTo": { "@id": "https://resources.data.gov/dcat-us/3.0.0/", "@type": "Standard", "title": "DCAT-US 3.0" },
        "title": portal.title,
        "description": portal.description,
        "publisher": organization(portal, &portal.publisher, MOST_ABOVE),
        "contactPoint": [contact(&portal.base_url, &portal.contact)],
        "homepage": document(&portal.base_url, &portal.title),
        "issued": catalog.datasets.iter().map(|dataset| dataset.metadata.issued).min(),
        "modified": catalog.datasets.iter().map(|dataset| dataset.metadata.modified).max(),
        "language": languages(&portal.languages),
        "license": portal.license.url,
        "rights": [format!("This catalogue may be used again: {}.", portal.license.title)],
        "spatial": [place(&portal.spatial, &portal.base_url)],
        "themeTaxonomy": [theme_taxonomy()],
        "dataset": [],
    }))
}

fn dataset(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    let page = portal.url(&format!("datasets/{}/", dataset.slug));
    let spatial = match &metadata.spatial {
        Some(place) => self::place(place, &page),
        None => place(&portal.spatial, &portal.base_url),
    };
    let [start, end] = metadata.covers();
    let language = metadata.language.as_deref().unwrap_or(portal.default_language());
    let files = dataset.resources.iter().flat_map(|resource| {
        let one = |file: &Distribution| distribution(portal, dataset, resource, file);
        resource.distributions.iter().map(one).collect::<Vec<_>>()
    });
    let references = |attachment: &Attachment| document(&portal.url(attachment.latest.as_str()), &attachment.title);
    let references: Vec<Value> = dataset.attachments.iter().map(references).collect();
    compact(json!({
        "@id": dcat::dataset_id(portal, dataset),
        "@type": "Dataset",
        "identifier": dataset.identifier(&portal.base_url),
        "title": metadata.title,
        "description": metadata.description,
        "keyword": metadata.keywords,
        "theme": [{
            "@id": format!("{EU_AUTHORITY}data-theme/{}", metadata.theme.code()),
            "@type": "Concept",
            "prefLabel": portal.theme_label(metadata.theme),
            "inScheme": theme_taxonomy(),
        }],
        "publisher": organization(portal, &metadata.publisher, MOST_ABOVE),
        "contactPoint": [contact(&page, &metadata.contact)],
        "issued": metadata.issued,
        "modified": metadata.modified,
        "version": metadata.version(),
        "accrualPeriodicity": metadata.update_frequency.dublin_core(),
        "temporal": [{ "@id": format!("{page}#period"), "@type": "PeriodOfTime", "startDate": start, "endDate": end }],
        "spatial": [spatial],
        "language": languages(&[language.to_owned()]),
        "accessRights": PUBLIC,
        "rights": [format!("The data may be used again: {}.", metadata.license.title)],
        "provenance": metadata.provenance.as_ref().map(|text| [text]),
        "landingPage": document(&page, &metadata.title),
        "page": metadata.documentation.as_ref().map(|url| [document(url, &metadata.title)]),
        "relation": (!metadata.related.is_empty()).then_some(&metadata.related),
        "references": (!references.is_empty()).then_some(references),
        "describedBy": portal.outputs.has(Output::DataDictionary).then(|| dictionary(portal, dataset)),
        "distribution": files.collect::<Vec<_>>(),
    }))
}

fn distribution(portal: &PortalDescription, dataset: &Dataset, resource: &Resource, file: &Distribution) -> Value {
    let metadata = &dataset.metadata;
    let url = portal.url(file.latest.as_str());
    compact(json!({
        "@id": dcat::distribution_id(portal, file),
        "@type": "Distribution",
        "title": format!("{} ({})", resource.title, file.format.label()),
        "description": resource.description,
        "accessURL": portal.url(&format!("datasets/{}/", dataset.slug)),
        "downloadURL": url,
        "format": file.format.label(),
        "mediaType": file.format.served_as(),
        "byteSize": file.bytes.to_string(),
        "checksum": {
            "@id": format!("{url}#checksum"),
            "@type": "Checksum",
            "algorithm": SHA_256,
            "checksumValue": file.sha256,
        },
        "conformsTo": [{
            "@id": portal.url(schema_path(&dataset.slug, &resource.name).as_str()),
            "@type": "Standard",
            "title": format!("Table Schema: {}", resource.title),
        }],
        "license": metadata.license.url,
        "rights": [format!("The data may be used again: {}.", metadata.license.title)],
        "accessRights": PUBLIC,
        "issued": metadata.issued,
        "modified": metadata.modified,
    }))
}

/// The columns of a dataset, which are a file of their own.
fn dictionary(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let url = portal.url(&format!("data/{}/dictionary.csv", dataset.slug));
    json!({
        "@id": format!("{url}#distribution"),
        "@type": "Distribution",
        "title": format!("{}: what each column means", dataset.metadata.title),
        "accessURL": portal.url(&format!("datasets/{}/", dataset.slug)),
        "downloadURL": url,
        "format": "CSV",
        "mediaType": "text/csv",
        "license": dataset.metadata.license.url,
    })
}

/// A publisher with those it belongs to.
fn organization(portal: &PortalDescription, id: &str, above: usize) -> Option<Value> {
    let publisher = portal.publisher(id)?;
    let parent = publisher.parent.as_deref().filter(|_| above > 0);
    let parent = parent.and_then(|parent| organization(portal, parent, above - 1));
    Some(compact(json!({
        "@id": dcat::agent_id(portal, id),
        "@type": "Organization",
        "name": publisher.name,
        "prefLabel": publisher.name,
        "subOrganizationOf": parent.map(|parent| [parent]),
    })))
}

/// Whom a page says to ask.
fn contact(page: &str, contact: &ContactPoint) -> Value {
    json!({
        "@id": format!("{page}#contact"),
        "@type": "Kind",
        "fn": contact.name,
        "hasEmail": format!("mailto:{}", contact.email),
    })
}

fn document(url: &str, title: &str) -> Value {
    json!({ "@id": url, "@type": "Document", "title": title })
}

/// A place that a page speaks of.
fn place(location: &Location, page: &str) -> Value {
    let [bbox, centroid] = location.wkt();
    json!({
        "@id": dcat::place_id(location, page),
        "@type": "Location",
        "prefLabel": location.name,
        "bbox": bbox,
        "centroid": centroid,
    })
}

fn theme_taxonomy() -> Value {
    json!({ "@id": format!("{EU_AUTHORITY}data-theme"), "@type": "ConceptScheme", "title": "data theme" })
}

/// Languages by their two letters; the standard has no place for those that have three.
fn languages(tags: &[String]) -> Vec<String> {
    let all = tags.iter().filter_map(|tag| Language::of_tag(tag)).map(|language| language.tag);
    all.filter(|tag| tag.len() == 2).collect()
}
