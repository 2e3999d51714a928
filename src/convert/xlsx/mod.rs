//! XLSX (ECMA-376) for people who live in Excel: the table on one sheet, with codes kept as text and the header frozen, and on
//! another what the columns mean, where it comes from and under which licence.
//!
//! A workbook is XML in a ZIP archive. Rows become XML and are compressed on any core, so the archive is put together here
//! from compressed pieces; everything in it is fixed by the table, and no clock is read.

mod about;
mod cell;
mod package;
mod parts;

use std::fs::File;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::deflate::Piece;
use super::{Conversion, Notes, Subject, Writer, Written, finish, sink};
use crate::model::Format;
use crate::model::schema::Schema;
use crate::model::table::Batch;
use crate::scan::{Observer, Partial, own};
use package::Package;

/// Rows that a sheet can have, the one with the names included.
const MOST_ROWS: u64 = 1 << 20;

/// Columns that a sheet can have.
const MOST_COLUMNS: usize = 1 << 14;

/// XML of a sheet that is still opened by ordinary machines, and far below what the archive's plain form can hold.
const MOST_BYTES: u64 = 2 << 30;

pub(super) struct Xlsx;

impl Writer for Xlsx {
    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn suits(&self, schema: &Schema) -> bool {
        schema.fields.len() <= MOST_COLUMNS
    }

    fn start(&self, subject: &Subject<'_>, file: File) -> io::Result<Box<dyn Conversion>> {
        let mut package = Package::new(sink(file));
        package.add("[Content_Types].xml", parts::CONTENT_TYPES.as_bytes())?;
        package.add("_rels/.rels", parts::RELATIONSHIPS.as_bytes())?;
        package.add("docProps/core.xml", parts::properties(subject).as_bytes())?;
        package.add("xl/workbook.xml", parts::workbook(subject.title).as_bytes())?;
        package.add("xl/_rels/workbook.xml.rels", parts::WORKBOOK_RELATIONSHIPS.as_bytes())?;
        package.add("xl/styles.xml", parts::styles().as_bytes())?;
        package.add("xl/worksheets/sheet2.xml", about::sheet(subject).as_bytes())?;
        package.begin("xl/worksheets/sheet1.xml")?;
        package.append(&Piece::of(parts::sheet_head(subject.schema).as_bytes()))?;
        Ok(Box::new(XlsxConversion {
            columns: subject.schema.fields.len(),
            limit: subject.limits.xlsx_rows.min(MOST_ROWS - 1),
            state: Mutex::new(State { package, rows: 0, is_over: false }),
        }))
    }
}

struct XlsxConversion {
    columns: usize,
    limit: u64,
    state: Mutex<State>,
}

struct State {
    package: Package,
    /// Rows of the table so far.
    rows: u64,
    /// Whether the table is too large for a workbook.
    is_over: bool,
}

/// The rows of a batch; no piece if a value is longer than a cell can be.
struct Rows {
    count: usize,
    piece: Option<Piece>,
}

impl Observer for XlsxConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let is_over = self.state.lock().unwrap_or_else(PoisonError::into_inner).is_over;
        let xml = if is_over { None } else { cell::rows(batch) };
        Ok(Box::new(Rows { count: batch.rows, piece: xml.map(|xml| Piece::of(&xml)) }))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Rows { count, piece } = own(partial);
        state.rows += count as u64;
        state.is_over |= state.rows > self.limit || state.package.part_bytes() > MOST_BYTES;
        match piece {
            Some(piece) if !state.is_over => state.package.append(&piece),
            _ => {
                state.is_over = true;
                Ok(())
            }
        }
    }
}

impl Conversion for XlsxConversion {
    fn finish(self: Box<Self>, _: &Notes) -> io::Result<Option<Written>> {
        let State { mut package, rows, is_over } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if is_over {
            return Ok(None);
        }
        package.append(&Piece::of(parts::sheet_tail(self.columns, rows).as_bytes()))?;
        finish(package.finish()?).map(Some)
    }
}
