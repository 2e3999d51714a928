//! Records of delimited text as rows of a grid, for what looks at where a table lies.

use std::collections::VecDeque;

use super::cells::Cells;
use super::marks::Marks;
use super::walk::{Record, Walker};
use crate::read::detect::GridRow;

/// How many columns of a row are looked at.
const COLUMNS: usize = 2_000;

/// A record as a row with a number.
pub(super) fn row_of(bytes: &[u8], record: &Record, marks: Marks, row: u64) -> GridRow {
    let mut cells = Cells::new(marks);
    cells.split(bytes, record);
    let text = |at| String::from_utf8_lossy(cells.get(bytes, at)).into_owned();
    GridRow { row, cells: (0..cells.len().min(COLUMNS)).map(text).collect(), is_empty: record.range.is_empty() }
}

/// The first rows of some text before which so many others stand. A record that may go on behind the text is left out.
pub(super) fn first_rows(bytes: &[u8], before: u64, marks: Marks, most: usize, may_go_on: bool) -> Vec<GridRow> {
    let mut walker = Walker::new(bytes, marks);
    let mut rows = Vec::new();
    while rows.len() < most
        && let Some(record) = walker.next()
        && !(may_go_on && record.next == bytes.len())
    {
        rows.push(row_of(bytes, &record, marks, before + rows.len() as u64 + 1));
    }
    rows
}

/// The last rows of some text before which so many others stand.
pub(super) fn last_rows(bytes: &[u8], before: u64, marks: Marks, most: usize) -> Vec<GridRow> {
    let mut walker = Walker::new(bytes, marks);
    let mut last = VecDeque::with_capacity(most + 1);
    let mut number = before;
    while let Some(record) = walker.next() {
        number += 1;
        last.push_back((record, number));
        if last.len() > most {
            last.pop_front();
        }
    }
    last.iter().map(|(record, number)| row_of(bytes, record, marks, *number)).collect()
}
