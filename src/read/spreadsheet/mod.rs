//! Workbooks: XLSX, XLSB, XLS and ODS, which the content tells apart.
//!
//! A workbook cannot be read in a stream: one sheet is taken into memory, sixteen bytes a cell, and handed on in runs of
//! rows. Cells have types of their own. Text stays text; numbers become their shortest text and days their ISO text, and
//! then the declared type decides, as everywhere.

mod book;
mod decode;
mod grid;
mod ole;
mod outline;
mod place;

use std::io;
use std::sync::Arc;

pub(super) use self::book::Book;
use self::decode::{RowCutter, SheetDecoder};
use self::grid::Grid;
use super::outline::{Opener, Outline};
use super::{Flaw, Habits, Header, Reader, Shapes, Source, Table};
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

/// Reads workbooks.
pub(super) struct Spreadsheet;

impl Reader for Spreadsheet {
    fn format(&self) -> SourceFormat {
        SourceFormat::Spreadsheet
    }

    fn outline(&self, open: &Opener<'_>, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
        let input = match open()? {
            Ok(source) => source.into_seekable()?,
            Err(flaw) => return Ok(Err(flaw)),
        };
        Ok(match input {
            Ok(input) => Book::open(input)?.map(|book| outline::outline(book, layout)),
            Err(flaw) => Err(flaw),
        })
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let input = match source.into_seekable()? {
            Ok(input) => input,
            Err(flaw) => return Ok(Table::refused(flaw)),
        };
        let opened = match Book::open(input)? {
            Ok(book) => table(book, layout, schema, &habits),
            Err(flaw) => Err(flaw),
        };
        Ok(opened.unwrap_or_else(Table::refused))
    }
}

fn table(mut book: Book, layout: &Layout, schema: &Schema, habits: &Habits) -> Result<Table, Flaw> {
    let mut flaws = Vec::new();
    let (sheet, mut grid) = choose(&mut book, layout.sheet.as_deref(), &mut flaws)?;
    let merged = book.merged(&sheet);
    drop(book);
    if let Some(range) = &layout.range {
        grid.keep(range);
    }
    let place = place::find(&grid, &merged, layout, schema)?;
    flaws.extend(place.merged);
    let header = Header { labels: place.labels, problem: None };
    let cutter = RowCutter::new(place.rows.len(), place.columns.len());
    let decoder = SheetDecoder::new(grid, place.rows, &place.columns, &header, schema, habits);
    Ok(Table {
        flaws,
        header: Some(header),
        shapes: Shapes::default(),
        cutter: Box::new(cutter),
        decoder: Arc::new(decoder),
    })
}

/// The sheet that is declared, or the only visible one with data.
fn choose(book: &mut Book, wanted: Option<&str>, flaws: &mut Vec<Flaw>) -> Result<(String, Grid), Flaw> {
    let sheets = book.sheets();
    let names = || sheets.iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(wanted) = wanted {
        let Some(sheet) = sheets.iter().find(|sheet| sheet.name == wanted) else {
            return Err(Flaw::NoSheet { wanted: Some(wanted.to_owned()), there: names() });
        };
        if sheet.is_hidden {
            flaws.push(Flaw::HiddenSheet(sheet.name.clone()));
        }
        return Ok((sheet.name.clone(), book.read(&sheet.name)?));
    }
    let mut chosen = None;
    let mut with_data = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.is_hidden) {
        let grid = book.read(&sheet.name)?;
        if !grid.is_empty() {
            with_data.push(sheet.name.clone());
            chosen.get_or_insert((sheet.name.clone(), grid));
        }
    }
    match chosen {
        Some(chosen) if with_data.len() == 1 => Ok(chosen),
        Some(_) => Err(Flaw::SeveralSheets(with_data)),
        None => Err(Flaw::NoSheet { wanted: None, there: names() }),
    }
}
