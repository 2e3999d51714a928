//! Who must have said yes.

use schemars::JsonSchema;
use serde::Deserialize;

/// An office that approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Office {
    /// The department that owns the data.
    Owner,
    /// The chief information officer.
    Cio,
    /// Corporation counsel.
    Counsel,
}

impl Office {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Office::Owner => "the owner",
            Office::Cio => "the chief information officer",
            Office::Counsel => "corporation counsel",
        }
    }
}

/// The approvals that were found for one dataset and checked.
///
/// Statements cannot be read yet, so none is ever found, and a policy that asks for one holds the dataset back.
#[derive(Debug, Clone, Default)]
pub struct Approvals {
    given: Vec<Office>,
}

impl Approvals {
    /// The offices of a list that have not approved.
    pub fn missing(&self, required: &[Office]) -> Vec<Office> {
        required.iter().copied().filter(|office| !self.given.contains(office)).collect()
    }
}
