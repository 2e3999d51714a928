//! Data Package v2 with Table Schema: `data/<slug>/datapackage.json`, one resource for the CSV of each table and one for each
//! document.

use serde_json::{Value, json};

use super::table_schema::{PROFILES, table_schema};
use super::{Vocabulary, compact, each_dataset, json_bytes};
use crate::files::SitePath;
use crate::model::{Attachment, Catalog, Dataset, Distribution, Format, Output, PortalDescription, Resource};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) struct DataPackage;

impl Vocabulary for DataPackage {
    fn name(&self) -> &'static str {
        "Data Package"
    }

    fn output(&self) -> Output {
        Output::DataPackage
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        each_dataset(catalog, |dataset| {
            let path = SitePath::known(format!("data/{}/datapackage.json", dataset.slug));
            let json = json_bytes(&package(&catalog.portal, &dataset));
            Some(SiteFile::of_dataset(&dataset, path, Kind::Catalog, json))
        })
    }
}

fn package(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    let publisher = portal.publisher_name(&metadata.publisher);
    let tables = dataset.resources.iter().filter_map(resource);
    compact(json!({
        "$schema": format!("{PROFILES}datapackage.json"),
        "name": dataset.slug,
        "id": dataset.identifier(&portal.base_url),
        "title": metadata.title,
        "description": metadata.description,
        "homepage": portal.url(&format!("datasets/{}/", dataset.slug)),
        "version": dataset.metadata.version(),
        "created": format!("{}T00:00:00Z", metadata.issued),
        "keywords": metadata.keywords,
        "licenses": [{ "name": metadata.license.id, "path": metadata.license.url, "title": metadata.license.title }],
        "contributors": [
            {
                "title": publisher,
                "path": portal.url(&format!("publishers/{}/", metadata.publisher)),
                "roles": ["publisher"],
            },
            {
                "title": metadata.contact.name,
                "email": metadata.contact.email,
                "organization": publisher,
                "roles": ["contact"],
            },
        ],
        "sources": metadata.provenance.as_ref().map(|how| json!([{ "title": how }])),
        "resources": tables.chain(dataset.attachments.iter().map(document)).collect::<Vec<_>>(),
    }))
}

fn resource(resource: &Resource) -> Option<Value> {
    // A portal may publish no CSV; then the first of what there is stands for the table.
    let is_csv = |distribution: &&Distribution| distribution.format == Format::Csv;
    let file = resource.distributions.iter().find(is_csv).or(resource.distributions.first())?;
    Some(compact(json!({
        "name": resource.name,
        "type": "table",
        "path": format!("latest/{}", file.filename()),
        "title": resource.title,
        "description": resource.description,
        "format": file.format.id(),
        "mediatype": file.format.media_type(),
        "encoding": (file.format == Format::Csv).then_some("utf-8"),
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
        "schema": table_schema(&resource.schema),
    })))
}

/// A document is a file without a schema; its name has a dot, which that of a table has not.
fn document(attachment: &Attachment) -> Value {
    compact(json!({
        "name": attachment.filename(),
        "path": format!("documents/latest/{}", attachment.filename()),
        "title": attachment.title,
        "description": attachment.description,
        "format": attachment.kind.extension(),
        "mediatype": attachment.kind.media_type(),
        "bytes": attachment.bytes,
        "hash": format!("sha256:{}", attachment.sha256),
    }))
}
