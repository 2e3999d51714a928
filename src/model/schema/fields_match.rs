//! How the columns of a file must agree with those that are declared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which columns a file may have besides those that are declared, or lack (Table Schema `fieldsMatch`). Columns are found by
/// their names, so their order never matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldsMatch {
    /// The columns that are declared and no others. The order in which the file has them does not matter here either.
    Exact,
    /// The columns that are declared and no others.
    #[default]
    Equal,
    /// All that are declared, and perhaps others, which are left out.
    Subset,
    /// Only such as are declared, but perhaps not all; the values of the others are missing.
    Superset,
    /// Some that are declared, at least one, and perhaps others, which are left out.
    Partial,
}

impl FieldsMatch {
    /// Whether nothing was said, or nothing that differs from it.
    pub fn is_default(&self) -> bool {
        *self == FieldsMatch::default()
    }

    /// Whether a file may have columns that are not declared.
    pub fn allows_others(self) -> bool {
        matches!(self, FieldsMatch::Subset | FieldsMatch::Partial)
    }

    /// Whether a file may lack declared columns.
    pub fn allows_absent(self) -> bool {
        matches!(self, FieldsMatch::Superset | FieldsMatch::Partial)
    }
}
