//! Makes batches of records.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::GEOMETRY;
use super::cut::records;
use super::dbf::{Column, Dbf};
use super::shape;
use crate::diagnostic::{Cell, Quoted};
use crate::model::schema::{DateFormat, Field, FieldType, Schema};
use crate::model::table::{Batch, ColumnBuilder, Fault, FaultKind, Locate, RowFault, TextCache};
use crate::read::cell::CellParser;
use crate::read::crs::Crs;
use crate::read::{Block, Decoder, Habits};

/// What a field is read from.
#[derive(Clone)]
enum From {
    Shape,
    Attribute(Column),
    Nothing,
}

/// What decoder and locator share.
struct Shared {
    fields: Vec<(Field, From)>,
    width: usize,
    encoding: &'static Encoding,
}

impl Shared {
    /// The text of an attribute, and whether all of it is text.
    fn text<'a>(&self, column: &Column, record: &'a [u8]) -> (Cow<'a, str>, bool) {
        let (text, damaged) = self.encoding.decode_without_bom_handling(&record[column.bytes.clone()]);
        let padding: &[char] = &[' ', '\0'];
        let trimmed = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_end_matches(padding)),
            Cow::Owned(text) => Cow::Owned(text.trim_end_matches(padding).to_owned()),
        };
        (trimmed, !damaged)
    }
}

/// Decodes runs of records.
pub(super) struct RecordDecoder {
    shared: Arc<Shared>,
    parsers: Vec<CellParser>,
}

impl RecordDecoder {
    pub(super) fn new(dbf: Dbf, encoding: &'static Encoding, crs: Arc<Crs>, schema: &Schema, habits: &Habits) -> Self {
        let from = |field: &Field| match dbf.columns.iter().find(|column| column.name == field.source) {
            Some(column) => From::Attribute(column.clone()),
            None if field.source == GEOMETRY => From::Shape,
            None => From::Nothing,
        };
        let fields = schema.fields.iter().map(|field| (field.clone(), from(field))).collect();
        let parser = |(field, habit)| CellParser::new(field, habit).in_crs(Arc::clone(&crs));
        let parsers = schema.fields.iter().zip(habits.iter().copied()).map(parser).collect();
        RecordDecoder { shared: Arc::new(Shared { fields, width: dbf.width, encoding }), parsers }
    }

    fn append(&self, at: usize, attributes: &[u8], shape: &[u8], builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        let (parser, (field, from)) = (&self.parsers[at], &self.shared.fields[at]);
        let column = match from {
            From::Attribute(column) => column,
            From::Shape => {
                return match shape::parse(shape) {
                    Some(None) => {
                        builder.append_null();
                        Ok(())
                    }
                    shape => parser.append_geometry(shape.flatten(), builder),
                };
            }
            From::Nothing => {
                builder.append_null();
                return Ok(());
            }
        };
        let (text, is_text) = self.shared.text(column, attributes);
        if !is_text {
            builder.append_null();
            return Err(FaultKind::NotText);
        }
        let padded = text.trim_start();
        match (column.kind, &mut *builder) {
            (b'C', builder) => parser.append(&text, builder),
            (_, builder) if padded.is_empty() => {
                builder.append_null();
                Ok(())
            }
            (b'L', builder) if padded == "?" => {
                builder.append_null();
                Ok(())
            }
            (b'L', ColumnBuilder::Boolean(builder))
                if matches!(padded, "T" | "t" | "Y" | "y" | "F" | "f" | "N" | "n") =>
            {
                builder.append_value(matches!(padded, "T" | "t" | "Y" | "y"));
                Ok(())
            }
            (b'D', builder) if padded == "00000000" => {
                builder.append_null();
                Ok(())
            }
            (b'D', builder) => parser.append(&day(field, padded), builder),
            (b'N' | b'F', builder) => {
                let is_whole = matches!(field.kind, FieldType::Integer | FieldType::Year);
                let whole = padded.split_once('.').filter(|(_, rest)| is_whole && rest.bytes().all(|b| b == b'0'));
                parser.append(whole.map_or(padded, |(whole, _)| whole), builder)
            }
            (_, builder) => parser.append(padded, builder),
        }
    }
}

/// A day of dBASE (`20130807`) in ISO 8601, unless the field declares how its days are written.
fn day<'a>(field: &Field, text: &'a str) -> Cow<'a, str> {
    let is_declared = matches!(field.kind, FieldType::Date { format: DateFormat::Pattern(_) });
    if is_declared || text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

impl Decoder for RecordDecoder {
    fn decode(&self, block: Block) -> Batch {
        let bytes = &block.bytes[..];
        let mut ranges = records(bytes, self.shared.width);
        let mut builders: Vec<_> = (self.parsers.iter().zip(&self.shared.fields))
            .map(|(parser, (field, _))| parser.builder(field, ranges.len()))
            .collect();
        let (mut faults, mut row_faults, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (attributes, shape)) in ranges.iter().enumerate() {
            let (attributes, shape) = (&bytes[attributes.clone()], &bytes[shape.clone()]);
            // Deleted records stay in the file until it is packed.
            if attributes[0] == b'*' {
                continue;
            }
            for (at, builder) in builders.iter_mut().enumerate() {
                if let Err(kind) = self.append(at, attributes, shape, builder) {
                    faults.push(Fault { row: rows.len(), field: at, kind });
                }
            }
            rows.push(number);
        }
        if let Some(kind) = &block.broken {
            row_faults.push(RowFault { row: rows.len(), kind: kind.clone(), place: ranges.len() });
            ranges.push((0..0, 0..0));
        }
        Batch {
            cache: TextCache::default(),
            rows: rows.len(),
            columns: builders.into_iter().map(ColumnBuilder::finish).collect(),
            faults,
            row_faults,
            absent: self.shared.fields.iter().map(|(_, from)| matches!(from, From::Nothing)).collect(),
            seen: None,
            locator: Box::new(RecordLocator { block, ranges, rows, shared: Arc::clone(&self.shared) }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        let From::Attribute(column) = &self.shared.fields[field].1 else { return };
        for (attributes, _) in records(&block.bytes, self.shared.width) {
            if !visitor(&self.shared.text(column, &block.bytes[attributes]).0) {
                return;
            }
        }
    }
}

struct RecordLocator {
    block: Block,
    ranges: Vec<(Range<usize>, Range<usize>)>,
    /// The record of each row.
    rows: Vec<usize>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for RecordLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordLocator")
    }
}

impl RecordLocator {
    /// The names of the columns count as row 1, so that a row has one number in every format.
    fn number(&self, record: usize) -> u64 {
        self.block.first_record + record as u64 + 2
    }
}

impl Locate for RecordLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        let value = match &self.shared.fields[field].1 {
            From::Attribute(column) => {
                let (attributes, _) = self.ranges[self.rows[row]].clone();
                Some(self.shared.text(column, &self.block.bytes[attributes]).0.into_owned())
            }
            _ => None,
        };
        Cell { row: Some(self.row_number(row)), value: value.map(Quoted::value), ..Cell::default() }
    }

    fn row_fault(&self, place: usize) -> Cell {
        Cell { row: Some(self.number(place)), ..Cell::default() }
    }

    fn row_number(&self, row: usize) -> u64 {
        self.number(self.rows[row])
    }
}
