//! The time that data covers.

use serde::{Deserialize, Serialize};

use super::Date;

/// A period of days, possibly still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day, or still going on.
    pub end: PeriodEnd,
}

/// How a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodEnd {
    /// On this day.
    On(Date),
    /// Not yet.
    Ongoing,
}
