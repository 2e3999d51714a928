//! A column.

use serde::{Deserialize, Serialize};

use super::{Categories, Constraints, MissingValue, Notation};

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
    /// A value as an example, in canonical form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// The address of a term that says what it is in a vocabulary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rdf_type: Option<String>,
    /// The unit of its values.
    pub unit: Option<String>,
    /// What its values are.
    pub kind: FieldType,
    /// Texts that stand for a missing value; by default only the empty one.
    pub missing_values: Vec<MissingValue>,
    /// Rules its values keep.
    pub constraints: Constraints,
    /// How its numbers are written in the department's file; published numbers are always plain.
    #[serde(default)]
    pub notation: Notation,
    /// The categories its values fall into, if they are declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<Categories>,
    /// Whether its values say something of people, so that less is told of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
}

impl Field {
    /// A column of text, of which nothing more is known.
    pub fn text(name: impl Into<String>, source: impl Into<String>) -> Self {
        Field {
            name: name.into(),
            source: source.into(),
            title: None,
            description: String::new(),
            example: None,
            rdf_type: None,
            unit: None,
            kind: FieldType::String,
            missing_values: vec![MissingValue::empty()],
            constraints: Constraints::default(),
            notation: Notation::default(),
            categories: None,
            personal: false,
        }
    }
}

/// The types of Table Schema that can be read, with the options that each has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "type")]
pub enum FieldType {
    /// Text, kept as it is.
    String,
    /// Text of a form that can be checked.
    Formatted {
        /// Which form.
        format: StringFormat,
    },
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
    /// A time of a service day, as GTFS has it: hours go on after 24, `25:10:00`. Kept as text of that form.
    ServiceTime,
    /// A year.
    Year,
    /// A month of a year, `2026-11`.
    YearMonth,
    /// A length of time in ISO 8601, `PT1H30M`; kept as it is written.
    Duration,
    /// A JSON object.
    Object,
    /// A JSON array.
    Array,
    /// Values of one type with a delimiter between them.
    List {
        /// What stands between two items; never a part of one.
        delimiter: char,
        /// What the items are.
        items: ItemType,
    },
    /// Values of any type, kept as text.
    Any,
    /// A point: longitude and latitude in degrees (WGS 84).
    GeoPoint {
        /// How it is written in text.
        format: GeoPointFormat,
    },
    /// A shape on the map: points, lines, areas.
    GeoJson,
}

/// The forms of text that can be checked (Table Schema `string`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StringFormat {
    /// An e-mail address.
    Email,
    /// An address of RFC 3986 with its scheme.
    Uri,
    /// A UUID, 36 characters.
    Uuid,
    /// Bytes in base64 (RFC 4648, with padding).
    Binary,
}

/// What the items of a list can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ItemType {
    /// Text.
    String,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// True or false.
    Boolean,
    /// Days.
    Date,
    /// Days with times, without offset.
    DateTime,
    /// Times of day.
    Time,
}

impl StringFormat {
    /// The word that Table Schema has for it.
    pub fn name(self) -> &'static str {
        match self {
            StringFormat::Email => "email",
            StringFormat::Uri => "uri",
            StringFormat::Uuid => "uuid",
            StringFormat::Binary => "binary",
        }
    }
}

impl ItemType {
    /// The type of one item, as items are written: in the way that is the default of their type.
    pub fn kind(self) -> FieldType {
        match self {
            ItemType::String => FieldType::String,
            ItemType::Integer => FieldType::Integer,
            ItemType::Number => FieldType::Number { decimals: None },
            ItemType::Boolean => FieldType::boolean(None, None),
            ItemType::Date => FieldType::Date { format: DateFormat::Iso },
            ItemType::DateTime => FieldType::DateTime { format: DateFormat::Iso, timezone: None },
            ItemType::Time => FieldType::Time { format: DateFormat::Iso },
        }
    }
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
    /// True and false in the words of the published files.
    pub fn plain_boolean() -> Self {
        FieldType::Boolean { true_values: vec!["true".to_owned()], false_values: vec!["false".to_owned()] }
    }

    /// True and false in these words, or in those that Table Schema takes when none are declared.
    pub fn boolean(true_values: Option<&[String]>, false_values: Option<&[String]>) -> Self {
        let words = |given: Option<&[String]>, usual: [&str; 4]| {
            given.map_or_else(|| usual.map(str::to_owned).to_vec(), <[String]>::to_vec)
        };
        FieldType::Boolean {
            true_values: words(true_values, ["true", "True", "TRUE", "1"]),
            false_values: words(false_values, ["false", "False", "FALSE", "0"]),
        }
    }

    /// The type that reads what is published: the same values in canonical form.
    pub fn published(&self) -> Self {
        match self {
            FieldType::Boolean { .. } => FieldType::plain_boolean(),
            FieldType::Date { .. } => FieldType::Date { format: DateFormat::Iso },
            FieldType::Time { .. } => FieldType::Time { format: DateFormat::Iso },
            FieldType::DateTime { timezone, .. } => {
                FieldType::DateTime { format: DateFormat::Iso, timezone: timezone.clone() }
            }
            FieldType::GeoPoint { .. } => FieldType::GeoPoint { format: GeoPointFormat::Default },
            other => other.clone(),
        }
    }

    /// The word that Table Schema has for what is published. It has none for times past midnight: they are text there.
    pub fn name(&self) -> &'static str {
        match self {
            FieldType::String | FieldType::Formatted { .. } | FieldType::ServiceTime => "string",
            FieldType::YearMonth => "yearmonth",
            FieldType::Duration => "duration",
            FieldType::Object => "object",
            FieldType::Array => "array",
            FieldType::List { .. } => "list",
            FieldType::Any => "any",
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
            FieldType::Formatted { format: StringFormat::Email } => "e-mail address",
            FieldType::Formatted { format: StringFormat::Uri } => "web address",
            FieldType::Formatted { format: StringFormat::Uuid } => "UUID",
            FieldType::Formatted { format: StringFormat::Binary } => "bytes in base64",
            FieldType::ServiceTime => "time, counted on after midnight",
            FieldType::YearMonth => "month of a year",
            FieldType::Duration => "length of time",
            FieldType::Object => "JSON object",
            FieldType::Array => "JSON array",
            FieldType::List { .. } => "list",
            FieldType::Any => "any value",
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

    /// Whether its values are places on the map.
    pub fn is_place(&self) -> bool {
        matches!(self, FieldType::GeoPoint { .. } | FieldType::GeoJson)
    }

    /// Whether its smallest and largest value say something: those of numbers and times do, those of texts do not.
    pub fn has_range(&self) -> bool {
        let is_time = matches!(self, FieldType::Date { .. } | FieldType::DateTime { .. } | FieldType::Time { .. });
        self.is_numeric() || is_time || matches!(self, FieldType::Year)
    }
}
