//! What `inspect` says about a file.

use serde::Serialize;

use super::around::Around;
use super::mostly::Mostly;
use super::near_key::NearKey;
use super::unit::Unit;
use crate::diagnostic::Finding;
use crate::model::schema::FieldType;
use crate::model::{Layout, SourceFormat};
use crate::read::detect::{DetectedEncoding, LineEnding};

/// What a file is: one table or several.
#[derive(Debug)]
pub struct Inspection {
    /// The file, as it was named.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The tables in it: the sheets of a workbook, the files of an archive, the layers of a GeoPackage; else one.
    pub tables: Vec<InspectedTable>,
    /// What is wrong with the file as a whole.
    pub findings: Vec<Finding>,
}

impl Inspection {
    /// The other sheets with the same columns as a sheet: they may be one table in parts.
    pub fn alike(&self, table: &InspectedTable) -> Vec<&str> {
        let sources =
            |table: &InspectedTable| table.fields.iter().map(|field| field.source.clone()).collect::<Vec<_>>();
        if table.layout.sheet.is_none() || table.fields.len() < 2 {
            return Vec::new();
        }
        let others = self.tables.iter().filter(|other| other.layout.sheet != table.layout.sheet);
        let alike = others.filter(|other| sources(other) == sources(table));
        alike.filter_map(|other| other.layout.sheet.as_deref()).collect()
    }
}

/// A table in a file.
#[derive(Debug)]
pub struct InspectedTable {
    /// A name for it: of the sheet, the file in the archive or the layer; else of the file without its ending.
    pub name: String,
    /// Its format.
    pub format: SourceFormat,
    /// Where in the file it lies, as it would have to be declared: packing, entry, encoding, dialect, sheet, range, rows to skip.
    pub layout: Layout,
    /// Why rows above and below it are left out.
    pub around: Around,
    /// The encoding of its text, where the format is text.
    pub encoding: Option<DetectedEncoding>,
    /// How its lines end, where the format is delimited text.
    pub line_ending: Option<LineEnding>,
    /// Records, all of them counted; `None` where it cannot be read as a table.
    pub rows: Option<u64>,
    /// Its columns, in the order of the file.
    pub fields: Vec<InspectedField>,
    /// The names of the column or columns whose values together differ in every row, where there are any: the likely primary key.
    pub key: Vec<String>,
    /// The coordinate reference system of its geometry, where the file tells: `EPSG:2249`.
    pub crs: Option<String>,
    /// Whether it cannot be declared: it is no table, or hardly a row of it fits its columns. The findings say why.
    pub is_refused: bool,
    /// What is wrong with it, or has to be asked.
    pub findings: Vec<Finding>,
}

impl Inspection {
    /// Whether any of its tables can be declared.
    pub fn is_usable(&self) -> bool {
        self.tables.iter().any(InspectedTable::is_usable)
    }
}

impl InspectedTable {
    /// Whether it can be declared. There may be mistakes in its rows: to find those is what `check` is for.
    pub fn is_usable(&self) -> bool {
        !self.fields.is_empty() && !self.is_refused
    }
}

/// A column, with what all its values say.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedField {
    /// Its label in the file.
    pub source: String,
    /// A name for it: lower-case letters, digits and underscores, unique in the table.
    pub name: String,
    /// The narrowest type, with its format, that all values have without losing anything.
    pub kind: FieldType,
    /// Why, in a few words: `zip codes keep their leading zeros`.
    pub why: String,
    /// What has to be asked, where the values do not decide: whether 03/04/2024 is in March or April.
    pub question: Option<String>,
    /// What to declare, answer by answer; nothing of it is declared before somebody has chosen.
    pub instead: Vec<Instead>,
    /// Whether it may be public, where there is reason to ask.
    pub privacy: Option<String>,
    /// What keeps it from being the key of a table that has none, where it comes close.
    pub near_key: Option<NearKey>,
    /// The unit of its numbers, where the label or a sign tells.
    pub unit: Option<Unit>,
    /// Texts that look as if they stood for a missing value, other than the empty one: `N/A`, `-`.
    pub missing_values: Vec<String>,
    /// What stands between thousands, where something does.
    pub group_char: Option<char>,
    /// What stands before decimals, where it is not a point.
    pub decimal_char: Option<char>,
    /// `false` where signs such as `$` or `%`, or spaces, stand around the numbers.
    pub bare_number: Option<bool>,
    /// What it would be, but for a few cells.
    pub mostly: Option<Mostly>,
    /// Empty cells.
    pub empty: u64,
    /// Cells with one of the missing values, empty ones included.
    pub nulls: u64,
    /// Different values, nulls aside.
    pub distinct: Distinct,
    /// Whether no value stands twice, missing ones aside; not claimed for tables too long to tell.
    pub is_unique: bool,
    /// The smallest value, in the order of the type.
    pub min: Option<String>,
    /// The largest value.
    pub max: Option<String>,
    /// The first few different values.
    pub examples: Vec<String>,
}

/// A key of a column that it has with one of the answers to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    /// For which answer: a sentence.
    pub when: &'static str,
    /// The key.
    pub key: &'static str,
    /// Its value as TOML.
    pub value: String,
}

/// How many different values there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Distinct {
    /// Counted.
    Exactly(u64),
    /// More than could be counted in bounded memory.
    MoreThan(u64),
}

/// Whether all that is missing is where shapes lie, which a person can find out and declare.
pub(super) fn asks_for_crs(finding: &Finding) -> bool {
    finding.code.id == "table/unknown-crs"
}
