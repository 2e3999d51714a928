//! What is wrong with a file as a whole, or worth knowing about it.

use super::detect::Around;

/// Something about a file that its reader met before the first row.
#[derive(Debug, Clone, PartialEq)]
pub enum Flaw {
    /// It is a pointer of Git LFS; the file itself was not fetched.
    LfsPointer,
    /// Its first bytes are not those of its format.
    WrongFormat {
        /// What it is: `a zip archive`.
        found: &'static str,
        /// What was expected: `text`.
        expected: &'static str,
    },
    /// It cannot be read; a sentence without its full stop.
    Unreadable(String),
    /// It is of its format, and broken: cut off, or not what it says of itself; a sentence without its full stop.
    Damaged(String),
    /// Something in it is nested deeper than anything that people mean; a sentence without its full stop.
    TooDeep(String),
    /// It is sound, and uses what is not read here; a sentence without its full stop.
    Unsupported(String),
    /// Its cells seem to have another character between them than the declared one.
    OtherDelimiter {
        /// The character.
        found: char,
        /// Whether all declared columns are there when it stands between the cells.
        is_proved: bool,
    },
    /// A password protects it.
    Locked,
    /// Unpacked it would be larger than anything a city publishes; a sentence without its full stop.
    TooLarge(String),
    /// An archive holds several files and none is chosen.
    SeveralEntries(Vec<String>),
    /// An archive does not hold the file that is chosen.
    NoEntry {
        /// The name that was asked for, if one was.
        wanted: Option<String>,
        /// The files that are there.
        there: Vec<String>,
    },
    /// Where on Earth its coordinates lie cannot be told.
    UnknownCrs {
        /// What it names as its coordinate reference system, if anything.
        named: Option<String>,
        /// Between which numbers its coordinates lie, where it says so: west, south, east, north.
        bounds: Option<[f64; 4]>,
    },
    /// A file that belongs to it is not beside it; its ending.
    MissingPart(&'static str),
    /// Several sheets hold data and none is chosen.
    SeveralSheets {
        /// The sheets with data.
        sheets: Vec<String>,
        /// Those of them that begin with the same column names, where several do.
        alike: Vec<String>,
    },
    /// A workbook does not have the sheet that is chosen, or none with data.
    NoSheet {
        /// The name that was asked for, if one was.
        wanted: Option<String>,
        /// The sheets that are there.
        there: Vec<String>,
    },
    /// The chosen sheet is hidden in the workbook.
    HiddenSheet(String),
    /// Rows of the table are hidden: runs of rows, as the spreadsheet numbers them.
    HiddenRows(Vec<(u64, u64)>),
    /// Columns of the table are hidden: their letters and their labels.
    HiddenColumns(Vec<(String, String)>),
    /// Cells of the sheet have notes.
    CellNotes {
        /// The row of the first of them.
        row: u64,
        /// The cells: `B4`.
        cells: Vec<String>,
    },
    /// The properties of the file name people: in what way.
    NamesPeople(Vec<&'static str>),
    /// No row looks like names of columns where they should be.
    NoHeader {
        /// The row that should hold them, as the spreadsheet numbers it.
        row: u64,
        /// How many of its cells hold text.
        named: usize,
        /// How many columns hold data.
        columns: usize,
        /// Another row that does hold names of columns.
        instead: Option<Instead>,
    },
    /// There is no table that could be read: why, a sentence.
    NoTable(String),
    /// The row below the labels holds units or second names: its number.
    UnitsRow(u64),
    /// Another table begins among the rows: the number of its first row.
    SecondTable(u64),
    /// Something stands beside the table in its sheet, behind an empty column; it is not read.
    BesideTable {
        /// The cells of the table, as `range` would give them: `A1:F`.
        range: String,
    },
    /// The last rows look like totals or notes.
    FooterRows {
        /// The first of them.
        row: u64,
        /// How many they are.
        rows: usize,
    },
    /// Rows below the last record, which are left out, look like records.
    LeftOutRows {
        /// The first of them.
        row: u64,
        /// How many they are.
        rows: usize,
        /// Whether they are all that is declared of a record: they have a key, and in every column a value of its type.
        fit: bool,
    },
    /// Columns show numbers as codes, with zeros or marks that the numbers do not have: the label of each, and the row of the
    /// first such cell as the spreadsheet numbers it.
    ShownAsCodes(Vec<(String, u64)>),
    /// Cells inside the table are merged.
    MergedCells {
        /// The first row of the merged cells.
        row: u64,
        /// The cells: `B4:C9`.
        cells: String,
    },
}

impl Flaw {
    /// What stands among the rows of a table that is no record.
    pub(super) fn around(around: Around) -> Vec<Flaw> {
        let units = around.units.map(Flaw::UnitsRow);
        units.into_iter().chain(around.second.map(Flaw::SecondTable)).collect()
    }
}

/// Where names of columns stand, with the reading hints that lead there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instead {
    /// The row, as the spreadsheet numbers it.
    pub row: u64,
    /// Rows above it.
    pub skip_rows: u64,
    /// Rows of names.
    pub header_rows: usize,
}
