//! Workbooks: XLSX, XLSB, XLS and ODS, which the content tells apart.
//!
//! A workbook cannot be read in a stream: one sheet is taken into memory, sixteen bytes a cell, and handed on in runs of
//! rows. Cells have types of their own. Text stays text; numbers become their shortest text and days their ISO text, and
//! then the declared type decides, as everywhere. Only where the number format of a cell makes a code of its number (`00000`)
//! does a column of text take the code that people see.

mod beside;
mod book;
mod decode;
mod grid;
mod markup;
mod ole;
mod outline;
mod package;
mod place;
mod shared;
mod shown;
#[cfg(test)]
mod tests;
mod unseen;
mod value;
mod xlsb;

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
            Ok(input) => Book::open(input)?.and_then(|book| outline::outline(book, layout)),
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
    let (sheet, mut grid) = choose(&mut book, layout, &mut flaws)?;
    let merged = book.merged(&sheet);
    let (unseen, people) = (book.unseen(&sheet), book.people());
    drop(book);
    if let Some(range) = &layout.range {
        grid.keep(range);
    }
    let mut place = place::find(&grid, &merged, layout, schema)?;
    let (shown, codes) = shown::columns(&grid, &place);
    place.labels.iter_mut().zip(shown).for_each(|(label, shown)| label.shown = shown);
    flaws.extend(codes);
    flaws.extend(unseen.flaws(&place));
    flaws.extend((!people.is_empty()).then_some(Flaw::NamesPeople(people)));
    flaws.extend(place.flaws);
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
fn choose(book: &mut Book, layout: &Layout, flaws: &mut Vec<Flaw>) -> Result<(String, Grid), Flaw> {
    let sheets = book.sheets();
    let names = || sheets.iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(wanted) = &layout.sheet {
        let Some(sheet) = sheets.iter().find(|sheet| sheet.name == *wanted) else {
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
            let labels = grid.lines().into_iter().find(|line| line.row as usize >= layout.skip_rows);
            let labels = labels.map(|line| outline::grid_row(&grid, line).cells).unwrap_or_default();
            with_data.push((sheet.name.clone(), labels));
            chosen.get_or_insert((sheet.name.clone(), grid));
        }
    }
    match chosen {
        Some(chosen) if with_data.len() == 1 => Ok(chosen),
        Some(_) => {
            let alike = alike(&with_data);
            Err(Flaw::SeveralSheets { sheets: with_data.into_iter().map(|(name, _)| name).collect(), alike })
        }
        None => Err(Flaw::NoSheet { wanted: None, there: names() }),
    }
}

/// The sheets that begin with the same row of several texts: the first such group, if there is one.
fn alike(sheets: &[(String, Vec<String>)]) -> Vec<String> {
    let like = |labels: &[String]| -> Vec<String> {
        sheets.iter().filter(|(_, others)| others == labels).map(|(name, _)| name.clone()).collect()
    };
    let several =
        sheets.iter().filter(|(_, labels)| labels.iter().filter(|label| !label.trim().is_empty()).count() > 1);
    several.map(|(_, labels)| like(labels)).find(|names| names.len() > 1).unwrap_or_default()
}
