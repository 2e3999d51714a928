//! A column.

use serde::{Deserialize, Serialize};

use super::Constraints;

/// A declared column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in the published files.
    pub name: String,
    /// Its header in the department's file; the same as `name` unless told otherwise.
    pub source: String,
    /// What people call it.
    pub title: Option<String>,
    /// What it means.
    pub description: String,
    /// The unit of its values.
    pub unit: Option<String>,
    /// What its values are.
    pub kind: FieldType,
    /// Texts that stand for a missing value; by default only the empty one.
    pub missing_values: Vec<String>,
    /// Rules its values keep.
    pub constraints: Constraints,
}

/// The types of Table Schema that can be read, with the options that each has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "type")]
pub enum FieldType {
    /// Text, kept as it is.
    String,
    /// A whole number of 64 bits.
    Integer,
    /// A number: binary floating point in its shortest form, or exact with a fixed count of decimals.
    Number {
        /// Digits after the point of an exact number.
        decimals: Option<u8>,
    },
    /// True or false.
    Boolean {
        /// Texts for true.
        true_values: Vec<String>,
        /// Texts for false.
        false_values: Vec<String>,
    },
    /// A calendar day.
    Date {
        /// How it is written.
        format: DateFormat,
    },
    /// A day and time of day, with or without offset.
    DateTime {
        /// How it is written.
        format: DateFormat,
        /// IANA name of the time zone in which times without offset are meant.
        timezone: Option<String>,
    },
    /// A time of day.
    Time {
        /// How it is written.
        format: DateFormat,
    },
    /// A year.
    Year,
    /// A point: longitude and latitude in degrees (WGS 84).
    GeoPoint {
        /// How it is written in text.
        format: GeoPointFormat,
    },
    /// A shape on the map: points, lines, areas.
    GeoJson,
}

/// How dates and times are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateFormat {
    /// ISO 8601, the default of Table Schema.
    Iso,
    /// A pattern of `strptime`.
    Pattern(String),
}

/// How a point is written in text (Table Schema `geopoint`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GeoPointFormat {
    /// `"lon, lat"`.
    Default,
    /// `[lon, lat]` as JSON.
    Array,
    /// `{"lon": …, "lat": …}` as JSON.
    Object,
}

impl FieldType {
    /// The word that Table Schema has for it.
    pub fn name(&self) -> &'static str {
        match self {
            FieldType::String => "string",
            FieldType::Integer => "integer",
            FieldType::Number { .. } => "number",
            FieldType::Boolean { .. } => "boolean",
            FieldType::Date { .. } => "date",
            FieldType::DateTime { .. } => "datetime",
            FieldType::Time { .. } => "time",
            FieldType::Year => "year",
            FieldType::GeoPoint { .. } => "geopoint",
            FieldType::GeoJson => "geojson",
        }
    }

    /// What residents read.
    pub fn words(&self) -> &'static str {
        match self {
            FieldType::String => "text",
            FieldType::Integer => "whole number",
            FieldType::Number { decimals: None } => "number",
            FieldType::Number { decimals: Some(_) } => "exact number",
            FieldType::Boolean { .. } => "yes or no",
            FieldType::Date { .. } => "date",
            FieldType::DateTime { .. } => "date and time",
            FieldType::Time { .. } => "time of day",
            FieldType::Year => "year",
            FieldType::GeoPoint { .. } => "point (longitude, latitude)",
            FieldType::GeoJson => "shape on the map",
        }
    }

    /// Whether its values are numbers that readers compare by size.
    pub fn is_numeric(&self) -> bool {
        matches!(self, FieldType::Integer | FieldType::Number { .. })
    }
}
