//! What the values of a column are like, as a whole.

use serde::{Deserialize, Serialize};

/// A summary of a column. What would tell of single people is withheld where it is made: rare values are not among the
/// frequent ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Missing values.
    pub nulls: u64,
    /// Different values, missing ones aside.
    pub distinct: Distinct,
    /// The smallest value as canonical text; texts are compared by code point. None for points and other values without order.
    pub minimum: Option<String>,
    /// The largest value.
    pub maximum: Option<String>,
    /// The mean of a column of numbers.
    pub mean: Option<f64>,
    /// Quantiles of a column of numbers.
    pub quantiles: Option<Quantiles>,
    /// How the numbers of a column spread between the smallest and the largest.
    pub histogram: Vec<Bin>,
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

/// Values below which a part of the column lies. Each is within 1 % of a value of the column that lies there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// 5 %.
    pub p5: f64,
    /// A quarter.
    pub p25: f64,
    /// A half: the median.
    pub p50: f64,
    /// Three quarters.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
}

/// Numbers from `from`, up to the next bin's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Where it begins.
    pub from: f64,
    /// How many values are in it; near its ends within 1 % of the value.
    pub count: u64,
}

/// A value that is often met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequent {
    /// The value as canonical text.
    pub value: String,
    /// How often; at least, where [`Frequent::is_exact`] is false.
    pub count: u64,
    /// Whether every one was counted.
    pub is_exact: bool,
}
