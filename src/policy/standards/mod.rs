//! `policy/standards.toml`: how strictly the city holds its departments to its standards of documentation and format.
//!
//! A rule that is a matter of standards can be an error, a warning or off, and be waived for a dataset. What decides whether
//! data leaves, or whether it was read rightly, is no such matter: those rules are fixed, and naming one here is a mistake
//! that ends the run.

mod file;
mod keys;
mod waivers;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use self::keys::Key;
use self::waivers::Waiver;
use crate::diagnostic::{Code, Finding, Report, Severity, closest};
use crate::document::Document;
use crate::model::Date;

pub use file::{Bounds, FreshnessStandard, Level, StandardsFile, WaiverEntry};

pub(super) static CODES: [&Code; 3] = [&INVALID_STANDARD, &waivers::EXPIRED, &waivers::UNUSED];

static INVALID_STANDARD: Code = Code {
    id: "policy/invalid-standard",
    severity: Severity::Error,
    title: "A standard that cannot be set",
    explain: "`policy/standards.toml` sets or waives a rule that does not exist or that a city cannot change, asks for a key that \
`dataset.toml` does not have, or for lengths that nothing can have. Rules that decide what may leave, and rules about data that \
cannot be read rightly, hold in every city and for every dataset.\n\n```toml\nrequired = [\"spatial\"]\n\n\
[rules]\n\"metadata/description-length\" = \"warning\"   # \"error\", \"warning\" or \"off\"\n```\n",
};

/// The codes of this program, as far as `policy/standards.toml` must know them.
#[derive(Debug, Clone, Copy)]
pub struct KnownCodes<'a> {
    /// Every code.
    pub all: &'a [&'static Code],
    /// Those whose severity a city may change.
    pub standards: &'a [&'static Code],
}

/// The standards of a city.
#[derive(Debug, Clone)]
pub struct Standards {
    levels: BTreeMap<String, Level>,
    waivers: Vec<Waiver>,
    /// Paths of keys that `dataset.toml` must have, besides those that it must have anyway.
    pub required: Vec<String>,
    /// Lengths of a dataset's title.
    pub title: RangeInclusive<usize>,
    /// Lengths of a dataset's description.
    pub description: RangeInclusive<usize>,
    /// Numbers of keywords.
    pub keywords: RangeInclusive<usize>,
    /// Lengths of a table's description.
    pub row_description: RangeInclusive<usize>,
    /// Lengths of a column's description.
    pub column_description: RangeInclusive<usize>,
    /// How soon data counts as overdue.
    pub freshness: FreshnessStandard,
}

impl Default for Standards {
    fn default() -> Self {
        Standards::of(StandardsFile::default(), Vec::new())
    }
}

impl Standards {
    fn of(file: StandardsFile, waivers: Vec<Waiver>) -> Self {
        Standards {
            levels: file.rules,
            waivers,
            required: file.required,
            title: file.title.or(3, 150),
            description: file.description.or(50, 5000),
            keywords: file.keywords.or(1, 50),
            row_description: file.row_description.or(10, 1000),
            column_description: file.column_description.or(1, 1000),
            freshness: file.freshness,
        }
    }

