//! What the values of a column are like, as a whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A summary of a column. What would tell of single people is withheld where it is made: rare values are not among the
/// frequent ones; of few values, and of a column that is about people, neither ends nor averages are told.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Missing values.
    pub nulls: u64,
    /// Different values, missing ones aside.
    pub distinct: Distinct,
    /// The smallest value of a column of numbers or times, as canonical text.
    pub minimum: Option<String>,
    /// The largest value.
    pub maximum: Option<String>,
    /// The mean of a column of numbers.
    pub mean: Option<f64>,
    /// Quantiles of a column of numbers.
    pub quantiles: Option<Quantiles>,
    /// How the values of a column of numbers or days spread, from the smallest to the largest.
    pub histogram: Vec<Bin>,
    /// How long the texts of a column are.
    #[serde(default)]
    pub lengths: Option<Lengths>,
    /// The most frequent values, most frequent first; empty where no value stands out.
    pub frequent: Vec<Frequent>,
}

/// How many different values there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Distinct {
    /// Counted.
    Exactly(u64),
    /// Estimated by HyperLogLog with a standard error of 1.6 % (Flajolet et al., 2007).
    About(u64),
}

impl Distinct {
    /// The number, counted or estimated.
    pub fn count(&self) -> u64 {
        let (Distinct::Exactly(count) | Distinct::About(count)) = self;
        *count
    }
}

impl Default for Distinct {
    fn default() -> Self {
        Distinct::Exactly(0)
    }
}

/// Values below which a part of the column lies; none where too few values lie on one side of it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Quantiles {
    /// 5 %.
    pub p5: Option<f64>,
    /// A quarter.
    pub p25: Option<f64>,
    /// A half: the median.
    pub p50: Option<f64>,
    /// Three quarters.
    pub p75: Option<f64>,
    /// 95 %.
    pub p95: Option<f64>,
    /// Whether they are values of the column, as they are while at most 4,096 differ. If not, each is within 1 % of one that lies
    /// there, as long as the values span up to 19 powers of ten; mostly it is much nearer.
    #[serde(default)]
    pub is_exact: bool,
}

/// Values from `from`, up to `to`, which belongs to the next bin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bin {
    /// Where it begins.
    pub from: Edge,
    /// Where it ends.
    pub to: Edge,
    /// How many values are in it. Where quantiles are not exact, values as near to an end may be in the neighbour.
    pub count: u64,
}

/// Where a bin begins or ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Edge {
    /// In a column of numbers.
    Number(f64),
    /// In a column of days, or of days with times.
    Day(#[schemars(with = "String", extend("format" = "date"))] super::Date),
}

/// How long texts are, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lengths {
    /// The shortest.
    pub shortest: u64,
    /// The longest.
    pub longest: u64,
}

/// A value that is often met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Frequent {
    /// The value as canonical text.
    pub value: String,
    /// How often; at least, where [`Frequent::is_exact`] is false.
    pub count: u64,
    /// Whether every one was counted.
    pub is_exact: bool,
}
