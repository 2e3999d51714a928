//! Lines of JSON in one stream of gzip (RFC 1952), put together from compressed pieces.
//!
//! A stream of several members would be simpler, but browsers refuse all but the first, and some libraries leave the others out
//! without a word.

use std::io::{self, Write};

use flate2::{Compression, Crc};

use crate::convert::deflate::{END, Piece};
use crate::convert::{Sink, Written, finish};

/// DEFLATE, no name, no time, no system: the same bytes everywhere.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// The knee of the curve, on service requests: a quarter smaller than level 1 in a third more time; level 6 would save another
/// fifth in more than twice the time.
const LEVEL: u32 = 2;

/// Compresses records that are each followed by a comma and the end of a line, without the commas. A record has no end of
/// a line inside: JSON writes it as `\n`.
pub(super) fn piece(mut records: Vec<u8>) -> Piece {
    let (mut from, mut to) = (0, 0);
    while let Some(length) = memchr::memchr(b'\n', &records[from..]) {
        let end = from + length;
        records.copy_within(from..end, to);
        to += length;
        // In the place of the comma.
        records[to - 1] = b'\n';
        from = end + 1;
    }
    Piece::with(Compression::new(LEVEL), &records[..to])
}

pub(super) struct Lines {
    sink: Sink,
    crc: Crc,
    /// Bytes before compression.
    bytes: u64,
}

impl Lines {
    pub(super) fn new(mut sink: Sink) -> io::Result<Self> {
        sink.write_all(&HEADER)?;
        Ok(Lines { sink, crc: Crc::new(), bytes: 0 })
    }

    pub(super) fn append(&mut self, piece: &Piece) -> io::Result<()> {
        if piece.crc.amount() == 0 {
            return Ok(());
        }
        self.crc.combine(&piece.crc);
        self.bytes += u64::from(piece.crc.amount());
        self.sink.write_all(&piece.deflated)
    }

    pub(super) fn finish(mut self) -> io::Result<Written> {
        self.sink.write_all(&END)?;
        self.sink.write_all(&self.crc.sum().to_le_bytes())?;
        // The size modulo 2³², as the format has it.
        self.sink.write_all(&(self.bytes as u32).to_le_bytes())?;
        finish(self.sink)
    }
}
