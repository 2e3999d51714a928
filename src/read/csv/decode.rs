//! From a block of delimited text to a batch.

use std::sync::Arc;

use super::cells::{CellText, Cells};
use super::marks::Marks;
use super::walk::{Record, Walker};
use crate::diagnostic::Cell;
use crate::model::schema::Field;
use crate::model::table::{Batch, ColumnBuilder, Fault, FaultKind, Locate, RowFault, RowFaultKind, TextCache};
use crate::read::cell::CellParser;
use crate::read::{Block, Decoder, cell_of};

/// What decoder and locators know of the file.
pub(super) struct Shared {
    /// Cells of the header.
    pub(super) columns: usize,
    /// The cell in which each field stands.
    pub(super) positions: Vec<Option<usize>>,
    /// Cells without a label that no field takes.
    pub(super) unlabelled: Vec<usize>,
    pub(super) fields: Vec<Field>,
    pub(super) marks: Marks,
    /// The line with the labels as it is written; empty where a row cannot repeat it.
    pub(super) line: Vec<u8>,
    /// What ends that line.
    pub(super) line_break: Option<&'static str>,
    /// Whether the text was decoded from a declared encoding, where what could not be decoded stands as U+FFFD.
    pub(super) is_decoded: bool,
}

pub(super) struct CsvDecoder {
    pub(super) shared: Arc<Shared>,
    pub(super) parsers: Vec<CellParser>,
}

/// Where a record stands in a block.
#[derive(Clone, Copy, Default)]
struct Spot {
    start: u32,
    end: u32,
    /// Records of the block before it.
    number: u32,
}

impl Spot {
    fn new(record: &Record, number: u32) -> Self {
        Spot { start: record.range.start as u32, end: record.range.end as u32, number }
    }
}

/// Rows that are split into cells before their columns are appended to, one after the other: as many as stay near the core.
const ROWS: usize = 1024;

/// What is gathered from the records of a block.
#[derive(Default)]
struct Rows {
    faults: Vec<Fault>,
    row_faults: Vec<RowFault>,
    /// Each row's record.
    spots: Vec<Spot>,
    /// The record of each row fault.
    places: Vec<Spot>,
}

impl Rows {
    fn fault(&mut self, kind: RowFaultKind, spot: Spot) {
        self.row_faults.push(RowFault { row: self.spots.len(), kind, place: self.places.len() });
        self.places.push(spot);
    }
}

impl CsvDecoder {
    /// Whether a record is a row, after what is wrong with its shape has been noted.
    fn is_row(&self, bytes: &[u8], record: &Record, cells: &mut Cells, spot: Spot, rows: &mut Rows) -> bool {
        let shared = &self.shared;
        if let (Some(expected), Some(found)) = (shared.line_break, record.line_break(bytes))
            && expected != found
        {
            rows.fault(RowFaultKind::OtherLineBreak { expected, found }, spot);
        }
        if record.range.is_empty() {
            rows.fault(RowFaultKind::Blank, spot);
            return false;
        }
        if !shared.line.is_empty() && bytes[record.range.clone()] == shared.line[..] {
            rows.fault(RowFaultKind::RepeatedHeader, spot);
            return false;
        }
        cells.add(bytes, record);
        if record.is_open {
            rows.fault(RowFaultKind::UnclosedQuote, spot);
        } else if cells.len() > 1 && (0..cells.len()).all(|at| cells.get(bytes, at).is_empty()) {
            rows.fault(RowFaultKind::Blank, spot);
            cells.forget_last();
            return false;
        }
        if let Some(stray) = cells.stray {
            rows.fault(RowFaultKind::StrayQuote(stray), spot);
        }
        let is_filled = |at: &&usize| **at < cells.len() && !cells.get(bytes, **at).trim_ascii().is_empty();
        if let Some(column) = shared.unlabelled.iter().find(is_filled) {
            rows.fault(RowFaultKind::Unlabelled(*column), spot);
        }
        let expected = shared.columns;
        match cells.len() {
            found if found > expected => rows.fault(RowFaultKind::ExtraCells { expected, found }, spot),
            found if found < expected => rows.fault(RowFaultKind::MissingCells { expected, found }, spot),
            _ => {}
        }
        true
    }
}

