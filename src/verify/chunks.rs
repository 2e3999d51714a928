//! A text file in chunks of whole records, so that all cores can read it.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2_iter};

/// Bytes of a chunk, more only where a single record is longer.
const CHUNK: usize = 1 << 20;

/// Records that follow each other, each with the line break after it; the last of a file may lack it.
pub(super) struct Chunk {
    /// The number of its first record in the file.
    pub(super) first: u64,
    /// The records.
    pub(super) bytes: Vec<u8>,
}

/// Cuts a file.
pub(super) struct Chunks<R> {
    reader: R,
    /// Whether line breaks between quotation marks belong to the record.
    quotes: bool,
    record: u64,
    rest: Vec<u8>,
}

impl<R: Read> Chunks<R> {
    /// Records that are lines.
    pub(super) fn lines(reader: R) -> Self {
        Chunks { reader, quotes: false, record: 0, rest: Vec::new() }
    }

    /// Records of a CSV file.
    pub(super) fn csv(reader: R) -> Self {
        Chunks { quotes: true, ..Chunks::lines(reader) }
    }

    fn cut(&mut self) -> io::Result<Option<Chunk>> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let wanted = CHUNK.max(bytes.len());
            let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut bytes)?;
            let (mut end, mut records) = self.whole(&bytes);
            if read == 0 && end < bytes.len() {
                (end, records) = (bytes.len(), records + 1);
            }
            if end > 0 {
                self.rest = bytes.split_off(end);
                let first = self.record;
                self.record += records;
                return Ok(Some(Chunk { first, bytes }));
            }
            if read == 0 {
                return Ok(None);
            }
        }
    }

    /// Where the last whole record ends, and how many there are.
    fn whole(&self, bytes: &[u8]) -> (usize, u64) {
        let (mut end, mut records, mut is_inside) = (0, 0, false);
        let mut take = |at: usize| {
            if bytes[at] == b'"' {
                is_inside = !is_inside;
            } else if !is_inside {
                (end, records) = (at + 1, records + 1);
            }
        };
        if self.quotes {
            memchr2_iter(b'"', b'\n', bytes).for_each(&mut take);
        } else {
            memchr_iter(b'\n', bytes).for_each(&mut take);
        }
        (end, records)
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = io::Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        self.cut().transpose()
    }
}
