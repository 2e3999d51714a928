//! Texts that stand for a missing value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text that stands for a missing value, alone or with the reason why the value is missing (Table Schema `missingValues`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MissingValue {
    /// A text that says nothing more.
    Text(String),
    /// A text with its reason.
    Labelled(LabelledMissing),
}

/// A text that stands for a missing value, with the reason why it is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelledMissing {
    /// The text as it stands in the cells.
    pub value: String,
    /// Why the value is missing: `Refused`.
    pub label: String,
}

impl MissingValue {
    /// The empty cell, which is what is missing when nothing else is said.
    pub fn empty() -> Self {
        MissingValue::Text(String::new())
    }

    /// The text as it stands in the cells.
    pub fn value(&self) -> &str {
        match self {
            MissingValue::Text(value) => value,
            MissingValue::Labelled(labelled) => &labelled.value,
        }
    }

    /// Why the value is missing, if that is told.
    pub fn label(&self) -> Option<&str> {
        match self {
            MissingValue::Text(_) => None,
            MissingValue::Labelled(labelled) => Some(&labelled.label),
        }
    }
}

impl From<&str> for MissingValue {
    fn from(value: &str) -> Self {
        MissingValue::Text(value.to_owned())
    }
}
