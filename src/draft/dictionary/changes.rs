//! What answers change in `dataset.toml`, in words: a line for each.

use std::collections::BTreeSet;

use super::allowed::MEANS;
use super::{BETWEEN, table_name};
use crate::diagnostic::render::one_line;
use crate::document::Document;
use crate::draft::edit::{Edit, apply};
use crate::metadata::DatasetFile;

/// The most characters of a value that are shown.
const SHOWN: usize = 120;

/// A line for each change: `Title: (empty) -> Permits`.
pub(super) fn changes(document: &Document, file: &DatasetFile, edits: &[Edit]) -> Vec<String> {
    let old: toml::Table = document.source().parse().unwrap_or_default();
    let line = |edit: &Edit| {
        let words = |value: Option<&toml::Value>| match (edit.key, value) {
            ("publish", value) => {
                Some(if value == Some(&toml::Value::Boolean(false)) { "no" } else { "yes" }.to_owned())
            }
            ("bare_number", value) => {
                Some(if value == Some(&toml::Value::Boolean(false)) { "yes" } else { "no" }.to_owned())
            }
            (_, value) => value.map(words_of),
        };
        let before = words(at(&old, &edit.table).and_then(|table| table.get(edit.key)));
        let after = words(value(edit).as_ref());
        let shown = |text: Option<String>| cut(&text.unwrap_or_default());
        one_line(&format!("{}{}: {} -> {}", place(file, &edit.table), label(edit.key), shown(before), shown(after)))
    };
    edits.iter().map(line).collect()
}

/// A sentence for each answer that two rows give.
pub(super) fn twice(file: &DatasetFile, edits: &[Edit]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again = edits.iter().filter(|edit| !seen.insert((&edit.table, edit.key)));
    again
        .map(|edit| format!("{}{}: two rows answer this; keep one", place(file, &edit.table), label(edit.key)))
        .collect()
}

/// The keys that an edit does not reach: people may write them as tables of their own or between braces, where no line can be
/// changed. `new` is the text with all edits made.
pub(super) fn unmade(document: &Document, new: &str, edits: &[Edit]) -> Vec<&'static str> {
    let is_made = |root: &Option<toml::Table>, edit: &Edit| {
        let table = root.as_ref().and_then(|root| at(root, &edit.table));
        table.is_some_and(|table| table.get(edit.key) == value(edit).as_ref())
    };
    let whole = new.parse().ok();
    if edits.iter().all(|edit| is_made(&whole, edit)) {
        return Vec::new();
    }
    // One that breaks the file hides what the others do.
    let alone = |edit: &&Edit| !is_made(&apply(document, std::slice::from_ref(*edit)).parse().ok(), edit);
    edits.iter().filter(alone).map(|edit| edit.key).collect()
}

/// The new value of a key; none if it is taken away.
fn value(edit: &Edit) -> Option<toml::Value> {
    let parsed: toml::Table = format!("value = {}", edit.value.as_deref()?).parse().ok()?;
    parsed.get("value").cloned()
}

/// The table or column that is meant; nothing for the dataset.
fn place(file: &DatasetFile, pointer: &str) -> String {
    let resources = file.resources.as_deref().unwrap_or_default();
    let mut parts = pointer.split('/').filter_map(|part| part.parse::<usize>().ok());
    let Some(resource) = parts.next().and_then(|at| resources.get(at)) else { return String::new() };
    let table = format!("Table {}, ", table_name(resource));
    match parts.next().and_then(|at| resource.fields.get(at)).and_then(|field| field.name.as_deref()) {
        Some(column) if resources.len() == 1 => format!("Column {column}, "),
        Some(column) => format!("{table}column {column}, "),
        None => table,
    }
}

/// What the workbook calls a key.
fn label(key: &'static str) -> String {
    let known = match key {
        "source" => "Label in the file",
        "name" => "New name",
        "primary_key" => "Identifies a row",
        "categories" => "Allowed values",
        "decimal_char" => "Decimal mark",
        "group_char" => "Thousands mark",
        "bare_number" => "Signs around",
        "true_values" => "Words for yes",
        "false_values" => "Words for no",
        "temporal" => "First and last day",
        _ => key,
    };
    let mut words = known.replace('_', " ");
    words[..1].make_ascii_uppercase();
    words
}

/// The table at a pointer such as `/resources/0/fields/2`.
fn at<'a>(root: &'a toml::Table, pointer: &str) -> Option<&'a toml::Table> {
    let mut parts = pointer.split('/').skip(1);
    let Some(first) = parts.next() else { return Some(root) };
    let value = parts.try_fold(root.get(first)?, |value, part| match part.parse::<usize>() {
        Ok(at) => value.get(at),
        Err(_) => value.get(part),
    })?;
    value.as_table()
}

/// A value as the workbook has it.
fn words_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => {
            let items = items.iter().map(words_of).filter(|item| !item.is_empty());
            items.collect::<Vec<_>>().join(BETWEEN)
        }
        toml::Value::Table(members) => {
            let of = |key: &str| members.get(key).map(words_of);
            let all = || members.iter().map(|(key, member)| format!("{key} {}", words_of(member)));
            match (of("value").zip(of("label")), of("name").zip(of("email")), of("start").zip(of("end"))) {
                (Some((value, label)), ..) => format!("{value}{MEANS}{label}"),
                (_, Some((first, second)), _) | (.., Some((first, second))) => format!("{first}, {second}"),
                _ => all().collect::<Vec<_>>().join(", "),
            }
        }
        other => other.to_string(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        _ if text.is_empty() => "(empty)".to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
