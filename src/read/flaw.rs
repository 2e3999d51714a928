//! What is wrong with a file as a whole, or worth knowing about it.

/// Something about a file that its reader met before the first row.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Where on Earth its coordinates lie cannot be told: what it names as its coordinate reference system, if anything.
    UnknownCrs(Option<String>),
    /// A file that belongs to it is not beside it; its ending.
    MissingPart(&'static str),
    /// Several sheets hold data and none is chosen.
    SeveralSheets(Vec<String>),
    /// A workbook does not have the sheet that is chosen, or none with data.
    NoSheet {
        /// The name that was asked for, if one was.
        wanted: Option<String>,
        /// The sheets that are there.
        there: Vec<String>,
    },
    /// The chosen sheet is hidden in the workbook.
    HiddenSheet(String),
    /// No row looks like names of columns where they should be.
    NoHeader {
        /// The row that should hold them, as the spreadsheet numbers it.
        row: u64,
        /// How many of its cells hold text.
        named: usize,
        /// How many columns hold data.
        columns: usize,
        /// A row further down that does hold names of columns, with the `skip_rows` that leads to it.
        instead: Option<(u64, u64)>,
    },
    /// Cells inside the table are merged.
    MergedCells {
        /// The first row of the merged cells.
        row: u64,
        /// The cells: `B4:C9`.
        cells: String,
    },
}
