//! DCAT-US 1.1 (Project Open Data) as `data.json`, in the form that data.gov harvests from cities: non-federal, without bureau
//! and programme codes.

use serde_json::{Value, json};

use super::{Vocabulary, compact, json_bytes};
use crate::files::SitePath;
use crate::model::{Catalog, Dataset, Output, PortalDescription};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) struct DcatUs;

impl Vocabulary for DcatUs {
    fn name(&self) -> &'static str {
        "DCAT-US 1.1"
    }

    fn output(&self) -> Output {
        Output::DcatUs
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let portal = &catalog.portal;
        let document = json!({
            "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
            "@id": portal.url("data.json"),
            "@type": "dcat:Catalog",
            "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
            "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
            "dataset": catalog.datasets().map(|dataset| describe(portal, &dataset)).collect::<Vec<_>>(),
        });
        vec![SiteFile::of_catalog(catalog, SitePath::known("data.json"), Kind::Catalog, json_bytes(&document))]
    }
}

fn describe(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    let place = metadata.spatial.as_ref().unwrap_or(&portal.spatial);
    let [west, south, east, north] = place.bbox;
    let has_package = portal.outputs.has(Output::DataPackage);
    compact(json!({
        "@type": "dcat:Dataset",
        "identifier": dataset.identifier(&portal.base_url),
        "title": metadata.title,
        "description": metadata.description,
        "keyword": metadata.keywords,
        "theme": [portal.theme_label(metadata.theme)],
        "issued": metadata.issued,
        "modified": metadata.modified,
        "publisher": organization(portal, &metadata.publisher),
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": metadata.contact.name,
            "hasEmail": format!("mailto:{}", metadata.contact.email),
        },
        "accessLevel": "public",
        "license": metadata.license.url,
        "accrualPeriodicity": metadata.update_frequency.iso8601(),
        "temporal": temporal(dataset),
        "spatial": format!("{west},{south},{east},{north}"),
        "language": [metadata.language.as_deref().unwrap_or(portal.default_language())],
        "landingPage": portal.url(&format!("datasets/{}/", dataset.slug)),
        "describedBy": has_package.then(|| portal.url(&format!("data/{}/datapackage.json", dataset.slug))),
        "describedByType": has_package.then_some("application/json"),
        "references": references(portal, dataset),
        "distribution": distributions(portal, dataset),
    }))
}

fn organization(portal: &PortalDescription, id: &str) -> Value {
    let Some(publisher) = portal.publisher(id) else { return Value::Null };
    let mut organization = json!({ "@type": "org:Organization", "name": publisher.name });
    if let Some(parent) = &publisher.parent {
        organization["subOrganizationOf"] = organization_above(portal, parent, 0);
    }
    organization
}

/// Parents stop after a few steps: `portal.toml` may name a circle.
fn organization_above(portal: &PortalDescription, id: &str, depth: usize) -> Value {
    let Some(publisher) = portal.publisher(id) else { return Value::Null };
    let mut organization = json!({ "@type": "org:Organization", "name": publisher.name });
    if let Some(parent) = publisher.parent.as_ref().filter(|_| depth < 4) {
        organization["subOrganizationOf"] = organization_above(portal, parent, depth + 1);
    }
    organization
}

/// `start/end`. The standard knows no open end, so data that goes on reaches to its last change.
fn temporal(dataset: &Dataset) -> String {
    let [start, end] = dataset.metadata.covers();
    format!("{start}/{end}")
}

fn references(portal: &PortalDescription, dataset: &Dataset) -> Option<Vec<String>> {
    let documents = dataset.attachments.iter().map(|attachment| portal.url(attachment.latest.as_str()));
    let metadata = &dataset.metadata;
    let all: Vec<String> = metadata.documentation.iter().chain(&metadata.related).cloned().chain(documents).collect();
    (!all.is_empty()).then_some(all)
}

fn distributions(portal: &PortalDescription, dataset: &Dataset) -> Vec<Value> {
    let mut all = Vec::new();
    for resource in &dataset.resources {
        for distribution in &resource.distributions {
            all.push(json!({
                "@type": "dcat:Distribution",
                "title": format!("{} ({})", resource.title, distribution.format.label()),
                "description": resource.description,
                "downloadURL": portal.url(distribution.latest.as_str()),
                "mediaType": distribution.format.served_as(),
                "format": distribution.format.label(),
            }));
        }
    }
    all
}
