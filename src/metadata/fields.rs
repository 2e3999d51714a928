//! Turns declared columns into a [`Schema`].

use super::INVALID_FIELD;
use super::file::{FieldEntry, ResourceEntry, TypeName};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::model::schema::{DateFormat, Field, FieldType, GeoPointFormat, Schema};
use crate::model::table::DECIMAL_PRECISION;

/// The schema of a resource, as far as its columns are declared rightly; `None` if a column is unusable, because a table
/// cannot be read without it.
pub(super) fn lower(
    document: &Document,
    pointer: &str,
    resource: &ResourceEntry,
    report: &mut Report,
) -> Option<Schema> {
    let missing_values = resource.missing_values.clone().unwrap_or_else(|| vec![String::new()]);
    let mut fields: Vec<Field> = Vec::new();
    let mut whole = true;
    for (at, entry) in resource.fields.iter().enumerate() {
        let pointer = format!("{pointer}/fields/{at}");
        match field(document, &pointer, entry, &missing_values, report) {
            Some(field) => {
                let twice = |same: &dyn Fn(&Field) -> bool| fields.iter().any(same);
                if twice(&|other| other.name == field.name) {
                    let message = format!("There are two columns named `{}`.", field.name);
                    report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/name"), message));
                    whole = false;
                } else if twice(&|other| other.source == field.source) {
                    let message = format!("Two columns are read from the same header `{}`.", field.source);
                    report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/source"), message));
                    whole = false;
                }
                fields.push(field);
            }
            None => whole = false,
        }
    }
    let known = |name: &String| fields.iter().any(|field| field.name == *name);
    let unknown = |pointer: String, name: &str| {
        document.finding(&INVALID_FIELD, &pointer, format!("A key names the column `{name}`, which is not declared."))
    };
    for (at, name) in resource.primary_key.iter().enumerate().filter(|(_, name)| !known(name)) {
        report.push(unknown(format!("{pointer}/primary_key/{at}"), name));
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
    let foreign_keys = resource
        .foreign_keys
        .iter()
        .filter(|key| {
            key.fields.iter().all(known) && key.fields.len() == key.reference.fields.len() && !key.fields.is_empty()
        })
        .cloned()
        .collect();
    whole.then_some(Schema { fields, primary_key, foreign_keys })
}

fn field(
    document: &Document,
    pointer: &str,
    entry: &FieldEntry,
    missing_values: &[String],
    report: &mut Report,
) -> Option<Field> {
    let (name, kind) = (entry.name.clone()?, entry.kind?);
    let mut wrong = |key: &str, message: String| {
        report.push(document.finding(&INVALID_FIELD, &format!("{pointer}/{key}"), message))
    };
    let mut whole = true;
    if name.is_empty()
        || name.len() > 100
        || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    {
        wrong(
            "name",
            format!(
                "`{name}` must be lower-case letters, digits and underscores; the file's own header goes into `source`."
            ),
        );
        whole = false;
    }
    for (key, given, kinds) in [
        ("decimals", entry.decimals.is_some(), &[TypeName::Number][..]),
        ("timezone", entry.timezone.is_some(), &[TypeName::DateTime]),
        ("true_values", entry.true_values.is_some(), &[TypeName::Boolean]),
        ("false_values", entry.false_values.is_some(), &[TypeName::Boolean]),
    ] {
        if given && !kinds.contains(&kind) {
            wrong(key, format!("`{key}` has no meaning for this type."));
        }
    }
    let kind = match kind {
        TypeName::String => FieldType::String,
        TypeName::Integer => FieldType::Integer,
        TypeName::Year => FieldType::Year,
        TypeName::Number => {
            if entry.decimals.is_some_and(|decimals| decimals > 18) {
                wrong("decimals", format!("At most 18 decimals of {DECIMAL_PRECISION} digits can be kept."));
                whole = false;
            }
            FieldType::Number { decimals: entry.decimals }
        }
        TypeName::Boolean => {
            let words = |given: &Option<Vec<String>>, default: [&str; 4]| {
                given.clone().unwrap_or_else(|| default.map(str::to_owned).to_vec())
            };
            let true_values = words(&entry.true_values, ["true", "True", "TRUE", "1"]);
            let false_values = words(&entry.false_values, ["false", "False", "FALSE", "0"]);
            if let Some(both) = true_values.iter().find(|word| false_values.contains(word)) {
                wrong("true_values", format!("`{both}` cannot mean both true and false."));
                whole = false;
            }
            FieldType::Boolean { true_values, false_values }
        }
        TypeName::Date | TypeName::DateTime | TypeName::Time => {
            let format = match entry.format.as_deref() {
                None | Some("default") => DateFormat::Iso,
                Some(pattern) if pattern.contains('%') => DateFormat::Pattern(pattern.to_owned()),
                Some(other) => {
                    wrong("format", format!("`{other}` is not a date pattern such as `%m/%d/%Y`."));
                    whole = false;
                    DateFormat::Iso
                }
            };
            if let DateFormat::Pattern(pattern) = &format
                && let Err(message) = crate::read::check_pattern(pattern, kind_word(kind))
            {
                wrong("format", message);
                whole = false;
            }
            if let Some(zone) = &entry.timezone
                && jiff::tz::TimeZone::get(zone).is_err()
            {
                wrong("timezone", format!("`{zone}` is not the name of a time zone such as `America/New_York`."));
                whole = false;
            }
            match kind {
                TypeName::Date => FieldType::Date { format },
                TypeName::Time => FieldType::Time { format },
                _ => FieldType::DateTime { format, timezone: entry.timezone.clone() },
            }
        }
        TypeName::GeoJson => FieldType::GeoJson,
        TypeName::GeoPoint => FieldType::GeoPoint {
            format: match entry.format.as_deref() {
                None | Some("default") => GeoPointFormat::Default,
                Some("array") => GeoPointFormat::Array,
                Some("object") => GeoPointFormat::Object,
                Some(other) => {
                    wrong(
                        "format",
                        format!("`{other}` is not a way to write a point: `default`, `array` or `object`."),
                    );
                    GeoPointFormat::Default
                }
            },
        },
    };
    if let Some(pattern) = &entry.constraints.pattern
        && let Err(error) = regex::Regex::new(pattern)
    {
        wrong("constraints/pattern", format!("The pattern is not a regular expression: {error}").replace('\n', " "));
        whole = false;
    }
    whole.then(|| Field {
        source: entry.source.clone().unwrap_or_else(|| name.clone()),
        name,
        title: entry.title.clone(),
        description: entry.description.clone().unwrap_or_default(),
        unit: entry.unit.clone(),
        kind,
        missing_values: entry.missing_values.clone().unwrap_or_else(|| missing_values.to_vec()),
        constraints: entry.constraints.clone(),
    })
}

fn kind_word(kind: TypeName) -> &'static str {
    match kind {
        TypeName::Date => "date",
        TypeName::Time => "time",
        _ => "datetime",
    }
}
