//! `dataset.toml` as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::attachments::DocumentEntry;
use crate::model::schema::{Bound, Category, Constraints, FieldsMatch, ForeignKey, ItemType, MissingValue};
use crate::model::{Classification, Date, Dialect, Frequency, JsonForm, SourceFormat, Theme};
use crate::portal::Spatial;

/// `dataset.toml`: a dataset, in its own folder under `datasets/`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetFile {
    /// The title residents see.
    #[schemars(required)]
    pub title: Option<String>,
    /// What it is, what one row is, where it comes from and what its limits are; 50 to 5000 characters.
    #[schemars(required)]
    pub description: Option<String>,
    /// Words residents would search for; at least one.
    #[schemars(required)]
    pub keywords: Option<Vec<String>>,
    /// The topic, one of thirteen codes such as `ENVI` for the environment (the EU data-theme table).
    #[schemars(required)]
    pub theme: Option<Theme>,
    /// The department that keeps it, by its `id` in `portal.toml`.
    #[schemars(required)]
    pub publisher: Option<String>,
    /// What others may do with it: the short name (SPDX) of a licence, one of those in `policy/licenses.toml`.
    #[schemars(required)]
    pub license: Option<String>,
    /// How often the data is updated.
    #[schemars(required)]
    pub update_frequency: Option<Frequency>,
    /// The day it was first published.
    #[schemars(required, with = "String", extend("format" = "date"))]
    pub issued: Option<Date>,
    /// The day its data last changed; `issued` when not given.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub modified: Option<Date>,
    /// Whom residents may ask about it.
    #[schemars(required)]
    pub contact: Option<Contact>,
    /// The time the data covers.
    #[schemars(required)]
    pub temporal: Option<Temporal>,
    /// The place it covers, when that is not the whole portal's.
    pub spatial: Option<Spatial>,
    /// The language of these words, when it is not the portal's first.
    pub language: Option<String>,
    /// Its identifier in an older portal, so that harvesters update it instead of adding it again.
    pub identifier: Option<String>,
    /// How the data was made.
    pub provenance: Option<String>,
    /// Address of its documentation.
    pub documentation: Option<String>,
    /// Addresses of related things.
    #[serde(default)]
    pub related: Vec<String>,
    /// How to cite it, when the usual form will not do.
    pub citation: Option<String>,
    /// E-mail address of the steward in the department; not published.
    pub steward: Option<String>,
    /// Title, description and keywords in other languages, by language tag.
    #[serde(default)]
    pub translations: BTreeMap<String, TranslationEntry>,
    /// What may leave. Without it the dataset is checked, but never converted or published.
    pub classification: Option<Classification>,
    /// The tables.
    #[schemars(required)]
    pub resources: Option<Vec<ResourceEntry>>,
    /// Documents that belong to it and are published as they are, such as codebooks.
    #[serde(default)]
    pub documents: Vec<DocumentEntry>,
}

/// Whom to ask about a dataset.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name of the office.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
}

/// The time that data covers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Temporal {
    /// First day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub start: Date,
    /// Last day, or `"ongoing"`.
    pub end: String,
}

/// Words in another language.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslationEntry {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The keywords.
    #[serde(default)]
    pub keywords: Vec<String>,
}

