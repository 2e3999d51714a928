//! What several formats say in the same words.

use std::fmt::Write;

use super::Options;
use crate::diagnostic::{Finding, Place};

/// Text as one line without control characters: names that people send are part of messages and paths, and neither a
/// terminal, an editor nor an XML reader may be told anything by them. Characters that turn the direction of writing
/// count as control.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { tame(c) }).collect()
}

/// As [`one_line`], but line breaks and tabs stay: for text that is to be pasted.
pub fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(|c| if matches!(c, '\n' | '\t') { c } else { tame(c) }).collect()
}

fn tame(c: char) -> char {
    match c {
        '\u{2028}' | '\u{2029}' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => '·',
        _ if c.is_control() => '·',
        _ => c,
    }
}

/// `1 row`, `2,000 rows`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// `1,204,000`.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Where in its file a place is: `row 1,204, column species`; empty for a whole file.
pub(super) fn inside(place: &Place) -> String {
    let position = match (place.row, place.line, place.column) {
        (Some(row), _, _) => Some(format!("row {}", thousands(row))),
        (None, Some(line), Some(column)) => Some(format!("line {}, character {}", thousands(line), thousands(column))),
        (None, Some(line), None) => Some(format!("line {}", thousands(line))),
        (None, None, _) => None,
    };
    let column = place.field.as_ref().map(|field| format!("column {field}"));
    let parts = [place.part.clone(), position, column, place.note.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A finding on one line: `A cell is not a number. 1,204 times, first in row 2. Found: 999-99-9999`.
pub(super) fn sentence(finding: &Finding, options: Options) -> String {
    let place = finding.place();
    let mut text = one_line(&finding.message);
    let _ = match (finding.count, place.row) {
        (1, Some(row)) => write!(text, " In row {}.", thousands(row)),
        (1, None) => Ok(()),
        (count, Some(row)) => write!(text, " {} times, first in row {}.", thousands(count), thousands(row)),
        (count, None) => write!(text, " {} times.", thousands(count)),
    };
    if let Some(found) = found(place, options) {
        let _ = write!(text, " Found: {found}");
    }
    text
}

/// What stands at a place, on one line; none if that is nothing.
pub(super) fn found(place: &Place, options: Options) -> Option<String> {
    let found = one_line(&place.value.as_ref()?.render(options.values));
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_tamed() {
        assert_eq!(one_line("a\u{1b}[31m\r\nb\u{202e}c\u{2028}d\u{ffff}"), "a·[31m  b·c d·");
        assert_eq!(lines("a\r\n\tb\r\u{0}"), "a\n\tb··");
    }

    #[test]
    fn places_read_well() {
        let place = Place { row: Some(1204), line: Some(9), ..Place::field("trees.csv", "species") };
        assert_eq!(inside(&place), "row 1,204, column species");
        assert_eq!(inside(&Place::text("dataset.toml", 3, 7)), "line 3, character 7");
        assert_eq!(inside(&Place::field("trees.csv", "species")), "column species");
        assert_eq!(inside(&Place::file("trees.csv")), "");
    }
}
