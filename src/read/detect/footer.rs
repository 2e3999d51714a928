//! What stands below a table: notes, sources and totals.

use super::place::{Grid, GridRow, Place, usual_width};
use super::shape;

/// What stands below the last record: notes, sources and totals.
pub(super) fn footer(grid: &Grid, labels: u64, width: usize, place: &mut Place) {
    const MOST: usize = 50;
    if width < 2 {
        return;
    }
    let first = first_column(grid, labels, width);
    let (mut filled, mut blank) = (0, 0);
    for row in grid.rows().rev().filter(|row| row.row > labels) {
        if row.is_blank() {
            blank += usize::from(!row.is_empty);
            continue;
        }
        if !is_footer(row, width, first) {
            place.footer_rows += blank;
            return;
        }
        filled += 1;
        if filled > MOST {
            // So long a footer is none: the table is only sparse.
            place.footer_rows = 0;
            place.footer = None;
            return;
        }
        place.footer_rows += 1 + std::mem::take(&mut blank);
        place.footer = Some(row.row);
    }
}

/// The first column that full rows fill.
fn first_column(grid: &Grid, labels: u64, width: usize) -> usize {
    let full = grid.rows().filter(|row| row.row >= labels && row.filled() * 2 >= width);
    full.filter_map(|row| row.cells.iter().position(|cell| !cell.trim().is_empty())).min().unwrap_or(0)
}

/// Whether a row at the end is no record: a total, or a note that begins where rows begin and fills nothing else.
fn is_footer(row: &GridRow, width: usize, first_column: usize) -> bool {
    let first = first_text(row);
    let is_sum = width > 3 && shape::is_data(first);
    is_word(first)
        || is_total_inside(row, first_column)
        || (row.filled() == 1 && (is_note(row, width, first_column) || is_sum))
}

/// Whether a row has numbers, nothing where rows begin, and as its only text what is called a total: `Total for 2025`.
fn is_total_inside(row: &GridRow, first_column: usize) -> bool {
    const BEGINNINGS: [&str; 4] = ["total", "totals", "grand total", "subtotal"];
    let mut texts = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty() && !shape::is_data(cell));
    let lower = texts.next().unwrap_or_default().to_lowercase();
    let begins = |word: &&str| lower.strip_prefix(*word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    row.text(first_column).is_empty() && texts.next().is_none() && row.filled() > 1 && BEGINNINGS.iter().any(begins)
}

fn first_text(row: &GridRow) -> &str {
    row.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default()
}

/// Whether a row begins with a word that says that it is no record.
fn is_word(first: &str) -> bool {
    const WORDS: [&str; 12] = [
        "total",
        "totals",
        "grand total",
        "sum",
        "note",
        "notes",
        "source",
        "sources",
        "total:",
        "note:",
        "source:",
        "subtotal",
    ];
    const BEGINNINGS: [&str; 7] = ["grand total", "note:", "notes:", "source:", "sources:", "* ", "† "];
    let lower = first.to_lowercase();
    WORDS.contains(&lower.as_str()) || BEGINNINGS.iter().any(|word| lower.starts_with(word))
}

/// Whether the only text of a row stands where rows begin.
fn is_note(row: &GridRow, width: usize, first_column: usize) -> bool {
    let first = first_text(row);
    width > 2 && !row.text(first_column).is_empty() && !shape::is_data(first) && first.chars().count() > 3
}

/// Rows below a table that are left out although they look like its records: how many of them, counted from the uppermost, and
/// the number of the first. `last` are the records above them.
pub fn left_out(last: &[GridRow], below: &[GridRow]) -> Option<(usize, u64)> {
    let records: Vec<&GridRow> = last.iter().filter(|row| !row.is_blank()).collect();
    let mut rows = below.iter().filter(|row| !row.is_empty).peekable();
    let first = rows.peek()?.row;
    // A single record does not tell what records look like.
    let count = rows.take_while(|row| records.len() > 1 && is_record(row, &records)).count();
    (count > 0).then_some((count, first))
}

/// Whether a row fills what all records fill, with what they fill it, and is no sum of them.
fn is_record(row: &GridRow, records: &[&GridRow]) -> bool {
    let width = records.iter().map(|record| record.cells.len()).chain([row.cells.len()]).max().unwrap_or(0);
    let is_alike = |column: usize| {
        let text = row.text(column);
        let mut above = records.iter().map(|record| record.text(column)).filter(|text| !text.is_empty()).peekable();
        match text.is_empty() {
            true => above.count() < records.len(),
            false => above.peek().is_none() || above.any(|other| shape::is_data(other) == shape::is_data(text)),
        }
    };
    row.filled() > 1
        && (0..width).all(is_alike)
        && !row.cells.iter().any(|cell| is_word(cell.trim()))
        && !is_sum(row, records)
}

/// Whether a row begins with a name that may be that of a total, and has no number that is less than one above it.
fn is_sum(row: &GridRow, records: &[&GridRow]) -> bool {
    const FIRST_WORDS: [&str; 8] = ["all", "average", "mean", "median", "overall", "subtotal", "sum", "total"];
    let first = first_text(row);
    let word = first.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    // A record is known by a number or a code, a sum is not.
    let is_name = !first.contains(|c: char| c.is_ascii_digit());
    let numbers = (0..row.cells.len()).filter(|column| shape::is_data(row.text(*column)));
    let mut known = numbers.filter_map(|column| {
        let above = records.iter().filter_map(|record| number(record.text(column))).reduce(f64::max)?;
        Some(number(row.text(column)).is_some_and(|number| number >= above))
    });
    let may_be_sum = is_name && row.texts() == 1 && row.filled() > 1 && known.all(|is_most| is_most);
    FIRST_WORDS.contains(&word.as_str()) || may_be_sum
}

/// The number that a cell shows.
fn number(text: &str) -> Option<f64> {
    text.replace([',', '$', '€', '£', '%', ' '], "").parse().ok()
}

/// Rows at the end of a table that look like no records although they are read as such: how many they are, and the number
/// of the first; told from the labels and the last rows of the table. Where such rows stand between others too, they are
/// records.
pub fn trailing(labels: &GridRow, last: &[GridRow]) -> Option<(usize, u64)> {
    let rows: Vec<&GridRow> = last.iter().filter(|row| !row.is_blank()).collect();
    let width = usual_width(std::iter::once(labels).chain(rows.iter().copied()));
    let full = rows.iter().filter(|row| row.filled() * 2 >= width);
    let first = full.filter_map(|row| row.cells.iter().position(|cell| !cell.trim().is_empty())).min()?;
    // One word or number alone may be the name of a record of which nothing else is known; and a record may well be called
    // `notes` or `total`, unless nothing but numbers stands beside it.
    let is_below = |row: &GridRow| {
        let others = row.cells.iter().filter(|cell| !cell.trim().is_empty()).skip(1);
        let is_total = is_word(first_text(row)) && others.clone().all(|cell| shape::is_data(cell));
        let is_prose = row.filled() == 1 && first_text(row).contains(char::is_whitespace);
        width > 1 && (is_total || (is_prose && is_note(row, width, first)))
    };
    let end = rows.iter().rposition(|row| !is_below(row))? + 1;
    let (records, below) = rows.split_at(end);
    let is_unlike = records.len() > 1 && !records.iter().any(|row| is_below(row));
    below.first().filter(|_| is_unlike).map(|row| (below.len(), row.row))
}
