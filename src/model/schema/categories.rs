//! The categories that the values of a column fall into.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Bound;

/// All values that a column can have, with what they mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Categories {
    /// The categories, each once.
    pub values: Vec<Category>,
    /// Whether their order has a meaning, the least first.
    pub ordered: bool,
}

/// A value, or a value with its meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Category {
    /// A value that says what it means.
    Value(Bound),
    /// A code with its meaning.
    Labelled(Labelled),
}

/// A code with its meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    /// The code as it stands in the column.
    pub value: Bound,
    /// What it means.
    pub label: String,
}

impl Category {
    /// The value as it stands in the column.
    pub fn value(&self) -> &Bound {
        match self {
            Category::Value(value) => value,
            Category::Labelled(labelled) => &labelled.value,
        }
    }

    /// What it means, where that is not plain.
    pub fn label(&self) -> Option<&str> {
        match self {
            Category::Value(_) => None,
            Category::Labelled(labelled) => Some(&labelled.label),
        }
    }
}