    /// Makes the standards of what is written. Whatever cannot be set is in the report.
    pub(super) fn new(
        mut file: StandardsFile,
        document: &Document,
        codes: KnownCodes<'_>,
        report: &mut Report,
    ) -> Self {
        for id in file.rules.keys() {
            // A code has a slash, which a JSON pointer writes as `~1`.
            let pointer = format!("/rules/{}", crate::document::pointer_part(id));
            check_rule(id, "changed", document, &pointer, codes, report);
        }
        let mut at = 0;
        file.required.retain(|path| {
            let pointer = format!("/required/{at}");
            at += 1;
            check_key(path, document, &pointer, report)
        });
        let mut waivers = Vec::new();
        for (at, entry) in std::mem::take(&mut file.waivers).into_iter().enumerate() {
            let pointer = format!("/waivers/{at}");
            check_rule(&entry.rule, "waived", document, &format!("{pointer}/rule"), codes, report);
            for (key, text) in [("reason", &entry.reason), ("approved_by", &entry.approved_by)] {
                if text.trim().is_empty() {
                    let message = format!("`{key}` is empty: a waiver says why it was given, and by whom.");
                    report.push(document.finding(&INVALID_STANDARD, &format!("{pointer}/{key}"), message));
                }
            }
            waivers.push(Waiver::new(entry, document, &pointer));
        }
        let standards = Standards::of(file, waivers);
        for (key, bounds) in [
            ("title", &standards.title),
            ("description", &standards.description),
            ("keywords", &standards.keywords),
            ("row_description", &standards.row_description),
            ("column_description", &standards.column_description),
        ] {
            if bounds.is_empty() {
                let (least, most) = (bounds.start(), bounds.end());
                let message = format!("Nothing is at least {least} and at most {most}: `min` is larger than `max`.");
                report.push(document.finding(&INVALID_STANDARD, &format!("/{key}"), message));
            }
        }
        standards
    }

    /// Gives every finding about a dataset the severity that the city set for its rule, removes those of rules that are off,
    /// and makes notes of those that are waived. Without the day no waiver runs out.
    pub fn apply(&self, dataset: &str, today: Option<Date>, report: &mut Report) {
        let waivers: Vec<&Waiver> = self.waivers.iter().filter(|waiver| waiver.is_of(dataset)).collect();
        if self.levels.is_empty() && waivers.is_empty() {
            return;
        }
        report.regrade(|finding| {
            match self.levels.get(finding.code.id) {
                None => {}
                Some(Level::Error) => finding.severity = Severity::Error,
                Some(Level::Warning) => finding.severity = Severity::Warning,
                Some(Level::Off) => return false,
            }
            waivers.iter().for_each(|waiver| waiver.apply(today, finding));
            true
        });
    }

    /// Says which waivers of a dataset ran out, and which are of no use, once all is known of it.
    pub fn close(&self, dataset: &str, today: Option<Date>, report: &mut Report) {
        // Without the day some rules were silent, and their waivers look useless.
        let Some(today) = today else { return };
        self.waivers.iter().filter(|waiver| waiver.is_of(dataset)).for_each(|waiver| waiver.close(today, report));
    }

    /// Findings about waivers for datasets that are not there.
    pub fn strays(&self, datasets: &[&str]) -> impl Iterator<Item = Finding> {
        self.waivers.iter().filter_map(|waiver| waiver.stray(datasets))
    }
}

/// Whether a key must be looked for: it is known, and not one that every dataset must have anyway.
fn check_key(path: &str, document: &Document, pointer: &str, report: &mut Report) -> bool {
    let meant = match keys::look_up(path) {
        Key::Optional => return true,
        Key::Required => return false,
        Key::Unknown(meant) => meant,
    };
    let finding = document.finding(&INVALID_STANDARD, pointer, format!("`dataset.toml` has no key `{path}`."));
    report.push(match meant {
        Some(meant) => finding.help(format!("Did you mean `{meant}`?")),
        None => finding.help("docs/reference/dataset.toml.md lists all keys."),
    });
    false
}

fn check_rule(id: &str, done: &str, document: &Document, pointer: &str, codes: KnownCodes<'_>, report: &mut Report) {
    if codes.standards.iter().any(|code| code.id == id) {
        return;
    }
    let finding = if codes.all.iter().any(|code| code.id == id) {
        document
            .finding(&INVALID_STANDARD, pointer, format!("The rule `{id}` cannot be {done}."))
            .help("It decides what may be published, or whether data is read rightly: it holds in every city. Remove the line.")
    } else {
        let finding = document.finding(&INVALID_STANDARD, pointer, format!("There is no rule `{id}`."));
        match closest(id, codes.standards.iter().map(|code| code.id)) {
            Some(meant) => finding.help(format!("Did you mean `{meant}`?")),
            None => finding.help("docs/reference/findings.md lists all rules, and which of them a city may change."),
        }
    };
    report.push(finding);
}
