//! `schemas/tables/<name>.json`: a Table Schema that several datasets share, in the standard's own JSON.

use serde::Deserialize;

use super::file::{FieldEntry, ResourceEntry};
use super::{UNKNOWN_SCHEMA, fields};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::files;
use crate::model::resource_name;
use crate::model::schema::{FieldsMatch, ForeignKey, MissingValue, Reference, Schema};
use crate::portal::Portal;

/// The longest shared schema that is read.
const SCHEMA_LIMIT: u64 = 1 << 20;

/// The columns and keys of a shared schema: the same words as in `dataset.toml`, in JSON. What the resource itself says of
/// keys and missing values goes before.
pub(super) fn read(
    portal: &Portal,
    document: &Document,
    pointer: &str,
    shared: &str,
    entry: &ResourceEntry,
    report: &mut Report,
) -> Option<Schema> {
    let path = portal.root.join("schemas/tables").join(format!("{}.json", resource_name(shared)));
    let read = files::read_text(&path, SCHEMA_LIMIT)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str::<TableSchema>(&text).map_err(|error| error.to_string()));
    match read {
        Ok(schema) => fields::lower(document, pointer, &schema.over(entry), report),
        Err(error) => {
            let message = format!("The shared schema `{shared}` cannot be used: {error}.");
            report.push(document.finding(&UNKNOWN_SCHEMA, &format!("{pointer}/schema"), message));
            None
        }
    }
}

/// What a Table Schema says; what else it may hold says nothing here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TableSchema {
    fields: Vec<FieldEntry>,
    #[serde(default)]
    fields_match: Option<OneOrMany<FieldsMatch>>,
    #[serde(default)]
    primary_key: OneOrMany<String>,
    #[serde(default)]
    unique_keys: Vec<OneOrMany<String>>,
    #[serde(default)]
    foreign_keys: Vec<Foreign>,
    #[serde(default)]
    missing_values: Option<Vec<MissingValue>>,
}

/// A foreign key as the standard has it, where one name needs no list.
#[derive(Deserialize)]
struct Foreign {
    fields: OneOrMany<String>,
    reference: Other,
}

#[derive(Deserialize)]
struct Other {
    #[serde(default)]
    resource: String,
    fields: OneOrMany<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    fn into_list(self) -> Vec<T> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

impl TableSchema {
    /// The schema as a resource would declare it, under what that one says itself.
    fn over(self, entry: &ResourceEntry) -> ResourceEntry {
        let own = |own: &Vec<String>, shared: Vec<String>| if own.is_empty() { shared } else { own.clone() };
        let foreign = |key: Foreign| ForeignKey {
            fields: key.fields.into_list(),
            reference: Reference {
                dataset: String::new(),
                resource: key.reference.resource,
                fields: key.reference.fields.into_list(),
            },
        };
        let unique_keys = self.unique_keys.into_iter().map(OneOrMany::into_list).collect();
        let foreign_keys = self.foreign_keys.into_iter().map(foreign).collect();
        let fields_match = self.fields_match.and_then(|words| words.into_list().into_iter().next());
        ResourceEntry {
            fields: self.fields,
            fields_match: entry.fields_match.or(fields_match),
            primary_key: own(&entry.primary_key, self.primary_key.into_list()),
            unique_keys: if entry.unique_keys.is_empty() { unique_keys } else { entry.unique_keys.clone() },
            foreign_keys: if entry.foreign_keys.is_empty() { foreign_keys } else { entry.foreign_keys.clone() },
            missing_values: entry.missing_values.clone().or(self.missing_values),
            ..ResourceEntry::default()
        }
    }
}
