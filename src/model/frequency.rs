//! How often a dataset is updated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Update frequencies: one word each here, mapped to the terms of each vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// Without pause.
    Continuous,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every two weeks.
    Biweekly,
    /// Every month.
    Monthly,
    /// Every two months.
    Bimonthly,
    /// Every three months.
    Quarterly,
    /// Twice a year.
    Semiannual,
    /// Every year.
    Annual,
    /// Every two years.
    Biennial,
    /// Now and then.
    Irregular,
    /// Not any more.
    Never,
}

impl Frequency {
    /// All of them.
    pub const ALL: [Frequency; 12] = [
        Frequency::Continuous,
        Frequency::Daily,
        Frequency::Weekly,
        Frequency::Biweekly,
        Frequency::Monthly,
        Frequency::Bimonthly,
        Frequency::Quarterly,
        Frequency::Semiannual,
        Frequency::Annual,
        Frequency::Biennial,
        Frequency::Irregular,
        Frequency::Never,
    ];

    /// Code in the lists of ISO 19115 and Dublin Core, as DCAT-US 3 asks.
    pub fn dublin_core(self) -> &'static str {
        match self {
            Frequency::Continuous => "continuous",
            Frequency::Daily => "daily",
            Frequency::Weekly => "weekly",
            Frequency::Biweekly => "biweekly",
            Frequency::Monthly => "monthly",
            Frequency::Bimonthly => "bimonthly",
            Frequency::Quarterly => "quarterly",
            Frequency::Semiannual => "semiannual",
            Frequency::Annual => "annual",
            Frequency::Biennial => "biennial",
            Frequency::Irregular => "irregular",
            Frequency::Never => "notPlanned",
        }
    }

    /// ISO 8601 repeating interval, as DCAT-US 1.1 (Project Open Data) asks; `irregular` where there is none.
    pub fn iso8601(self) -> &'static str {
        match self {
            Frequency::Continuous => "R/PT1S",
            Frequency::Daily => "R/P1D",
            Frequency::Weekly => "R/P1W",
            Frequency::Biweekly => "R/P2W",
            Frequency::Monthly => "R/P1M",
            Frequency::Bimonthly => "R/P2M",
            Frequency::Quarterly => "R/P3M",
            Frequency::Semiannual => "R/P6M",
            Frequency::Annual => "R/P1Y",
            Frequency::Biennial => "R/P2Y",
            Frequency::Irregular | Frequency::Never => "irregular",
        }
    }

    /// The most days between two updates; `None` where none is promised.
    pub fn longest_days(self) -> Option<u32> {
        match self {
            Frequency::Continuous | Frequency::Daily => Some(1),
            Frequency::Weekly => Some(7),
            Frequency::Biweekly => Some(14),
            Frequency::Monthly => Some(31),
            Frequency::Bimonthly => Some(62),
            Frequency::Quarterly => Some(92),
            Frequency::Semiannual => Some(184),
            Frequency::Annual => Some(366),
            Frequency::Biennial => Some(731),
            Frequency::Irregular | Frequency::Never => None,
        }
    }

    /// Code in the EU frequency table, which DCAT-AP uses.
    pub fn eu_code(self) -> &'static str {
        match self {
            Frequency::Continuous => "CONT",
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Biweekly => "BIWEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Bimonthly => "BIMONTHLY",
            Frequency::Quarterly => "QUARTERLY",
            Frequency::Semiannual => "ANNUAL_2",
            Frequency::Annual => "ANNUAL",
            Frequency::Biennial => "BIENNIAL",
            Frequency::Irregular => "IRREG",
            Frequency::Never => "NEVER",
        }
    }

    /// What residents read after "Updated".
    pub fn words(self) -> &'static str {
        match self {
            Frequency::Continuous => "continuously",
            Frequency::Daily => "every day",
            Frequency::Weekly => "every week",
            Frequency::Biweekly => "every two weeks",
            Frequency::Monthly => "every month",
            Frequency::Bimonthly => "every two months",
            Frequency::Quarterly => "every three months",
            Frequency::Semiannual => "twice a year",
            Frequency::Annual => "every year",
            Frequency::Biennial => "every two years",
            Frequency::Irregular => "now and then",
            Frequency::Never => "no longer",
        }
    }
}
