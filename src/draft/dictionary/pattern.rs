//! What stands under Format: patterns of `dataset.toml`, and those that spreadsheet programs have for days and times.

use crate::read::check_pattern;

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
                if cell.contains('%') { cell.to_owned() } else { spreadsheet(cell).ok_or_else(no_pattern)? };
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
    let pattern = if cell.contains('%') { Some(cell.to_owned()) } else { spreadsheet(cell) };
    pattern.is_some_and(|pattern| ["date", "datetime", "time"].iter().any(|kind| check_pattern(&pattern, kind).is_ok()))
}

fn example(kind: &str) -> &'static str {
    match kind {
        "date" => "mm/dd/yyyy or %m/%d/%Y",
        "time" => "hh:mm or %H:%M",
        _ => "mm/dd/yyyy hh:mm or %m/%d/%Y %H:%M",
    }
}

/// A spreadsheet's pattern in the letters of `dataset.toml`; `None` if a part of it is unknown.
fn spreadsheet(cell: &str) -> Option<String> {
    let lower = cell.to_lowercase();
    let (body, half) = match lower.split_once("am/pm") {
        Some((before, "")) => (before, "%p"),
        Some(_) => return None,
        None => (lower.as_str(), ""),
    };
    let runs = runs(body);
    let mut pattern = String::new();
    for (at, run) in runs.iter().enumerate() {
        let letter = |run: &&&str| run.starts_with(|c: char| c.is_ascii_alphabetic());
        let before = runs[..at].iter().rev().find(letter);
        let after = runs[at + 1..].iter().find(letter);
        // The letter m is minutes beside hours and seconds, and else a month.
        let is_minute = before.is_some_and(|run| run.starts_with('h')) || after.is_some_and(|run| run.starts_with('s'));
        pattern.push_str(match *run {
            "yyyy" => "%Y",
            "yy" => "%y",
            "m" | "mm" if is_minute => "%M",
            "m" | "mm" => "%m",
            "mmm" => "%b",
            "mmmm" => "%B",
            "d" | "dd" => "%d",
            "ddd" => "%a",
            "dddd" => "%A",
            "h" | "hh" if !half.is_empty() => "%I",
            "h" | "hh" => "%H",
            "s" | "ss" => "%S",
            "t" => "T",
            mark if letter(&&mark) => return None,
            mark => mark,
        });
    }
    Some(pattern + half)
}

/// A pattern as spreadsheet programs have it: `%m/%d/%Y` is `mm/dd/yyyy`. One that they do not have stays as it is.
pub(super) fn words(pattern: &str) -> String {
    let half = if pattern.contains("%p") { "%I" } else { "%H" };
    let letters = [
        ("%Y", "yyyy"),
        ("%y", "yy"),
        ("%m", "mm"),
        ("%B", "mmmm"),
        ("%b", "mmm"),
        ("%d", "dd"),
        (half, "hh"),
        ("%M", "mm"),
        ("%S", "ss"),
        ("%p", "AM/PM"),
    ];
    let words = letters.iter().fold(pattern.to_owned(), |words, (sign, letters)| words.replace(sign, letters));
    if spreadsheet(&words).as_deref() == Some(pattern) { words } else { pattern.to_owned() }
}

/// A text in pieces, each of one character and its repetitions.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| c != first).unwrap_or(rest.len());
        runs.push(&rest[..end]);
        rest = &rest[end..];
    }
    runs
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
