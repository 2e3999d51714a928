//! Comma-separated values: any delimiter, encoding and line ending, quoted line breaks (RFC 4180, and what `csv-core` makes of
//! the rest).
//!
//! The cutter walks the bytes once to find where records end, which depends on quotation marks. The decoder splits records
//! without quotation marks at the delimiters, and hands the others to `csv-core`.

mod cut;
mod walk;

use std::io;
use std::sync::Arc;

use self::cut::CsvCutter;
use self::walk::{Cells, Walker};
use super::cell::CellParser;
use super::{Block, Decoder, Habits, Header, Reader, Source, Table, cell_of, text};
use crate::diagnostic::Cell;
use crate::model::schema::{Field, Schema};
use crate::model::table::{Batch, Fault, FaultKind, Locate, RowFault, RowFaultKind};
use crate::model::{Layout, SourceFormat};

/// Reads CSV.
pub(super) struct Csv;

impl Reader for Csv {
    fn format(&self) -> SourceFormat {
        SourceFormat::Csv
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let delimiter = layout.dialect.delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or(b',');
        let text = text::utf8(source.into_read(), layout.encoding.as_deref())?;
        let mut cutter = CsvCutter::new(text.reader, delimiter, layout.footer_rows);
        let mut header = cutter.header(layout)?;
        if let Some(sentence) = other_delimiter(&header, delimiter, schema) {
            header = Header { labels: Vec::new(), problem: Some(sentence) };
        }
        if header.problem.is_some() {
            // Without labels nothing is known of the cells: one finding says so, and every row would only repeat it.
            cutter.stop();
        }
        // Where a label stands twice the first column counts; a rule names the second.
        let positions = schema
            .fields
            .iter()
            .map(|field| header.labels.iter().position(|label| label.text == field.source))
            .collect();
        let parsers = schema.fields.iter().zip(&habits).map(|(field, habit)| CellParser::new(field, *habit)).collect();
        let decoder = CsvDecoder {
            shared: Arc::new(Shared {
                columns: header.labels.len(),
                positions,
                fields: schema.fields.clone(),
                delimiter,
                is_decoded: text.is_decoded,
            }),
            parsers,
        };
        Ok(Table { flaws: Vec::new(), header: Some(header), cutter: Box::new(cutter), decoder: Arc::new(decoder) })
    }
}

/// A sentence when the file's only label looks like several with another delimiter between them.
fn other_delimiter(header: &Header, delimiter: u8, schema: &Schema) -> Option<String> {
    let [label] = &header.labels[..] else { return None };
    let is_declared = schema.fields.len() < 2 || schema.fields.iter().any(|field| field.source == label.text);
    let candidates = [',', ';', '\t', '|'].into_iter().filter(|c| u8::try_from(*c) != Ok(delimiter));
    let (found, count) = candidates.map(|c| (c, label.text.matches(c).count())).max_by_key(|(_, count)| *count)?;
    (!is_declared && count > 0).then(|| {
        format!(
            "The cells seem to have {found:?} between them: declare `dialect = {{ delimiter = \"{}\" }}`.",
            found.escape_default()
        )
    })
}

struct Shared {
    columns: usize,
    positions: Vec<Option<usize>>,
    fields: Vec<Field>,
    delimiter: u8,
    /// Whether the text was decoded from a declared encoding, where what could not be decoded stands as U+FFFD.
    is_decoded: bool,
}

struct CsvDecoder {
    shared: Arc<Shared>,
    parsers: Vec<CellParser>,
}

