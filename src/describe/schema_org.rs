//! schema.org `Dataset`, which search engines read from each dataset's page.

use serde_json::{Value, json};

use super::compact;
use crate::model::{Attachment, Dataset, Format, Location, PeriodEnd, PortalDescription};
use crate::policy::Public;

/// The description of a dataset as JSON-LD.
pub fn dataset(portal: &PortalDescription, dataset: &Public<&Dataset>) -> Value {
    let metadata = &dataset.metadata;
    let page = portal.url(&format!("datasets/{}/", dataset.slug));
    let publisher = organization(portal, &metadata.publisher);
    let mut creator = publisher.clone();
    creator["contactPoint"] = json!({
        "@type": "ContactPoint",
        "name": metadata.contact.name,
        "email": metadata.contact.email,
        "contactType": "customer service",
    });
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
        "isAccessibleForFree": true,
        "creator": creator,
        "publisher": publisher,
        "datePublished": metadata.issued,
        "dateModified": metadata.modified,
        "temporalCoverage": temporal(dataset),
        "spatialCoverage": place(metadata.spatial.as_ref().unwrap_or(&portal.spatial)),
        "inLanguage": metadata.language.as_deref().unwrap_or(portal.default_language()),
        "citation": metadata.citation,
        "measurementTechnique": metadata.provenance,
        "includedInDataCatalog": { "@type": "DataCatalog", "name": portal.title, "url": portal.base_url },
        "variableMeasured": variables(dataset),
        "distribution": downloads(portal, dataset),
        "hasPart": documents(portal, dataset),
    }))
}

fn organization(portal: &PortalDescription, id: &str) -> Value {
    let name = portal.publisher(id).map_or(id, |publisher| publisher.name.as_str());
    json!({ "@type": "GovernmentOrganization", "name": name, "url": portal.url(&format!("publishers/{id}/")) })
}

fn variables(dataset: &Dataset) -> Vec<Value> {
    let fields = dataset.resources.iter().flat_map(|resource| &resource.schema.fields);
    fields
        .map(|field| {
            compact(json!({
                "@type": "PropertyValue",
                "name": field.name,
                "description": field.description,
                "unitText": field.unit,
            }))
        })
        .collect()
}

fn downloads(portal: &PortalDescription, dataset: &Dataset) -> Vec<Value> {
    let mut all = Vec::new();
    for resource in &dataset.resources {
        for distribution in &resource.distributions {
            all.push(json!({
                "@type": "DataDownload",
                "name": format!("{} ({})", resource.title, distribution.format.label()),
                "contentUrl": portal.url(distribution.latest.as_str()),
                "encodingFormat": encoding(distribution.format),
                "contentSize": format!("{} B", distribution.bytes),
                "sha256": distribution.sha256,
            }));
        }
    }
    all
}

/// What a file is; of a compressed one also how it is compressed.
fn encoding(format: Format) -> Value {
    let content = format.media_type();
    format.compression().map_or(json!(content), |compression| json!([content, compression]))
}

/// The documents that belong to it; nothing where there are none.
fn documents(portal: &PortalDescription, dataset: &Dataset) -> Option<Vec<Value>> {
    let document = |attachment: &Attachment| {
        let language = attachment.language.as_deref().or(dataset.metadata.language.as_deref());
        compact(json!({
            "@type": "DigitalDocument",
            "name": attachment.title,
            "description": attachment.description,
            "url": portal.url(attachment.latest.as_str()),
            "encodingFormat": attachment.kind.media_type(),
            "inLanguage": language.unwrap_or(portal.default_language()),
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
    json!({
        "@type": "Place",
        "name": location.name,
        "geo": { "@type": "GeoShape", "box": format!("{south} {west} {north} {east}") },
    })
}
