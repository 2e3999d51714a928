//! Takes runs of rows out of a layer.

use std::io;
use std::sync::Arc;

use rusqlite::types::ValueRef;

use super::flaw;
use super::layer::Layer;
use crate::files::Database;
use crate::model::table::RowFaultKind;
use crate::read::container::{STREAM_LIMIT, too_large};
use crate::read::{BLOCK_BYTES, Block, Cutter, Flaw, RECORD_LIMIT};

/// What a row counts besides its values, so that rows without any fill a block as well.
const ROW_BYTES: usize = 8;

/// Cuts the rows of a layer, in the order of their row numbers, into runs.
pub(super) struct RowCutter {
    database: Database,
    /// Asks for the rows after one of a number.
    question: String,
    /// How many values are asked for.
    width: usize,
    /// The number of the last row that was read.
    last: i64,
    /// Rows that were read, and the bytes of their values.
    rows: u64,
    bytes: u64,
    ended: bool,
}

impl RowCutter {
    pub(super) fn new(database: Database, layer: &Layer, columns: &[usize]) -> Result<Self, Flaw> {
        let numberless = || Flaw::Unreadable("the rows of its layer have no numbers to be read by".to_owned());
        let question = layer.question(columns).ok_or_else(numberless)?;
        let width = columns.len();
        Ok(RowCutter { database, question, width, last: i64::MIN, rows: 0, bytes: 0, ended: false })
    }

    /// Appends rows until a block is full; what stands against reading on.
    fn fill(&mut self, block: &mut Vec<u8>, records: &mut u64) -> rusqlite::Result<Option<RowFaultKind>> {
        let mut statement = self.database.connection().prepare(&self.question)?;
        let mut rows = statement.query([self.last])?;
        while block.len() + *records as usize * ROW_BYTES < BLOCK_BYTES {
            let Some(row) = rows.next()? else {
                self.ended = true;
                break;
            };
            let number: i64 = row.get(0)?;
            // Pages that point at each other give the same rows again and again.
            if number <= self.last {
                return Ok(Some(RowFaultKind::Malformed("the rows of the layer go in circles".to_owned())));
            }
            let start = block.len();
            for at in 0..self.width {
                push(row.get_ref(1 + at)?, block);
            }
            let length = block.len() - start;
            self.bytes += (length + ROW_BYTES) as u64;
            let reason = if length > RECORD_LIMIT {
                Some("a row has more than 64 MB".to_owned())
            } else {
                too_large(self.database.length(), self.bytes, STREAM_LIMIT)
            };
            if let Some(reason) = reason {
                block.truncate(start);
                return Ok(Some(RowFaultKind::TooLarge(reason)));
            }
            self.last = number;
            *records += 1;
        }
        Ok(None)
    }
}

impl Cutter for RowCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        if self.ended {
            return Ok(None);
        }
        let (mut bytes, mut records) = (Vec::new(), 0);
        let broken = self.fill(&mut bytes, &mut records).unwrap_or_else(|error| Some(fault(&error)));
        self.ended |= broken.is_some();
        let first_record = self.rows;
        self.rows += records;
        Ok((records > 0 || broken.is_some()).then(|| Block {
            bytes: Arc::new(bytes),
            columns: None,
            first_record,
            records,
            first_line: 0,
            broken,
        }))
    }
}

/// Why the library cannot read on.
fn fault(error: &rusqlite::Error) -> RowFaultKind {
    match flaw(error) {
        Flaw::TooLarge(reason) => RowFaultKind::TooLarge(reason),
        Flaw::Unreadable(reason) => RowFaultKind::Malformed(reason),
        _ => unreachable!("a database is damaged or too large"),
    }
}

/// Appends a value: a byte for its kind, then what it is.
fn push(value: ValueRef<'_>, out: &mut Vec<u8>) {
    let mut sized = |kind: u8, bytes: &[u8]| {
        out.push(kind);
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    match value {
        ValueRef::Null => out.push(0),
        ValueRef::Integer(number) => {
            out.push(1);
            out.extend_from_slice(&number.to_le_bytes());
        }
        ValueRef::Real(number) => {
            out.push(2);
            out.extend_from_slice(&number.to_le_bytes());
        }
        ValueRef::Text(bytes) => sized(3, bytes),
        ValueRef::Blob(bytes) => sized(4, bytes),
    }
}

/// Takes the next value off a block.
pub(super) fn pull<'a>(block: &mut &'a [u8]) -> Option<ValueRef<'a>> {
    fn take<const N: usize>(block: &mut &[u8]) -> Option<[u8; N]> {
        let (head, rest) = block.split_first_chunk::<N>()?;
        *block = rest;
        Some(*head)
    }
    let [kind] = take(block)?;
    Some(match kind {
        0 => ValueRef::Null,
        1 => ValueRef::Integer(i64::from_le_bytes(take(block)?)),
        2 => ValueRef::Real(f64::from_le_bytes(take(block)?)),
        kind => {
            let length = u32::from_le_bytes(take(block)?) as usize;
            let (bytes, rest) = block.split_at_checked(length)?;
            *block = rest;
            if kind == 3 { ValueRef::Text(bytes) } else { ValueRef::Blob(bytes) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let values = [
            ValueRef::Null,
            ValueRef::Integer(i64::MIN),
            ValueRef::Real(-0.1),
            ValueRef::Text(b"Malden \xff"),
            ValueRef::Blob(b""),
        ];
        let mut bytes = Vec::new();
        values.iter().for_each(|value| push(*value, &mut bytes));
        let mut rest = &bytes[..];
        for value in values {
            assert_eq!(pull(&mut rest), Some(value));
        }
        assert_eq!(pull(&mut rest), None);
    }
}
