//! Reads any bytes as a table of any format, to the end, as a scan would. Shared by the suite and by `fuzz/`.

use std::io::Write;

use tempfile::NamedTempFile;
use townbook::files::Bundle;
use townbook::model::schema::{Field, Schema};
use townbook::model::{Layout, SourceFormat};
use townbook::read;

/// What came of reading some bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that were read.
    pub rows: u64,
    /// Flaws of the file, and faults of rows and cells.
    pub complaints: u64,
}

/// A schema of text columns, some of which most files do not have.
pub fn text_columns(names: &[&str]) -> Schema {
    Schema { fields: names.iter().map(|name| Field::text(*name, *name)).collect(), ..Schema::default() }
}

/// Reads bytes as a table of text columns.
///
/// # Errors
/// When the temporary file cannot be used: a failure of the world, never of the bytes.
pub fn read_all(bytes: &[u8], format: SourceFormat, layout: &Layout, schema: &Schema) -> std::io::Result<Outcome> {
    let file = file_of(bytes)?;
    let bundle = Bundle::new(file.path());
    let habits = read::learn_habits(1, &|_, habits| read::open(&bundle, format, layout, schema, habits), schema)?;
    let mut table = read::open(&bundle, format, layout, schema, habits)?;
    let mut outcome = Outcome { rows: 0, complaints: table.flaws.len() as u64 };
    if table.header.as_ref().is_some_and(|header| header.problem.is_some()) {
        outcome.complaints += 1;
    }
    while let Some(block) = table.cutter.next_block()? {
        let batch = table.decoder.decode(block);
        outcome.rows += batch.rows as u64;
        outcome.complaints += (batch.faults.len() + batch.row_faults.len()) as u64;
        // Places are only asked for on findings, so they are asked for here.
        for fault in batch.faults.iter().take(3) {
            batch.locator.cell(fault.row, fault.field);
        }
        for fault in batch.row_faults.iter().take(3) {
            batch.locator.row_fault(fault.place);
        }
        for row in [0, batch.rows.saturating_sub(1)] {
            if row < batch.rows {
                batch.locator.row_number(row);
                batch.locator.cell(row, 0);
            }
        }
    }
    Ok(outcome)
}

fn file_of(bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    file.write_all(bytes)?;
    Ok(file)
}