impl Decoder for CsvDecoder {
    fn decode(&self, block: Block) -> Batch {
        let bytes = &block.bytes[..];
        let shared = &self.shared;
        let guess = bytes.len() / (shared.columns * 6 + 1) + 1;
        let mut builders: Vec<_> =
            self.parsers.iter().zip(&shared.fields).map(|(parser, field)| parser.builder(field, guess)).collect();
        let mut rows = Rows { spots: Vec::with_capacity(guess), ..Rows::default() };
        let mut walker = Walker::new(bytes, shared.marks);
        let mut cells = Cells::new(shared.marks);
        let replaced = memchr::memmem::Finder::new("\u{fffd}");
        let has_replaced = shared.is_decoded && replaced.find(bytes).is_some();
        let block_text = std::str::from_utf8(bytes).ok();
        let mut number = 0;
        loop {
            let (first, faults) = (rows.spots.len(), rows.faults.len());
            cells.clear();
            while rows.spots.len() - first < ROWS
                && let Some(record) = walker.next()
            {
                let spot = Spot::new(&record, number);
                number += 1;
                if !record.is_comment && self.is_row(bytes, &record, &mut cells, spot, &mut rows) {
                    rows.spots.push(spot);
                }
            }
            if rows.spots.len() == first {
                break;
            }
            let texts = cells.texts(bytes, block_text);
            let count = rows.spots.len() - first;
            for (field, (parser, builder)) in self.parsers.iter().zip(&mut builders).enumerate() {
                let Some(at) = shared.positions[field] else {
                    (0..count).for_each(|_| builder.append_null());
                    continue;
                };
                for row in 0..count {
                    let outcome = match texts.get(row, at) {
                        CellText::Text(text) if !has_replaced || replaced.find(text.as_bytes()).is_none() => {
                            parser.append(text, builder)
                        }
                        CellText::Absent => {
                            builder.append_null();
                            continue;
                        }
                        CellText::Text(_) | CellText::Bytes => {
                            builder.append_null();
                            Err(if shared.is_decoded { FaultKind::Undecodable } else { FaultKind::NotText })
                        }
                    };
                    if let Err(kind) = outcome {
                        rows.faults.push(Fault { row: first + row, field, kind });
                    }
                }
            }
            rows.faults[faults..].sort_unstable_by_key(|fault| (fault.row, fault.field));
        }
        if let Some(kind) = &block.broken {
            rows.fault(kind.clone(), Spot { number, ..Spot::default() });
        }
        Batch {
            cache: TextCache::default(),
            rows: rows.spots.len(),
            columns: builders.into_iter().map(ColumnBuilder::finish).collect(),
            faults: rows.faults,
            row_faults: rows.row_faults,
            seen: None,
            absent: shared.positions.iter().map(Option::is_none).collect(),
            locator: Box::new(CsvLocator {
                block,
                spots: rows.spots,
                places: rows.places,
                shared: Arc::clone(&self.shared),
            }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        let Some(position) = self.shared.positions[field] else { return };
        let mut walker = Walker::new(&block.bytes, self.shared.marks);
        let mut cells = Cells::new(self.shared.marks);
        while let Some(record) = walker.next() {
            if record.is_comment {
                continue;
            }
            cells.split(&block.bytes, &record);
            if position < cells.len()
                && let Ok(text) = std::str::from_utf8(cells.get(&block.bytes, position))
                && !visitor(text)
            {
                return;
            }
        }
    }
}

struct CsvLocator {
    block: Block,
    /// Each row's record.
    spots: Vec<Spot>,
    /// The record of each row fault.
    places: Vec<Spot>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for CsvLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CsvLocator")
    }
}

impl CsvLocator {
    fn cell(&self, spot: Spot, field: Option<usize>) -> Cell {
        let bytes = &self.block.bytes[..];
        let row = self.block.first_record + u64::from(spot.number) + 1;
        let mut walker = Walker::new(bytes, self.shared.marks);
        walker.at = spot.start as usize;
        let Some(record) = walker.next() else { return Cell { row: Some(row), ..Cell::default() } };
        let position = field.and_then(|field| self.shared.positions[field]);
        let mut cells = Cells::new(self.shared.marks);
        cells.split(bytes, &record);
        let range = match position {
            Some(position) if position < cells.len() => walker.cell_range(&record, position),
            _ => record.range.clone(),
        };
        let value = position
            .filter(|at| *at < cells.len())
            .map(|at| String::from_utf8_lossy(cells.get(bytes, at)).into_owned());
        let cell =
            cell_of(bytes, range.start, range.end, self.block.first_line, row, &value.clone().unwrap_or_default());
        Cell { value: value.and(cell.value), ..cell }
    }
}

impl Locate for CsvLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        self.cell(self.spots[row], Some(field))
    }

    fn row(&self, row: usize) -> Cell {
        self.cell(self.spots[row], None)
    }

    fn row_fault(&self, place: usize) -> Cell {
        self.cell(self.places[place], None)
    }

    fn row_number(&self, row: usize) -> u64 {
        self.block.first_record + u64::from(self.spots[row].number) + 1
    }

    fn written(&self, row: usize) -> Option<&[u8]> {
        let spot = self.spots.get(row)?;
        self.block.bytes.get(spot.start as usize..spot.end as usize)
    }
}
