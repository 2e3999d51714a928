//! Turns declared columns into a [`Schema`].

mod constraints;
mod kind;

use super::INVALID_FIELD;
use super::file::{FieldEntry, ResourceEntry};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::model::schema::{Categories, Field, FieldType, MissingValue, Schema, StringFormat, WithheldField};
use crate::read::bound;

/// The schema of a resource, as far as its columns are declared rightly; `None` if a column is unusable, because a table
/// cannot be read without it.
pub(super) fn lower(
    document: &Document,
    pointer: &str,
    resource: &ResourceEntry,
    report: &mut Report,
) -> Option<Schema> {
    let missing_values = resource.missing_values.clone().unwrap_or_else(|| vec![MissingValue::empty()]);
    let mut fields: Vec<Field> = Vec::new();
    let mut whole = true;
    let withheld: Vec<WithheldField> = resource.fields.iter().filter_map(withheld).collect();
    for (at, entry) in resource.fields.iter().enumerate().filter(|(_, entry)| entry.is_published()) {
        let pointer = format!("{pointer}/fields/{at}");
        match field(document, &pointer, entry, &missing_values, report) {
            Some(field) => {
                let twice = |same: &dyn Fn(&str, &str) -> bool| {
                    fields.iter().any(|other| same(&other.name, &other.source))
                        || withheld.iter().any(|other| same(&other.name, &other.source))
                };
                if twice(&|name, _| name == field.name) {
                    let message = format!("There are two columns named `{}`.", field.name);
                    report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/name"), message));
                    whole = false;
                } else if twice(&|_, source| source == field.source) {
                    let message = format!("Two columns are read from the same header `{}`.", field.source);
                    report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/source"), message));
                    whole = false;
                }
                fields.push(field);
            }
            None => whole = false,
        }
    }
    if fields.is_empty() && whole && !withheld.is_empty() {
        let message = "No column of this table is to be published.";
        let help = "Take `publish = false` away from a column, or write it under the table and not its columns.";
        report.push(document.finding(&INVALID_FIELD, pointer, message).help(help));
        return None;
    }
    let known = |name: &String| fields.iter().any(|field| field.name == *name);
    let unknown = |pointer: String, name: &str| {
        let is_withheld = withheld.iter().any(|field| field.name == *name);
        let why = if is_withheld { "published" } else { "declared" };
        document.finding(&INVALID_FIELD, &pointer, format!("A key names the column `{name}`, which is not {why}."))
    };
    for (at, name) in resource.primary_key.iter().enumerate().filter(|(_, name)| !known(name)) {
        report.push(unknown(format!("{pointer}/primary_key/{at}"), name));
    }
    for (at, key) in resource.unique_keys.iter().enumerate() {
        for name in key.iter().filter(|name| !known(name)) {
            report.push(unknown(format!("{pointer}/unique_keys/{at}"), name));
        }
    }
    for (at, key) in resource.foreign_keys.iter().enumerate() {
        for name in key.fields.iter().filter(|name| !known(name)) {
            report.push(unknown(format!("{pointer}/foreign_keys/{at}"), name));
        }
        if key.fields.len() != key.reference.fields.len() || key.fields.is_empty() {
            let message = "A foreign key must name as many columns here as in the other table, at least one.";
            report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/foreign_keys/{at}"), message));
        }
    }
    let keep = |name: &&String| known(name);
    let primary_key: Vec<String> = resource.primary_key.iter().filter(keep).cloned().collect();
    let is_whole = |key: &&Vec<String>| !key.is_empty() && key.iter().all(known);
    let unique_keys = resource.unique_keys.iter().filter(is_whole).cloned().collect();
    let foreign_keys = resource
        .foreign_keys
        .iter()
        .filter(|key| {
            key.fields.iter().all(known) && key.fields.len() == key.reference.fields.len() && !key.fields.is_empty()
        })
        .cloned()
        .collect();
    let fields_match = resource.fields_match.unwrap_or_default();
    whole.then_some(Schema { fields, withheld, fields_match, primary_key, unique_keys, foreign_keys })
}

/// The column of an entry that says that it is not to be published.
fn withheld(entry: &FieldEntry) -> Option<WithheldField> {
    let name = entry.name.clone().filter(|_| !entry.is_published())?;
    Some(WithheldField { source: entry.source.clone().unwrap_or_else(|| name.clone()), name })
}

fn field(
    document: &Document,
    pointer: &str,
    entry: &FieldEntry,
    missing_values: &[MissingValue],
    report: &mut Report,
) -> Option<Field> {
    let (name, type_name) = (entry.name.clone()?, entry.kind?);
    let mut wrong = |key: &str, message: String, help: &str| {
        report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/{key}"), message).help(help));
    };
    let mut whole = true;
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.is_empty() || name.len() > 100 || !name.bytes().all(is_plain) {
        let message = format!("`{name}` must be lower-case letters, digits and underscores.");
        wrong("name", message, "The file's own header goes into `source`.");
        whole = false;
    }
    let kind = kind::kind(entry, type_name, &mut wrong);
    let notation = kind::notation(entry, &mut wrong);
    let kind = kind?;
    whole &= constraints::check(&entry.constraints, type_name, &kind, &mut wrong);
    let categories = entry
        .categories
        .clone()
        .map(|values| Categories { values, ordered: entry.categories_ordered.unwrap_or_default() });
    whole &= categories.as_ref().is_none_or(|categories| constraints::check_categories(categories, &kind, &mut wrong));
    whole &= entry.example.as_ref().is_none_or(|example| constraints::is_value(&kind, example, "example", &mut wrong));
    if let Some(term) = &entry.rdf_type
        && bound(&FieldType::Formatted { format: StringFormat::Uri }, term, false).is_err()
    {
        wrong("rdf_type", format!("`{term}` is not an address."), "Give the address of a term, or leave it out.");
        whole = false;
    }
    whole.then_some(Field {
        source: entry.source.clone().unwrap_or_else(|| name.clone()),
        name,
        title: entry.title.clone(),
        description: entry.description.clone().unwrap_or_default(),
        example: entry.example.as_ref().map(ToString::to_string),
        rdf_type: entry.rdf_type.clone(),
        unit: entry.unit.clone(),
        kind,
        missing_values: entry.missing_values.clone().unwrap_or_else(|| missing_values.to_vec()),
        constraints: entry.constraints.clone(),
        notation: notation?,
        categories,
        personal: entry.personal,
    })
}
