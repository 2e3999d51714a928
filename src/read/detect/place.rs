//! Where in a grid of cells the table lies: the rows of its labels, what stands above and below it, and its columns.
//!
//! Only the first and the last rows are looked at. What a row is, is told from the rows below it: labels are text over
//! columns of numbers or days, titles and notes fill few of the columns that rows fill.

use std::collections::HashSet;

use super::footer::footer;
use super::shape;

/// The first and the last rows of a sheet or a delimited text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The first rows.
    pub first: Vec<GridRow>,
    /// The last rows that are not among the first.
    pub last: Vec<GridRow>,
    /// Areas of merged cells, as first and last row, numbered from 1; only of workbooks.
    pub merged: Vec<(u64, u64)>,
}

impl Grid {
    /// How many of the first rows are looked at.
    pub const FIRST: usize = 400;
    /// How many of the last rows are looked at.
    pub const LAST: usize = 60;

    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &GridRow> {
        self.first.iter().chain(&self.last)
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Its number, from 1.
    pub row: u64,
    /// The texts of its cells from the first column on; an empty one stands for nothing.
    pub cells: Vec<String>,
    /// Whether it is an empty line, which no footer counts.
    pub is_empty: bool,
}

impl GridRow {
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    pub(super) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
    }

    /// Cells that are no numbers or days.
    pub(super) fn texts(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty() && !shape::is_data(cell)).count()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.filled() == 0
    }
}

/// Where the table lies, in the words of the reading hints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Rows above the labels.
    pub skip_rows: usize,
    /// Rows of labels.
    pub header_rows: usize,
    /// Rows below the last record that are no empty lines.
    pub footer_rows: usize,
    /// The number of the first row below the table, where there are any.
    pub footer: Option<u64>,
    /// The first and last column, from 0, where other columns hold something else.
    pub columns: Option<(usize, usize)>,
    /// Where no row looks like labels, so that the first row may well be a record: how many of its cells are text, and how
    /// many columns there are.
    pub unlabelled: Option<(usize, usize)>,
    /// Why this is no table, if it is none: a sentence.
    pub refusal: Option<String>,
}

/// Where the table lies in a grid.
pub fn place(grid: &Grid) -> Place {
    let filled: Vec<&GridRow> = grid.first.iter().filter(|row| !row.is_blank()).collect();
    let mut place = Place { header_rows: 1, ..Place::default() };
    let Some(top) = filled.first() else {
        place.refusal = Some("Nothing stands in it.".to_owned());
        return place;
    };
    let width = usual_width(grid.rows());
    let Some(at) = labels(&filled, width).map(|at| past_gap(&filled, at, width)) else {
        let first = filled.iter().find(|row| row.filled() * 5 >= width * 4).unwrap_or(top);
        place.skip_rows = first.row as usize - 1;
        place.unlabelled = Some((first.texts().min(width), width));
        place.refusal = document(&filled, width, grid);
        footer(grid, first.row, width, &mut place);
        return place;
    };
    let upper = upper_labels(&filled, at);
    place.skip_rows = filled[upper].row as usize - 1;
    let lower = lower_labels(&filled, at, width);
    place.header_rows = (filled[lower].row - filled[upper].row) as usize + 1;
    place.columns = columns(grid, filled[lower], width);
    footer(grid, filled[lower].row, width, &mut place);
    place.refusal = document(&filled, width, grid).or_else(|| {
        let second = second(&filled[lower + 1..], filled[lower])?;
        let first = filled[upper].row;
        Some(format!("The table that begins in row {first} is not the only one: another begins in row {second}."))
    });
    place
}

/// How many cells most rows fill: the middle of all rows that fill more than one, if there are such.
pub(super) fn usual_width<'a>(rows: impl Iterator<Item = &'a GridRow>) -> usize {
    let mut widths: Vec<usize> = rows.map(GridRow::filled).filter(|width| *width > 1).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(1)
}

/// The row of labels: the first that fills most columns with short and different texts.
fn labels(rows: &[&GridRow], width: usize) -> Option<usize> {
    const LOOK: usize = 60;
    let is_label_row = |row: &GridRow| {
        let cells = || row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let texts = cells().filter(|cell| !shape::is_data(cell)).count();
        let years = cells().filter(|cell| shape::is_year(cell)).count();
        let count = cells().count();
        let different = cells().collect::<std::collections::HashSet<_>>().len();
        count * 5 >= width * 3
            && (width < 3 || count > 1)
            && texts > 0
            && texts + years == count
            && different * 2 >= count
            && cells().all(|cell| cell.chars().count() <= 200)
    };
    let at = rows.iter().take(LOOK).position(|row| is_label_row(row))?;
    // Below rows of data there are no labels of theirs.
    let above = rows[..at].iter().filter(|row| row.filled() * 5 >= width * 4 && width > 1).count();
    (above < 2).then_some(at)
}

/// Rows of labels above: groups over labels that would otherwise stand twice.
fn upper_labels(rows: &[&GridRow], at: usize) -> usize {
    let labels: Vec<&str> = rows[at].cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let different = labels.iter().collect::<std::collections::HashSet<_>>().len();
    let is_group = |above: &GridRow| above.row + 1 == rows[at].row && above.filled() > 1;
    if different < labels.len() && at > 0 && is_group(rows[at - 1]) { at - 1 } else { at }
}

/// The row of labels that stands directly over the rows, where one that nothing follows stands further above.
fn past_gap(rows: &[&GridRow], at: usize, width: usize) -> usize {
    let Some(next) = rows.get(at + 1).filter(|next| next.row > rows[at].row + 1) else { return at };
    let typed = typed(&rows[(at + 2).min(rows.len())..], next.cells.len(), 9);
    let is_over_data = typed.iter().any(|column| !next.text(*column).is_empty());
    let is_label_row = next.filled() * 5 >= width * 4 && typed.iter().all(|column| is_label(next.text(*column)));
    if is_over_data && is_label_row { at + 1 } else { at }
}