/// A table of the dataset: a file beside `dataset.toml`, several of one structure, or a file elsewhere.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "table", extend("if" = unpublished(), "else" = { "required": ["title", "description"] }))]
pub struct ResourceEntry {
    /// The file, relative to the dataset's folder.
    pub path: Option<String>,
    /// Instead of `path`, several files of one structure that are read as one table, in the order of their names:
    /// `inspections-*.xlsx`.
    pub files: Option<String>,
    /// Instead of `path`, the address of a file that is too large for the repository. `townbook fetch` brings it.
    pub url: Option<String>,
    /// With `url`, the SHA-256 of the file, 64 digits; `townbook fetch` prints it.
    pub sha256: Option<String>,
    /// With `url`, the size of the file; `townbook fetch` prints it.
    #[schemars(range(min = 0))]
    pub bytes: Option<u64>,
    /// Its name in published files and links; made from the file's name when not given.
    pub name: Option<String>,
    /// `false` for a file or a sheet that is not to be published: it is never opened.
    pub publish: Option<bool>,
    /// The title residents see.
    pub title: Option<String>,
    /// What one row is.
    pub description: Option<String>,
    /// The file's format, when its name does not tell.
    pub format: Option<SourceFormat>,
    /// The file's character encoding, such as `windows-1252` or `big5`; UTF-8, or what a byte order mark says, when not given.
    pub encoding: Option<String>,
    /// How delimited text is written, when it is not comma-separated.
    pub dialect: Option<Dialect>,
    /// The file inside a zip archive, when there is more than one.
    pub entry: Option<String>,
    /// Files inside a zip archive that are read as one table: names, or a pattern such as `*.csv`.
    pub entries: Option<Names>,
    /// In JSON, the names on the way to the list of records, with a full stop between them: `data.items`. Positions in lists
    /// count from 0.
    pub records: Option<String>,
    /// The coordinate reference system of shapes and points, such as `EPSG:2249`, when the file does not say it or says it wrongly.
    pub crs: Option<String>,
    /// The sheet of a workbook or the layer of a GeoPackage, when more than one holds data.
    pub sheet: Option<String>,
    /// Sheets of a workbook that are read as one table: names, or a pattern such as `20*`; `*` for all visible sheets that
    /// hold data. Layers of a GeoPackage are named in the same way.
    pub sheets: Option<Names>,
    /// The cells of a sheet in which the table lies: `A4:H120`, or `A4:H` down to the last row.
    pub range: Option<String>,
    /// Rows before the column names, which are left out; none when not given.
    #[schemars(range(min = 0, max = 10_000))]
    pub skip_rows: Option<usize>,
    /// Rows of column names; one when not given, several are joined with a space.
    #[schemars(range(min = 1, max = 10))]
    pub header_rows: Option<usize>,
    /// Rows after the last record, such as totals and notes, which are left out; none when not given.
    #[schemars(range(min = 0, max = 10_000))]
    pub footer_rows: Option<usize>,
    /// Texts that stand for a missing value in every column that does not say otherwise, each alone or as a table of `value`
    /// and `label`; by default only the empty cell.
    pub missing_values: Option<Vec<MissingValue>>,
    /// Which columns the file may have besides those that are declared, or lack: `subset` if others may be there, which are left
    /// out; `superset` if some may be absent; `partial` for both. When not given, exactly the declared ones must be there.
    #[serde(alias = "fieldsMatch")]
    pub fields_match: Option<FieldsMatch>,
    /// How the JSON of the table is published: as one `array` of records, or as `lines`, a record on each, in gzip. When not
    /// given, the size decides when the table is published first, and then it stays so.
    pub json: Option<JsonForm>,
    /// Columns that together identify a row.
    #[serde(default)]
    pub primary_key: Vec<String>,
    /// Further columns or groups of columns that differ from row to row.
    #[serde(default)]
    pub unique_keys: Vec<Vec<String>>,
    /// Columns whose values must be found in another table of this dataset, or of another one.
    #[serde(default)]
    pub foreign_keys: Vec<ForeignKey>,
    /// Name of a shared schema in `schemas/tables/`, instead of `fields`.
    pub schema: Option<String>,
    /// The columns.
    #[serde(default)]
    pub fields: Vec<FieldEntry>,
}

impl ResourceEntry {
    /// Whether it is to be published.
    pub fn is_published(&self) -> bool {
        self.publish != Some(false)
    }
}

/// What a table or column holds that is not to be published, as JSON Schema: nothing more needs to be said of it.
fn unpublished() -> serde_json::Value {
    json!({ "properties": { "publish": { "const": false } }, "required": ["publish"] })
}

/// One name or pattern, or several.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// Several, in the order in which they are read.
    Several(Vec<String>),
}

impl Names {
    /// All of them.
    pub fn into_list(self) -> Vec<String> {
        match self {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        }
    }
}

