//! Data Package v2 with Table Schema: `data/<slug>/datapackage.json`, one resource for the CSV of each table.

use serde_json::{Map, Value, json};

use super::{Vocabulary, compact, json_bytes};
use crate::files::SitePath;
use crate::model::schema::{Bound, Constraints, Field, FieldType, Schema};
use crate::model::{Catalog, Dataset, Format, PortalDescription, Resource};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

const PROFILES: &str = "https://datapackage.org/profiles/2.0/";

pub(super) struct DataPackage;

impl Vocabulary for DataPackage {
    fn name(&self) -> &'static str {
        "Data Package"
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let one = |dataset: Public<&Dataset>| {
            let path = SitePath::known(format!("data/{}/datapackage.json", dataset.slug));
            let package = package(&catalog.portal, &dataset);
            SiteFile::of_dataset(&dataset, path, Kind::Catalog, json_bytes(&package))
        };
        catalog.datasets().map(one).collect()
    }
}

fn package(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    let publisher = portal.publisher(&metadata.publisher);
    let modified = metadata.modified;
    compact(json!({
        "$schema": format!("{PROFILES}datapackage.json"),
        "name": dataset.slug,
        "id": dataset.identifier(&portal.base_url),
        "title": metadata.title,
        "description": metadata.description,
        "homepage": portal.url(&format!("datasets/{}/", dataset.slug)),
        "version": format!("{}.{}.{}", modified.year(), modified.month(), modified.day()),
        "created": format!("{}T00:00:00Z", metadata.issued),
        "keywords": metadata.keywords,
        "licenses": [{ "name": metadata.license.id, "path": metadata.license.url, "title": metadata.license.title }],
        "contributors": [
            { "title": publisher.map_or(metadata.publisher.as_str(), |p| p.name.as_str()), "roles": ["publisher"] },
            { "title": metadata.contact.name, "email": metadata.contact.email, "roles": ["contact"] },
        ],
        "resources": dataset.resources.iter().filter_map(resource).collect::<Vec<_>>(),
    }))
}

fn resource(resource: &Resource) -> Option<Value> {
    let csv = resource.distributions.iter().find(|distribution| distribution.format == Format::Csv)?;
    Some(json!({
        "name": resource.name,
        "type": "table",
        "path": format!("latest/{}", csv.filename()),
        "title": resource.title,
        "description": resource.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv.bytes,
        "hash": format!("sha256:{}", csv.sha256),
        "schema": schema(&resource.schema),
    }))
}

fn schema(schema: &Schema) -> Value {
    let mut value = json!({
        "$schema": format!("{PROFILES}tableschema.json"),
        "fields": schema.fields.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if !schema.primary_key.is_empty() {
        value["primaryKey"] = json!(schema.primary_key);
    }
    if !schema.foreign_keys.is_empty() {
        value["foreignKeys"] = json!(schema.foreign_keys);
    }
    value
}

fn field(field: &Field) -> Value {
    // The package is about the CSV, where a shape is well-known text; Table Schema's `geojson` would promise JSON.
    let is_shape = field.kind == FieldType::GeoJson;
    compact(json!({
        "name": field.name,
        "type": if is_shape { "string" } else { field.kind.name() },
        "rdfType": is_shape.then_some("http://www.opengis.net/ont/geosparql#wktLiteral"),
        "title": field.title,
        "description": field.description,
        "unit": field.unit,
        "constraints": constraints(&field.constraints),
    }))
}

/// The published values are canonical, and so are the bounds; a type's own formats are those of Table Schema's defaults.
fn constraints(constraints: &Constraints) -> Value {
    let mut members = Map::new();
    let bound = |bound: &Bound| json!(bound);
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    add("required", constraints.required.then_some(json!(true)));
    add("unique", constraints.unique.then_some(json!(true)));
    add("minLength", constraints.min_length.map(Value::from));
    add("maxLength", constraints.max_length.map(Value::from));
    add("minimum", constraints.minimum.as_ref().map(bound));
    add("maximum", constraints.maximum.as_ref().map(bound));
    add("pattern", constraints.pattern.as_deref().map(Value::from));
    add("enum", (!constraints.enumeration.is_empty()).then(|| json!(constraints.enumeration)));
    if members.is_empty() { Value::Null } else { Value::Object(members) }
}
