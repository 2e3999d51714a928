//! The files of `policy/` as they are written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Office;

/// `policy/policy.toml`: who approves what, and the thresholds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Which ready-made policy this one started from.
    pub profile: Profile,
    /// Approvals that actions need.
    #[serde(default)]
    pub approvals: ApprovalsEntry,
    /// Numbers the privacy rules use.
    #[serde(default)]
    pub thresholds: Thresholds,
}

/// Ready-made policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// No signatures: merging a change is the approval.
    Open,
}

/// Approvals that actions need.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ApprovalsEntry {
    /// Offices that must approve before a dataset is published.
    pub publish: Vec<Office>,
}

/// Numbers the privacy rules use.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// The fewest people or things a published count may stand for.
    pub min_cell: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { min_cell: 11 }
    }
}

/// `policy/licenses.toml`: licences the city allows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LicensesFile {
    /// SPDX identifiers.
    pub allowed: Vec<String>,
}

/// `policy/exemptions.toml`: legal grounds for protecting data, as a checklist.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptionsFile {
    /// The day somebody last compared this list with the law.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub verified_on: Option<crate::model::Date>,
    /// Whether corporation counsel has confirmed it.
    #[serde(default)]
    pub confirmed_by_counsel: bool,
    /// The exemptions.
    pub exemptions: Vec<ExemptionEntry>,
}

/// A legal ground.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptionEntry {
    /// What `dataset.toml` calls it.
    pub id: String,
    /// What it covers, in plain words.
    pub title: String,
    /// Where the law says so.
    pub citation: String,
}
