//! Waivers: a rule that a dataset need not keep for a time, because somebody who may has decided so.
//!
//! What a waived rule finds stays in sight as a note that names the reason. Only rules that a city may change can be waived,
//! and only `check`, which knows the day, says that a waiver ran out: what is built does not depend on it.

use super::file::WaiverEntry;
use crate::diagnostic::{Code, Finding, Place, Report, Severity, closest};
use crate::document::Document;
use crate::model::Date;

pub(in crate::policy) static EXPIRED: Code = Code {
    id: "policy/waiver-expired",
    severity: Severity::Warning,
    title: "A waiver that ran out",
    explain: "A waiver in `policy/standards.toml` said until when a dataset need not keep a rule, and that day has passed. What \
the rule finds counts again.\n\nMend what it finds and remove the waiver; or have the waiver renewed by whoever may.\n\n```toml\n\
[[waivers]]\ndataset = \"street-trees\"\nrule = \"metadata/overdue\"\nreason = \"The survey of 2026 was put off after the storm.\"\n\
approved_by = \"cio@city.example\"\nuntil = 2027-06-30\n```\n",
};

pub(in crate::policy) static UNUSED: Code = Code {
    id: "policy/waiver-unused",
    severity: Severity::Warning,
    title: "A waiver for which there is no reason any more",
    explain: "A waiver in `policy/standards.toml` says that a dataset need not keep a rule, and the dataset keeps it, or there is \
no such dataset. Left where it is, the waiver would silence the next mistake.\n\nRemove it.\n\n```toml\n[[waivers]]          # \
remove these lines\ndataset = \"street-trees\"\nrule = \"metadata/description-length\"\n```\n",
};

/// A rule that a dataset need not keep for a time.
#[derive(Debug, Clone)]
pub(super) struct Waiver {
    entry: WaiverEntry,
    /// Where it is written.
    place: Place,
}

impl Waiver {
    pub(super) fn new(entry: WaiverEntry, document: &Document, pointer: &str) -> Self {
        Waiver { entry, place: document.place(pointer) }
    }

    /// Whether it is about this dataset.
    pub(super) fn is_of(&self, slug: &str) -> bool {
        self.entry.dataset == slug
    }

    fn ran_out(&self, today: Option<Date>) -> bool {
        today.is_some_and(|today| self.entry.until < today)
    }

    /// Makes a note of a finding of its rule, while it holds.
    pub(super) fn apply(&self, today: Option<Date>, finding: &mut Finding) {
        if finding.code.id != self.entry.rule || self.ran_out(today) {
            return;
        }
        let WaiverEntry { reason, approved_by, until, .. } = &self.entry;
        finding.severity = Severity::Note;
        let help = format!("Waived until {until} by {approved_by}: {reason}");
        if !finding.help.contains(&help) {
            finding.help.push(help);
        }
    }

    /// Says that it ran out, or that nothing it was meant for is left.
    pub(super) fn close(&self, today: Date, report: &mut Report) {
        let WaiverEntry { rule, until, .. } = &self.entry;
        if self.ran_out(Some(today)) {
            let message = format!("The waiver of `{rule}` ran out on {until}.");
            let help = "Mend what the rule finds and remove the waiver, or have it renewed.";
            report.push(Finding::new(&EXPIRED, message, self.place.clone()).help(help));
        } else if !report.has_errors() && !report.findings().iter().any(|finding| finding.code.id == *rule) {
            // While there are errors a table may not have been read, and so a rule not have been asked.
            let message = format!("The dataset keeps the rule `{rule}`, so this waiver is of no use.");
            report.push(Finding::new(&UNUSED, message, self.place.clone()).help("Remove the waiver."));
        }
    }

    /// Says that there is no such dataset.
    pub(super) fn stray(&self, slugs: &[&str]) -> Option<Finding> {
        let name = &self.entry.dataset;
        if slugs.contains(&name.as_str()) {
            return None;
        }
        let finding = Finding::new(&UNUSED, format!("There is no dataset `{name}`."), self.place.clone());
        Some(match closest(name, slugs.iter().copied()) {
            Some(meant) => finding.help(format!("Did you mean `{meant}`?")),
            None => finding.help("Remove the waiver."),
        })
    }
}
