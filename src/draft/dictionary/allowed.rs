//! The values that a column allows, in one cell: `N = new | C = closed`, `N=new, C=closed`, or the values alone.

use super::{BETWEEN, texts};
use crate::draft::toml_text::{list, text};
use crate::model::schema::{Bound, Category, Labelled};

/// Stands between a code and its meaning.
pub(super) const MEANS: &str = " = ";

/// The same where people leave the spaces out.
const MEANS_TIGHTLY: char = '=';

/// The values in a cell, as a column of this type has them.
///
/// # Errors
/// A sentence, when the type has no list of values or a value is not of it.
pub(super) fn values(cell: &str, kind: &str) -> Result<Vec<Category>, String> {
    let value = |text: &str| match kind {
        "integer" => text.parse().map(|number: i64| Bound::Integer(number)).map_err(|_| {
            let help = if text.contains('-') { "; each value has to be written, with a | between them" } else { "" };
            format!("`{text}` is no whole number{help}")
        }),
        "string" => Ok(Bound::Text(text.to_owned())),
        _ => Err(format!("a column of type {kind} cannot have a list of values: only string and integer can")),
    };
    let category = |item: String| {
        let parts = item.split_once(MEANS).or_else(|| item.split_once(MEANS_TIGHTLY));
        Ok(match parts.filter(|(code, label)| !code.trim().is_empty() && !label.trim().is_empty()) {
            Some((code, label)) => {
                Category::Labelled(Labelled { value: value(code.trim())?, label: label.trim().to_owned() })
            }
            None => Category::Value(value(&item)?),
        })
    };
    items(cell)?.into_iter().map(category).collect()
}

/// The values as they stand in the cell. Commas and semicolons stand between values, and inside them: they count where every
/// part is a code with its meaning.
fn items(cell: &str) -> Result<Vec<String>, String> {
    if cell.contains('|') {
        return Ok(texts(cell, &['|']));
    }
    for marks in [&['\n', '\r'][..], &[';', '\n', '\r'], &[',', ';', '\n', '\r']] {
        let parts = texts(cell, marks);
        if parts.len() > 1 && parts.iter().all(|part| part.contains(MEANS_TIGHTLY)) {
            return Ok(parts);
        }
    }
    match texts(cell, &[',', ';', '\n', '\r']).len() {
        0 | 1 => Ok(texts(cell, &['|'])),
        _ => Err("write a | between the values, and one behind it if this is a single value".to_owned()),
    }
}

/// The cell for some values.
pub(super) fn cell(categories: &[Category]) -> String {
    let one = |category: &Category| match category.label() {
        Some(label) => format!("{}{MEANS}{label}", category.value()),
        None => category.value().to_string(),
    };
    categories.iter().map(one).collect::<Vec<_>>().join(BETWEEN)
}

/// The values as TOML.
pub(super) fn toml(categories: &[Category]) -> String {
    let plain = |value: &Bound| match value {
        Bound::Text(value) => text(value),
        other => other.to_string(),
    };
    if categories.iter().all(|category| matches!(category, Category::Value(Bound::Text(_)))) {
        return list(categories.iter().map(|category| category.value().to_string()));
    }
    let one = |category: &Category| match category.label() {
        Some(label) => format!("{{ value = {}, label = {} }}", plain(category.value()), text(label)),
        None => plain(category.value()),
    };
    format!("[{}]", categories.iter().map(one).collect::<Vec<_>>().join(", "))
}