impl Decoder for CsvDecoder {
    fn decode(&self, block: Block) -> Batch {
        let bytes = &block.bytes[..];
        let guess = bytes.len() / (self.shared.columns * 6 + 1) + 1;
        let mut builders: Vec<_> =
            self.parsers.iter().zip(&self.shared.fields).map(|(parser, field)| parser.builder(field, guess)).collect();
        let (mut faults, mut row_faults) = (Vec::new(), Vec::new());
        let mut starts: Vec<(u32, u32)> = Vec::with_capacity(guess);
        let mut places: Vec<(u32, u32)> = Vec::new();
        let mut walker = Walker::new(bytes, self.shared.delimiter);
        let mut cells = Cells::new(self.shared.delimiter);
        let replaced = memchr::memmem::Finder::new("\u{fffd}");
        let has_replaced = self.shared.is_decoded && replaced.find(bytes).is_some();
        let mut number = 0;
        while let Some(record) = walker.next() {
            let here = (record.range.start as u32, number);
            number += 1;
            let mut row_fault = |kind| {
                row_faults.push(RowFault { row: starts.len(), kind, place: places.len() });
                places.push(here);
            };
            if record.range.is_empty() {
                row_fault(RowFaultKind::Blank);
                continue;
            }
            cells.split(bytes, &record);
            if record.open {
                row_fault(RowFaultKind::UnclosedQuote);
            } else if cells.len() > 1 && (0..cells.len()).all(|at| cells.get(bytes, at).is_empty()) {
                row_fault(RowFaultKind::Blank);
                continue;
            }
            let expected = self.shared.columns;
            match cells.len() {
                found if found > expected => row_fault(RowFaultKind::ExtraCells { expected, found }),
                found if found < expected => row_fault(RowFaultKind::MissingCells { expected, found }),
                _ => {}
            }
            for (field, (parser, builder)) in self.parsers.iter().zip(&mut builders).enumerate() {
                let cell = match self.shared.positions[field] {
                    Some(at) if at < cells.len() => cells.get(bytes, at),
                    _ => {
                        builder.append_null();
                        continue;
                    }
                };
                let outcome = match std::str::from_utf8(cell) {
                    Ok(text) if !has_replaced || replaced.find(cell).is_none() => parser.append(text, builder),
                    _ => {
                        builder.append_null();
                        Err(FaultKind::NotText)
                    }
                };
                if let Err(kind) = outcome {
                    faults.push(Fault { row: starts.len(), field, kind });
                }
            }
            starts.push(here);
        }
        if let Some(kind) = &block.broken {
            row_faults.push(RowFault { row: starts.len(), kind: kind.clone(), place: places.len() });
            places.push((0, number));
        }
        Batch {
            rows: starts.len(),
            columns: builders.into_iter().map(|builder| builder.finish()).collect(),
            faults,
            row_faults,
            seen: None,
            absent: self.shared.positions.iter().map(Option::is_none).collect(),
            locator: Box::new(CsvLocator { block, starts, places, shared: Arc::clone(&self.shared) }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        let Some(position) = self.shared.positions[field] else { return };
        let mut walker = Walker::new(&block.bytes, self.shared.delimiter);
        let mut cells = Cells::new(self.shared.delimiter);
        while let Some(record) = walker.next() {
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
    /// Byte and number in the block of each row's record.
    starts: Vec<(u32, u32)>,
    /// The same of each row fault.
    places: Vec<(u32, u32)>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for CsvLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CsvLocator")
    }
}

impl CsvLocator {
    fn cell(&self, (start, number): (u32, u32), field: Option<usize>) -> Cell {
        let bytes = &self.block.bytes[..];
        let row = self.block.first_record + u64::from(number) + 1;
        let mut walker = Walker::new(bytes, self.shared.delimiter);
        walker.at = start as usize;
        let Some(record) = walker.next() else { return Cell { row: Some(row), ..Cell::default() } };
        let position = field.and_then(|field| self.shared.positions[field]);
        let mut cells = Cells::new(self.shared.delimiter);
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
        self.cell(self.starts[row], Some(field))
    }

    fn row_fault(&self, place: usize) -> Cell {
        self.cell(self.places[place], None)
    }

    fn row_number(&self, row: usize) -> u64 {
        self.block.first_record + u64::from(self.starts[row].1) + 1
    }
}
