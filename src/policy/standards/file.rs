//! `policy/standards.toml` as it is written.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Date;

/// `policy/standards.toml`: standards of documentation and format. Without the file the defaults hold.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StandardsFile {
    /// How grave the findings of a rule are, by code. A rule that is not named keeps its own severity.
    pub rules: BTreeMap<String, Level>,
    /// Keys of `dataset.toml` that every dataset must have, besides those that each has anyway: `spatial`, `provenance`,
    /// `classification.review_by`, `resources.primary_key`, `resources.fields.title`.
    pub required: Vec<String>,
    /// Lengths of a dataset's title, in characters; 3 to 150 when not given.
    pub title: Bounds,
    /// Lengths of a dataset's description, in characters; 50 to 5000 when not given, as Google asks.
    pub description: Bounds,
    /// Numbers of keywords of a dataset; 1 to 50 when not given.
    pub keywords: Bounds,
    /// Lengths of a table's description, which says what one row is, in characters; 10 to 1000 when not given.
    pub row_description: Bounds,
    /// Lengths of a column's description, in characters; 1 to 1000 when not given.
    pub column_description: Bounds,
    /// How soon data counts as overdue.
    pub freshness: FreshnessStandard,
    /// Rules that a dataset need not keep for a time.
    pub waivers: Vec<WaiverEntry>,
}

/// How grave the findings of a rule are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They hold a dataset back.
    Error,
    /// They are shown, and hold nothing back.
    Warning,
    /// They are not shown.
    Off,
}

/// The least and the most of something; what is not given is as usual.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Bounds {
    /// The least.
    pub min: Option<usize>,
    /// The most.
    pub max: Option<usize>,
}

impl Bounds {
    /// Both, with what is usual where the city says nothing.
    pub(super) fn or(self, least: usize, most: usize) -> RangeInclusive<usize> {
        self.min.unwrap_or(least)..=self.max.unwrap_or(most)
    }
}

/// How soon data counts as overdue.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FreshnessStandard {
    /// Days of grace after the day on which `update_frequency` promises an update.
    pub grace_days: u32,
}

impl Default for FreshnessStandard {
    fn default() -> Self {
        FreshnessStandard { grace_days: 14 }
    }
}

/// A rule that a dataset need not keep for a time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "waiver")]
pub struct WaiverEntry {
    /// The dataset, by the name of its folder.
    pub dataset: String,
    /// The code of the rule.
    pub rule: String,
    /// Why the dataset need not keep it.
    pub reason: String,
    /// Who decided so.
    pub approved_by: String,
    /// The last day on which it need not.
    #[schemars(with = "String", extend("format" = "date"))]
    pub until: Date,
}
