//! Whether a Parquet file is what it says, looked at before its library is: that one follows a schema as deep as it goes, and
//! reserves memory for whatever a directory or a page promises.

use std::io::{self, Read};

use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;

use super::damaged;
use super::input::Input;
use super::thrift::{FALSE, I32, LIST, STRUCT, Thrift};
use crate::read::Flaw;
use crate::read::container::{GRACE, RATIO};

/// The longest directory that is read; that of 100,000 columns has 10 MB.
const LONGEST_DIRECTORY: u64 = 64 << 20;

/// How deep columns may be nested in columns.
const DEEPEST: usize = 64;

/// The largest page that is unpacked, in bytes. Most writers end a page after 1 MB.
const LARGEST_PAGE: i64 = 256 << 20;

/// The longest value of a column whose values are all of one length. For each missing value as much memory is taken.
const FIXED_LENGTH: i32 = 4 << 10;

/// Columns in which one value stands a million times are packed better than any container packs a text.
const DENSITY: u64 = 20;

/// What a row without text counts for each of its columns, in bytes.
pub(super) const CELL_BYTES: u64 = 8;

/// Looks at the directory: its length, and the shape of the schema in it.
pub(super) fn directory(input: &Input) -> Result<(), Flaw> {
    let bytes = input.directory(LONGEST_DIRECTORY)?;
    let mut shape = Ok(());
    let walked = Thrift::new(&bytes[..]).fields(|thrift, number, kind| {
        if (number, kind) != (2, LIST) {
            return Some(false);
        }
        let (item, count) = thrift.list()?;
        if item != STRUCT {
            return None;
        }
        shape = schema(thrift, count)?;
        // What is wrong with the rest does not matter any more.
        if shape.is_ok() { Some(true) } else { None }
    });
    shape?;
    walked.ok_or_else(damaged)
}

/// Follows the columns, each with the number of those in it, which come right after it. `None` if they cannot be read.
fn schema(thrift: &mut Thrift<&[u8]>, count: u64) -> Option<Result<(), Flaw>> {
    // How many are still to come, at each depth.
    let mut open: Vec<u64> = Vec::new();
    for _ in 0..count {
        let mut children = 0;
        thrift.fields(|thrift, number, kind| {
            let is_count = (number, kind) == (5, I32);
            if is_count {
                children = thrift.number()?;
            }
            Some(is_count)
        })?;
        while open.last() == Some(&0) {
            open.pop();
        }
        if let Some(rest) = open.last_mut() {
            *rest -= 1;
        }
        match u64::try_from(children) {
            Ok(children) if children <= count => open.push(children),
            _ => return Some(Err(damaged())),
        }
        if open.len() > DEEPEST {
            let reason = format!("its columns are nested in each other more than {DEEPEST} levels deep");
            return Some(Err(Flaw::TooDeep(reason)));
        }
    }
    Some(Ok(()))
}

/// Looks at what the directory says of rows and columns, and at the pages of those leaves of the schema that will be read.
pub(super) fn content(input: &Input, metadata: &ParquetMetaData, is_read: impl Fn(usize) -> bool) -> Result<(), Flaw> {
    let mut cells: u64 = 0;
    for group in metadata.row_groups() {
        let rows = u64::try_from(group.num_rows()).map_err(|_| damaged())?;
        for (leaf, column) in group.columns().iter().enumerate() {
            let (start, bytes) = column.byte_range();
            let end = start.checked_add(bytes).filter(|end| *end <= input.length()).ok_or_else(damaged)?;
            if column.column_descr().type_length() > FIXED_LENGTH {
                return Err(damaged());
            }
            if is_read(leaf) {
                cells = cells.saturating_add(rows);
                pages(input, column.compression(), start, end)?;
            }
        }
    }
    match is_bomb(cells.saturating_mul(CELL_BYTES), input.length()) {
        true => Err(Flaw::TooLarge(packed())),
        false => Ok(()),
    }
}

/// Whether no table unpacks to so much.
pub(super) fn is_bomb(unpacked: u64, length: u64) -> bool {
    unpacked > GRACE * DENSITY && unpacked / (RATIO * DENSITY) > length
}

