//! Croissant 1.1 (MLCommons): `data/<slug>/croissant.json`, which tools of machine learning load tables by. Each file of the
//! dataset with its digest, and a set of records for each table.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Vocabulary, citation, compact, each_dataset, escaped, is_geo_parquet, json_bytes, language};
use crate::files::SitePath;
use crate::model::schema::{Field, FieldType, ForeignKey, ItemType, StringFormat};
use crate::model::{
    Attachment, Catalog, Dataset, Distribution, Format, Frequency, Output, PortalDescription, Resource, Translation,
};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

/// What tools know Parquet by, beside its registered media type.
const OLD_PARQUET: &str = "application/x-parquet";

pub(super) struct Croissant;

impl Vocabulary for Croissant {
    fn name(&self) -> &'static str {
        "Croissant"
    }

    fn output(&self) -> Output {
        Output::Croissant
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        each_dataset(catalog, |dataset| {
            let path = SitePath::known(format!("data/{}/croissant.json", dataset.slug));
            let json = json_bytes(&self::dataset(&catalog.portal, &dataset));
            Some(SiteFile::of_dataset(&dataset, path, Kind::Catalog, json))
        })
    }
}

/// The context as the standard prints it, but that schema.org is `https` there as readers of it want.
fn context(language: &str) -> Value {
    json!({
        "@language": language,
        "@vocab": "https://schema.org/",
        "arrayShape": "cr:arrayShape",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "containedIn": "cr:containedIn",
        "cr": "http://mlcommons.org/croissant/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "description": { "@container": "@language" },
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileObject": "cr:fileObject",
        "fileProperty": "cr:fileProperty",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isArray": "cr:isArray",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "name": { "@container": "@language" },
        "parentField": "cr:parentField",
        "path": "cr:path",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}

fn dataset(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    let references = references(dataset);
    let publisher = json!({
        "@type": "sc:Organization",
        "name": portal.publisher_name(&metadata.publisher),
        "url": portal.url(&format!("publishers/{}/", metadata.publisher)),
        "email": metadata.contact.email,
    });
    let tables = dataset.resources.iter().flat_map(|resource| {
        resource.distributions.iter().map(move |distribution| file(portal, resource, distribution))
    });
    compact(json!({
        "@context": context(language(portal, dataset)),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": tagged(portal, dataset, &metadata.title, |translation| translation.title.as_ref()),
        "alternateName": dataset.slug,
        "description": tagged(portal, dataset, &metadata.description, |translation| translation.description.as_ref()),
        "url": portal.url(&format!("datasets/{}/", dataset.slug)),
        "license": metadata.license.url,
        "creator": publisher,
        "publisher": publisher,
        "datePublished": metadata.issued,
        "dateModified": metadata.modified,
        "version": dataset.metadata.version(),
        "keywords": metadata.keywords,
        "inLanguage": language(portal, dataset),
        "citeAs": citation(portal, dataset),
        "isLiveDataset": metadata.update_frequency != Frequency::Never,
        "rai:dataCollection": metadata.provenance,
        "distribution": tables.chain(dataset.attachments.iter().map(|one| document(portal, one))).collect::<Vec<_>>(),
        "recordSet": dataset.resources.iter().filter_map(|resource| record_set(resource, &references)).collect::<Vec<_>>(),
    }))
}

/// A text of a dataset; by language where it is there in several.
fn tagged(
    portal: &PortalDescription,
    dataset: &Dataset,
    text: &str,
    of: impl Fn(&Translation) -> Option<&String>,
) -> Value {
    let others = dataset.metadata.translations.iter();
    let others = others.filter_map(|(language, translation)| Some((language.as_str(), of(translation)?.as_str())));
    let mut texts: BTreeMap<&str, &str> = others.collect();
    if texts.is_empty() {
        return Value::from(text);
    }
    texts.insert(language(portal, dataset), text);
    json!(texts)
}

/// A file of a table, under the address that never changes, because of its digest.
fn file(portal: &PortalDescription, resource: &Resource, distribution: &Distribution) -> Value {
    let Distribution { format, path, bytes, sha256, .. } = distribution;
    let what = match format {
        Format::Parquet if is_geo_parquet(resource, *format) => "GeoParquet 1.1",
        Format::GeoJson => "GeoJSON (RFC 7946)",
        other => other.label(),
    };
    let encoding = match format {
        Format::Parquet => json!([format.media_type(), OLD_PARQUET]),
        _ => json!(format.served_as()),
    };
    json!({
        "@type": "cr:FileObject",
        "@id": distribution.filename(),
        "name": distribution.filename(),
        "description": format!("{}, as {what}", resource.title),
        "contentUrl": portal.url(path.as_str()),
        "contentSize": format!("{bytes} B"),
        "encodingFormat": encoding,
        "sha256": sha256,
    })
}

fn document(portal: &PortalDescription, attachment: &Attachment) -> Value {
    let name = format!("documents/{}", attachment.filename());
    json!({
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": attachment.description.as_ref().unwrap_or(&attachment.title),
        "contentUrl": portal.url(attachment.path.as_str()),
        "contentSize": format!("{} B", attachment.bytes),
        "encodingFormat": attachment.kind.media_type(),
        "sha256": attachment.sha256,
    })
}

/// The records of a table, from its Parquet where there is one: tools guess the types of a CSV, and lose leading zeros.
fn record_set(resource: &Resource, references: &BTreeMap<String, String>) -> Option<Value> {
    let of = |format| resource.distributions.iter().find(|distribution| distribution.format == format);
    let file = of(Format::Parquet).or_else(|| of(Format::Csv))?;
    let schema = &resource.schema;
    let key: Vec<Value> = schema.primary_key.iter().map(|name| json!({ "@id": id(resource, name) })).collect();
    Some(compact(json!({
        "@type": "cr:RecordSet",
        "@id": resource.name,
        "name": resource.name,
        "description": resource.description,
        "key": (!key.is_empty()).then_some(key),
        "field": schema.fields.iter().map(|one| field(resource, one, references, file)).collect::<Vec<_>>(),
    })))
}

/// The identifier of a column.
fn id(resource: &Resource, field: &str) -> String {
    format!("{}/{}", resource.name, escaped(field))
}

fn field(resource: &Resource, field: &Field, references: &BTreeMap<String, String>, file: &Distribution) -> Value {
    // A list is text in a CSV, with a delimiter that only its own standard tells of.
    let is_list = matches!(field.kind, FieldType::List { .. });
    let (id, is_array) = (id(resource, &field.name), is_list && file.format == Format::Parquet);
    compact(json!({
        "@type": "cr:Field",
        "@id": id,
        "name": field.name,
        "description": field.description,
        "dataType": data_type(&field.kind, is_array),
        "isArray": is_array.then_some(true),
        "arrayShape": is_array.then_some("-1"),
        "equivalentProperty": field.rdf_type,
        "references": references.get(&id).map(|id| json!({ "field": { "@id": id } })),
        "source": { "fileObject": { "@id": file.filename() }, "extract": { "column": field.name } },
    }))
}

/// The columns that refer to columns of other tables of the dataset, both by their identifiers. A reference that would lead back
/// to its own table is left out: readers join the tables that they lead to, and would not come to an end.
fn references(dataset: &Dataset) -> BTreeMap<String, String> {
    let (mut references, mut leads) = (BTreeMap::new(), Vec::new());
    for resource in &dataset.resources {
        for ForeignKey { fields, reference } in &resource.schema.foreign_keys {
            let target = dataset.resources.iter().find(|other| other.name == reference.resource);
            let Some(target) = target.filter(|_| reference.dataset.is_empty()) else { continue };
            if !is_led(&leads, &target.name, &resource.name) {
                leads.push((resource.name.as_str(), target.name.as_str()));
                let pairs = fields.iter().zip(&reference.fields);
                references.extend(pairs.map(|(from, to)| (id(resource, from), id(target, to))));
            }
        }
    }
    references
}

/// Whether references lead from one table to another, or it is the same.
fn is_led(leads: &[(&str, &str)], from: &str, to: &str) -> bool {
    from == to || leads.iter().any(|(start, end)| *start == from && is_led(leads, end, to))
}

/// What the values are. A shape is well-known binary in Parquet and text in a CSV; the first type says what it means.
fn data_type(kind: &FieldType, is_array: bool) -> Value {
    match kind {
        FieldType::GeoPoint { .. } => json!(["sc:GeoCoordinates", "sc:Text"]),
        FieldType::GeoJson => json!(["sc:GeoShape", "sc:Text"]),
        FieldType::List { items, .. } if is_array => json!(match items {
            ItemType::String => "sc:Text",
            ItemType::Integer => "sc:Integer",
            ItemType::Number => "sc:Float",
            ItemType::Boolean => "sc:Boolean",
            ItemType::Date => "sc:Date",
            ItemType::DateTime => "sc:DateTime",
            ItemType::Time => "sc:Time",
        }),
        FieldType::Formatted { format: StringFormat::Uri } => json!("sc:URL"),
        FieldType::Integer | FieldType::Year => json!("sc:Integer"),
        FieldType::Number { .. } => json!("sc:Float"),
        FieldType::Boolean { .. } => json!("sc:Boolean"),
        FieldType::Date { .. } => json!("sc:Date"),
        FieldType::DateTime { .. } => json!("sc:DateTime"),
        FieldType::Time { .. } => json!("sc:Time"),
        _ => json!("sc:Text"),
    }
}
