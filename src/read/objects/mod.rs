//! Tables whose records are JSON objects: what GeoJSON, JSON and newline-delimited JSON have in common.
//!
//! A format says how a source is cut, how a block falls apart into records, and which members of a record are the row's.
//! The rest is the same for all: members find their fields by `source`, numbers keep their digits until the type is
//! known, and what is nested stays the JSON text it is.

mod cut;
mod locate;
mod member;
mod path;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub(super) use self::cut::{LineCutter, ListCutter, elements, lines};
pub(super) use self::member::{Member, Record, compact, entries, unreadable};
pub(super) use self::path::lists;

use self::locate::ObjectLocator;
use super::cell::CellParser;
use super::crs::Crs;
use super::{Block, Decoder, Habits};
use crate::model::schema::{Field, Schema};
use crate::model::table::{Batch, ColumnBuilder, Fault, FaultKind, RowFault, RowFaultKind, TextCache};

/// What tells one format of objects from another.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// The records of a block.
    pub(super) split: fn(&[u8]) -> Vec<Range<usize>>,
    /// Reads one of them; a problem as a sentence.
    pub(super) read: fn(&[u8]) -> Result<Record, String>,
}

/// What decoder and locator share.
struct Shared {
    shape: Shape,
    fields: Vec<Field>,
    /// The field of each `source`.
    index: HashMap<String, usize>,
}

impl Shared {
    /// The member of each field: one of the row's own, else one that the format adds.
    fn values<'a>(&self, record: &'a Record) -> Vec<Option<&'a Member>> {
        let mut values = vec![None; self.fields.len()];
        let added = record.added.iter().map(|(name, member)| (*name, member));
        for (name, member) in record.members.iter().map(|(name, member)| (name.as_str(), member)).chain(added) {
            if let Some(&at) = self.index.get(name) {
                values[at].get_or_insert(member);
            }
        }
        values
    }
}

/// Decodes blocks of objects.
pub(super) struct ObjectDecoder {
    shared: Arc<Shared>,
    parsers: Vec<CellParser>,
    /// Whether the text was decoded from a declared encoding, where what could not be decoded stands as U+FFFD.
    is_decoded: bool,
}

impl ObjectDecoder {
    pub(super) fn new(shape: Shape, is_decoded: bool, schema: &Schema, habits: &Habits) -> Self {
        let fields = schema.fields.clone();
        let index = fields.iter().enumerate().map(|(at, field)| (field.source.clone(), at)).collect();
        let parsers = fields.iter().zip(habits).map(|(field, habit)| CellParser::new(field, *habit)).collect();
        let shared = Arc::new(Shared { shape, fields, index });
        ObjectDecoder { shared, parsers, is_decoded }
    }

    /// With shapes in another system than degrees of WGS 84.
    pub(super) fn in_crs(self, crs: &Arc<Crs>) -> Self {
        let parsers = self.parsers.into_iter().map(|parser| parser.in_crs(Arc::clone(crs))).collect();
        ObjectDecoder { parsers, ..self }
    }

    fn append(&self, at: usize, member: &Member, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        match member {
            Member::Text(text) if self.is_decoded && text.contains('\u{fffd}') => {
                builder.append_null();
                Err(FaultKind::Undecodable)
            }
            member => member.append(&self.parsers[at], &self.shared.fields[at], builder),
        }
    }
}

impl Decoder for ObjectDecoder {
    fn decode(&self, block: Block) -> Batch {
        let bytes = &block.bytes[..];
        let mut ranges = (self.shared.shape.split)(bytes);
        let fields = &self.shared.fields;
        let mut builders: Vec<_> =
            self.parsers.iter().zip(fields).map(|(parser, field)| parser.builder(field, ranges.len())).collect();
        let mut seen = vec![false; fields.len()];
        let (mut faults, mut row_faults, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (number, range) in ranges.iter().enumerate() {
            let mut row_fault = |kind| row_faults.push(RowFault { row: rows.len(), kind, place: number });
            let record = match (self.shared.shape.read)(&bytes[range.clone()]) {
                Ok(record) => record,
                Err(reason) => {
                    row_fault(RowFaultKind::Malformed(reason));
                    continue;
                }
            };
            for (name, _) in record.members.iter().filter(|(name, _)| !self.shared.index.contains_key(name)) {
                row_fault(RowFaultKind::UndeclaredMember(name.clone()));
            }
            for (at, value) in self.shared.values(&record).into_iter().enumerate() {
                seen[at] |= value.is_some();
                if let Err(kind) = self.append(at, value.unwrap_or(&Member::Null), &mut builders[at]) {
                    faults.push(Fault { row: rows.len(), field: at, kind });
                }
            }
            rows.push(number);
        }
        if let Some(kind) = &block.broken {
            row_faults.push(RowFault { row: rows.len(), kind: kind.clone(), place: ranges.len() });
            ranges.push(0..0);
        }
        Batch {
            cache: TextCache::default(),
            rows: rows.len(),
            columns: builders.into_iter().map(ColumnBuilder::finish).collect(),
            faults,
            row_faults,
            absent: Vec::new(),
            seen: Some(seen),
            locator: Box::new(ObjectLocator::new(block, ranges, rows, Arc::clone(&self.shared))),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        for range in (self.shared.shape.split)(&block.bytes) {
            if let Ok(record) = (self.shared.shape.read)(&block.bytes[range])
                && let Some(Member::Text(text)) = self.shared.values(&record)[field]
                && !visitor(text)
            {
                return;
            }
        }
    }
}
