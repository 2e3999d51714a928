//! The bytes of a source as they are needed, for the cutters.

use std::io::{self, Read};
use std::sync::Arc;

use super::Block;
use super::container::Damage;
use crate::model::table::RowFaultKind;

/// A source with what was read of it and not cut off yet.
pub(super) struct Feed {
    source: Box<dyn Read + Send>,
    /// What was read.
    pub(super) buffer: Vec<u8>,
    /// Whether the source has ended, or cannot be read further.
    pub(super) ended: bool,
    /// Why it cannot be read further.
    damage: Option<RowFaultKind>,
    /// Records that were cut off.
    pub(super) record: u64,
    /// Lines that were cut off.
    pub(super) line: u64,
}

impl Feed {
    pub(super) fn new(source: Box<dyn Read + Send>) -> Self {
        Feed { source, buffer: Vec::new(), ended: false, damage: None, record: 0, line: 0 }
    }

    /// Fills the buffer to a size, or to the end of the source.
    pub(super) fn fill(&mut self, size: usize) -> io::Result<()> {
        while self.buffer.len() < size && !self.ended {
            let want = (size - self.buffer.len()) as u64;
            match (&mut self.source).take(want).read_to_end(&mut self.buffer) {
                Ok(read) => self.ended = read == 0,
                Err(error) => {
                    self.damage = Some(Damage::of(error)?);
                    self.ended = true;
                }
            }
        }
        Ok(())
    }

    /// Cuts off the first bytes as a block.
    pub(super) fn cut(&mut self, end: usize, records: u64, lines: impl Fn(&[u8]) -> u64) -> Block {
        let rest = self.buffer.split_off(end);
        let bytes = Arc::new(std::mem::replace(&mut self.buffer, rest));
        let block = Block { first_record: self.record, first_line: self.line, records, broken: None, bytes };
        self.record += records;
        self.line += lines(&block.bytes);
        block
    }

    /// Drops the first bytes.
    pub(super) fn skip(&mut self, end: usize) {
        self.line += memchr::memchr_iter(b'\n', &self.buffer[..end]).count() as u64;
        self.buffer.drain(..end);
    }

    /// Leaves the rest unread, with a block that says why.
    pub(super) fn broken(&mut self, reason: impl Into<String>) -> Block {
        let kind = self.damage.take().unwrap_or_else(|| RowFaultKind::Malformed(reason.into()));
        self.ends_with(kind)
    }

    /// Leaves the rest unread, with a block that says what is wrong.
    pub(super) fn ends_with(&mut self, kind: RowFaultKind) -> Block {
        self.stop();
        Block {
            bytes: Arc::default(),
            first_record: self.record,
            records: 0,
            first_line: self.line,
            broken: Some(kind),
        }
    }

    /// Whether what reaches the end of the buffer may be only a part of what was written.
    pub(super) fn may_go_on(&self) -> bool {
        !self.ended || self.damage.is_some()
    }

    /// The block that ends a source which could not be read to its end.
    pub(super) fn damaged(&mut self) -> Option<Block> {
        self.damage.is_some().then(|| self.broken(""))
    }

    /// Leaves the rest unread.
    pub(super) fn stop(&mut self) {
        self.buffer.clear();
        self.ended = true;
    }
}
