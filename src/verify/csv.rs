//! CSV, taken apart by the state machine of the crate `csv`. It shows how much of the file a field takes, and so whether an
//! empty one has quotation marks: then it is an empty text, else a missing value.

use std::path::Path;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder, Terminator};
use rayon::prelude::*;

use super::chunks::{Chunk, Chunks};
use super::tally::{Tally, Total};
use super::text::read;
use super::value::Value;
use super::{Trouble, Verifier, Written};
use crate::files::{self, FileError};
use crate::model::Format;
use crate::model::schema::Schema;

pub(super) struct Csv;

impl Verifier for Csv {
    fn written(&self) -> Written {
        Written::File(Format::Csv)
    }

    /// A row of one column that is missing has quotation marks, because an empty line would be no row.
    fn keeps_nuance(&self, schema: &Schema, _: usize) -> bool {
        schema.fields.len() > 1
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let file = files::open(path)?;
        Chunks::csv(file).par_bridge().try_for_each(|chunk| {
            let chunk = chunk.map_err(|source| FileError::new("read", path, source))?;
            let mut tally = total.tally(schema.fields.len());
            Fields::new(&chunk).count(&chunk, schema, &mut tally)?;
            total.add(tally);
            Ok(())
        })
    }
}

/// The fields of a chunk, one after the other.
struct Fields<'a> {
    reader: Reader,
    rest: &'a [u8],
    field: Vec<u8>,
}

/// A field that was read: whether it is the last of its record, and whether it is missing.
struct Field {
    is_last: bool,
    is_missing: bool,
}

impl<'a> Fields<'a> {
    fn new(chunk: &'a Chunk) -> Self {
        let reader = ReaderBuilder::new().terminator(Terminator::Any(b'\n')).build();
        Fields { reader, rest: &chunk.bytes, field: vec![0; 1 << 10] }
    }

    /// Counts all records; the first one of the file must be the names of the columns.
    fn count(mut self, chunk: &Chunk, schema: &Schema, tally: &mut Tally<'_>) -> Result<(), Trouble> {
        let mut record = chunk.first;
        let mut column = 0;
        while let Some((field, length)) = self.next() {
            let declared = schema.fields.get(column);
            let bytes = &self.field[..length];
            if record == 0 {
                if declared.is_none_or(|declared| declared.name.as_bytes() != bytes) {
                    return Err(Trouble::Unreadable("Its first row does not name the columns."));
                }
            } else if let Some(declared) = declared {
                // In the only column of a table a missing value has quotation marks too.
                let is_missing = field.is_missing || bytes.is_empty() && schema.fields.len() == 1;
                let value = if is_missing { Some(Value::Missing) } else { read(&declared.kind, bytes) };
                tally.add(record - 1, column, &value.unwrap_or(Value::Unreadable));
            }
            column += 1;
            if field.is_last {
                if record == 0 && column < schema.fields.len() {
                    return Err(Trouble::Unreadable("Its first row does not name the columns."));
                }
                if record > 0 {
                    tally.add_rows(1);
                    if column != schema.fields.len() {
                        tally.add_unreadable(record - 1);
                    }
                }
                (record, column) = (record + 1, 0);
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Option<(Field, usize)> {
        let start = self.rest;
        let mut length = 0;
        loop {
            let (result, read, written) = self.reader.read_field(self.rest, &mut self.field[length..]);
            self.rest = &self.rest[read..];
            length += written;
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => self.field.resize(self.field.len() * 2, 0),
                ReadFieldResult::Field { record_end } => {
                    let is_missing = length == 0 && start.first() != Some(&b'"');
                    return Some((Field { is_last: record_end, is_missing }, length));
                }
                ReadFieldResult::End => return None,
            }
        }
    }
}
