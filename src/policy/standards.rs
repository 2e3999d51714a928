//! `policy/standards.toml`: how strictly the city holds its departments to its standards of documentation and format.
//!
//! A rule that is a matter of standards can be an error, a warning or off. What decides whether data leaves, or whether it
//! was read rightly, is no such matter: those rules are fixed, and naming one here is a mistake that ends the run.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Code, Report, Severity, closest};
use crate::document::Document;

pub(super) static INVALID_STANDARD: Code = Code {
    id: "policy/invalid-standard",
    severity: Severity::Error,
    title: "A standard that cannot be set",
    explain: "`policy/standards.toml` sets a rule that does not exist or that a city cannot change, or asks for lengths that \
nothing can have. Rules that decide what may leave, and rules about data that cannot be read rightly, hold in every city.\n\n```toml\n\
[rules]\n\"metadata/description-length\" = \"warning\"   # \"error\", \"warning\" or \"off\"\n```\n",
};

/// `policy/standards.toml`: standards of documentation and format. Without the file the defaults hold.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StandardsFile {
    /// How grave the findings of a rule are, by code. A rule that is not named keeps its own severity.
    pub rules: BTreeMap<String, Level>,
    /// Lengths of a dataset's description.
    pub description: DescriptionStandard,
    /// Numbers of keywords.
    pub keywords: KeywordStandard,
    /// How soon data counts as overdue.
    pub freshness: FreshnessStandard,
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

/// Lengths of a dataset's description, in characters.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DescriptionStandard {
    /// The fewest characters; 50 is what Google asks of a dataset.
    pub min: usize,
    /// The most characters; 5000 is what Google takes.
    pub max: usize,
}

impl Default for DescriptionStandard {
    fn default() -> Self {
        DescriptionStandard { min: 50, max: 5000 }
    }
}

/// Numbers of keywords of a dataset.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KeywordStandard {
    /// The fewest.
    pub min: usize,
}

impl Default for KeywordStandard {
    fn default() -> Self {
        KeywordStandard { min: 1 }
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

/// The codes of this program, as far as `policy/standards.toml` must know them.
#[derive(Debug, Clone, Copy)]
pub struct KnownCodes<'a> {
    /// Every code.
    pub all: &'a [&'static Code],
    /// Those whose severity a city may change.
    pub standards: &'a [&'static Code],
}

/// The standards of a city.
#[derive(Debug, Clone, Default)]
pub struct Standards {
    levels: BTreeMap<String, Level>,
    /// Lengths of a dataset's description.
    pub description: DescriptionStandard,
    /// Numbers of keywords.
    pub keywords: KeywordStandard,
    /// How soon data counts as overdue.
    pub freshness: FreshnessStandard,
}

impl Standards {
    /// Makes the standards of what is written. Whatever cannot be set is in the report.
    pub(super) fn new(file: StandardsFile, document: &Document, codes: KnownCodes<'_>, report: &mut Report) -> Self {
        for id in file.rules.keys() {
            check_rule(id, document, codes, report);
        }
        if file.description.min > file.description.max {
            let message = "No description can be as long as `min` and as short as `max`: `min` is the larger.";
            report.push(document.finding(&INVALID_STANDARD, "/description", message));
        }
        let StandardsFile { rules, description, keywords, freshness } = file;
        Standards { levels: rules, description, keywords, freshness }
    }

    /// Gives every finding the severity that the city set for its rule, and removes those of rules that are off.
    pub fn apply(&self, report: &mut Report) {
        if self.levels.is_empty() {
            return;
        }
        report.regrade(|finding| match self.levels.get(finding.code.id) {
            None => Some(finding.severity),
            Some(Level::Error) => Some(Severity::Error),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Off) => None,
        });
    }
}

fn check_rule(id: &str, document: &Document, codes: KnownCodes<'_>, report: &mut Report) {
    if codes.standards.iter().any(|code| code.id == id) {
        return;
    }
    // A code has a slash, which a JSON pointer writes as `~1`.
    let pointer = format!("/rules/{}", crate::document::pointer_part(id));
    let finding = if codes.all.iter().any(|code| code.id == id) {
        document
            .finding(&INVALID_STANDARD, &pointer, format!("The rule `{id}` cannot be changed."))
            .help("It decides what may be published, or whether data is read rightly: it holds in every city. Remove the line.")
    } else {
        let finding = document.finding(&INVALID_STANDARD, &pointer, format!("There is no rule `{id}`."));
        match closest(id, codes.standards.iter().map(|code| code.id)) {
            Some(meant) => finding.help(format!("Did you mean `{meant}`?")),
            None => finding.help("docs/reference/findings.md lists all rules, and which of them a city may change."),
        }
    };
    report.push(finding);
}
