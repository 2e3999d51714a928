//! The ZIP archive that a workbook is: parts written one after the other, the large ones in pieces that were compressed
//! elsewhere. Sizes are not known before a part ends, so they stand behind it (APPNOTE 6.3.10, section 4.3.9).

use std::io::{self, Write as _};

use flate2::Crc;

use crate::convert::Sink;
use crate::convert::deflate::{END, Piece};

/// 1980-01-01 in the archive's form: no clock is read.
const DAY: u16 = (1 << 5) | 1;

/// Version 2.0, what DEFLATE needs.
const VERSION: u16 = 20;

/// DEFLATE; sizes behind the part; names in UTF-8.
const METHOD: u16 = 8;
const FLAGS: u16 = (1 << 3) | (1 << 11);

/// A part that was written, for the directory at the end.
struct Entry {
    name: String,
    start: u64,
    crc: u32,
    deflated: u64,
    bytes: u64,
}

pub(super) struct Package {
    sink: Sink,
    at: u64,
    entries: Vec<Entry>,
    crc: Crc,
}

impl Package {
    pub(super) fn new(sink: Sink) -> Self {
        Package { sink, at: 0, entries: Vec::new(), crc: Crc::new() }
    }

    /// Writes a whole part.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        self.begin(name)?;
        self.append(&Piece::of(content))
    }

    /// Begins a part; the one before it ends.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        self.end()?;
        self.entries.push(Entry { name: name.to_owned(), start: self.at, crc: 0, deflated: 0, bytes: 0 });
        let mut head = Vec::with_capacity(64);
        head.extend_from_slice(b"PK\x03\x04");
        [VERSION, FLAGS, METHOD, 0, DAY].iter().for_each(|number| head.extend_from_slice(&number.to_le_bytes()));
        head.extend_from_slice(&[0; 12]);
        head.extend_from_slice(&(name.len() as u16).to_le_bytes());
        head.extend_from_slice(&0_u16.to_le_bytes());
        head.extend_from_slice(name.as_bytes());
        self.write(&head)
    }

    /// Adds to the part that was begun.
    pub(super) fn append(&mut self, piece: &Piece) -> io::Result<()> {
        self.crc.combine(&piece.crc);
        if let Some(entry) = self.entries.last_mut() {
            entry.deflated += piece.deflated.len() as u64;
            entry.bytes += u64::from(piece.crc.amount());
        }
        self.write(&piece.deflated)
    }

    /// How large the part is that was begun, before compression.
    pub(super) fn part_bytes(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.bytes)
    }

    /// Ends the archive.
    pub(super) fn finish(mut self) -> io::Result<Sink> {
        self.end()?;
        let start = self.at;
        let mut directory = Vec::new();
        for entry in &self.entries {
            directory.extend_from_slice(b"PK\x01\x02");
            [VERSION, VERSION, FLAGS, METHOD, 0, DAY]
                .iter()
                .for_each(|n| directory.extend_from_slice(&n.to_le_bytes()));
            [entry.crc, small(entry.deflated)?, small(entry.bytes)?]
                .iter()
                .for_each(|number| directory.extend_from_slice(&number.to_le_bytes()));
            directory.extend_from_slice(&(entry.name.len() as u16).to_le_bytes());
            directory.extend_from_slice(&[0; 12]);
            directory.extend_from_slice(&small(entry.start)?.to_le_bytes());
            directory.extend_from_slice(entry.name.as_bytes());
        }
        let count = self.entries.len() as u16;
        let size = directory.len() as u64;
        directory.extend_from_slice(b"PK\x05\x06");
        [0, 0, count, count].iter().for_each(|number| directory.extend_from_slice(&number.to_le_bytes()));
        [small(size)?, small(start)?].iter().for_each(|number| directory.extend_from_slice(&number.to_le_bytes()));
        directory.extend_from_slice(&[0; 2]);
        self.write(&directory)?;
        Ok(self.sink)
    }

    /// Ends the part that was begun, if one was.
    fn end(&mut self) -> io::Result<()> {
        let Some(entry) = self.entries.last_mut() else { return Ok(()) };
        entry.deflated += END.len() as u64;
        entry.crc = self.crc.sum();
        self.crc.reset();
        let mut tail = END.to_vec();
        tail.extend_from_slice(b"PK\x07\x08");
        [entry.crc, small(entry.deflated)?, small(entry.bytes)?]
            .iter()
            .for_each(|number| tail.extend_from_slice(&number.to_le_bytes()));
        self.write(&tail)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.sink.write_all(bytes)
    }
}

/// A size in the archive's plain form, which the limit on sheets keeps far from its bound.
fn small(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| io::Error::other("a workbook of more than 4 GB"))
}
