//! Data Package v2 with Table Schema: `data/<slug>/datapackage.json`, one resource for the CSV of each table.

use serde_json::{Map, Value, json};

use super::{Vocabulary, compact, json_bytes};
use crate::files::SitePath;
use crate::model::schema::{Bound, Categories, Field, FieldType, Schema};
use crate::model::{Attachment, Catalog, Dataset, Format, PortalDescription, Resource};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

const PROFILES: &str = "https://datapackage.org/profiles/2.0/";

/// What a time of a service day looks like.
const SERVICE_TIME: &str = "[0-9]{2}:[0-5][0-9]:[0-5][0-9]";

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
        "resources": dataset.resources.iter().filter_map(resource).chain(dataset.attachments.iter().map(document)).collect::<Vec<_>>(),
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
        "schema": table_schema(&resource.schema),
    }))
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

/// The Table Schema of what is published of a table.
pub fn table_schema(schema: &Schema) -> Value {
    let mut value = json!({
        "$schema": format!("{PROFILES}tableschema.json"),
        "fields": schema.fields.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if !schema.primary_key.is_empty() {
        value["primaryKey"] = json!(schema.primary_key);
    }
    if !schema.unique_keys.is_empty() {
        value["uniqueKeys"] = json!(schema.unique_keys);
    }
    // A foreign key of Table Schema cannot leave its package.
    let own: Vec<_> = schema.foreign_keys.iter().filter(|key| key.reference.dataset.is_empty()).collect();
    if !own.is_empty() {
        value["foreignKeys"] = json!(own);
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
        "format": match &field.kind {
            FieldType::Formatted { format } => Some(format.name()),
            _ => None,
        },
        "delimiter": match &field.kind {
            FieldType::List { delimiter, .. } => Some(delimiter),
            _ => None,
        },
        "itemType": match &field.kind {
            FieldType::List { items, .. } => Some(items),
            _ => None,
        },
        "categories": field.categories.as_ref().map(categories),
        "categoriesOrdered": field.categories.as_ref().filter(|categories| categories.ordered).map(|_| true),
        "constraints": constraints(field),
    }))
}

/// Table Schema wants either plain values or values with labels, not both; a value without a label is its own.
fn categories(categories: &Categories) -> Value {
    let is_labelled = categories.values.iter().any(|category| category.label().is_some());
    let one = |category: &crate::model::schema::Category| match is_labelled {
        true => {
            let own = category.value().to_string();
            json!({ "value": category.value(), "label": category.label().unwrap_or(&own) })
        }
        false => json!(category.value()),
    };
    categories.values.iter().map(one).collect()
}

/// The published values are canonical, and so are the bounds; a type's own formats are those of Table Schema's defaults.
fn constraints(field: &Field) -> Value {
    let constraints = &field.constraints;
    // Times that run on after midnight are text for Table Schema, and text has no order there.
    let is_service_time = field.kind == FieldType::ServiceTime;
    let ordered = |bound: &'_ Option<Bound>| bound.as_ref().filter(|_| !is_service_time).map(|bound| json!(bound));
    let mut members = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    add("required", constraints.required.then_some(json!(true)));
    add("unique", constraints.unique.then_some(json!(true)));
    add("minLength", constraints.min_length.map(Value::from));
    add("maxLength", constraints.max_length.map(Value::from));
    add("minimum", ordered(&constraints.minimum));
    add("maximum", ordered(&constraints.maximum));
    add("exclusiveMinimum", ordered(&constraints.exclusive_minimum));
    add("exclusiveMaximum", ordered(&constraints.exclusive_maximum));
    add("jsonSchema", constraints.json_schema.clone());
    let pattern = if is_service_time { Some(SERVICE_TIME) } else { constraints.pattern.as_deref() };
    add("pattern", pattern.map(Value::from));
    add("enum", (!constraints.enumeration.is_empty()).then(|| json!(constraints.enumeration)));
    if members.is_empty() { Value::Null } else { Value::Object(members) }
}
