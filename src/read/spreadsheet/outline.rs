//! What sheets a workbook holds, when nobody has declared one.

use super::book::Book;
use super::grid::{Grid as Sheet, Line};
use crate::model::{Layout, SourceFormat};
use crate::read::detect::{Grid, GridRow};
use crate::read::outline::{Columns, Outline};

/// The visible sheets in which something stands.
pub(super) fn outline(mut book: Book, layout: &Layout) -> Vec<Outline> {
    let mut found = Vec::new();
    for sheet in book.sheets().into_iter().filter(|sheet| !sheet.is_hidden) {
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
    found
}

/// The first and last rows in which something stands.
fn grid(sheet: &Sheet) -> Grid {
    let lines = sheet.lines();
    let row = |line: &Line| {
        let mut cells = Vec::new();
        for cell in sheet.cells(*line) {
            cells.resize(usize::from(cell.column), String::new());
            cells.push(sheet.value(cell).text());
        }
        GridRow { row: u64::from(line.row) + 1, cells, is_empty: false }
    };
    let first = lines.len().min(Grid::FIRST);
    let last = first.max(lines.len().saturating_sub(Grid::LAST));
    Grid {
        first: lines[..first].iter().map(row).collect(),
        last: lines[last..].iter().map(row).collect(),
        merged: Vec::new(),
    }
}
