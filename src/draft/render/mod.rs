//! Views of what `inspect` found: for programs and for people.

mod human;
mod json;

pub use human::human;
pub use json::json;

use crate::model::Layout;
use crate::model::column_letters;
use crate::model::schema::{DateFormat, FieldType};
use crate::read::detect::LineEnding;

/// The word for a type in `dataset.toml`.
fn word(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::ServiceTime => "time",
        kind => kind.name(),
    }
}

/// The pattern of a type that needs one.
fn pattern(kind: &FieldType) -> Option<&str> {
    match kind {
        FieldType::Date { format } | FieldType::DateTime { format, .. } | FieldType::Time { format } => match format {
            DateFormat::Pattern(pattern) => Some(pattern),
            DateFormat::Iso => None,
        },
        FieldType::ServiceTime => Some("gtfs"),
        _ => None,
    }
}

fn line_ending(ending: LineEnding) -> Option<&'static str> {
    match ending {
        LineEnding::Lf => Some("LF"),
        LineEnding::CrLf => Some("CRLF"),
        LineEnding::Cr => Some("CR"),
        LineEnding::Mixed => Some("mixed"),
        LineEnding::None => None,
    }
}

/// The cells of the table, as `range` is written.
fn range(layout: &Layout) -> Option<String> {
    let range = layout.range?;
    let last_row = range.last_row.map_or_else(String::new, |row| (row + 1).to_string());
    Some(format!(
        "{}{}:{}{last_row}",
        column_letters(range.first_column),
        range.first_row + 1,
        column_letters(range.last_column)
    ))
}
