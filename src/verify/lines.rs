//! Records of JSON that have a line each, in one array. Lines are what lets all cores read; each record is read by the crate
//! `serde_json`, and with the commas between them and the brackets around them the whole is an array.

use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Trouble;
use super::chunks::{Chunk, Chunks};
use super::tally::{Tally, Total};
use crate::files::{self, FileError};
use crate::model::schema::Schema;

/// What stands around records that have a line each.
pub(super) struct Frame {
    /// The first line.
    pub(super) opening: &'static [u8],
    /// The last line.
    pub(super) closing: &'static [u8],
}

/// Which lines lack a comma: one record may, the last.
#[derive(Debug, Default)]
struct Ends {
    records: u64,
    without_comma: u64,
    last_without: u64,
    closings: u64,
    last_closing: u64,
}

impl Ends {
    fn add(&mut self, other: &Ends) {
        self.records += other.records;
        self.without_comma += other.without_comma;
        self.last_without = self.last_without.max(other.last_without);
        self.closings += other.closings;
        self.last_closing = self.last_closing.max(other.last_closing);
    }

    /// Whether all records but the last have a comma, and the brackets are closed once, after it.
    fn are_of_one_array(&self) -> bool {
        let last = self.records;
        let is_list = (self.without_comma, self.last_without) == (u64::from(last > 0), last);
        is_list && (self.closings, self.last_closing) == (1, last + 1)
    }
}

/// Reads records that have a line each and nothing around or between them. A text that cannot be read to its end is not one.
pub(super) fn read_bare(
    text: impl Read + Send,
    schema: &Schema,
    total: &Total<'_>,
    count: impl Fn(&str, u64, &mut Tally<'_>) -> Option<()> + Sync,
) -> Result<(), Trouble> {
    Chunks::lines(text).par_bridge().try_for_each(|chunk| {
        let chunk = chunk.map_err(|_| Trouble::Unreadable("It is not whole, or not in gzip."))?;
        let mut tally = total.tally(schema.fields.len());
        let lines = chunk.bytes.strip_suffix(b"\n").unwrap_or(&chunk.bytes).split(|byte| *byte == b'\n');
        for (row, line) in (chunk.first..).zip(lines) {
            count_record(line, row, &mut tally, &count);
        }
        total.add(tally);
        Ok(())
    })
}

/// Counts one record.
fn count_record(
    record: &[u8],
    row: u64,
    tally: &mut Tally<'_>,
    count: &impl Fn(&str, u64, &mut Tally<'_>) -> Option<()>,
) {
    tally.add_rows(1);
    if std::str::from_utf8(record).ok().and_then(|record| count(record, row, tally)).is_none() {
        tally.add_unreadable(row);
    }
}

impl Frame {
    /// Reads the records of a file. `count` counts one of them; it says `None` of what it cannot read.
    pub(super) fn read(
        &self,
        path: &Path,
        schema: &Schema,
        total: &Total<'_>,
        count: impl Fn(&str, u64, &mut Tally<'_>) -> Option<()> + Sync,
    ) -> Result<(), Trouble> {
        let ends = Mutex::new(Ends::default());
        Chunks::lines(files::open(path)?).par_bridge().try_for_each(|chunk| {
            let chunk = chunk.map_err(|source| FileError::new("read", path, source))?;
            let mut tally = total.tally(schema.fields.len());
            let seen = self.count(&chunk, &mut tally, &count)?;
            total.add(tally);
            ends.lock().unwrap_or_else(PoisonError::into_inner).add(&seen);
            Ok::<(), Trouble>(())
        })?;
        if ends.into_inner().unwrap_or_else(PoisonError::into_inner).are_of_one_array() {
            Ok(())
        } else {
            Err(Trouble::Unreadable("It is not one array of records."))
        }
    }

    fn count(
        &self,
        chunk: &Chunk,
        tally: &mut Tally<'_>,
        count: &impl Fn(&str, u64, &mut Tally<'_>) -> Option<()>,
    ) -> Result<Ends, Trouble> {
        let mut seen = Ends::default();
        let text = chunk.bytes.strip_suffix(b"\n").unwrap_or(&chunk.bytes);
        for (number, line) in (chunk.first..).zip(text.split(|byte| *byte == b'\n')) {
            if number == 0 {
                if line != self.opening {
                    return Err(Trouble::Unreadable("It does not begin as it should."));
                }
                continue;
            }
            if line == self.closing {
                (seen.closings, seen.last_closing) = (seen.closings + 1, number);
                continue;
            }
            seen.records += 1;
            let record = line.strip_suffix(b",").unwrap_or_else(|| {
                (seen.without_comma, seen.last_without) = (seen.without_comma + 1, number);
                line
            });
            count_record(record, number - 1, tally, count);
        }
        Ok(seen)
    }
}
