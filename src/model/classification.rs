//! What may leave: the classification that the order on open and protected data asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Date;

/// The two levels. A dataset without a level is not classified yet and is never published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// May be published.
    Public,
    /// Must not leave; only its metadata is in the repository.
    Protected,
}

/// How a dataset is classified, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Classification {
    /// `public` or `protected`. Without it the dataset is unclassified: checked, never converted or published.
    pub level: Option<Level>,
    /// Identifiers from `policy/exemptions.toml` that apply. Any entry makes the dataset protected, whatever `level` says.
    pub exemptions: Vec<String>,
    /// E-mail address of who reviewed the classification; not published.
    pub reviewed_by: Option<String>,
    /// When.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub reviewed_on: Option<Date>,
    /// When it must be reviewed again.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub review_by: Option<Date>,
}

impl Classification {
    /// The level that holds: any exemption makes a dataset protected.
    pub fn derived_level(&self) -> Option<Level> {
        if self.exemptions.is_empty() { self.level } else { Some(Level::Protected) }
    }
}
