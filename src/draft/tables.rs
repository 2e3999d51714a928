//! The tables of a drafted `dataset.toml`: what can be seen in a file, with a question beside what cannot.

use std::collections::BTreeSet;

use super::toml_text::{comment, list, text, value};
use super::{InspectedField, InspectedTable, Inspection};
use crate::diagnostic::{Quoted, Severity, Values};
use crate::model::schema::FieldType;
use crate::model::{CellRange, Dialect, Layout, SourceFormat, column_letters, resource_name};

/// How many examples of a column's values are given, as shapes.
const EXAMPLES: usize = 3;

/// The tables of some files, as TOML. A table that cannot be read as it is becomes a comment with the reason.
pub(super) fn tables(inspections: &[Inspection]) -> String {
    let mut names = BTreeSet::new();
    let mut written = String::new();
    for inspection in inspections {
        let several = inspection.tables.iter().filter(|table| is_usable(table)).count() > 1;
        for table in &inspection.tables {
            written.push('\n');
            if is_usable(table) {
                written.push_str(&resource(&inspection.file, table, several, &mut names));
            } else {
                written.push_str(&left_out(table));
            }
        }
    }
    written
}

/// Whether a table can be declared: it could be read, and nothing at error level stands against it.
pub(super) fn is_usable(table: &InspectedTable) -> bool {
    !table.fields.is_empty() && table.findings.iter().all(|finding| finding.severity != Severity::Error)
}

fn left_out(table: &InspectedTable) -> String {
    let mut lines = vec![comment(&format!("`{}` is left out:", table.name))];
    lines.extend(table.findings.iter().map(|finding| comment(&format!("  {}", finding.message))));
    if table.findings.is_empty() {
        lines.push(comment("  it has no columns."));
    }
    lines.join("\n") + "\n"
}

fn resource(file: &str, table: &InspectedTable, several: bool, names: &mut BTreeSet<String>) -> String {
    let mut lines = vec!["[[resources]]".to_owned(), format!("path = {}", text(file))];
    let usual = resource_name(file);
    let name = unique(if several { resource_name(&table.name) } else { usual.clone() }, names);
    if name != usual {
        lines.push(format!("name = {}", text(&name)));
    }
    lines.push(comment("What do residents call this table?"));
    lines.push("# title = \"\"".to_owned());
    lines.push(comment("What is one row?"));
    lines.push("# description = \"One row is one …\"".to_owned());
    lines.extend(hints(file, table.format, &table.layout));
    if !table.key.is_empty() {
        lines.push(comment("No two rows have the same value here today. Take the line away if that is chance."));
        lines.push(format!("primary_key = {}", list(&table.key)));
    }
    if let Some(crs) = &table.crs {
        lines.push(format!("crs = {}", text(crs)));
    }
    lines.extend(table.findings.iter().map(|finding| comment(&finding.message)));
    for field in &table.fields {
        lines.push(String::new());
        lines.extend(column(field));
    }
    lines.join("\n") + "\n"
}

/// A name that no table before has.
fn unique(name: String, names: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
    let free = free.expect("there are more numbers than tables");
    names.insert(free.clone());
    free
}

/// Where in its file the table lies, as far as the file's name does not say it.
fn hints(file: &str, format: SourceFormat, layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    let mut hint = |key: &str, value: Option<String>| lines.extend(value.map(|value| format!("{key} = {value}")));
    hint("format", (SourceFormat::of_name(file) != Some(format)).then(|| text(format.word())));
    hint("encoding", layout.encoding.as_deref().map(text));
    hint("dialect", dialect(&layout.dialect));
    hint("entry", layout.entry.as_deref().map(text));
    hint("records", (!layout.records.is_empty()).then(|| text(&layout.records.join("."))));
    hint("sheet", layout.sheet.as_deref().map(text));
    hint("range", layout.range.as_ref().map(|cells| text(&range(cells))));
    let rows = |rows: usize, usual: usize| (rows != usual).then(|| rows.to_string());
    hint("skip_rows", rows(layout.skip_rows, 0));
    hint("header_rows", rows(layout.header_rows, 1));
    hint("footer_rows", rows(layout.footer_rows, 0));
    lines
}

/// What is unusual about a dialect; its members have the names of the keys.
fn dialect(dialect: &Dialect) -> Option<String> {
    let members = |dialect: &Dialect| serde_json::to_value(dialect).expect("a dialect is plain data");
    let (mut unusual, usual) = (members(dialect), members(&Dialect::default()));
    let table = unusual.as_object_mut()?;
    table.retain(|key, member| usual.get(key) != Some(member));
    if table.is_empty() { None } else { value(&unusual) }
}

fn range(cells: &CellRange) -> String {
    let (first, last) = (column_letters(cells.first_column), column_letters(cells.last_column));
    match cells.last_row {
        Some(row) => format!("{first}{}:{last}{}", cells.first_row + 1, row + 1),
        None => format!("{first}{}:{last}", cells.first_row + 1),
    }
}

fn column(field: &InspectedField) -> Vec<String> {
    let mut lines = vec!["[[resources.fields]]".to_owned(), format!("name = {}", text(&field.name))];
    if field.source != field.name {
        lines.push(format!("source = {}", text(&field.source)));
    }
    if !field.why.is_empty() {
        lines.push(comment(&field.why));
    }
    lines.extend(kind(&field.kind));
    lines.extend(field.question.as_deref().map(|question| comment(&format!("Please check: {question}"))));
    if !field.missing_values.is_empty() {
        let empty = std::iter::once("");
        lines.push(format!("missing_values = {}", list(empty.chain(field.missing_values.iter().map(String::as_str)))));
    }
    // A value may be about a person: a draft is shown in pull requests, so it never quotes one.
    let shapes: BTreeSet<String> =
        field.examples.iter().map(|value| Quoted::value(value).render(Values::Shape)).collect();
    let shapes: Vec<String> = shapes.into_iter().take(EXAMPLES).collect();
    lines.push(comment(&match shapes.as_slice() {
        [] => "What does it mean? Every cell is empty.".to_owned(),
        shapes => format!("What does it mean? Its values look like {}.", shapes.join(" or ")),
    }));
    lines.push("# description = \"\"".to_owned());
    lines
}

/// A type with its options, which have the names of the keys of a column.
fn kind(kind: &FieldType) -> Vec<String> {
    let mut lines = Vec::new();
    let options = serde_json::to_value(kind).expect("a type is plain data");
    let usual: &[&[&str]] = &[&["true", "True", "TRUE", "1"], &["false", "False", "FALSE", "0"]];
    for (key, option) in options.as_object().into_iter().flatten() {
        let option = match option {
            // How dates are written: ISO 8601 and the default need no words, a pattern stands as it is.
            serde_json::Value::String(word) if key == "format" && (word == "iso" || word == "default") => continue,
            serde_json::Value::Object(pattern) if key == "format" => {
                pattern.values().next().cloned().unwrap_or_default()
            }
            serde_json::Value::Array(words) if usual.iter().any(|usual| words.iter().eq(usual.iter())) => continue,
            option => option.clone(),
        };
        lines.extend(value(&option).map(|option| format!("{key} = {option}")));
    }
    lines
}
