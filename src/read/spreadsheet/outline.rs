//! What sheets a workbook holds, when nobody has declared one.

use super::book::Book;
use super::grid::{Grid as Sheet, Line};
use crate::model::{Layout, SourceFormat};
use crate::read::Flaw;
use crate::read::detect::{Grid, GridRow};
use crate::read::outline::{Columns, Outline};

/// How many columns of a row are looked at.
const COLUMNS: usize = 2_000;

/// The visible sheets in which something stands; there is at least one.
pub(super) fn outline(mut book: Book, layout: &Layout) -> Result<Vec<Outline>, Flaw> {
    let mut found = Vec::new();
    let sheets = book.sheets();
    let there = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    for sheet in sheets.into_iter().filter(|sheet| !sheet.is_hidden) {
        let mut outline =
            Outline::new(SourceFormat::Spreadsheet, Layout { sheet: Some(sheet.name.clone()), ..layout.clone() });
        outline.name = Some(sheet.name.clone());
        match book.read(&sheet.name) {
            Ok(cells) if cells.is_empty() => continue,
            Ok(cells) => {
                let merged = book
                    .merged(&sheet.name)
                    .iter()
                    .map(|area| (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1))
                    .collect();
                outline.columns = Columns::Grid(Grid { merged, ..grid(&cells) });
            }
            Err(flaw) => outline.flaws.push(flaw),
        }
        found.push(outline);
    }
    // The only sheet with data is found without its name.
    if let [only] = &mut found[..] {
        only.layout.sheet = None;
    }
    if found.is_empty() { Err(Flaw::NoSheet { wanted: None, there }) } else { Ok(found) }
}

/// The first and last rows in which something stands.
pub(super) fn grid(sheet: &Sheet) -> Grid {
    let lines = sheet.lines();
    let first = lines.len().min(Grid::FIRST);
    let last = first.max(lines.len().saturating_sub(Grid::LAST));
    Grid {
        first: lines[..first].iter().map(|line| grid_row(sheet, *line)).collect(),
        last: lines[last..].iter().map(|line| grid_row(sheet, *line)).collect(),
        merged: Vec::new(),
    }
}

/// A row as those see it who look for the table.
pub(super) fn grid_row(sheet: &Sheet, line: Line) -> GridRow {
    let mut cells = Vec::new();
    for cell in sheet.cells(line).iter().take_while(|cell| usize::from(cell.column) < COLUMNS) {
        cells.resize(usize::from(cell.column), String::new());
        cells.push(sheet.value(cell).text());
    }
    GridRow { row: u64::from(line.row) + 1, cells, is_empty: false }
}
