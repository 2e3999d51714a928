//! The data dictionary as a workbook, for people who answer in a spreadsheet: [`write`] asks, [`fill`] brings the answers into
//! `dataset.toml`.

mod allowed;
mod asked;
mod changes;
mod columns;
mod dataset;
mod day;
mod keys;
mod kind;
mod labels;
mod notation;
mod pattern;
mod questions;
mod read;
mod sheet;
#[cfg(test)]
mod tests;
mod write;

pub use read::{Filled, fill};
pub use write::write;

/// Types that can be chosen for a column.
const TYPES: &[&str] = &[
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "time",
    "year",
    "yearmonth",
    "duration",
    "geopoint",
    "object",
    "array",
    "list",
    "any",
];

/// What can be chosen for an answer that is yes or no.
const YES_OR_NO: [&str; 2] = ["yes", "no"];

/// What stands between several texts in one cell.
const BETWEEN: &str = " | ";

/// What takes an answer back, alone in its cell: an empty one changes nothing.
const CLEAR: &str = "-";

/// The texts in one cell.
fn texts(cell: &str, between: &[char]) -> Vec<String> {
    cell.split(between).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The name of a table.
fn table_name(resource: &crate::metadata::ResourceEntry) -> String {
    let path = resource.path.as_deref().or(resource.files.as_deref()).or(resource.url.as_deref()).unwrap_or_default();
    resource.name.clone().unwrap_or_else(|| crate::model::resource_name(path))
}