/// Why a bomb is none of a city's tables.
pub(super) fn packed() -> String {
    format!("it is packed more than {} to 1, as no table is", RATIO * DENSITY)
}

/// Goes from page to page of a column, by their headers alone. Where these cannot be followed the library cannot either, and
/// says so at the row that it has come to.
fn pages(input: &Input, packing: Compression, mut at: u64, end: u64) -> Result<(), Flaw> {
    while at < end {
        let Ok(reader) = input.from(at) else { return Ok(()) };
        let Some(header) = Header::read(&mut Thrift::new(reader)) else { return Ok(()) };
        if header.unpacked > LARGEST_PAGE {
            return Err(Flaw::TooLarge(format!("a page of it unpacks to more than {} MB", LARGEST_PAGE >> 20)));
        }
        // Every value of a dictionary takes a byte at least.
        if header.unpacked < 0 || !(0..=header.unpacked).contains(&header.words) {
            return Err(damaged());
        }
        let Ok(packed) = u64::try_from(header.packed) else { return Err(damaged()) };
        at = at.saturating_add(header.length);
        if let Ok(reader) = input.from(at)
            && understates(reader.take(packed), packing, &header)
        {
            return Err(damaged());
        }
        at = at.saturating_add(packed);
    }
    Ok(())
}

/// Whether a page unpacks to more than it says. The library would take memory for all of it before it compares.
fn understates(mut page: impl Read, packing: Compression, header: &Header) -> bool {
    let (Ok(levels), Ok(unpacked)) = (u64::try_from(header.levels), u64::try_from(header.unpacked)) else {
        return true;
    };
    // What is packed comes after the levels of a page of the second version.
    if io::copy(&mut page.by_ref().take(levels), &mut io::sink()).is_err() {
        return false;
    }
    let limit = unpacked.saturating_sub(levels);
    let reader: Box<dyn Read + '_> = match packing {
        Compression::GZIP(_) => Box::new(flate2::read::MultiGzDecoder::new(page)),
        Compression::BROTLI(_) => Box::new(brotli::Decompressor::new(page, 4096)),
        Compression::ZSTD(_) => match zstd::Decoder::new(page) {
            Ok(decoder) => Box::new(decoder),
            Err(_) => return false,
        },
        // The others are unpacked into as much as is said, or say themselves how much it will be.
        _ => return false,
    };
    // What cannot be unpacked the library refuses too.
    !header.is_plain && io::copy(&mut reader.take(limit + 1), &mut io::sink()).is_ok_and(|bytes| bytes > limit)
}

/// What a page says of itself.
#[derive(Default)]
struct Header {
    /// Bytes of the page when it is unpacked.
    unpacked: i64,
    /// Bytes of the page in the file.
    packed: i64,
    /// Values of a dictionary.
    words: i64,
    /// Bytes of a page of the second version that come first and are not packed.
    levels: i64,
    /// Whether nothing of a page of the second version is packed.
    is_plain: bool,
    /// Bytes of the header.
    length: u64,
}

impl Header {
    fn read(thrift: &mut Thrift<impl std::io::Read>) -> Option<Self> {
        let mut header = Header::default();
        thrift.fields(|thrift, number, kind| {
            match (number, kind) {
                (2, I32) => header.unpacked = thrift.number()?,
                (3, I32) => header.packed = thrift.number()?,
                (7, STRUCT) => thrift.fields(|thrift, number, kind| {
                    let is_count = (number, kind) == (1, I32);
                    if is_count {
                        header.words = thrift.number()?;
                    }
                    Some(is_count)
                })?,
                (8, STRUCT) => thrift.fields(|thrift, number, kind| {
                    match (number, kind) {
                        (5 | 6, I32) => header.levels = header.levels.checked_add(thrift.number()?)?,
                        // The truth of a field is in its kind.
                        (7, FALSE) => header.is_plain = true,
                        _ => return Some(false),
                    }
                    Some(true)
                })?,
                _ => return Some(false),
            }
            Some(true)
        })?;
        header.length = thrift.position();
        Some(header)
    }
}
