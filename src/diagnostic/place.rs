//! Where a finding points.

use super::Quoted;

/// A place in a file that a person can go to. Numbers start at one, as editors and spreadsheets number.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The file, relative to the portal, with `/` between its parts.
    pub path: String,
    /// In a file of which several parts are read: which one, such as "sheet `May`".
    pub part: Option<String>,
    /// The line in a text file.
    pub line: Option<u64>,
    /// The character in that line.
    pub column: Option<u64>,
    /// The row of a table as a spreadsheet numbers it: the header is row 1.
    pub row: Option<u64>,
    /// The column of a table by name.
    pub field: Option<String>,
    /// The value found there.
    pub value: Option<Quoted>,
    /// What else is to be said of this place among its like: "first seen in row 12". It holds no value of the data.
    pub note: Option<String>,
    /// The text around it, for people.
    pub excerpt: Option<Excerpt>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Place { path: path.into(), ..Place::default() }
    }

    /// A line and character of a text file.
    pub fn text(path: impl Into<String>, line: u64, column: u64) -> Self {
        Place { path: path.into(), line: Some(line), column: Some(column), ..Place::default() }
    }

    /// A column of a table, without a row.
    pub fn field(path: impl Into<String>, field: impl Into<String>) -> Self {
        Place { path: path.into(), field: Some(field.into()), ..Place::default() }
    }
}

/// One line of a source file with the part that matters marked.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The line without its line break.
    pub line: Quoted,
    /// The marked bytes of that line.
    pub mark: std::ops::Range<usize>,
}

/// The place of a cell or row inside a table's file, before path and column name are known.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Row as a spreadsheet numbers it.
    pub row: Option<u64>,
    /// Line of the file.
    pub line: Option<u64>,
    /// Character in that line.
    pub column: Option<u64>,
    /// The text of the cell.
    pub value: Option<Quoted>,
    /// The line.
    pub excerpt: Option<Excerpt>,
}

impl Cell {
    /// The place with its file and column.
    pub fn place(self, path: &str, field: Option<&str>) -> Place {
        Place {
            path: path.to_owned(),
            line: self.line,
            column: self.column,
            row: self.row,
            field: field.map(str::to_owned),
            value: self.value,
            excerpt: self.excerpt,
            ..Place::default()
        }
    }
}
