//! Rules that the values of a column keep.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Constraints of Table Schema. Bounds and members of `enum` are written in canonical form: days as 2026-11-02, plain numbers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub struct Constraints {
    /// No value may be missing.
    pub required: bool,
    /// No value may stand twice.
    pub unique: bool,
    /// The fewest characters of a text, items of a list or array, or members of an object.
    #[serde(alias = "minLength", skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The most characters of a text, items of a list or array, or members of an object.
    #[serde(alias = "maxLength", skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// The smallest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Bound>,
    /// The largest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Bound>,
    /// Every value is larger than this.
    #[serde(alias = "exclusiveMinimum", skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Bound>,
    /// Every value is smaller than this.
    #[serde(alias = "exclusiveMaximum", skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Bound>,
    /// A JSON Schema that objects and arrays keep.
    #[serde(alias = "jsonSchema", skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<serde_json::Value>,
    /// A regular expression that a whole text matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The only values allowed.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub enumeration: Vec<Bound>,
}

impl Constraints {
    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        *self == Constraints::default()
    }
}

/// A value in a constraint: truth, a number, a day or a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bound {
    /// True or false.
    Truth(bool),
    /// Whole.
    Integer(i64),
    /// With decimals.
    Number(f64),
    /// Text, or a value written as text.
    Text(String),
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bound::Truth(value) => value.fmt(f),
            Bound::Integer(value) => value.fmt(f),
            Bound::Number(value) => value.fmt(f),
            Bound::Text(value) => value.fmt(f),
        }
    }
}
