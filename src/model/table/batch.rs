//! A run of rows.

use super::{Column, TextCache};
use crate::diagnostic::Cell;
use crate::model::DetectedEncoding;

/// Rows of a table, typed by its declared fields, with what did not fit.
#[derive(Debug)]
pub struct Batch {
    /// How many rows; every column is as long.
    pub rows: usize,
    /// One column a declared field, in its order. A value that did not fit is null here and a [`Fault`] below.
    pub columns: Vec<Column>,
    /// Cells whose value does not fit the field's type, row by row.
    pub faults: Vec<Fault>,
    /// Rows whose shape is wrong.
    pub row_faults: Vec<RowFault>,
    /// For formats with a header: which fields have no column at all. Empty where there is no header.
    pub absent: Vec<bool>,
    /// For formats without a header: which fields were met at all.
    pub seen: Option<Vec<bool>>,
    /// The source of this batch, kept so that a rule can show the place of any cell.
    pub locator: Box<dyn Locate>,
    /// Filled by [`Batch::texts`]; empty at first.
    pub cache: TextCache,
}

impl Batch {
    /// Names of members that no field declares, each once, in the order in which they are met; at most so many.
    pub fn undeclared(&self, most: usize) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for fault in &self.row_faults {
            if let RowFaultKind::UndeclaredMember(name) = &fault.kind
                && found.len() < most
                && !found.contains(name)
            {
                found.push(name.clone());
            }
        }
        found
    }
}

/// Finds the place of a row or cell in the source; costs a walk, and is asked only for findings.
pub trait Locate: Send + Sync + std::fmt::Debug {
    /// Where a cell stands. `row` counts from 0 in the batch; `field` is the position of the declared field.
    fn cell(&self, row: usize, field: usize) -> Cell;

    /// Where a row stands. Whole rows are only asked for where [`Locate::written`] gives them.
    fn row(&self, row: usize) -> Cell {
        Cell { row: Some(self.row_number(row)), ..Cell::default() }
    }

    /// Where the row of a [`RowFault`] stands.
    fn row_fault(&self, place: usize) -> Cell;

    /// The number of a row as a spreadsheet numbers it.
    fn row_number(&self, row: usize) -> u64;

    /// The bytes of a row as they are written, where the format writes rows one by one.
    fn written(&self, _row: usize) -> Option<&[u8]> {
        None
    }
}

/// A cell whose value does not fit its field's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Row in the batch, from 0.
    pub row: usize,
    /// Position of the declared field.
    pub field: usize,
    /// In what way.
    pub kind: FaultKind,
}

/// In what way a value does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It is not of the declared type.
    NotOfType,
    /// It would be of the declared type without the spaces around it.
    Padded,
    /// It is a number, but too large to be kept exactly.
    OutOfRange,
    /// It has more digits after the point than declared.
    TooManyDecimals,
    /// It has an offset and the column's first value has none, or the other way round.
    MixedOffset,
    /// The clock shows this local time twice or never on that day.
    AmbiguousTime,
    /// Its bytes are not text in the file's encoding.
    NotText,
    /// It holds bytes that the encoding, from which the file was decoded, does not have.
    Undecodable,
    /// The coordinates are not on Earth.
    OffEarth,
    /// Positions had a height, which was left out. A remark.
    HeightDropped,
    /// A ring did not end where it begins, and was closed. A remark.
    OpenRing,
    /// A shape without a position, which counts as missing. A remark.
    EmptyGeometry,
    /// It is stored as text in a workbook, in a column of numbers. A remark.
    NumberAsText,
    /// The spreadsheet shows an error there: `#REF!`.
    ErrorCell,
    /// A formula whose value was never stored; it counts as missing.
    FormulaWithoutValue,
}

impl FaultKind {
    /// Whether it only says how a value came into its column, which has it as it should be.
    pub fn is_remark(self) -> bool {
        use FaultKind::{EmptyGeometry, HeightDropped, NumberAsText, OpenRing};
        matches!(self, HeightDropped | OpenRing | EmptyGeometry | NumberAsText)
    }
}

/// A row with a wrong shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Row in the batch, from 0; for a row that is left out of the columns, the position it would have.
    pub row: usize,
    /// In what way.
    pub kind: RowFaultKind,
    /// Its place in the source, for [`Locate::row_fault`].
    pub place: usize,
}

/// In what way a row is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFaultKind {
    /// It has more cells than the header has.
    ExtraCells {
        /// Cells of the header.
        expected: usize,
        /// Cells of this row.
        found: usize,
    },
    /// It has fewer cells than the header has.
    MissingCells {
        /// Cells of the header.
        expected: usize,
        /// Cells of this row.
        found: usize,
    },
    /// Something stands in it under no label, in a column that no field takes; the position of that column, from 0.
    Unlabelled(usize),
    /// It holds nothing at all; it is left out.
    Blank,
    /// A quotation mark was opened in it and never closed.
    UnclosedQuote,
    /// A quotation mark stands in it where none belongs.
    StrayQuote(StrayQuote),
    /// Its line does not end as the header's does; the names of both line breaks.
    OtherLineBreak {
        /// After the header.
        expected: &'static str,
        /// After this row.
        found: &'static str,
    },
    /// It repeats the header; it is left out.
    RepeatedHeader,
    /// The last rows of the source look like totals or notes.
    Footer {
        /// The number of the first of them, as a spreadsheet numbers it.
        row: u64,
        /// How many they are.
        rows: usize,
    },
    /// Rows below the last record, which are left out, look like records.
    LeftOut {
        /// The number of the first of them, as a spreadsheet numbers it.
        row: u64,
        /// How many they are.
        rows: usize,
        /// Whether they are all that is declared of a record: they have a key, and in every column a value of its type.
        fit: bool,
    },
    /// The file has bytes that are no text in its encoding; what they may be.
    NotText(Box<DetectedEncoding>),
    /// It has a member that no field declares.
    UndeclaredMember(String),
    /// It is not what the format asks for; a sentence.
    Malformed(String),
    /// From here on the source is broken; a sentence.
    Damaged(String),
    /// From here on the source would be larger than anything a city publishes; a sentence.
    TooLarge(String),
}

/// Where a quotation mark stands that neither opens nor closes a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrayQuote {
    /// Inside a cell that does not begin with one: `5" pipe`.
    Within,
    /// The cell begins with a space, and the mark comes after it.
    AfterSpace,
    /// Text goes on after the mark that closes the cell.
    After,
}
