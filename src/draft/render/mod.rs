//! Views of what `inspect` found: for programs and for people.

mod human;
mod json;

pub use human::human;
pub use json::json;

use crate::model::Layout;
use crate::model::column_letters;
use crate::model::schema::{DateFormat, FieldType};
use crate::read::detect::LineEnding;

/// The pattern of a type that needs one.
fn pattern(kind: &FieldType) -> Option<&str> {
    match kind {
        FieldType::Date { format } | FieldType::DateTime { format, .. } | FieldType::Time { format } => match format {
            DateFormat::Pattern(pattern) => Some(pattern),
            DateFormat::Iso => None,
        },
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
    const LAST_COLUMN: u32 = 16_383;
    let range = layout.range?;
    let last_row = range.last_row.map_or_else(String::new, |row| (row + 1).to_string());
    let last_column = range.last_column.min(LAST_COLUMN);
    Some(format!(
        "{}{}:{}{last_row}",
        column_letters(range.first_column),
        range.first_row + 1,
        column_letters(last_column)
    ))
}
