//! The identity of a kind of finding.

use serde::{Deserialize, Serialize};

/// How grave a finding is. Errors hold a dataset back; warnings and notes do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Known, and nothing has to be done: somebody who may has waived it.
    Note,
    /// Worth knowing; nothing is held back.
    Warning,
    /// The dataset is not published until this is mended.
    Error,
}

impl Severity {
    /// The word people read.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A kind of finding: declared once, as a `static` beside the rule that emits it.
///
/// Identifiers are `family/name`, name the pattern that is wrong, follow Frictionless where it has a name, and are never reused.
#[derive(Debug)]
pub struct Code {
    /// For instance `table/type-error`.
    pub id: &'static str,
    /// Its severity unless a place says otherwise.
    pub severity: Severity,
    /// The pattern in a few words.
    pub title: &'static str,
    /// Markdown for `townbook explain` and the reference: what it means, why it matters, how to mend it, an example.
    pub explain: &'static str,
}

impl Code {
    /// The part before the slash.
    pub fn family(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(family, _)| family)
    }
}
