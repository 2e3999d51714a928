//! What stands under Format: patterns of `dataset.toml`, and those that spreadsheet programs have for days and times.

use crate::read::{check_pattern, spreadsheet_pattern};

/// The format of a column of this type as `dataset.toml` has it: `mm/dd/yyyy` is `%m/%d/%Y`.
///
/// # Errors
/// A sentence, when the type has no such format.
pub(super) fn format(cell: &str, kind: &str) -> Result<String, String> {
    let one_of = |words: &[&str]| match words.contains(&cell) {
        true => Ok(cell.to_owned()),
        false => Err(format!("`{cell}` is no format of a {kind}: it is one of {}", words.join(", "))),
    };
    match kind {
        "time" if cell == "gtfs" => Ok(cell.to_owned()),
        "date" | "datetime" | "time" if cell == "default" => Ok(cell.to_owned()),
        "date" | "datetime" | "time" => {
            let no_pattern = || format!("`{cell}` is not a pattern for a {kind}, such as {}", example(kind));
            let pattern =
                if cell.contains('%') { cell.to_owned() } else { spreadsheet_pattern(cell).ok_or_else(no_pattern)? };
            check_pattern(&pattern, kind).map_err(|words| words.trim_end_matches('.').to_owned())?;
            Ok(pattern)
        }
        _ if is_moment(cell) => {
            Err(format!("a column of type {kind} has no pattern of days: choose the type date, or empty this cell"))
        }
        "string" => one_of(&["default", "email", "uri", "uuid", "binary"]),
        "geopoint" => one_of(&["default", "array", "object"]),
        _ if cell == "default" => Ok(cell.to_owned()),
        _ => Err(format!("a column of type {kind} has no format")),
    }
}

/// Whether it is a pattern of days or times, for columns that have none.
fn is_moment(cell: &str) -> bool {
    let pattern = if cell.contains('%') { Some(cell.to_owned()) } else { spreadsheet_pattern(cell) };
    pattern.is_some_and(|pattern| ["date", "datetime", "time"].iter().any(|kind| check_pattern(&pattern, kind).is_ok()))
}

fn example(kind: &str) -> &'static str {
    match kind {
        "date" => "mm/dd/yyyy or %m/%d/%Y",
        "time" => "hh:mm or %H:%M",
        _ => "mm/dd/yyyy hh:mm or %m/%d/%Y %H:%M",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_spreadsheet_programs_are_understood() {
        for (cell, kind, expected) in [
            ("mm/dd/yyyy", "date", "%m/%d/%Y"),
            ("M/D/YY", "date", "%m/%d/%y"),
            ("dd.mm.yyyy", "date", "%d.%m.%Y"),
            ("d mmm yyyy", "date", "%d %b %Y"),
            ("hh:mm", "time", "%H:%M"),
            ("h:mm AM/PM", "time", "%I:%M %p"),
            ("yyyy-mm-ddThh:mm:ss", "datetime", "%Y-%m-%dT%H:%M:%S"),
            ("%m/%d/%Y", "date", "%m/%d/%Y"),
            ("gtfs", "time", "gtfs"),
            ("email", "string", "email"),
        ] {
            assert_eq!(format(cell, kind).as_deref(), Ok(expected), "{cell}");
        }
        assert!(format("mm/dd/yyyy", "string").unwrap_err().contains("choose the type date"));
        for (cell, kind) in [
            ("jj.mm.aaaa", "date"),
            ("mm/yyyy", "date"),
            ("any", "date"),
            ("é", "date"),
            ("%Q", "date"),
            ("USPS", "string"),
            ("0.00", "number"),
            ("point", "geopoint"),
        ] {
            assert!(format(cell, kind).is_err(), "{cell}");
        }
    }
}
