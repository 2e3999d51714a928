//! The values that a column allows, in one cell: `N = new | C = closed`, or the values alone.

use super::{BETWEEN, texts};
use crate::draft::toml_text::{list, text};
use crate::model::schema::{Bound, Category, Labelled};

/// Stands between a code and its meaning.
const MEANS: &str = " = ";

/// The values in a cell, as a column of this type has them.
///
/// # Errors
/// A sentence, when the type has no list of values or a value is not of it.
pub(super) fn values(cell: &str, kind: &str) -> Result<Vec<Category>, String> {
    let value = |text: &str| match kind {
        "integer" => {
            text.parse().map(|number: i64| Bound::Integer(number)).map_err(|_| format!("`{text}` is no whole number"))
        }
        "string" => Ok(Bound::Text(text.to_owned())),
        _ => Err(format!("a column of type {kind} cannot have a list of values: only string and integer can")),
    };
    let category = |item: String| {
        Ok(match item.split_once(MEANS) {
            Some((code, label)) => {
                Category::Labelled(Labelled { value: value(code.trim())?, label: label.trim().to_owned() })
            }
            None => Category::Value(value(&item)?),
        })
    };
    texts(cell, '|').into_iter().map(category).collect()
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
