//! The bytes of a Parquet file in any order.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::{damaged, refusal};
use crate::read::Flaw;
use crate::read::container::Whole;

/// What stands at both ends of a file whose directory is encrypted.
const ENCRYPTED: &[u8; 4] = b"PARE";

/// A file, or bytes in memory.
#[derive(Clone)]
pub(super) enum Input {
    File(Arc<File>, u64),
    Bytes(Bytes),
}

impl Input {
    pub(super) fn new(whole: Whole) -> io::Result<Self> {
        Ok(match whole {
            Whole::File(file) => {
                let length = file.metadata()?.len();
                Input::File(Arc::new(file), length)
            }
            Whole::Bytes(bytes) => Input::Bytes(bytes.into()),
        })
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        match self {
            Input::File(_, length) => *length,
            Input::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// Whether even its directory cannot be read without a key.
    pub(super) fn is_encrypted(&self) -> io::Result<bool> {
        let mut head = Vec::new();
        self.from(0)?.take(ENCRYPTED.len() as u64).read_to_end(&mut head)?;
        Ok(head == ENCRYPTED)
    }

    /// The directory at its end. What it says of the types of another library is not asked: the format's own types do.
    pub(super) fn metadata(&self) -> std::result::Result<ArrowReaderMetadata, Flaw> {
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        ArrowReaderMetadata::load(self, options).map_err(|error| refusal(&error))
    }

    /// The bytes of the directory: what stands before its length and the last four letters.
    pub(super) fn directory(&self, longest: u64) -> std::result::Result<Bytes, Flaw> {
        const END: u64 = 8;
        let end = self.length().checked_sub(END).ok_or_else(damaged)?;
        let tail = self.get_bytes(end, END as usize).map_err(|_| damaged())?;
        let length = tail.first_chunk::<4>().map_or(0, |length| u64::from(u32::from_le_bytes(*length)));
        let start = end.checked_sub(length).ok_or_else(damaged)?;
        if length > longest {
            return Err(Flaw::TooLarge(format!("its directory has more than {} MB", longest >> 20)));
        }
        self.get_bytes(start, length as usize).map_err(|_| damaged())
    }

    /// The bytes from a place on.
    pub(super) fn from(&self, start: u64) -> io::Result<Part> {
        Ok(match self {
            Input::File(file, _) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(start))?;
                Part::File(io::BufReader::new(file))
            }
            Input::Bytes(bytes) => {
                let mut rest = Cursor::new(bytes.clone());
                rest.set_position(start);
                Part::Bytes(rest)
            }
        })
    }
}

impl Length for Input {
    fn len(&self) -> u64 {
        self.length()
    }
}

impl ChunkReader for Input {
    type T = Part;

    fn get_read(&self, start: u64) -> Result<Part> {
        Ok(self.from(start)?)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.length());
        let end = end.ok_or_else(|| ParquetError::EOF("the file is cut off".to_owned()))?;
        if let Input::Bytes(bytes) = self {
            return Ok(bytes.slice(start as usize..end as usize));
        }
        let mut bytes = Vec::with_capacity(length);
        self.from(start)?.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The bytes from a place on.
pub(super) enum Part {
    File(io::BufReader<File>),
    Bytes(Cursor<Bytes>),
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Part::File(file) => file.read(buffer),
            Part::Bytes(bytes) => bytes.read(buffer),
        }
    }
}
