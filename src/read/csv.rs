//! Comma-separated values: UTF-8, comma, any line ending, quoted line breaks (RFC 4180, and what `csv-core` makes of the rest).
//!
//! The cutter walks the bytes once to find where records end, which depends on quotation marks. The decoder splits records
//! without quotation marks at the commas, and hands the others to `csv-core`.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use super::cell::CellParser;
use super::text;
use super::{
    BLOCK_BYTES, Block, Cutter, Decoder, Habits, Header, Label, RECORD_LIMIT, Reader, Table, cell_of, excerpt,
};
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

    fn open(&self, file: File, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let delimiter = layout.dialect.delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or(b',');
        let text = text::utf8(file, layout.encoding.as_deref())?;
        let mut cutter = CsvCutter::new(text.reader, delimiter);
        let mut header = cutter.header()?;
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
        Ok(Table { header: Some(header), cutter: Box::new(cutter), decoder: Arc::new(decoder) })
    }
}

/// A sentence when the file's only label looks like several with another delimiter between them.
fn other_delimiter(header: &Header, delimiter: u8, schema: &Schema) -> Option<String> {
    let [label] = &header.labels[..] else { return None };
    let is_declared = schema.fields.len() < 2 || schema.fields.iter().any(|field| field.source == label.text);
    let candidates = [',', ';', '\t', '|'].into_iter().filter(|c| u8::try_from(*c) != Ok(delimiter));
    let (found, count) = candidates.map(|c| (c, label.text.matches(c).count())).max_by_key(|(_, count)| *count)?;
    (!is_declared && count > 0).then(|| {
        let escaped = found.escape_default();
        format!("The cells seem to have {found:?} between them: declare `dialect = {{ delimiter = \"{escaped}\" }}`.")
    })
}

/// What stands between records.
const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Walks over the records of a piece of CSV.
struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    delimiter: u8,
}

/// A record: its bytes without the line break.
struct Record {
    range: Range<usize>,
    quoted: bool,
    /// Whether a quotation mark was opened in it and not closed.
    open: bool,
    /// Where the next one starts.
    next: usize,
}

impl<'a> Walker<'a> {
    fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        Walker { bytes, at: 0, delimiter }
    }

    /// The next record; the last one may lack its line break.
    fn next(&mut self) -> Option<Record> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut quoted = false;
        let mut at = start;
        loop {
            let Some(found) = memchr::memchr3(b'"', b'\n', b'\r', &self.bytes[at..]) else {
                return self.end(start, self.bytes.len(), self.bytes.len(), quoted, false);
            };
            let hit = at + found;
            if is_break(self.bytes[hit]) {
                let crlf = self.bytes[hit] == b'\r' && self.bytes.get(hit + 1) == Some(&b'\n');
                return self.end(start, hit, hit + 1 + usize::from(crlf), quoted, false);
            }
            quoted = true;
            at = hit + 1;
            // A mark opens a quotation only at the start of a cell; elsewhere it is a character like any other.
            if hit == start || self.bytes[hit - 1] == self.delimiter {
                match self.closing(at) {
                    Some(after) => at = after,
                    None => return self.end(start, self.bytes.len(), self.bytes.len(), quoted, true),
                }
            }
        }
    }

    /// Where a quotation that was opened before `at` ends.
    fn closing(&self, mut at: usize) -> Option<usize> {
        loop {
            let mark = at + memchr::memchr(b'"', &self.bytes[at..])?;
            if self.bytes.get(mark + 1) != Some(&b'"') {
                return Some(mark + 1);
            }
            at = mark + 2;
        }
    }

    fn end(&mut self, start: usize, end: usize, next: usize, quoted: bool, open: bool) -> Option<Record> {
        self.at = next;
        Some(Record { range: start..end, quoted, open, next })
    }

    /// The bytes of the cell of a record that begins at `start`, quotation marks included.
    fn cell_from(&self, record: &Record, start: usize) -> Range<usize> {
        let end = record.range.end;
        let opens = start < end && self.bytes[start] == b'"';
        let at = if opens { self.closing(start + 1).unwrap_or(end).min(end) } else { start };
        start..memchr::memchr(self.delimiter, &self.bytes[at..end]).map_or(end, |found| at + found)
    }

    /// The bytes of a cell of a record by its number.
    fn cell_range(&self, record: &Record, cell: usize) -> Range<usize> {
        let mut range = self.cell_from(record, record.range.start);
        for _ in 0..cell {
            if range.end == record.range.end {
                break;
            }
            range = self.cell_from(record, range.end + 1);
        }
        range
    }
}

