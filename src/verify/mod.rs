//! The proof that nothing was lost: every file that was written is read back and held against its source.
//!
//! On the one pass over the source a [`Witness`] takes digests of the values, a column and a block of rows at a time, before
//! any writer has made something of them. Later each file is read by a [`Verifier`]: with the library of its format, not with
//! what wrote it or with the reader of the source. Both turn cells into canonical values, and the digests of these must agree. A
//! digest knows the row of each value, so rows that changed places are seen, and it can be summed in any order, so files are
//! read on all cores and in bounded memory.
//!
//! Where digests differ, the block is looked at once more in both, cell by cell, so that the difference has a place. It never
//! holds a value.
//!
//! # What a canonical value is
//!
//! | type | canonical value | what the formats do not keep |
//! |---|---|---|
//! | text | its bytes in UTF-8; the empty text is no missing value | in a CSV of one column both are `""` |
//! | `object`, `array` | the JSON text, with each number as it was written | |
//! | `list` | the canonical values of its items, with their count | |
//! | `integer`, `year` | 64 bits; `0079` is 79 | |
//! | `number` | the 64-bit float, `-0` and all; every `NaN` is the same | |
//! | `number` with decimals | units of the last decimal, 128 bits | |
//! | `boolean` | one bit | |
//! | `date` | days since 1970-01-01 | |
//! | `time` | microseconds since midnight | |
//! | `datetime` | microseconds since 1970-01-01, in UTC with its offset, or on the local clock | Parquet keeps no offset |
//! | `geopoint`, `geojson` | well-known binary of two dimensions | |
//!
//! What a format has no place for is the nuance of a value, and has a digest of its own.

mod chunks;
mod csv;
mod geojson;
mod json;
mod lines;
mod ndjson;
mod pages;
mod parquet;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod witness;
mod xlsx;

use std::path::Path;

pub use self::tally::Expected;
use self::tally::Total;
pub use self::witness::{CloserLook, Witness};
use crate::files::FileError;
use crate::model::Format;
use crate::model::schema::Schema;

/// What was written of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// A file in a format.
    File(Format),
    /// The pages of its rows: [`RowsPage::beside`] a path.
    Pages,
}

/// A form that is read back.
trait Verifier: Sync {
    /// The form.
    fn written(&self) -> Written;

    /// Whether the format has a place for the nuance of a column's values: see the table above.
    fn keeps_nuance(&self, _schema: &Schema, _column: usize) -> bool {
        true
    }

    /// Reads a whole file and counts its values. A cell that cannot be read is counted as such, and so has a place.
    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble>;
}

/// All verifiers. Adding one is one file and one line; a test asks for one for every writer.
static VERIFIERS: &[&dyn Verifier] =
    &[&csv::Csv, &xlsx::Xlsx, &json::Json, &ndjson::NdJson, &parquet::Parquet, &geojson::GeoJson, &pages::Pages];

/// Why a file could not be read to its end.
enum Trouble {
    /// The world.
    File(FileError),
    /// Its bytes are not of its format; in which way.
    Unreadable(&'static str),
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Trouble::File(error)
    }
}

/// Where a file does not hold what its source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which cell, counted from 0: its row and its column. None if the file cannot be read at all.
    pub cell: Option<(u64, usize)>,
    /// What is known besides, in a sentence.
    pub detail: String,
}

/// A file in which something differs, before it is known which cell.
pub struct Suspect<'a> {
    expected: &'a Expected,
    verifier: &'static dyn Verifier,
    path: &'a Path,
    schema: &'a Schema,
    kind: Suspicion,
}

enum Suspicion {
    Unreadable(&'static str),
    Block { number: usize, rows: u64 },
}

/// Reads a file back, and holds it against what was seen of its source. Nothing if it holds the same.
///
/// # Errors
/// When the file cannot be read for reasons of the world.
///
/// # Panics
/// When what was written has no verifier: a bug.
pub fn check<'a>(
    written: Written,
    path: &'a Path,
    schema: &'a Schema,
    expected: &'a Expected,
) -> Result<Option<Suspect<'a>>, FileError> {
    let verifier = VERIFIERS.iter().find(|verifier| verifier.written() == written).expect("every form has a verifier");
    let total = Total::new(expected, None);
    let kind = match verifier.read(path, schema, &total) {
        Ok(()) => {
            let keeps = |column| verifier.keeps_nuance(schema, column);
            let found = total.finish();
            found.differing(expected, keeps).map(|number| Suspicion::Block { number, rows: found.rows })
        }
        Err(Trouble::Unreadable(detail)) => Some(Suspicion::Unreadable(detail)),
        Err(Trouble::File(error)) => return Err(error),
    };
    Ok(kind.map(|kind| Suspect { expected, verifier: *verifier, path, schema, kind }))
}

impl Suspect<'_> {
    /// An observer that looks at the source once more, only where it differs; nothing if that would tell no more.
    pub fn closer_look(&self) -> Option<CloserLook> {
        match self.kind {
            Suspicion::Block { number, .. } => Some(CloserLook::new(number)),
            Suspicion::Unreadable(_) => None,
        }
    }

    /// Where the difference is.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn difference(&self, look: Option<CloserLook>) -> Result<Difference, FileError> {
        let (number, rows) = match self.kind {
            Suspicion::Unreadable(detail) => return Ok(Difference { cell: None, detail: detail.to_owned() }),
            Suspicion::Block { number, rows } => (number, rows),
        };
        let total = Total::new(self.expected, Some(number));
        match self.verifier.read(self.path, self.schema, &total) {
            Ok(()) => {}
            Err(Trouble::Unreadable(detail)) => return Ok(Difference { cell: None, detail: detail.to_owned() }),
            Err(Trouble::File(error)) => return Err(error),
        }
        let found = total.finish();
        let source = look.map(CloserLook::finish).unwrap_or_default();
        let first = self.expected.first_row(number);
        let keeps = |column| self.verifier.keeps_nuance(self.schema, column);
        let cell = found.first_difference(&source, keeps).map(|(row, column)| (first + row, column));
        let detail = match (rows == self.expected.rows(), cell) {
            (false, _) => format!("The file has {rows} rows and the source {}.", self.expected.rows()),
            (true, Some(_)) => String::new(),
            (true, None) => format!("The difference is beyond row {first}."),
        };
        Ok(Difference { cell, detail })
    }
}
