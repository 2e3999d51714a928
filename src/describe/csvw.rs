//! CSV on the Web (W3C): `<table>.csv-metadata.json` beside each CSV, where the standard has programs look for it, and once
//! more in `data/<slug>/`. A table that refers to others of its dataset is described together with them, because the standard
//! knows references only within a group of tables.

use serde_json::{Map, Value, json};

use super::table_schema::literal;
use super::{Vocabulary, compact, each_dataset, escaped, json_bytes, language};
use crate::files::SitePath;
use crate::model::schema::{Bound, Field, FieldType, ForeignKey, ItemType, StringFormat};
use crate::model::{Catalog, Dataset, Distribution, Format, Output, PortalDescription, Resource};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

const CONTEXT: &str = "http://www.w3.org/ns/csvw";

/// Well-known text, the datatype of shapes in a CSV.
const WKT: &str = "http://www.opengis.net/ont/geosparql#wktLiteral";

pub(super) struct Csvw;

impl Vocabulary for Csvw {
    fn name(&self) -> &'static str {
        "CSV on the Web"
    }

    fn output(&self) -> Output {
        Output::Csvw
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        each_dataset(catalog, |dataset| {
            let tables: Vec<Table<'_>> = dataset.resources.iter().filter_map(Table::of).collect();
            let mut files = Vec::with_capacity(2 * tables.len());
            for table in &tables {
                let one = |folder: &str, prefix: &str, kind| {
                    let path = format!("data/{}/{folder}{}-metadata.json", dataset.slug, table.csv.filename());
                    let value = document(&catalog.portal, &dataset, &group(table, &tables), prefix);
                    SiteFile::of_dataset(&dataset, SitePath::known(path), kind, json_bytes(&value))
                };
                files.extend([one("", "latest/", Kind::Catalog), one("latest/", "", Kind::Alias)]);
            }
            files
        })
    }
}

/// A table that is published as CSV.
#[derive(Clone, Copy)]
struct Table<'a> {
    resource: &'a Resource,
    csv: &'a Distribution,
}

impl<'a> Table<'a> {
    fn of(resource: &'a Resource) -> Option<Self> {
        let csv = resource.distributions.iter().find(|distribution| distribution.format == Format::Csv)?;
        Some(Table { resource, csv })
    }
}

/// A table and all that it leads to by its keys, itself first.
fn group<'a>(table: &Table<'a>, all: &[Table<'a>]) -> Vec<Table<'a>> {
    let mut group = vec![*table];
    let mut next = 0;
    while let Some(table) = group.get(next).copied() {
        for key in own_keys(table.resource) {
            let target = all.iter().find(|other| other.resource.name == target(table.resource, key));
            if let Some(target) = target
                && !group.iter().any(|known| known.resource.name == target.resource.name)
            {
                group.push(*target);
            }
        }
        next += 1;
    }
    group
}

/// The references that stay in the dataset.
fn own_keys(resource: &Resource) -> impl Iterator<Item = &ForeignKey> {
    resource.schema.foreign_keys.iter().filter(|key| key.reference.dataset.is_empty())
}

/// The name of the table that a key leads to.
fn target<'a>(resource: &'a Resource, key: &'a ForeignKey) -> &'a str {
    if key.reference.resource.is_empty() { &resource.name } else { &key.reference.resource }
}

/// `prefix` leads from the description to the CSVs.
fn document(portal: &PortalDescription, dataset: &Dataset, group: &[Table<'_>], prefix: &str) -> Value {
    let language = language(portal, dataset);
    let mut document = Map::new();
    document.insert("@context".to_owned(), json!([CONTEXT, { "@language": language }]));
    let describe = |table: &Table<'_>| self::table(dataset, table, group, prefix, language);
    match group {
        [table] => match describe(table) {
            Value::Object(members) => document.extend(members),
            other => unreachable!("a table is an object, not {other}"),
        },
        tables => {
            document.insert("tables".to_owned(), tables.iter().map(describe).collect());
        }
    }
    Value::Object(document)
}

fn table(dataset: &Dataset, table: &Table<'_>, group: &[Table<'_>], prefix: &str, language: &str) -> Value {
    let Table { resource, csv } = table;
    let schema = &resource.schema;
    let is_key = |field: &Field| schema.primary_key.contains(&field.name);
    let keys: Vec<Value> = own_keys(resource).filter_map(|key| foreign_key(resource, key, group, prefix)).collect();
    json!({
        "url": format!("{prefix}{}", csv.filename()),
        "dc:title": resource.title,
        "dc:description": resource.description,
        "dc:license": { "@id": dataset.metadata.license.url },
        "dc:modified": { "@value": dataset.metadata.modified, "@type": "xsd:date" },
        "lang": language,
        "null": "",
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
            "headerRowCount": 1,
            "lineTerminators": ["\n"],
        },
        "tableSchema": compact(json!({
            "columns": schema.fields.iter().map(|field| column(field, is_key(field))).collect::<Vec<_>>(),
            "primaryKey": (!schema.primary_key.is_empty()).then(|| names(&schema.primary_key)),
            "foreignKeys": (!keys.is_empty()).then_some(keys),
        })),
    })
}

