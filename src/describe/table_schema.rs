//! Table Schema (Frictionless v2) of what is published of a table: in the Data Package, in the API, in Parquet, and by itself
//! as `data/<slug>/<table>.schema.json`.

use serde_json::{Map, Number, Value, json};

use super::{compact, each_dataset, json_bytes};
use crate::files::SitePath;
use crate::model::schema::{Bound, Categories, Category, Field, FieldType, MissingValue, Schema};
use crate::model::{Catalog, Output, Slug};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

/// Where the profiles of Frictionless v2 are.
pub(super) const PROFILES: &str = "https://datapackage.org/profiles/2.0/";

/// What a time of a service day looks like.
const SERVICE_TIME: &str = "[0-9]{2}:[0-5][0-9]:[0-5][0-9]";

/// The schemas by themselves. The Data Package is about them and others point to them, so they go with the last of these.
pub(super) fn files(catalog: &Public<Catalog>) -> Vec<SiteFile> {
    let outputs = &catalog.portal.outputs;
    if ![Output::DataPackage, Output::Api, Output::Dcat, Output::DcatUs3].into_iter().any(|output| outputs.has(output))
    {
        return Vec::new();
    }
    each_dataset(catalog, |dataset| {
        let schemas = dataset.resources.iter().map(|resource| {
            let json = json_bytes(&table_schema(&resource.schema));
            SiteFile::of_dataset(&dataset, schema_path(&dataset.slug, &resource.name), Kind::Catalog, json)
        });
        schemas.collect::<Vec<_>>()
    })
}

/// Where the Table Schema of a table lies by itself.
pub(super) fn schema_path(slug: &Slug, resource: &str) -> SitePath {
    SitePath::known(format!("data/{slug}/{resource}.schema.json"))
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
    let (type_name, term) = match &field.kind {
        // The package is about the CSV, where a shape is well-known text; Table Schema's `geojson` would promise JSON.
        FieldType::GeoJson => ("string", Some("http://www.opengis.net/ont/geosparql#wktLiteral")),
        // The text of the standard has lists, and its JSON Schema has not, so that no validator would take the package.
        FieldType::List { .. } => ("string", None),
        kind => (kind.name(), None),
    };
    compact(json!({
        "name": field.name,
        "type": type_name,
        "rdfType": field.rdf_type.as_deref().or(term),
        "title": field.title,
        "description": field.description,
        "example": field.example,
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
        "missingValues": missing_values(field),
        "categories": field.categories.as_ref().map(|all| categories(&field.kind, all)),
        "categoriesOrdered": field.categories.as_ref().filter(|categories| categories.ordered).map(|_| true),
        "constraints": constraints(field),
    }))
}

/// The texts that the source has instead of values, where it says why: in the published CSV they are empty cells, so all that
/// is left of them is what they mean.
fn missing_values(field: &Field) -> Option<Value> {
    field.missing_values.iter().find(|missing| missing.label().is_some())?;
    let stated = field.missing_values.iter().filter(|missing| !missing.value().is_empty());
    let empty = field.missing_values.iter().find(|missing| missing.value().is_empty());
    let one = |value: &str, label: Option<&str>| match label {
        Some(label) => json!({ "value": value, "label": label }),
        None => json!({ "value": value }),
    };
    let empty = one("", empty.and_then(MissingValue::label));
    Some(std::iter::once(empty).chain(stated.map(|missing| one(missing.value(), missing.label()))).collect())
}

/// A declared value in the JSON that Table Schema wants for a type: numbers for numbers, truth for truth, text for all else.
pub(super) fn literal(kind: &FieldType, value: &Bound) -> Value {
    let text = value.to_string();
    let plain = match kind {
        FieldType::Integer | FieldType::Year => text.parse::<i64>().ok().map(Value::from),
        FieldType::Number { .. } => text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
        FieldType::Boolean { .. } => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    // A whole number keeps all its digits; what is not finite, and so no number of JSON, is text.
    match (plain, value) {
        (Some(Value::Number(_)), Bound::Integer(whole)) => json!(whole),
        (Some(plain), _) => plain,
        (None, _) => Value::from(text),
    }
}

/// The members of `enum`: all text where some cannot be numbers.
fn members(kind: &FieldType, values: &[Bound]) -> Value {
    let members: Vec<Value> = values.iter().map(|value| literal(kind, value)).collect();
    match members.iter().any(Value::is_string) {
        true => values.iter().map(ToString::to_string).collect(),
        false => Value::Array(members),
    }
}

/// Table Schema wants either plain values or values with labels, not both; a value without a label is its own.
fn categories(kind: &FieldType, categories: &Categories) -> Value {
    let is_labelled = categories.values.iter().any(|category| category.label().is_some());
    let one = |category: &Category| match is_labelled {
        true => {
            let own = category.value().to_string();
            json!({ "value": literal(kind, category.value()), "label": category.label().unwrap_or(&own) })
        }
        false => literal(kind, category.value()),
    };
    categories.values.iter().map(one).collect()
}

/// The published values are canonical, and so are the bounds; a type's own formats are those of Table Schema's defaults.
fn constraints(field: &Field) -> Value {
    let constraints = &field.constraints;
    // Times that run on after midnight are text for Table Schema, and text has no order there.
    let is_service_time = field.kind == FieldType::ServiceTime;
    let ordered =
        |bound: &Option<Bound>| bound.as_ref().filter(|_| !is_service_time).map(|bound| literal(&field.kind, bound));
    // Where a list is text, its length is counted in characters, which nobody has limited.
    let length =
        |length: Option<u64>| length.filter(|_| !matches!(field.kind, FieldType::List { .. })).map(Value::from);
    let mut kept = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            kept.insert(name.to_owned(), value);
        }
    };
    add("required", constraints.required.then_some(json!(true)));
    add("unique", constraints.unique.then_some(json!(true)));
    add("minLength", length(constraints.min_length));
    add("maxLength", length(constraints.max_length));
    add("minimum", ordered(&constraints.minimum));
    add("maximum", ordered(&constraints.maximum));
    add("exclusiveMinimum", ordered(&constraints.exclusive_minimum));
    add("exclusiveMaximum", ordered(&constraints.exclusive_maximum));
    add("jsonSchema", constraints.json_schema.clone());
    let pattern = if is_service_time { Some(SERVICE_TIME) } else { constraints.pattern.as_deref() };
    add("pattern", pattern.map(Value::from));
    add("enum", (!constraints.enumeration.is_empty()).then(|| members(&field.kind, &constraints.enumeration)));
    if kept.is_empty() { Value::Null } else { Value::Object(kept) }
}