/// The last row of labels: units or a second name, which are text where the rows below hold numbers or days.
pub(super) fn lower_labels(rows: &[&GridRow], at: usize, width: usize) -> usize {
    let typed = typed(&rows[(at + 3).min(rows.len())..], rows[at].cells.len(), 9);
    let is_label = |row: &GridRow| {
        let texts: Vec<&str> = typed.iter().map(|column| row.text(*column)).filter(|text| !text.is_empty()).collect();
        let is_text = texts.iter().all(|text| is_label(text));
        !texts.is_empty() && texts.len() * 2 >= typed.len() && is_text && row.filled() * 3 >= width
    };
    let mut last = at;
    while last < at + 2 && rows.get(last + 1).is_some_and(|row| row.row == rows[last].row + 1 && is_label(row)) {
        last += 1;
    }
    last
}

/// The row in which a second table begins: labels again over columns of numbers or days, or over other columns after a gap.
pub(super) fn second(body: &[&GridRow], labels: &GridRow) -> Option<u64> {
    let typed = typed(body, labels.cells.len(), 7);
    let mut gap = false;
    let mut before = labels.row;
    for (at, row) in body.iter().enumerate() {
        gap |= row.row > before + 1;
        before = row.row;
        let repeats = row.filled() > 1 && (0..row.cells.len()).all(|c| row.text(c) == labels.text(c));
        let is_heading = |row: &&&GridRow| row.filled() == 1 && typed.len() > 1;
        if repeats && !gap && body.get(at + 1).filter(is_heading).is_none() {
            // A line of labels that was copied along has a finding of its own.
            continue;
        }
        let over: Vec<&str> = typed.iter().map(|column| row.text(*column)).filter(|text| !text.is_empty()).collect();
        // Labels differ; a word such as INF, or a mark, stands in a row over and over.
        let differ = over.iter().collect::<HashSet<_>>().len() == over.len();
        let is_over_typed = over.len() > 2 && differ && over.iter().all(|text| is_label(text));
        let below = body.get(at + 1).filter(|_| gap && row.filled() > 1);
        let is_over_data = below.is_some_and(|below| {
            let pairs = || (0..row.cells.len()).map(|c| (row.text(c), below.text(c)));
            let data = pairs().filter(|(_, below)| shape::is_data(below)).count();
            let over = pairs().filter(|(above, below)| shape::is_data(below) && is_label(above)).count();
            data > 0 && over == data && pairs().all(|(above, _)| !shape::is_data(above))
        });
        if repeats || is_over_typed || is_over_data {
            return Some(row.row);
        }
    }
    None
}

/// Whether a text may be a label over numbers or days.
fn is_label(text: &str) -> bool {
    !shape::is_data(text) && !shape::is_missing(text)
}

/// The columns in which most values are numbers or days: so many of ten.
fn typed(rows: &[&GridRow], columns: usize, of_ten: usize) -> Vec<usize> {
    let is_typed = |column: &usize| {
        let values: Vec<&str> = rows.iter().map(|row| row.text(*column)).filter(|text| !text.is_empty()).collect();
        let data = values.iter().filter(|text| shape::is_data(text)).count();
        values.len() > 1 && data * 10 >= values.len() * of_ten
    };
    (0..columns).filter(is_typed).collect()
}

/// The columns of the first of several tables that stand side by side, with an empty column between them.
fn columns(grid: &Grid, labels: &GridRow, width: usize) -> Option<(usize, usize)> {
    let below = || grid.rows().filter(|row| row.row >= labels.row);
    let last = below().map(|row| row.cells.len()).max()?;
    let is_used: Vec<bool> = (0..last).map(|column| below().any(|row| !row.text(column).is_empty())).collect();
    let first = is_used.iter().position(|used| *used)?;
    let end = first + is_used[first..].iter().position(|used| !*used)?;
    let goes_on = is_used[end..].iter().any(|used| *used);
    // A column without a name and without values within a wide table is only that.
    (goes_on && (end - first) * 2 > width).then_some((first, end - 1))
}

/// Why a grid is a document made for reading, if it is: most rows are as wide as no other, or blocks follow each other.
fn document(rows: &[&GridRow], width: usize, grid: &Grid) -> Option<String> {
    const FEW: usize = 8;
    if rows.len() < FEW || width < 2 {
        let is_prose = rows.len() > 2
            && width < 2
            && rows.iter().any(|row| row.cells.iter().any(|cell| cell.chars().count() > 200));
        return is_prose.then(|| "It holds running text and no table.".to_owned());
    }
    let full = rows.iter().filter(|row| row.filled() * 2 >= width).count();
    let titles = |row: &&&GridRow| {
        row.filled() == 1
            && !shape::is_data(
                row.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default(),
            )
    };
    let titles = rows.iter().filter(titles).count();
    let merged =
        grid.merged.iter().filter(|(first, last)| rows.iter().any(|row| (*first..=*last).contains(&row.row))).count();
    let share = |count: usize| format!("{count} of the first {} rows", rows.len());
    if full * 3 < rows.len() * 2 {
        return Some(format!(
            "Only {} fill most of its columns, so it is a document made for reading and no table.",
            share(full)
        ));
    }
    if titles * 5 > rows.len() && titles > 3 {
        return Some(format!(
            "Headings stand between its rows, in {}: each block is a table of its own.",
            share(titles)
        ));
    }
    (merged * 4 > rows.len() && merged > FEW)
        .then(|| format!("Merged cells stand in it {merged} times, so it is a document made for reading and no table."))
}

#[cfg(test)]
mod tests;