fn names(fields: &[String]) -> Vec<String> {
    fields.iter().map(|name| escaped(name)).collect()
}

fn foreign_key(resource: &Resource, key: &ForeignKey, group: &[Table<'_>], prefix: &str) -> Option<Value> {
    let target = group.iter().find(|table| table.resource.name == target(resource, key))?;
    Some(json!({
        "columnReference": names(&key.fields),
        "reference": {
            "resource": format!("{prefix}{}", target.csv.filename()),
            "columnReference": names(&key.reference.fields),
        },
    }))
}

/// A column. `titles` are what the header may say, and ours says the name; what people call it is a title of Dublin Core.
fn column(field: &Field, is_key: bool) -> Value {
    compact(json!({
        "name": escaped(&field.name),
        "titles": field.name,
        "dc:title": field.title,
        "dc:description": field.description,
        "schema:unitText": field.unit,
        "propertyUrl": field.rdf_type,
        "required": (field.constraints.required || is_key).then_some(true),
        "separator": match &field.kind {
            FieldType::List { delimiter, .. } => Some(delimiter),
            _ => None,
        },
        "datatype": datatype(field),
    }))
}

/// The datatype of the values as they are published, with the bounds that they keep.
fn datatype(field: &Field) -> Value {
    let mut datatype = Map::from_iter([("base".to_owned(), Value::from(base(&field.kind)))]);
    let constraints = &field.constraints;
    let ordered = |bound: &Option<Bound>| bound.as_ref().map(|bound| literal(&field.kind, bound));
    if matches!(field.kind, FieldType::GeoJson) {
        datatype.insert("@id".to_owned(), Value::from(WKT));
    }
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            datatype.insert(name.to_owned(), value);
        }
    };
    // A year is text to some readers of the standard, which refuse bounds on texts.
    if field.kind.has_range() && field.kind != FieldType::Year {
        add("minimum", ordered(&constraints.minimum));
        add("maximum", ordered(&constraints.maximum));
        add("minExclusive", ordered(&constraints.exclusive_minimum));
        add("maxExclusive", ordered(&constraints.exclusive_maximum));
    }
    if matches!(field.kind, FieldType::String | FieldType::Formatted { .. }) {
        add("minLength", constraints.min_length.map(Value::from));
        add("maxLength", constraints.max_length.map(Value::from));
    }
    match datatype.len() {
        1 => Value::from(base(&field.kind)),
        _ => Value::Object(datatype),
    }
}

fn base(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Formatted { format: StringFormat::Uri } => "anyURI",
        FieldType::Formatted { format: StringFormat::Binary } => "base64Binary",
        // Points are text as Table Schema writes them, and times past midnight are no times.
        FieldType::String
        | FieldType::Formatted { .. }
        | FieldType::ServiceTime
        | FieldType::Any
        | FieldType::GeoPoint { .. }
        | FieldType::GeoJson => "string",
        FieldType::Integer => "integer",
        FieldType::Number { decimals: None } => "double",
        FieldType::Number { decimals: Some(_) } => "decimal",
        FieldType::Boolean { .. } => "boolean",
        FieldType::Date { .. } => "date",
        FieldType::DateTime { .. } => "dateTime",
        FieldType::Time { .. } => "time",
        FieldType::Year => "gYear",
        FieldType::YearMonth => "gYearMonth",
        FieldType::Duration => "duration",
        FieldType::Object | FieldType::Array => "json",
        FieldType::List { items, .. } => match items {
            ItemType::String => "string",
            ItemType::Integer => "integer",
            ItemType::Number => "double",
            ItemType::Boolean => "boolean",
            ItemType::Date => "date",
            ItemType::DateTime => "dateTime",
            ItemType::Time => "time",
        },
    }
}
