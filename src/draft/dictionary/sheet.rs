//! A sheet of the workbook as texts, read as `check` reads a table of a workbook.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::files::Bundle;
use crate::model::schema::{Field, Schema};
use crate::model::table::{Batch, ZoneHabit};
use crate::model::{Layout, SourceFormat, column_letters};
use crate::read::{self, Flaw, Header};
use crate::scan::{self, Observer, Partial, own};

/// The most rows that a dictionary has.
const ROWS: usize = 20_000;

/// A sheet as texts.
pub(super) struct Sheet {
    name: &'static str,
    /// Where each of the expected labels stands.
    columns: Vec<usize>,
    pub(super) rows: Vec<Row>,
}

/// A row of a sheet.
pub(super) struct Row {
    number: u64,
    /// A cell for each of the expected labels.
    pub(super) cells: Vec<String>,
}

impl Sheet {
    /// A sentence about a cell, with its address.
    pub(super) fn problem(&self, row: &Row, column: usize, words: &str) -> String {
        format!("{}!{}{}: {words}", self.name, column_letters(self.columns[column] as u32), row.number)
    }

    /// Reads it as `check` reads a table of a workbook, with the same bounds; or says in a sentence why that cannot be.
    pub(super) fn read(path: &Path, name: &'static str, labels: &[&str]) -> io::Result<Result<Self, String>> {
        let fields: Vec<Field> = labels.iter().map(|label| Field::text(*label, *label)).collect();
        let layout = Layout { sheet: Some(name.to_owned()), ..Layout::default() };
        let habits = vec![ZoneHabit::Local; fields.len()];
        let schema = Schema { fields, ..Schema::default() };
        let table = read::open(&Bundle::new(path), SourceFormat::Spreadsheet, &layout, &schema, habits)?;
        let reader = SheetReader::default();
        scan::loose(table, &[&reader])?;
        let (found, flaws) = (unlocked(reader.labels), unlocked(reader.flaws));
        let columns = labels.iter().map(|label| found.iter().position(|found| found.trim() == *label));
        let Some(columns) = columns.collect::<Option<Vec<usize>>>() else {
            return Ok(Err(match flaws {
                0 => format!("{name}: the first row must hold the labels {}", labels.join(", ")),
                _ => format!("{name}: there is no sheet of this name that can be read"),
            }));
        };
        Ok(Ok(Sheet { name, columns, rows: unlocked(reader.rows) }))
    }
}

fn unlocked<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the cells of a sheet.
#[derive(Default)]
struct SheetReader {
    labels: Mutex<Vec<String>>,
    flaws: Mutex<usize>,
    rows: Mutex<Vec<Row>>,
}

impl Observer for SheetReader {
    fn flaws(&self, flaws: &[Flaw]) {
        *self.flaws.lock().unwrap_or_else(PoisonError::into_inner) += flaws.len();
    }

    fn header(&self, header: &Header) {
        let labels = header.labels.iter().map(|label| label.text.clone()).collect();
        *self.labels.lock().unwrap_or_else(PoisonError::into_inner) = labels;
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let cell = |row: usize| {
            move |column: &crate::model::table::Column| column.text(row).unwrap_or_default().trim().to_owned()
        };
        let row = |row: usize| Row {
            number: batch.locator.row_number(row),
            cells: batch.columns.iter().map(cell(row)).collect(),
        };
        Ok(Box::new((0..batch.rows).map(row).collect::<Vec<Row>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let part: Vec<Row> = own(partial);
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let room = ROWS.saturating_sub(rows.len());
        rows.extend(part.into_iter().take(room));
        Ok(())
    }
}