struct CsvCutter {
    source: Box<dyn Read + Send>,
    delimiter: u8,
    buffer: Vec<u8>,
    ended: bool,
    record: u64,
    line: u64,
}

impl CsvCutter {
    fn new(source: Box<dyn Read + Send>, delimiter: u8) -> Self {
        CsvCutter { source, delimiter, buffer: Vec::new(), ended: false, record: 0, line: 0 }
    }

    /// Leaves the rest of the file unread.
    fn stop(&mut self) {
        self.buffer.clear();
        self.ended = true;
    }

    /// Fills the buffer to a size, or to the end of the file.
    fn fill(&mut self, size: usize) -> io::Result<()> {
        while self.buffer.len() < size && !self.ended {
            let want = (size - self.buffer.len()) as u64;
            self.ended = (&mut self.source).take(want).read_to_end(&mut self.buffer)? == 0;
        }
        Ok(())
    }

    /// Takes whole records of about `size` bytes from the buffer, as many as there are.
    fn take(&mut self, size: usize, only_one: bool) -> io::Result<Option<Block>> {
        let mut want = size;
        loop {
            self.fill(want)?;
            if self.buffer.is_empty() {
                return Ok(None);
            }
            let mut walker = Walker::new(&self.buffer, self.delimiter);
            let (mut end, mut records) = (0, 0);
            while let Some(record) = walker.next() {
                // What reaches the end of the buffer may go on in the file; so may a CR whose LF is not read yet.
                if record.next == self.buffer.len() && !self.ended {
                    break;
                }
                end = record.next;
                records += 1;
                if only_one {
                    break;
                }
            }
            if records == 0 {
                if want >= RECORD_LIMIT {
                    let broken = Some("a record is longer than 64 MB".to_owned());
                    self.buffer.clear();
                    self.ended = true;
                    return Ok(Some(Block {
                        bytes: Arc::default(),
                        first_record: self.record,
                        first_line: self.line,
                        broken,
                    }));
                }
                want *= 2;
                continue;
            }
            let rest = self.buffer.split_off(end);
            let bytes = Arc::new(std::mem::replace(&mut self.buffer, rest));
            let block = Block { first_record: self.record, first_line: self.line, broken: None, bytes };
            self.record += records;
            self.line += lines(&block.bytes);
            return Ok(Some(block));
        }
    }

    /// Reads the first record as labels.
    fn header(&mut self) -> io::Result<Header> {
        let problem = |sentence: &str| Header { labels: Vec::new(), problem: Some(sentence.to_owned()) };
        let Some(block) = self.take(64 << 10, true)? else { return Ok(problem("The file is empty.")) };
        let bytes = &block.bytes;
        let mut walker = Walker::new(bytes, self.delimiter);
        let Some(record) = walker.next() else { return Ok(problem("The file has no line with column names.")) };
        let Ok(text) = std::str::from_utf8(&bytes[record.range.clone()]) else {
            return Ok(problem("The line with the column names is not UTF-8."));
        };
        if record.open {
            return Ok(problem("A quotation mark is opened in the line with the column names and never closed."));
        }
        if text.contains('\0') {
            return Ok(problem("The line with the column names holds a NUL byte, so this is not a text file."));
        }
        let mut cells = Cells::new(self.delimiter);
        cells.split(bytes, &record);
        // One walk along the line for all labels: a broken file may have a hundred thousand.
        let mut labels = Vec::with_capacity(cells.len());
        let mut raw = walker.cell_from(&record, record.range.start);
        let (mut counted, mut column) = (0, 1);
        for at in 0..cells.len() {
            let start = raw.start - record.range.start;
            column += text[counted..start].chars().count() as u64;
            counted = start;
            labels.push(Label {
                text: String::from_utf8_lossy(cells.get(bytes, at)).into_owned(),
                line: block.first_line + 1,
                column,
                excerpt: excerpt(text, start..raw.end - record.range.start),
            });
            raw = walker.cell_from(&record, (raw.end + 1).min(record.range.end));
        }
        Ok(Header { labels, problem: None })
    }
}

