//! Why the rows around a table are left out, for the comments beside the keys that leave them out.

use crate::read::detect::{Grid, GridRow, Place};

/// Sentences about what stands above and below a table. They quote nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Of the rows above the labels, where there are any.
    pub above: Option<String>,
    /// Of the rows below the last record, where there are any.
    pub below: Option<String>,
    /// What to do with `footer_rows` if that is wrong.
    pub otherwise: Option<&'static str>,
}

impl Around {
    /// What stands around the place of a table in a grid.
    pub(super) fn of(grid: &Grid, place: &Place) -> Self {
        let (below, otherwise) = below(grid, place).unzip();
        Around { above: above(grid, place), below, otherwise }
    }
}

fn above(grid: &Grid, place: &Place) -> Option<String> {
    let last = place.skip_rows as u64;
    let has_text = grid.first.iter().any(|row| row.row <= last && !is_blank(row));
    let what = if has_text { "a title or notes, and no column names" } else { "empty" };
    (last > 0).then(|| said(1, last, what))
}

fn below(grid: &Grid, place: &Place) -> Option<(String, &'static str)> {
    let first = place.footer?;
    let rows = || grid.first.iter().chain(&grid.last).filter(|row| row.row >= first && !is_blank(row));
    let last = rows().map(|row| row.row).max()?;
    let what = match (rows().any(is_total), rows().all(is_total)) {
        (_, true) if first == last => "a total, and no record",
        (_, true) => "totals, and no records",
        (true, false) => "totals and notes, and no records",
        (false, false) if first == last => "a note, and no record",
        (false, false) => "notes, and no records",
    };
    let otherwise = if first == last {
        "If it is a record, take the line away."
    } else {
        "If one is a record, correct the number."
    };
    Some((said(first, last, what), otherwise))
}

/// Which rows are left out, and what they are.
fn said(first: u64, last: u64, what: &str) -> String {
    if first == last {
        format!("Row {first} is left out: it is {what}.")
    } else {
        format!("Rows {first} to {last} are left out: they are {what}.")
    }
}

fn is_blank(row: &GridRow) -> bool {
    row.cells.iter().all(|cell| cell.trim().is_empty())
}

/// Whether the first text of a row has a word for a sum.
fn is_total(row: &GridRow) -> bool {
    let first = row.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default();
    let first = first.to_lowercase();
    first.split(|c: char| !c.is_alphanumeric()).any(|word| ["total", "totals", "subtotal", "sum"].contains(&word))
}
