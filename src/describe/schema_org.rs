//! schema.org, which search engines read from the pages: `Dataset` from that of each dataset, `DataCatalog` from the home page.

use serde_json::{Value, json};

use super::{citation, compact, is_geo_parquet, language};
use crate::model::schema::Field;
use crate::model::{
    Attachment, Catalog, ContactPoint, Dataset, Format, Location, Output, PeriodEnd, PortalDescription, Resource,
};
use crate::policy::Public;

/// The description of a dataset as JSON-LD.
pub fn dataset(portal: &PortalDescription, dataset: &Public<&Dataset>) -> Value {
    let metadata = &dataset.metadata;
    let page = portal.url(&format!("datasets/{}/", dataset.slug));
    let publisher = organization(portal, &metadata.publisher);
    let mut creator = publisher.clone();
    creator["contactPoint"] = contact_point(&metadata.contact);
    compact(json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": metadata.title,
        "description": metadata.description,
        "identifier": dataset.identifier(&portal.base_url),
        "keywords": metadata.keywords,
        "license": metadata.license.url,
        "version": dataset.metadata.version(),
        "isAccessibleForFree": true,
        "creator": creator,
        "publisher": publisher,
        "datePublished": metadata.issued,
        "dateModified": metadata.modified,
        "temporalCoverage": temporal(dataset),
        "spatialCoverage": place(metadata.spatial.as_ref().unwrap_or(&portal.spatial)),
        "inLanguage": language(portal, dataset),
        "creditText": citation(portal, dataset),
        "measurementTechnique": metadata.provenance,
        "about": portal.theme_label(metadata.theme),
        "includedInDataCatalog": { "@type": "DataCatalog", "@id": catalog_id(portal), "name": portal.title, "url": portal.base_url },
        "variableMeasured": variables(dataset),
        "distribution": downloads(portal, dataset),
        "hasPart": documents(portal, dataset),
        "subjectOf": portal.outputs.has(Output::DataPackage).then(|| data_package(portal, dataset)),
    }))
}

/// The description of the catalogue as JSON-LD. Its datasets describe themselves, each on its page.
pub fn catalog(catalog: &Public<Catalog>) -> Value {
    let portal = &catalog.portal;
    let modified = catalog.datasets.iter().map(|dataset| dataset.metadata.modified).max();
    let mut publisher = organization(portal, &portal.publisher);
    publisher["contactPoint"] = contact_point(&portal.contact);
    compact(json!({
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": catalog_id(portal),
        "url": portal.base_url,
        "name": portal.title,
        "description": portal.description,
        "publisher": publisher,
        "inLanguage": portal.languages,
        "spatialCoverage": place(&portal.spatial),
        "dateModified": modified,
        "isAccessibleForFree": true,
    }))
}

fn catalog_id(portal: &PortalDescription) -> String {
    portal.url("#catalog")
}

/// The same in the words of another standard.
fn data_package(portal: &PortalDescription, dataset: &Dataset) -> Value {
    json!({
        "@type": "DataDownload",
        "name": "Data Package",
        "contentUrl": portal.url(&format!("data/{}/datapackage.json", dataset.slug)),
        "encodingFormat": "application/json",
    })
}

fn contact_point(contact: &ContactPoint) -> Value {
    json!({
        "@type": "ContactPoint",
        "name": contact.name,
        "email": contact.email,
        "contactType": "customer service",
    })
}

fn organization(portal: &PortalDescription, id: &str) -> Value {
    let page = portal.url(&format!("publishers/{id}/"));
    let website = portal.publisher(id).and_then(|publisher| publisher.url.as_ref());
    compact(json!({
        "@type": "GovernmentOrganization",
        "@id": page,
        "name": portal.publisher_name(id),
        "url": page,
        "sameAs": website,
    }))
}

fn variables(dataset: &Dataset) -> Vec<Value> {
    let variable = |field: &Field| {
        compact(json!({
            "@type": "PropertyValue",
            "name": field.name,
            "alternateName": field.title,
            "description": field.description,
            "unitText": field.unit,
            "propertyID": field.rdf_type,
        }))
    };
    dataset.resources.iter().flat_map(|resource| &resource.schema.fields).map(variable).collect()
}

fn downloads(portal: &PortalDescription, dataset: &Dataset) -> Vec<Value> {
    let mut all = Vec::new();
    for resource in &dataset.resources {
        for distribution in &resource.distributions {
            all.push(json!({
                "@type": "DataDownload",
                "name": format!("{} ({})", resource.title, form(resource, distribution.format)),
                "description": resource.description,
                "contentUrl": portal.url(distribution.latest.as_str()),
                "encodingFormat": encoding(distribution.format),
                "contentSize": format!("{} B", distribution.bytes),
                "sha256": distribution.sha256,
            }));
        }
    }
    all
}

/// What people call a file's form; of a map also its standard.
fn form(resource: &Resource, format: Format) -> &'static str {
    if is_geo_parquet(resource, format) { "GeoParquet" } else { format.label() }
}

/// What a file is; of a compressed one also how it is compressed.
fn encoding(format: Format) -> Value {
    let content = format.media_type();
    format.compression().map_or(json!(content), |compression| json!([content, compression]))
}

/// The documents that belong to it; nothing where there are none.
fn documents(portal: &PortalDescription, dataset: &Dataset) -> Option<Vec<Value>> {
    let document = |attachment: &Attachment| {
        let language = attachment.language.as_deref().unwrap_or(language(portal, dataset));
        compact(json!({
            "@type": "DigitalDocument",
            "name": attachment.title,
            "description": attachment.description,
            "url": portal.url(attachment.latest.as_str()),
            "encodingFormat": attachment.kind.media_type(),
            "inLanguage": language,
        }))
    };
    let documents: Vec<Value> = dataset.attachments.iter().map(document).collect();
    (!documents.is_empty()).then_some(documents)
}

fn temporal(dataset: &Dataset) -> String {
    let period = &dataset.metadata.temporal;
    match period.end {
        PeriodEnd::On(end) => format!("{}/{end}", period.start),
        PeriodEnd::Ongoing => format!("{}/..", period.start),
    }
}

/// A place; schema.org writes a box with latitude first.
fn place(location: &Location) -> Value {
    let [west, south, east, north] = location.bbox;
    compact(json!({
        "@type": "Place",
        "name": location.name,
        "sameAs": location.geonames,
        "geo": { "@type": "GeoShape", "box": format!("{south} {west} {north} {east}") },
    }))
}
