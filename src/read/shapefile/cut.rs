//! Takes records of both files side by side.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::sync::Arc;

use super::dbf::Dbf;
use super::parts::Part;
use crate::model::table::RowFaultKind;
use crate::read::container::Damage;
use crate::read::{BLOCK_BYTES, Block, Cutter, RECORD_LIMIT};

/// Bytes before a shape: its number and its length.
const HEADER: usize = 8;

/// Cuts runs of records: for each its attributes, the length of its shape as four bytes, and its shape.
pub(super) struct RecordCutter {
    shp: Part,
    attributes: Part,
    width: usize,
    /// Records that are promised.
    records: u64,
    next: u64,
    ended: bool,
}

impl RecordCutter {
    pub(super) fn new(shp: Part, attributes: Part, dbf: &Dbf) -> Self {
        RecordCutter { shp, attributes, width: dbf.width, records: dbf.records, next: 0, ended: false }
    }

    /// Appends the next record; or what is wrong with it.
    fn push(&mut self, bytes: &mut Vec<u8>) -> io::Result<Result<(), RowFaultKind>> {
        let cut_off = |part: &str| {
            let reason = format!("the `.{part}` file ends before its last record");
            Ok(Err(RowFaultKind::Malformed(reason)))
        };
        if !fill(&mut self.attributes, self.width, bytes)? {
            return cut_off("dbf");
        }
        let mut header = Vec::with_capacity(HEADER);
        if !fill(&mut self.shp, HEADER, &mut header)? {
            return cut_off("shp");
        }
        let words = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
        let length = words as usize * 2;
        if length > RECORD_LIMIT {
            return Ok(Err(RowFaultKind::Malformed("a shape is larger than 64 MB".to_owned())));
        }
        bytes.extend_from_slice(&(length as u32).to_le_bytes());
        if !fill(&mut self.shp, length, bytes)? {
            return cut_off("shp");
        }
        Ok(Ok(()))
    }
}

/// Reads so many bytes; whether there are as many. A lie about them costs no memory.
fn fill(source: &mut impl Read, length: usize, bytes: &mut Vec<u8>) -> io::Result<bool> {
    match source.take(length as u64).read_to_end(bytes) {
        Ok(read) => Ok(read == length),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

impl Cutter for RecordCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        let (first, mut bytes, mut broken) = (self.next, Vec::new(), None);
        while !self.ended && self.next < self.records && bytes.len() < BLOCK_BYTES {
            let whole = bytes.len();
            let pushed = match self.push(&mut bytes) {
                Ok(pushed) => pushed,
                Err(error) => Err(Damage::of(error)?),
            };
            match pushed {
                Ok(()) => self.next += 1,
                Err(kind) => {
                    bytes.truncate(whole);
                    broken = Some(kind);
                    self.ended = true;
                }
            }
        }
        Ok((first < self.next || broken.is_some()).then(|| Block {
            bytes: Arc::new(bytes),
            columns: None,
            first_record: first,
            records: self.next - first,
            first_line: 0,
            broken,
        }))
    }
}

/// The attributes and the shape of each record of a block.
pub(super) fn records(bytes: &[u8], width: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut at, mut found) = (0, Vec::new());
    while let Some(length) = bytes.get(at + width..).and_then(|rest| rest.first_chunk::<4>()) {
        let start = at + width + 4;
        let end = start + u32::from_le_bytes(*length) as usize;
        found.push((at..at + width, start..end));
        at = end;
    }
    found
}
