//! How a department's file is made: its format, and where in it the table lies.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceFormat {
    /// Comma-separated values, or another delimited text.
    Csv,
    /// GeoJSON.
    GeoJson,
    /// A GeoPackage: an SQLite database with layers.
    GeoPackage,
    /// JSON: a list of objects.
    Json,
    /// JSON with one object a line.
    NdJson,
    /// An Esri shapefile: `.shp` with the files beside it.
    Shapefile,
    /// Parquet.
    Parquet,
    /// A workbook: XLSX, XLSB, XLS or ODS.
    Spreadsheet,
}

impl SourceFormat {
    /// The format that a file's name promises; what a container (`.gz`, `.zip`) adds to it does not count.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let name = name.strip_suffix(".gz").or(name.strip_suffix(".zip")).unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "csv" | "tsv" | "tab" | "txt" => Some(SourceFormat::Csv),
            "geojson" => Some(SourceFormat::GeoJson),
            "gpkg" => Some(SourceFormat::GeoPackage),
            "json" => Some(SourceFormat::Json),
            "ndjson" | "jsonl" => Some(SourceFormat::NdJson),
            "parquet" => Some(SourceFormat::Parquet),
            "shp" => Some(SourceFormat::Shapefile),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Some(SourceFormat::Spreadsheet),
            _ => None,
        }
    }

    /// The word for it in `dataset.toml`.
    pub fn word(self) -> &'static str {
        match self {
            SourceFormat::Csv => "csv",
            SourceFormat::GeoJson => "geojson",
            SourceFormat::GeoPackage => "geopackage",
            SourceFormat::Json => "json",
            SourceFormat::NdJson => "ndjson",
            SourceFormat::Parquet => "parquet",
            SourceFormat::Shapefile => "shapefile",
            SourceFormat::Spreadsheet => "spreadsheet",
        }
    }
}

/// What is around the table's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Nothing.
    #[default]
    None,
    /// It is compressed by gzip.
    Gzip,
    /// It lies in a zip archive.
    Zip,
}

impl Packing {
    /// What a file's name promises.
    pub fn of_name(name: &str) -> Self {
        let name = name.to_lowercase();
        match () {
            () if name.ends_with(".gz") => Packing::Gzip,
            () if name.ends_with(".zip") => Packing::Zip,
            () => Packing::None,
        }
    }
}

/// Where in its file a table lies, as declared; the default is a plain table with one line of column names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What is around the file.
    pub packing: Packing,
    /// The file inside a zip archive; the only one unless declared.
    pub entry: Option<String>,
    /// Tables of the file that are read as one, where that is declared.
    pub several: Option<Several>,
    /// Name of the character encoding (WHATWG); UTF-8 unless declared.
    pub encoding: Option<String>,
    /// How delimited text is written.
    pub dialect: Dialect,
    /// In JSON, the members on the way to the list of records; none if the file itself is that list.
    pub records: Vec<String>,
    /// The coordinate reference system of shapes and points, as a code; what the file says unless declared.
    pub crs: Option<String>,
    /// The sheet of a workbook or the layer of a GeoPackage; the only one with data unless declared.
    pub sheet: Option<String>,
    /// The cells of a sheet in which the table lies.
    pub range: Option<CellRange>,
    /// Rows before the column names.
    pub skip_rows: usize,
    /// Rows of column names, at least one; several are joined.
    pub header_rows: usize,
    /// Rows after the last record.
    pub footer_rows: usize,
}

impl Default for Layout {
    fn default() -> Self {
        Layout {
            packing: Packing::None,
            entry: None,
            several: None,
            encoding: None,
            dialect: Dialect::default(),
            records: Vec::new(),
            crs: None,
            sheet: None,
            range: None,
            skip_rows: 0,
            header_rows: 1,
            footer_rows: 0,
        }
    }
}

/// Tables of one file that are read as one: names, or patterns with `*` and `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Several {
    /// Files of a zip archive.
    Entries(Vec<String>),
    /// Sheets of a workbook or layers of a GeoPackage.
    Sheets(Vec<String>),
}

/// How delimited text is written (Table Dialect v2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub struct Dialect {
    /// What stands between cells: one character, a comma unless told otherwise; `"\t"` for a tab.
    pub delimiter: Option<char>,
    /// What stands around cells that hold delimiters or line breaks: one ASCII character, `"` unless told otherwise; `""` when
    /// quotation marks are characters like any other.
    pub quote_char: Option<String>,
    /// Whether a quote inside a quoted cell is written twice; yes unless told otherwise.
    pub double_quote: Option<bool>,
    /// What stands before a quote or delimiter that is only a character: one ASCII character, such as `"\\"`.
    pub escape_char: Option<char>,
    /// Whether spaces before a cell do not belong to it; they do unless told otherwise.
    pub skip_initial_space: Option<bool>,
    /// What a line begins with that is no row: one ASCII character, such as `"#"`.
    pub comment_char: Option<char>,
}

/// Cells of a sheet, as `A4:H120`, or `A4:H` and `A:H` down to the last row. Rows and columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRange {
    /// First row.
    pub first_row: u32,
    /// Last row, where it is given.
    pub last_row: Option<u32>,
    /// First column.
    pub first_column: u32,
    /// Last column.
    pub last_column: u32,
}

impl FromStr for CellRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a range of cells such as `A4:H120`");
        let (from, to) = text.split_once(':').ok_or_else(bad)?;
        let (first_column, first_row) = corner(from).ok_or_else(bad)?;
        let (last_column, last_row) = corner(to).ok_or_else(bad)?;
        let first_row = first_row.unwrap_or(0);
        if last_column < first_column || last_row.is_some_and(|last| last < first_row) {
            return Err(format!("`{text}` ends before it begins"));
        }
        Ok(CellRange { first_row, last_row, first_column, last_column })
    }
}

/// `B12` as column and row.
fn corner(text: &str) -> Option<(u32, Option<u32>)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = text.split_at(letters);
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = column.bytes().fold(0, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1) - 1;
    let row = match row {
        "" => None,
        row => Some(row.parse::<u32>().ok()?.checked_sub(1)?),
    };
    Some((column, row))
}

/// The letters of a column: `A` for 0, `AB` for 27.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    String::from_utf8(letters).expect("letters are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_people_write_them() {
        let range =
            |text: &str| text.parse::<CellRange>().map(|r| (r.first_column, r.first_row, r.last_column, r.last_row));
        assert_eq!(range("A4:H120"), Ok((0, 3, 7, Some(119))));
        assert_eq!(range("b2:AB"), Ok((1, 1, 27, None)));
        assert_eq!(range("A:XFD"), Ok((0, 0, 16_383, None)));
        for bad in ["", "A4", "A4:", "4:8", "H4:A9", "A9:B4", "A0:B4", "A1:B2:C3", "AAAA1:B2", "A-1:B2"] {
            assert!(range(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn columns_have_letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(corner(letters), Some((column, None)));
        }
    }

    #[test]
    fn names_promise_formats() {
        assert_eq!(SourceFormat::of_name("Flights.CSV.zip"), Some(SourceFormat::Csv));
        assert_eq!(SourceFormat::of_name("rows.jsonl.gz"), Some(SourceFormat::NdJson));
        assert_eq!(SourceFormat::of_name("gtfs.zip"), None);
        assert_eq!(SourceFormat::of_name("csv"), None);
        assert_eq!(Packing::of_name("flights.csv.GZ"), Packing::Gzip);
    }
}
