//! Makes batches of rows.

use std::sync::Arc;

use rusqlite::types::ValueRef;

use super::blob;
use super::cut::pull;
use super::layer::Layer;
use crate::diagnostic::{Cell, Quoted};
use crate::model::schema::{Field, Schema};
use crate::model::table::{Batch, ColumnBuilder, Fault, FaultKind, Locate, RowFault, TextCache, format_number};
use crate::read::cell::CellParser;
use crate::read::crs::Crs;
use crate::read::{Block, Decoder, Habits};

/// What a field is read from.
#[derive(Clone, Copy)]
struct From {
    /// The column of the layer.
    column: usize,
    /// Whether it holds shapes.
    is_shape: bool,
    /// Whether 0 and 1 in it are no and yes.
    is_truth: bool,
}

/// Decodes runs of rows.
pub(super) struct RowDecoder {
    fields: Vec<Field>,
    parsers: Vec<CellParser>,
    /// `None` for a field that has no column. One value of a row for each of the others, in their order.
    from: Arc<Vec<Option<From>>>,
}

impl RowDecoder {
    pub(super) fn new(layer: &Layer, crs: Arc<Crs>, schema: &Schema, habits: &Habits) -> Self {
        let from = |field: &Field| {
            let column = layer.columns.iter().position(|column| column.name == field.source)?;
            let (is_shape, is_truth) = (layer.is_geometry(&field.source), layer.columns[column].is_truth);
            Some(From { column, is_shape, is_truth })
        };
        let parser = |(field, habit)| CellParser::new(field, habit).in_crs(Arc::clone(&crs));
        RowDecoder {
            fields: schema.fields.clone(),
            parsers: schema.fields.iter().zip(habits.iter().copied()).map(parser).collect(),
            from: Arc::new(schema.fields.iter().map(from).collect()),
        }
    }

    /// The columns of the layer whose values a row must have.
    pub(super) fn columns(&self) -> Vec<usize> {
        self.from.iter().flatten().map(|from| from.column).collect()
    }
}

/// Appends a value to a field's column.
fn append(parser: &CellParser, from: From, value: ValueRef<'_>, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
    let fault = match (value, &mut *builder) {
        (ValueRef::Null, builder) => {
            builder.append_null();
            return Ok(());
        }
        (ValueRef::Blob(bytes), builder) if from.is_shape => {
            return parser.append_geometry(blob::decode(bytes), builder);
        }
        (ValueRef::Integer(truth @ (0 | 1)), builder) if from.is_truth => match builder {
            ColumnBuilder::Boolean(builder) => {
                builder.append_value(truth == 1);
                return Ok(());
            }
            builder => return parser.append(if truth == 1 { "true" } else { "false" }, builder),
        },
        (ValueRef::Integer(number), ColumnBuilder::Integer(builder)) if parser.takes_all_numbers() => {
            builder.append_value(number);
            return Ok(());
        }
        (ValueRef::Real(number), ColumnBuilder::Number(builder))
            if number.is_finite() && parser.takes_all_numbers() =>
        {
            builder.append_value(number);
            return Ok(());
        }
        (ValueRef::Integer(number), builder) => return parser.append_number(&number.to_string(), builder),
        (ValueRef::Real(number), builder) if number.is_finite() => {
            return parser.append_number(&format_number(number), builder);
        }
        (ValueRef::Real(_), _) => FaultKind::NotOfType,
        (ValueRef::Text(bytes) | ValueRef::Blob(bytes), builder) => match std::str::from_utf8(bytes) {
            Ok(text) => return parser.append(text, builder),
            Err(_) => FaultKind::NotText,
        },
    };
    builder.append_null();
    Err(fault)
}

/// The text of a value, for findings and for learning habits; `None` if it has none.
fn text(from: From, value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Integer(truth @ (0 | 1)) if from.is_truth => Some((truth == 1).to_string()),
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(format_number(number)),
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}

impl Decoder for RowDecoder {
    fn decode(&self, block: Block) -> Batch {
        let rows = block.records as usize;
        let mut builders: Vec<_> =
            self.parsers.iter().zip(&self.fields).map(|(parser, field)| parser.builder(field, rows)).collect();
        let (mut faults, mut starts, mut rest) = (Vec::new(), Vec::with_capacity(rows), &block.bytes[..]);
        for row in 0..rows {
            starts.push(block.bytes.len() - rest.len());
            for (field, builder) in builders.iter_mut().enumerate() {
                match self.from[field].zip(self.from[field].and_then(|_| pull(&mut rest))) {
                    Some((from, value)) => {
                        if let Err(kind) = append(&self.parsers[field], from, value, builder) {
                            faults.push(Fault { row, field, kind });
                        }
                    }
                    None => builder.append_null(),
                }
            }
        }
        let broken = block.broken.iter().map(|kind| RowFault { row: rows, kind: kind.clone(), place: rows });
        Batch {
            cache: TextCache::default(),
            rows,
            columns: builders.into_iter().map(ColumnBuilder::finish).collect(),
            faults,
            row_faults: broken.collect(),
            absent: self.from.iter().map(Option::is_none).collect(),
            seen: None,
            locator: Box::new(RowLocator { block, starts, from: Arc::clone(&self.from) }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        let Some(from) = self.from[field] else { return };
        let (before, width) = (before(&self.from, field), self.columns().len());
        let mut rest = &block.bytes[..];
        for _ in 0..block.records {
            for at in 0..width {
                let value = pull(&mut rest).and_then(|value| text(from, value).filter(|_| at == before));
                if value.is_some_and(|text| !visitor(&text)) {
                    return;
                }
            }
        }
    }
}

/// How many values of a row come before that of a field.
fn before(from: &[Option<From>], field: usize) -> usize {
    from[..field].iter().flatten().count()
}

struct RowLocator {
    block: Block,
    /// Where in the block each row begins.
    starts: Vec<usize>,
    from: Arc<Vec<Option<From>>>,
}

impl std::fmt::Debug for RowLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RowLocator")
    }
}

impl Locate for RowLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        let value = self.from[field].and_then(|from| {
            let mut rest = &self.block.bytes[self.starts[row]..];
            (0..before(&self.from, field)).for_each(|_| _ = pull(&mut rest));
            text(from, pull(&mut rest)?)
        });
        Cell { row: Some(self.row_number(row)), value: value.map(Quoted::value), ..Cell::default() }
    }

    fn row_fault(&self, place: usize) -> Cell {
        Cell { row: Some(self.row_number(place)), ..Cell::default() }
    }

    /// The names of the columns count as row 1, so that a row has one number in every format.
    fn row_number(&self, row: usize) -> u64 {
        self.block.first_record + row as u64 + 2
    }
}
