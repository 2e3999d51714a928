//! Table Schema (Frictionless v2): the declared shape of a table.

mod categories;
mod constraints;
mod field;
mod fields_match;
mod missing;
mod notation;

use serde::{Deserialize, Serialize};

pub use categories::{Categories, Category, Labelled};
pub use constraints::{Bound, Constraints};
pub use field::{DateFormat, Field, FieldType, GeoPointFormat, ItemType, StringFormat};
pub use fields_match::FieldsMatch;
pub use missing::MissingValue;
pub use notation::Notation;

/// The columns of a table and its keys.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Schema {
    /// The columns, in the order of the published files.
    pub fields: Vec<Field>,
    /// The columns of the department's file that are declared and not published: nothing of their values is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<WithheldField>,
    /// Which columns the department's file may have besides these, or lack; the published files have these.
    #[serde(default, skip_serializing_if = "FieldsMatch::is_default")]
    pub fields_match: FieldsMatch,
    /// Names of the fields that identify a row; empty if none do.
    pub primary_key: Vec<String>,
    /// Further groups of fields whose values together differ from row to row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique_keys: Vec<Vec<String>>,
    /// References to other tables of the dataset.
    pub foreign_keys: Vec<ForeignKey>,
}

impl Schema {
    /// The position of a field.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Whether a label of the department's file is that of a column that is not published.
    pub fn withholds(&self, label: &str) -> bool {
        self.withheld.iter().any(|field| field.source == label)
    }

    /// The positions of fields, where all are there.
    pub fn positions(&self, names: &[String]) -> Option<Vec<usize>> {
        names.iter().map(|name| self.position(name)).collect()
    }
}

/// A column that is not published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldField {
    /// Its name, under which residents read that it is withheld.
    pub name: String,
    /// Its header in the department's file.
    pub source: String,
}

/// Fields whose values must be found in another table's fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// Fields of this table.
    pub fields: Vec<String>,
    /// Where their values must be found.
    pub reference: Reference,
}

/// The other side of a [`ForeignKey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Identifier of the other dataset; empty for this one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dataset: String,
    /// Name of the other resource; empty for this one.
    #[serde(default)]
    pub resource: String,
    /// Its fields, as many as on this side.
    pub fields: Vec<String>,
}
