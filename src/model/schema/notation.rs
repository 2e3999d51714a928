//! How numbers are written in a department's file.

use serde::{Deserialize, Serialize};

/// The marks around and in the digits of a column (Table Schema `groupChar`, `decimalChar`, `bareNumber`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notation {
    /// What stands between groups of digits; a space stands for narrow and unbreakable spaces too.
    pub group: Option<char>,
    /// What stands before the decimals.
    pub decimal: char,
    /// Whether a number stands alone, without currency, percent sign or unit.
    pub bare: bool,
}

impl Default for Notation {
    fn default() -> Self {
        Notation { group: None, decimal: '.', bare: true }
    }
}

impl Notation {
    /// Whether it is that of the published files.
    pub fn is_plain(self) -> bool {
        self == Notation::default()
    }
}