/// A column.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "column", extend("if" = unpublished(), "else" = { "required": ["type", "description"] }))]
pub struct FieldEntry {
    /// Its name in the published files: lower-case letters, digits and underscores.
    #[schemars(required)]
    pub name: Option<String>,
    /// `false` for a column that is not to be published: none of its values leaves the file, and residents read that it is
    /// withheld.
    pub publish: Option<bool>,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Option<TypeName>,
    /// What it means, in more words than its name.
    pub description: Option<String>,
    /// What people call it.
    pub title: Option<String>,
    /// The column's header in the file, when it differs from `name`; `""` for a column without a header.
    pub source: Option<String>,
    /// How values are written: a `strptime` pattern for dates and times, `gtfs` for times that run on after midnight, `email`,
    /// `uri`, `uuid` or `binary` for text, `array` or `object` for points.
    pub format: Option<String>,
    /// The unit of its values.
    pub unit: Option<String>,
    /// A value as an example, written as it is published: days as 2026-11-02, plain numbers.
    pub example: Option<Bound>,
    /// The address of a term that says what the column is in a vocabulary.
    #[serde(alias = "rdfType")]
    pub rdf_type: Option<String>,
    /// Keeps a number exact with this many digits after the point.
    #[schemars(range(min = 0))]
    pub decimals: Option<u8>,
    /// The mark between groups of digits in the file, such as `,` in 1,234; a space stands for narrow spaces too.
    #[serde(alias = "groupChar")]
    pub group_char: Option<String>,
    /// The mark before the decimals in the file; a full stop when not given.
    #[serde(alias = "decimalChar")]
    pub decimal_char: Option<String>,
    /// `false` if a currency, percent sign or unit stands at the numbers, or brackets for less than nothing.
    #[serde(alias = "bareNumber")]
    pub bare_number: Option<bool>,
    /// What stands between the items of a list; a comma when not given.
    pub delimiter: Option<String>,
    /// What the items of a list are; text when not given.
    #[serde(alias = "itemType")]
    pub item_type: Option<ItemType>,
    /// All values that the column can have, each alone or as a table of `value` and `label`.
    pub categories: Option<Vec<Category>>,
    /// Whether the order of `categories` has a meaning, the least first.
    #[serde(alias = "categoriesOrdered")]
    pub categories_ordered: Option<bool>,
    /// IANA name of the time zone in which times without offset are meant.
    pub timezone: Option<String>,
    /// Texts for true; by default `true`, `True`, `TRUE` and `1`.
    #[serde(alias = "trueValues")]
    pub true_values: Option<Vec<String>>,
    /// Texts for false; by default `false`, `False`, `FALSE` and `0`.
    #[serde(alias = "falseValues")]
    pub false_values: Option<Vec<String>>,
    /// Texts that stand for a missing value in this column, each alone or as a table of `value` and `label` that says why it is
    /// missing.
    #[serde(alias = "missingValues")]
    pub missing_values: Option<Vec<MissingValue>>,
    /// `true` if its values say something of people, such as an age or a salary: then neither the smallest and the largest value
    /// nor averages are told of the column.
    #[serde(default)]
    pub personal: bool,
    /// Rules its values keep.
    #[serde(default)]
    pub constraints: Constraints,
}

impl FieldEntry {
    /// Whether it is to be published.
    pub fn is_published(&self) -> bool {
        self.publish != Some(false)
    }
}

/// Types of Table Schema that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TypeName {
    String,
    Integer,
    Number,
    Boolean,
    Date,
    DateTime,
    Time,
    Year,
    YearMonth,
    Duration,
    GeoPoint,
    GeoJson,
    Object,
    Array,
    List,
    Any,
}

impl TypeName {
    /// The word as it is written.
    pub fn word(self) -> &'static str {
        match self {
            TypeName::String => "string",
            TypeName::Integer => "integer",
            TypeName::Number => "number",
            TypeName::Boolean => "boolean",
            TypeName::Date => "date",
            TypeName::DateTime => "datetime",
            TypeName::Time => "time",
            TypeName::Year => "year",
            TypeName::YearMonth => "yearmonth",
            TypeName::Duration => "duration",
            TypeName::GeoPoint => "geopoint",
            TypeName::GeoJson => "geojson",
            TypeName::Object => "object",
            TypeName::Array => "array",
            TypeName::List => "list",
            TypeName::Any => "any",
        }
    }
}