/// Line breaks, a CR with its LF counting once.
fn lines(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    (feeds + returns) as u64
}

impl Cutter for CsvCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        self.take(BLOCK_BYTES, false)
    }
}

/// The cells of one record: slices of the source, or of a buffer where quotation marks had to be taken out.
struct Cells {
    delimiter: u8,
    ends: Vec<usize>,
    start: usize,
    unquoted: Vec<u8>,
    is_unquoted: bool,
    count: usize,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        Cells { delimiter, ends: Vec::new(), start: 0, unquoted: Vec::new(), is_unquoted: false, count: 0 }
    }

    fn split(&mut self, bytes: &[u8], record: &Record) {
        self.is_unquoted = record.quoted;
        self.start = record.range.start;
        let source = &bytes[record.range.clone()];
        if !record.quoted {
            self.ends.clear();
            self.ends.extend(memchr::memchr_iter(self.delimiter, source).map(|at| record.range.start + at));
            self.ends.push(record.range.end);
            self.count = self.ends.len();
            return;
        }
        let mut reader = csv_core::ReaderBuilder::new().delimiter(self.delimiter).build();
        self.unquoted.resize(source.len() + 8, 0);
        self.ends.resize(source.len() + 2, 0);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, input, output, fields) =
                reader.read_record(&source[read..], &mut self.unquoted[written..], &mut self.ends[ended..]);
            read += input;
            written += output;
            ended += fields;
            match result {
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::OutputFull => self.unquoted.resize(self.unquoted.len() * 2, 0),
                csv_core::ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
        self.count = ended;
    }

    fn len(&self) -> usize {
        self.count
    }

    fn get<'a>(&'a self, bytes: &'a [u8], at: usize) -> &'a [u8] {
        if self.is_unquoted {
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            &self.unquoted[start..self.ends[at]]
        } else {
            let start = if at == 0 { self.start } else { self.ends[at - 1] + 1 };
            &bytes[start..self.ends[at]]
        }
    }
}

struct Shared {
    columns: usize,
    positions: Vec<Option<usize>>,
    fields: Vec<Field>,
    delimiter: u8,
    /// Whether the text was decoded, so that U+FFFD stands where that was not possible.
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
        if let Some(reason) = &block.broken {
            row_faults.push(RowFault {
                row: starts.len(),
                kind: RowFaultKind::Malformed(reason.clone()),
                place: places.len(),
            });
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
        let mut walker = Walker { at: start as usize, ..Walker::new(bytes, self.shared.delimiter) };
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Records as the `csv` crate reads them.
    fn by_the_book(text: &str) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Records as walked and split here; blank lines, which the `csv` crate skips, are left out.
    fn as_here(text: &str) -> Vec<Vec<String>> {
        let bytes = text.as_bytes();
        let mut walker = Walker::new(bytes, b',');
        let mut cells = Cells::new(b',');
        let mut records = Vec::new();
        while let Some(record) = walker.next() {
            if !record.range.is_empty() {
                cells.split(bytes, &record);
                records.push(
                    (0..cells.len()).map(|at| String::from_utf8(cells.get(bytes, at).to_vec()).unwrap()).collect(),
                );
            }
        }
        records
    }

    #[test]
    fn agrees_with_the_csv_crate() {
        for text in [
            "a,b\n1,2\n",
            "a,b\r\n1,2",
            "a,b\r1,2\r",
            "\"a,\"\"b\",c\n\"line\nbreak\",\n",
            "5\" pipe,x\na\"b,\"c\"\n",
            ",\n,,\n",
            "a\n\n\nb\n",
            "\"open,\nnever",
            "\"closed\"tail,x\n",
        ] {
            assert_eq!(as_here(text), by_the_book(text), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_csv_crate_on_anything(text in "[a,\"\n\r é]{0,40}") {
            proptest::prop_assert_eq!(as_here(&text), by_the_book(&text));
        }
    }

    #[test]
    fn cells_are_found_in_the_source() {
        let text = b"ab,\"c,\"\"d\",e";
        let mut walker = Walker::new(text, b',');
        let record = walker.next().unwrap();
        let cells: Vec<&[u8]> = (0..3).map(|at| &text[walker.cell_range(&record, at)]).collect();
        assert_eq!(cells, [&b"ab"[..], b"\"c,\"\"d\"", b"e"]);
    }
}
