//! How a department's file is made: its format, and where in it the table lies.

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
}

/// Where in its file a table lies, as declared; the default is a plain table with one line of column names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// Name of the character encoding (WHATWG); UTF-8 unless declared.
    pub encoding: Option<String>,
    /// How delimited text is written.
    pub dialect: Dialect,
}

/// How delimited text is written (Table Dialect v2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub struct Dialect {
    /// What stands between cells: one ASCII character, a comma unless told otherwise; `"\t"` for a tab.
    pub delimiter: Option<char>,
}
